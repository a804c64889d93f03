"""The staged file: strings, row numbers and flags, in groups that a step can take alone."""

import json
import pathlib
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from hedun.engine.table.unreadable import Unreadable

ROWS_PER_GROUP = 20_000
MAX_COLUMNS = 60  # one bit each in the flags
MAX_ROWS = 20_000_000
LONGEST_CELL = 32_767  # Excel's own limit
KEPT_OF_LONG_CELLS = 200


def cell_name(index: int) -> str:
    """Name a cell's column in the staged file."""
    return f"c{index:03}"


def letter(index: int) -> str:
    """Name a column as spreadsheets do: 0 is A, 26 is AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


class StagedWriter:
    """Writes groups of records; over-long and unprintable cells become row problems here."""

    def __init__(self, path: pathlib.Path, width: int) -> None:
        if not 0 < width <= MAX_COLUMNS:
            raise Unreadable(f"文件有 {width} 列，最多 {MAX_COLUMNS} 列；请只保留需要的列。")
        self.width, self.rows, self.flagged = width, 0, 0
        cells = [pa.field(cell_name(i), pa.string()) for i in range(width)]
        self._schema = pa.schema(
            [
                pa.field("row_no", pa.int64()),
                pa.field("problem", pa.string()),
                pa.field("lost", pa.int64()),
                pa.field("formula", pa.int64()),
                *cells,
            ]
        )
        self._writer = pq.ParquetWriter(path, self._schema, compression="lz4")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._writer.close()

    def write(
        self,
        row_no: npt.NDArray[np.int64],
        cells: Sequence[Any],
        *,
        problems: list[str | None] | None = None,
        lost: npt.NDArray[np.int64] | None = None,
        formula: npt.NDArray[np.int64] | None = None,
    ) -> None:
        """Append one group of at most ROWS_PER_GROUP records; empty ones are left out."""
        count = len(row_no)
        problems = problems or [None] * count
        filled = np.zeros(count, np.bool_)
        ready = []
        for index, column in enumerate(cells):
            text = pc.fill_null(column, "")
            lengths = pc.utf8_length(text).to_numpy(zero_copy_only=False)
            filled |= lengths > 0
            ready.append(self._cleared(text, lengths, index=index, problems=problems))
        filled |= np.array([problem is not None for problem in problems])
        self.rows += int(filled.sum())
        if self.rows > MAX_ROWS:
            raise Unreadable(f"文件超过 {MAX_ROWS:,} 行；请按地区或时间拆分后分别提交。")
        zeros = np.zeros(count, np.int64)
        formula = zeros if formula is None else formula
        self.flagged += int((formula != 0).sum())
        batch = pa.record_batch(
            [
                pa.array(row_no),
                pa.array(problems, pa.string()),
                pa.array(zeros if lost is None else lost),
                pa.array(formula),
                *ready,
            ],
            schema=self._schema,
        )
        if not filled.all():
            batch = batch.filter(pa.array(filled))
        if batch.num_rows:
            self._writer.write_table(pa.Table.from_batches([batch]), row_group_size=ROWS_PER_GROUP)

    def _cleared(
        self, text: Any, lengths: npt.NDArray[np.int64], *, index: int, problems: list[str | None]
    ) -> Any:
        """Note over-long cells and NUL signs as problems, and keep a beginning of them."""
        long = np.flatnonzero(lengths > LONGEST_CELL)
        for row in long:
            problems[row] = problems[row] or (
                f"{letter(index)} 列有 {lengths[row]:,} 个字，单元格最多 {LONGEST_CELL:,} 个字；"
                "请删减后重新提交。"
            )
        has_nul = pc.match_substring(text, "\0").to_numpy(zero_copy_only=False)
        for row in np.flatnonzero(has_nul):
            problems[row] = problems[row] or (
                f"{letter(index)} 列含有空字符（NUL），文件可能已损坏；请重新导出后提交。"
            )
        if len(long):
            cut = pc.utf8_slice_codeunits(text, 0, KEPT_OF_LONG_CELLS)
            text = pc.if_else(pa.array(lengths > LONGEST_CELL), cut, text)
        if has_nul.any():
            text = pc.replace_substring(text, "\0", "␀")
        return text

    def describe(self, **facts: Any) -> None:
        """Store what was learnt about the file: format, encoding, sheet, warnings."""
        facts |= {"width": self.width, "rows": self.rows, "flagged": self.flagged}
        self._writer.add_key_value_metadata({"hedun": json.dumps(facts, ensure_ascii=False)})
