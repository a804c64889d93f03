"""What is printed: a layout filled with values, as plain text in a few kinds of block.

A sheet is the whole document: both files are made from it and from nothing else, so that they say
the same, and its digest covers every word of it.
"""

import datetime as dt
import hashlib
import json
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, Final

from hedun.base.documents.decide.layouts import PLACEHOLDER, Block, FormField, Layout
from hedun.base.documents.terms import BlockKind, FieldKind, Mark, Value, Values

# a run is [kind, text]: words of the form, a value, or a line to write on by hand
Run = list[str]
WORDS, VALUE, BLANK = "t", "v", "b"
RUN_KINDS: Final = (WORDS, VALUE, BLANK)
YES, NO = "■", "□"
GETA: Final = "〓"
LONGEST_VALUE: Final = 60_000
DRAFT_LAYOUT: Final = "版式草案：官方版式未取得，项目依据法规和公开资料拟定，使用前请核对。"


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything on the pages of one document."""

    org: str
    title: str
    number: str
    number_at: str
    mark: str
    foot: list[str]
    blocks: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Head:
    """Who issues, what it is called, and what stands at head and foot."""

    org: str
    title: str
    number: str = ""
    issued_on: str = ""
    org_address: str = ""
    org_phone: str = ""
    mark: Mark = Mark.NONE
    is_draft_layout: bool = True
    correction: str = ""

    @property
    def given(self) -> dict[str, str]:
        names = ("org", "org_address", "org_phone", "number", "issued_on")
        return {name: getattr(self, name) for name in names}


def clean(text: str) -> str:
    """Drop what XML and PDF cannot hold, and the marks that turn text around.

    A character of a private area, which no other machine can show, becomes 〓: the printers' sign
    for a character that is missing and must be written in.
    """
    plain = text[:LONGEST_VALUE].replace("\r\n", "\n").replace("\r", "\n")
    return "".join(GETA if unicodedata.category(c) == "Co" else c for c in plain if _prints(c))


def _prints(c: str) -> bool:
    if c in "\n\t":
        return True
    is_none = ord(c) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(c) <= 0xFDEF
    return not is_none and unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}


def has(value: Value) -> bool:
    """Tell whether anything that can be read was given."""
    if isinstance(value, str):
        return bool(clean(value).strip())
    return any(clean(cell).strip() for row in value for cell in row)


def missing(layout: Layout, values: Values) -> list[FormField]:
    """Give the fields that must be filled before printing and are not.

    Of a list of ticks one must be ticked.
    """
    return [one for one in layout.fields if one.required and not _is_filled(one, values)]


def _is_filled(one: FormField, values: Values) -> bool:
    value = values.get(one.key, "")
    if one.kind is FieldKind.TICKS:
        return not isinstance(value, str) and any(row[0] for row in value if row)
    return has(value)


def fill(layout: Layout, values: Values, head: Head) -> Sheet:
    """Put values where the layout names them; a line to write on where there is none."""
    pen = _Pen(layout, values, head)
    foot = [layout.note] if layout.note else []
    foot += [head.correction] if head.correction else []
    if layout.adapted_by:
        foot.append(f"地方版式：{layout.adapted_by}。")
    foot += [DRAFT_LAYOUT] if head.is_draft_layout and not layout.adapted_by else []
    return Sheet(
        org=clean(head.org),
        title=clean(head.title),
        number=clean(head.number),
        number_at=layout.number_at.value,
        mark=head.mark.label,
        foot=[clean(line) for line in foot],
        blocks=[made for block in layout.blocks for made in pen.write(block)],
    )


class _Pen:
    """Writes the blocks of one sheet."""

    def __init__(self, layout: Layout, values: Values, head: Head) -> None:
        self.layout, self.head = layout, head
        self.values: dict[str, Value] = {**head.given, **values}

    def write(self, block: Block) -> Iterator[dict[str, Any]]:
        """Give a block of the layout as blocks of the sheet."""
        writers: dict[BlockKind, Callable[[Block], Iterator[dict[str, Any]]]] = {
            BlockKind.PARA: self._paras,
            BlockKind.GRID: self._grid,
            BlockKind.LIST: self._list,
            BlockKind.TICKS: self._ticks,
            BlockKind.SIGN: self._signs,
            BlockKind.SEAL: self._seal,
        }
        yield from writers.get(block.kind, self._line)(block)

    def _line(self, block: Block) -> Iterator[dict[str, Any]]:
        yield {"kind": block.kind.value, "runs": [r for p in self._runs(block.text) for r in p]}

    def _paras(self, block: Block) -> Iterator[dict[str, Any]]:
        keys = list(block.named())
        if keys and all(self._is_left_out(key) for key in keys):
            return
        for runs in self._runs(block.text):
            yield {"kind": "para", "runs": runs}

    def _grid(self, block: Block) -> Iterator[dict[str, Any]]:
        rows = [[self._runs(cell, keep=True) for cell in row] for row in block.rows]
        yield {"kind": "grid", "rows": rows, "tall": [self._is_tall(row) for row in block.rows]}

    def _is_tall(self, row: tuple[str, ...]) -> bool:
        """Tell whether a row takes long texts, for which forms leave room."""
        keys = [key for cell in row for key in PLACEHOLDER.findall(cell)]
        found = [self.layout.field_of(key) for key in keys]
        return any(one is not None and one.kind is FieldKind.LONG for one in found)

    def _list(self, block: Block) -> Iterator[dict[str, Any]]:
        one = self.layout.field_of(block.key)
        assert one is not None
        value = self.values.get(block.key, "")
        wide = len(one.heads)
        rows = [] if isinstance(value, str) else value
        cells = [[clean(c) for c in (*row, *[""] * wide)[:wide]] for row in rows]
        heads = ["序号", *one.heads]
        lines = [[str(n), *row] for n, row in enumerate(cells, 1)] or [[""] * len(heads)] * 3
        yield {"kind": "list", "heads": heads, "rows": lines, "widths": _widths(heads, lines)}

    def _ticks(self, block: Block) -> Iterator[dict[str, Any]]:
        one = self.layout.field_of(block.key)
        assert one is not None
        for row in self._ticked(one):
            mark = YES if row[0] else NO
            yield {"kind": "tick", "runs": [[WORDS, mark], [VALUE, clean(row[-1])]]}

    def _ticked(self, one: FormField) -> list[list[str]]:
        value = self.values.get(one.key, "")
        return value if isinstance(value, list) and value else [["", text] for text in one.options]

    def _signs(self, block: Block) -> Iterator[dict[str, Any]]:
        items = [[run for p in self._runs(item) for run in p] for item in block.items]
        yield {"kind": "sign", "items": items}

    def _seal(self, block: Block) -> Iterator[dict[str, Any]]:
        day = self.head.issued_on or "　　年　　月　　日"
        yield {"kind": "seal", "name": clean(block.text or self.head.org), "day": day}

    def _runs(self, text: str, *, keep: bool = False) -> list[list[Run]]:
        """Give the paragraphs of a text: a value of several lines makes several.

        Empty lines are kept where they are the room that a form leaves.
        """
        lines: list[list[Run]] = [[]]
        at = 0
        for found in PLACEHOLDER.finditer(text):
            self._add(lines, WORDS, text[at : found.start()])
            self._put(lines, found.group(1))
            at = found.end()
        self._add(lines, WORDS, text[at:])
        return lines if keep else [line for line in lines if line] or [[]]

    def _put(self, lines: list[list[Run]], key: str) -> None:
        value = self.values.get(key, "")
        one = self.layout.field_of(key)
        if one is not None and one.kind is FieldKind.TICKS:
            text = "　".join(f"{YES if row[0] else NO}{row[-1]}" for row in self._ticked(one))
            self._add(lines, VALUE, text)
        elif not isinstance(value, str):
            self._add(lines, VALUE, "；".join("，".join(row) for row in value))
        elif has(value):
            self._add(lines, VALUE, value.strip())
        elif not self._is_left_out(key):
            lines[-1].append([BLANK, ""])

    def _is_left_out(self, key: str) -> bool:
        """Tell whether nothing is printed for a key: not given, not needed, and no blank form."""
        one = self.layout.field_of(key)
        is_optional = one is not None and not one.required and self.head.mark is not Mark.BLANK
        return is_optional and not has(self.values.get(key, ""))

    def _add(self, lines: list[list[Run]], kind: str, text: str) -> None:
        for number, part in enumerate(clean(text).split("\n")):
            if number:
                lines.append([])
            if part.strip("\t\n"):
                lines[-1].append([kind, part.replace("\t", " ")])


def _widths(heads: list[str], rows: list[list[str]]) -> list[int]:
    """Share a line among the columns of a list by what they hold."""
    shown = [max(len(row[n]) for row in [heads, *rows[:200]]) for n in range(len(heads))]
    return [min(max(size, 5), 24) for size in shown]


def words(sheet: Sheet) -> Iterator[str]:
    """Give every text that stands on the sheet, in order."""
    yield from (sheet.org, sheet.title, sheet.number, sheet.mark, *sheet.foot)
    for block in sheet.blocks:
        yield from _texts(
            [value for name, value in block.items() if name not in {"kind", "tall", "widths"}]
        )


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list) and len(value) == 2 and value[0] in RUN_KINDS:
        yield value[1]
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


def digest(sheet: Sheet) -> str:
    """SHA-256 of the canonical form: sorted keys, no spaces, UTF-8."""
    text = json.dumps(asdict(sheet), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def chinese_date(day: dt.date) -> str:
    """A date as official documents write it: 2026年11月3日."""
    return f"{day.year}年{day.month}月{day.day}日"


def document_number(word: str, kind: str, *, year: int, serial: int, ordinal: bool) -> str:
    """The 文号: 杭市监罚告〔2026〕12号; some forms print 第 before the serial number."""
    return f"{word}{kind}〔{year}〕{'第' if ordinal else ''}{serial}号"


def sample(layout: Layout) -> dict[str, Value]:
    """Give the example values of a layout."""
    return {one.key: one.sample for one in layout.fields if has(one.sample)}
