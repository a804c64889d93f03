"""The words of documents, and how a desk lends its matters to them.

    register(Source("complaint", "投诉举报", find=…, values=…))

A desk registers a source in its `apps.ready`. `find` gives a matter to those who may see its
documents, and nobody else; `values` reads what the forms are filled with, under the keys that the
layouts name. Everything else (list, check before printing, number, versions, files) is done here.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from hedun.base.accounts.terms import Viewer
from hedun.engine.term import Term

Value = str | list[list[str]]
Values = Mapping[str, Value]


class DocumentState(Term):
    """How a document (文书) stands."""

    DRAFT = "draft", "未签发"
    ISSUED = "issued", "已签发"
    DROPPED = "dropped", "已放弃"


class FieldKind(Term):
    """What a field of a form takes."""

    TEXT = "text", "单行文字"
    LONG = "long", "多行文字"
    ROWS = "rows", "表格行"
    TICKS = "ticks", "勾选项"


class BlockKind(Term):
    """What a part of a layout (版式) prints."""

    TO = "to", "受文者"
    PARA = "para", "段落"
    HEAD = "head", "小标题"
    GRID = "grid", "栏目表"
    LIST = "list", "清单"
    TICKS = "ticks", "勾选列表"
    SIGN = "sign", "签名处"
    SEAL = "seal", "盖章处"
    NOTE = "note", "附注"
    CUT = "cut", "存根、回执"
    BREAK = "break", "另起一页"


class NumberAt(Term):
    """Where the number (文号) stands."""

    RIGHT = "right", "居右"
    CENTER = "center", "居中"


class PaperKind(Term):
    """What file a document is given out as."""

    DOCX = "docx", "DOCX"
    PDF = "pdf", "PDF"


class Mark(Term):
    """What a sheet that is no issued document says at its head."""

    NONE = "none", ""
    BLANK = "blank", "空白文书"
    SAMPLE = "sample", "填写示例，不具效力"
    DRAFT = "draft", "草稿，未签发，不具效力"


class BadLayout(ValueError):
    """A layout that cannot be used: the message names the row, the field and the way out."""


class NotReady(ValueError):
    """The document cannot be issued or changed so; the message names what is missing."""


@dataclass(frozen=True, slots=True)
class Subject:
    """One matter of a desk as documents see it: only those get one who may see its documents.

    `forms` are the codes that fit the matter, the most likely first; `may_write` tells whether
    the viewer may make and issue them. The documents are the body's, and so are their numbers;
    `numbers` holds those that the desk gives itself, by form, empty as long as it has not.
    """

    kind: str
    pk: int
    number: str
    title: str
    url: str
    body_id: int
    forms: tuple[str, ...]
    may_write: bool = False
    numbers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a matter gives to its documents.

    Values by key, where else each can be entered, and the keys that nobody may type, such as
    a secret identity.
    """

    values: Values
    places: Mapping[str, str] = field(default_factory=dict)
    locked: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Source:
    """A desk's matters as documents may ask for them."""

    kind: str
    label: str
    find: Callable[[Viewer, int], Subject | None]
    values: Callable[[Viewer, Subject, dt.datetime], Drawn]


_SOURCES: dict[str, Source] = {}


def register(source: Source) -> None:
    """Let documents be made for the matters of a desk; called from the desk's `apps.ready`."""
    _SOURCES[source.kind] = source


def source_of(kind: str) -> Source | None:
    """Give the source of a kind of matter."""
    return _SOURCES.get(kind)
