"""The folder of a run: parts that are written aside and renamed when whole, and nothing else.

What is there is not done again, so a run that was killed goes on at its last finished part.
"""

import json
import os
import pathlib
import shutil
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

VERSION = 1  # of what lies in the folder


class Store:
    """The parts of one run."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.folder = folder

    def begin(self, plan: dict[str, Any]) -> None:
        """Begin, or go on where the plan is the one of the parts that are there."""
        mark = self.folder / "plan.json"
        whole = {**plan, "version": VERSION}
        if mark.exists() and json.loads(mark.read_text()) == whole:
            return
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        mark.write_text(json.dumps(whole))

    def part(self, kind: str, number: int) -> pathlib.Path:
        """Name a part."""
        return self.folder / f"{kind}-{number:06}.arrow"

    def write(self, path: pathlib.Path, batches: list[pa.RecordBatch], schema: pa.Schema) -> None:
        """Write batches to a part; it is there whole or not at all."""
        fresh = path.with_suffix(f".{os.getpid()}.tmp")
        options = pa.ipc.IpcWriteOptions(compression="zstd")
        with fresh.open("wb") as file:
            with pa.ipc.new_file(file, schema, options=options) as writer:
                for batch in batches:
                    writer.write_batch(batch)
            file.flush()
            os.fsync(file.fileno())
        fresh.rename(path)

    def read(self, path: pathlib.Path, batch: int | None = None) -> pa.Table:
        """Read a part, or one batch of it."""
        with pa.OSFile(str(path)) as file:
            reader = pa.ipc.open_file(file)
            if batch is None:
                return reader.read_all()
            return pa.Table.from_batches([reader.get_batch(batch)])

    def keep(self, name: str, values: NDArray[Any]) -> None:
        """Keep an array."""
        fresh = self.folder / f"{name}.{os.getpid()}.tmp"
        with fresh.open("wb") as file:
            np.save(file, values)
        fresh.rename(self.folder / f"{name}.npy")

    def has(self, name: str) -> bool:
        """Tell whether an array is there."""
        return (self.folder / f"{name}.npy").exists()

    def array(self, name: str) -> NDArray[Any]:
        """Give an array without reading it into memory: processes share its pages."""
        values: NDArray[Any] = np.load(self.folder / f"{name}.npy", mmap_mode="r")
        return values
