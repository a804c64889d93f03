"""Peak memory of a program with all its children, looked at twenty times a second."""

import os
import pathlib
import threading
from types import TracebackType
from typing import Self

PAGE = os.sysconf("SC_PAGE_SIZE")
EVERY_S = 0.05


class Watch:
    """Adds up what the tree of a process holds in memory; pages that two share count twice."""

    def __init__(self, pid: int) -> None:
        self.pid, self.peak = pid, 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ended.wait(EVERY_S):
            self.peak = max(self.peak, sum(resident(pid) for pid in tree(self.pid)))


def tree(pid: int) -> list[int]:
    """Give a process and all that came from it."""
    found = [pid]
    for place in pathlib.Path(f"/proc/{pid}/task").glob("*/children"):
        for child in _text(place).split():
            found += tree(int(child))
    return found


def resident(pid: int) -> int:
    """Give the bytes that a process holds; none where it has ended."""
    fields = _text(pathlib.Path(f"/proc/{pid}/statm")).split()
    return int(fields[1]) * PAGE if fields else 0


def _text(path: pathlib.Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except OSError:  # ended meanwhile
        return ""
