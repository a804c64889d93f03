"""Tables that people hand in: which column is which, and cells turned into values."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

LOOKED_AT = 10  # records among which the heading must be
_NOISE = str.maketrans("", "", " \t\r\n\u3000\u200b\ufeff*:\"'“”()")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T].*)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SPLIT = re.compile(r"[、,;|\n]+")
_EXCEL_ZERO = dt.date(1899, 12, 30)
ENDLESS = {"长期", "长期有效", "无固定期限", "至今", "-", "—"}


class Misfit(ValueError):
    """The table as a whole cannot be read; the message says which columns it must have."""


@dataclass(frozen=True, slots=True)
class Column:
    """One thing that is read: its name, its heading, other headings, whether it must be there."""

    name: str
    label: str
    synonyms: str = ""
    is_must: bool = False
    is_code: bool = False

    @property
    def headings(self) -> set[str]:
        return {plain(word) for word in (self.label, *self.synonyms.split())}


@dataclass(frozen=True, slots=True)
class Heading:
    """Where the heading stands among the records, and which cell holds which column."""

    position: int
    places: Mapping[str, int]


@dataclass(slots=True)
class Line:
    """One record: the sender's row number, its cells by column, and what is wrong with it."""

    row_no: int
    cells: Mapping[str, str]
    raw: Sequence[str] = ()
    reasons: list[str] = field(default_factory=list)

    def text(self, name: str) -> str:
        """Give a cell without the signs and spaces around it."""
        return clean(self.cells.get(name, ""))

    def must(self, name: str, label: str) -> str:
        """Give a cell that may not be empty."""
        found = self.text(name)
        if not found:
            self.reasons.append(f"{label}为空，请补充")
        return found

    def day(self, name: str, label: str) -> dt.date | None:
        """Give a date; none where the cell is empty or says that it never ends."""
        found = self.text(name)
        if not found or found in ENDLESS:
            return None
        try:
            return day(found)
        except (ValueError, OverflowError):
            self.reasons.append(f"{label}“{found[:20]}”无法识别，请写成 2026-01-31 这样的日期")
            return None

    def short(self, name: str, label: str, *, most: int) -> str:
        """Give a cell that has room for so many characters only."""
        found = self.text(name)
        if len(found) > most:
            self.reasons.append(f"{label}有 {len(found)} 个字，最多 {most} 个，请删减")
        return found[:most]


def plain(heading: str) -> str:
    """Give a heading without width, case, spaces and remarks in brackets."""
    text = unicodedata.normalize("NFKC", heading).lower()
    for remark in ("(必填)", "(选填)", "[必填]"):
        text = text.replace(remark, "")
    return text.translate(_NOISE)


def find_heading(records: Sequence[Sequence[str]], columns: Sequence[Column]) -> Heading:
    """Choose the record that names the most columns; title rows above it are passed over.

    Raises Misfit where a column that must be there is named nowhere.
    """
    tried = [_places(record, columns) for record in records[:LOOKED_AT]]
    position, places = max(enumerate(tried), key=lambda pair: (len(pair[1]), -pair[0]))
    missing = [c.label for c in columns if c.is_must and c.name not in places]
    if missing:
        names = "、".join(filter(None, (clean(cell) for cell in records[position])))[:150]
        raise Misfit(
            f"缺少“{'”“'.join(missing)}”列；文件的列为：{names or '（空）'}。请补上后重新提交。"
        )
    return Heading(position, places)


def _places(record: Sequence[str], columns: Sequence[Column]) -> dict[str, int]:
    names = [plain(cell) for cell in record]
    found: dict[str, int] = {}
    for column in columns:
        for place, name in enumerate(names):
            if name in column.headings and place not in found.values():
                found[column.name] = place
                break
    return found


def lines(
    records: Iterable[tuple[int, str | None, int, Sequence[str]]],
    heading: Heading,
    columns: Sequence[Column],
) -> Iterator[Line]:
    """Turn records (row number, problem, lost bits, cells) into lines; empty ones drop out."""
    for row_no, problem, lost, cells in records:
        if not any(cell.strip() for cell in cells):
            continue
        line = Line(row_no, {n: cells[place] for n, place in heading.places.items()}, cells)
        if problem:
            line.reasons.append(problem.rstrip("。"))
        for column in columns:
            place = heading.places.get(column.name)
            if column.is_code and place is not None and (lost >> place) & 1:
                line.reasons.append(
                    f"{column.label}“{cells[place][:24]}”精度已丢失：Excel 把超过 15 位的数字存成了"
                    "近似值，请将该列设为“文本”格式后重新填写"
                )
        yield line


def clean(text: str) -> str:
    """Give a cell for people: printable, single spaces, no apostrophe before it."""
    shown = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(shown.split()).lstrip("'")


def day(text: str) -> dt.date:
    """Read a day as people and spreadsheets write it; raises ValueError."""
    cell = unicodedata.normalize("NFKC", text).strip()
    found = _DAY.fullmatch(cell) or _COMPACT.fullmatch(cell)
    if found:
        return dt.date(int(found[1]), int(found[2]), int(found[3]))
    if re.fullmatch(r"\d{5}(\.\d+)?", cell):
        return _EXCEL_ZERO + dt.timedelta(days=int(float(cell)))
    raise ValueError(text)


def listed(text: str) -> tuple[str, ...]:
    """Cut a cell into its parts at 、，；| and line ends."""
    parts = (part.strip() for part in _SPLIT.split(unicodedata.normalize("NFKC", text)))
    return tuple(dict.fromkeys(filter(None, parts)))
