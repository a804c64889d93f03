"""The rows of one step: what may stay, what comes back, what must be mended, and why."""

import datetime as dt
import functools
import json
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from hedun.desks.roster.decide.fields import FIELDS
from hedun.desks.roster.terms import ExtensionType, Fault, Level
from hedun.engine.table import values

BUCKETS = 4096
OUTCOME = {
    "row_no": pl.Int64, "level": pl.String, "fault": pl.String, "message": pl.String,
    "shop_no": pl.String, "shop_name": pl.String, "name": pl.String,
}  # fmt: skip
Row = tuple[Fault, Level, str]


@dataclass(slots=True)
class Rows:
    """Sealed rows with what speaks against each."""

    of: str
    frame: pl.DataFrame
    faults: dict[int, list[Row]] = field(default_factory=dict)

    def __len__(self) -> int:
        return self.frame.height

    def texts(self, name: str) -> list[str]:
        return self.frame[name].to_list()

    def blame(self, index: int, fault: Fault, message: str, *, level: Level = Level.MEND) -> None:
        """Note a fault of a row."""
        self.faults.setdefault(index, []).append((fault, level, message))

    def unreadable(self) -> None:
        """Return rows that could not be read."""
        for index, problem in enumerate(self.frame["problem"]):
            if problem:
                self.blame(index, Fault.UNREADABLE, problem, level=Level.RETURNED)

    def require(self, *names: str, level: Level = Level.RETURNED) -> None:
        """Note empty cells of columns that must be filled."""
        labels = {f.name: f.label for f in FIELDS[self.of]}
        for name in names:
            for index in self.frame[name].eq("").arg_true():
                text = f"“{labels[name]}”为空；请补充后重新提交该行"
                self.blame(int(index), Fault.MISSING, text, level=level)

    def widths(self) -> None:
        """Return rows with a cell that is longer than is kept."""
        for one in FIELDS[self.of]:
            if one.name not in self.frame.columns:
                continue
            lengths = self.frame[one.name].str.len_chars()
            for index in (lengths > one.width).arg_true():
                text = f"“{one.label}”有{lengths[int(index)]}个字，最多{one.width}个字；请删减后重新提交该行"
                self.blame(int(index), Fault.TOO_LONG, text, level=Level.RETURNED)

    def lost(self, *keys: str) -> set[int]:
        """Note numbers that a spreadsheet rounded; gives the rows, those of `keys` come back."""
        found: set[int] = set()
        labels = {f.name: f.label for f in FIELDS[self.of]}
        for index, names in enumerate(self.frame["lost"]):
            for name in names.split():
                found.add(index)
                text = (
                    f"“{labels[name]}”的末几位已丢失：表格软件把超过15位的数字存成了近似值；"
                    "请将该列设为“文本”格式重新填写"
                )
                level = Level.RETURNED if name in keys else Level.MEND
                self.blame(index, Fault.VALUE, text, level=level)
        return found

    def each(self, name: str, read: Callable[[str], object], hint: str) -> list[object]:
        """Read every cell once for each distinct text; None where empty or wrong."""
        known: dict[str, object] = {"": None}
        found: list[object] = []
        for index, text in enumerate(self.texts(name)):
            if text not in known:
                known[text] = _read(read, text)
            value = known[text]
            if isinstance(value, values.Wrong):
                self.blame(index, Fault.VALUE, hint.format(text[:30]))
                value = None
            found.append(value)
        return found

    def good(self) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
        """Tell for each row whether it stays."""
        mask = np.ones(len(self), np.bool_)
        for index, found in self.faults.items():
            if any(level is Level.RETURNED for _, level, _ in found):
                mask[index] = False
        return mask

    def outcome(self, columns: tuple[str, str, str]) -> pl.DataFrame:
        """Lay out every fault with its row number, its rule, what to do, and whose row it is."""
        shown = [self.texts(name) for name in columns]
        rows = [
            (self.frame["row_no"][i], level.value, fault.value, text, *(s[i] for s in shown))
            for i in sorted(self.faults)
            for fault, level, text in self.faults[i]
        ]
        return pl.DataFrame(rows, schema=OUTCOME, orient="row")

    def counted(self) -> dict[str, int]:
        """Count rows by fault."""
        kinds = Counter(
            fault.value for found in self.faults.values() for fault in {f for f, _, _ in found}
        )
        return dict(kinds)


def _read(read: Callable[[str], object], text: str) -> object:
    try:
        return read(text)
    except values.Wrong as problem:
        return problem


def place_of(key: str) -> int:
    """Give a key a number below 4,096 that every machine and version gives it."""
    return zlib.crc32(key.encode()) % BUCKETS


def buckets(keys: Iterable[str]) -> pl.Series:
    """Give many keys their numbers."""
    return pl.Series([place_of(key) for key in keys], dtype=pl.UInt16)


def check_extra(
    rows: Rows, wanted: Mapping[str, tuple[ExtensionType, bool]], *, is_1904: bool = False
) -> None:
    """Note what a province asks for and a row lacks or misstates."""
    if not wanted:
        return
    readers: dict[ExtensionType, Callable[[str], object]] = {
        ExtensionType.TEXT: lambda text: text,
        ExtensionType.NUMBER: values.fen,
        ExtensionType.DAY: functools.partial(values.day, is_1904=is_1904),
    }
    for index, text in enumerate(rows.texts("extra")):
        given = json.loads(text) if text else {}
        for label, (kind, is_required) in wanted.items():
            cell = given.get(label, "")
            if not cell and is_required:
                rows.blame(index, Fault.EXTENSION, f"省级扩展项“{label}”为空；请补充后重新提交")
            elif cell and isinstance(_read(readers[kind], cell), values.Wrong):
                said = f"省级扩展项“{label}”应为{kind.label}，“{cell[:20]}”无法识别；请更正"
                rows.blame(index, Fault.EXTENSION, said)


def days(rows: Rows, name: str, label: str, *, is_1904: bool) -> list[dt.date | None]:
    """Read a column of days."""
    hint = f"“{label}”的“{{}}”不是有效日期；请写成 2026-01-31"
    found = rows.each(name, functools.partial(values.day, is_1904=is_1904), hint)
    return [day if isinstance(day, dt.date) else None for day in found]
