"""Reads the law as it stands in TOML files beside this one, and refuses a row that is wrong.

instruments.toml   what was enacted, by whom, in force when
texts/*.toml       the words of articles that the product cites (written by tools/law_texts.py)
gists.toml         articles whose words were not at hand, or are only summarized
grounds.toml       violations with article, penalty and what a person must rule out
deadlines.toml     statutory terms
reasons.toml       reasons that the law lists one by one: for refusal, termination, suspension …
amounts.toml       ranges of fines by ground, thresholds of hearings, shares
duties.toml        what platforms and operators owe, how often, and the penalty
forms.toml         documents and the fields that they must have
"""

import datetime as dt
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hedun.base.lawbook.terms import (
    AmountKind,
    AtExpiry,
    Confidence,
    FormFamily,
    Obliged,
    ReasonKind,
    Severity,
    Unit,
)
from hedun.engine.term import Term

FOLDER = Path(__file__).parent


class BadRow(ValueError):
    """A row of law that cannot be used: the message names file, row, field and the way out."""


@dataclass(frozen=True, slots=True)
class Row:
    """One checked row: its place for messages, and its values by field."""

    place: str
    values: dict[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.values[name]


@dataclass(frozen=True, slots=True)
class Book:
    """All rows, checked against one another."""

    instruments: list[Row]
    articles: list[Row]
    grounds: list[Row]
    deadlines: list[Row]
    reasons: list[Row]
    amounts: list[Row]
    duties: list[Row]
    forms: list[Row]

    @property
    def resting(self) -> list[Row]:
        """Every row that rests on an article."""
        parts = (self.grounds, self.deadlines, self.reasons, self.amounts, self.duties)
        return [*(row for rows in parts for row in rows), *self.forms]


@dataclass(frozen=True, slots=True)
class Field:
    """How one field is read: its check gives the value or raises ValueError."""

    check: Callable[[Any], Any]
    default: Any = ...


def _text(limit: int) -> Callable[[Any], str]:
    def check(value: Any) -> str:
        if not isinstance(value, str) or not value.strip():
            raise ValueError("须为非空文字")
        if len(value) > limit:
            raise ValueError(f"不得超过 {limit} 字，现为 {len(value)} 字")
        return value.strip()

    return check


def _day(value: Any) -> dt.date:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    raise ValueError("须为日期，如 2026-04-15（不加引号）")


def _count(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError("须为不小于 0 的整数")
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("须为 true 或 false")  # noqa: TRY004 - one kind of error for every field
    return value


def _texts(value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
        raise ValueError("须为文字列表")
    return value


def _term(kind: type[Term]) -> Callable[[Any], Term]:
    def check(value: Any) -> Term:
        if value not in list(kind):
            raise ValueError("须为 " + "、".join(kind) + " 之一")
        return kind(value)

    return check


_SINCE = {"valid_from": Field(_day), "valid_to": Field(_day, None)}
_SURE = {"confidence": Field(_term(Confidence))}
INSTRUMENT = {
    "code": Field(_text(40)),
    "title": Field(_text(120)),
    "number": Field(_text(60), ""),
    "issuer": Field(_text(80), ""),
    "supersedes": Field(_text(40), None),
    "aliases": Field(_texts, []),
    "texts_from": Field(_day, None),
    **_SINCE,
    **_SURE,
}
ARTICLE = {
    "instrument": Field(_text(40)),
    "number": Field(_text(20)),
    "text": Field(_text(20_000), ""),
    "gist": Field(_text(300), ""),
    "valid_from": Field(_day, None),
    "valid_to": Field(_day, None),
    "confidence": Field(_term(Confidence), None),
}
GROUND = {
    "code": Field(_text(20)),
    "name": Field(_text(80)),
    "article": Field(_text(60)),
    "severity": Field(_term(Severity)),
    "penalty": Field(_text(300), ""),
    "exemptions": Field(_texts, []),
    **_SINCE,
    **_SURE,
}
DEADLINE = {
    "code": Field(_text(40)),
    "name": Field(_text(80)),
    "article": Field(_text(60)),
    "amount": Field(_count),
    "unit": Field(_term(Unit)),
    "start_event": Field(_text(80)),
    "extension": Field(_count, 0),
    "extension_by": Field(_text(40), ""),
    "further_by": Field(_text(40), ""),
    "pauses": Field(_texts, []),
    "restarts": Field(_texts, []),
    "is_before": Field(_flag, default=False),
    "at_expiry": Field(_term(AtExpiry), AtExpiry.ALARM),
    **_SINCE,
    **_SURE,
}
REASON = {
    "code": Field(_text(20)),
    "kind": Field(_term(ReasonKind)),
    "name": Field(_text(200)),
    "article": Field(_text(60)),
    **_SINCE,
    **_SURE,
}
AMOUNT = {
    "code": Field(_text(20)),
    "kind": Field(_term(AmountKind)),
    "name": Field(_text(120)),
    "grounds": Field(_texts, []),
    "article": Field(_text(60)),
    "least": Field(_count, None),
    "most": Field(_count, None),
    "times_of": Field(_text(40), ""),
    "besides": Field(_texts, []),
    **_SINCE,
    **_SURE,
}
DUTY = {
    "code": Field(_text(20)),
    "who": Field(_term(Obliged)),
    "name": Field(_text(200)),
    "frequency": Field(_text(60)),
    "article": Field(_text(60)),
    "also": Field(_texts, []),
    "penalty": Field(_text(300), ""),
    **_SINCE,
    **_SURE,
}
FORM = {
    "code": Field(_text(20)),
    "family": Field(_term(FormFamily)),
    "number": Field(_count),
    "name": Field(_text(80)),
    "fields": Field(_texts, []),
    "article": Field(_text(60)),
    "is_draft": Field(_flag, default=True),
    **_SINCE,
    **_SURE,
}


def read(folder: Path = FOLDER) -> Book:
    """Read every file and check every row. Raises BadRow at the first one that is wrong."""
    book = Book(
        instruments=rows_of(folder / "instruments.toml", "instrument", INSTRUMENT),
        articles=[
            row
            for path in [*sorted(folder.glob("texts/*.toml")), folder / "gists.toml"]
            for row in rows_of(path, "article", ARTICLE)
        ],
        grounds=rows_of(folder / "grounds.toml", "ground", GROUND),
        deadlines=rows_of(folder / "deadlines.toml", "deadline", DEADLINE),
        reasons=rows_of(folder / "reasons.toml", "reason", REASON),
        amounts=rows_of(folder / "amounts.toml", "amount", AMOUNT),
        duties=rows_of(folder / "duties.toml", "duty", DUTY),
        forms=rows_of(folder / "forms.toml", "form", FORM),
    )
    _check_links(book)
    for rows, key in (
        (book.instruments, ("code",)),
        (book.articles, ("instrument", "number")),
        (book.grounds, ("code",)),
        (book.deadlines, ("code",)),
        (book.reasons, ("code",)),
        (book.amounts, ("code",)),
        (book.duties, ("code",)),
        (book.forms, ("code",)),
    ):
        _check_periods(rows, key)
    _check_amounts(book)
    return book


def rows_of(path: Path, table: str, fields: dict[str, Field]) -> list[Row]:
    """Read one file of one kind of row, each checked by itself."""
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise BadRow(f"{path.name}：不是合法的 TOML（{error}）。") from error
    unknown = set(found) - {table}
    if unknown:
        raise BadRow(f"{path.name}：不认识的表 {'、'.join(sorted(unknown))}，只能有 [[{table}]]。")
    return [_row((path.name, number), raw, fields) for number, raw in enumerate(found[table], 1)]


def _row(where: tuple[str, int], raw: dict[str, Any], fields: dict[str, Field]) -> Row:
    file, number = where
    name = raw.get("code") or f"{raw.get('instrument', '?')} {raw.get('number', '?')}"
    place = f"{file} 第 {number} 行（{name}）"
    for field in raw:
        if field not in fields:
            raise BadRow(f"{place}：不认识的字段 {field}，可用字段：{'、'.join(fields)}。")
    values = {}
    for field, how in fields.items():
        if field not in raw:
            if how.default is ...:
                raise BadRow(f"{place}：缺少字段 {field}。")
            values[field] = how.default
            continue
        try:
            values[field] = how.check(raw[field])
        except ValueError as error:
            raise BadRow(f"{place} 字段 {field}：{error}，现为 {raw[field]!r}。") from error
    return Row(place, values)


def _check_links(book: Book) -> None:
    """Every reference finds its row; articles take dates and trust from their instrument."""
    instruments = {row["code"]: row for row in book.instruments}
    for row in book.instruments:
        if row["supersedes"] and row["supersedes"] not in instruments:
            raise BadRow(f"{row.place} 字段 supersedes：没有文件 {row['supersedes']}。")
    for row in book.articles:
        of = instruments.get(row["instrument"])
        if of is None:
            raise BadRow(f"{row.place} 字段 instrument：没有文件 {row['instrument']}。")
        if not row["text"] and not row["gist"]:
            raise BadRow(f"{row.place}：text 与 gist 至少填一项。")
        row.values["valid_from"] = row["valid_from"] or of["texts_from"] or of["valid_from"]
        row.values["valid_to"] = row["valid_to"] or of["valid_to"]
        row.values["confidence"] = row["confidence"] or of["confidence"]
    articles = {f"{row['instrument']} {row['number']}" for row in book.articles}
    for row in book.resting:
        for name in (row["article"], *row.values.get("also", ())):
            if name not in articles:
                raise BadRow(
                    f"{row.place} 字段 article：没有条文“{name}”；先在 texts/ 或 gists.toml 中登记。"
                )


def _check_amounts(book: Book) -> None:
    """An amount is for grounds that there are, and its least is no more than its most."""
    known = {row["code"] for row in book.grounds}
    for row in book.amounts:
        if strange := [code for code in row["grounds"] if code not in known]:
            raise BadRow(f"{row.place} 字段 grounds：没有事由 {'、'.join(strange)}。")
        if row["least"] is not None and row["most"] is not None and row["least"] > row["most"]:
            raise BadRow(f"{row.place} 字段 least：大于 most {row['most']}。")


def _check_periods(rows: list[Row], key: tuple[str, ...]) -> None:
    """No two rows of one name hold on the same day."""
    seen: dict[tuple[Any, ...], Row] = {}
    for row in sorted(rows, key=lambda r: (*(r[k] for k in key), r["valid_from"])):
        if row["valid_to"] and row["valid_to"] < row["valid_from"]:
            raise BadRow(f"{row.place} 字段 valid_to：早于 valid_from {row['valid_from']}。")
        name = tuple(row[k] for k in key)
        before = seen.get(name)
        if before and (before["valid_to"] is None or before["valid_to"] >= row["valid_from"]):
            raise BadRow(
                f"{row.place} 字段 valid_from：与 {before.place} 的有效期重叠；请先填前一行的 valid_to。"
            )
        seen[name] = row


def names(folder: Path = FOLDER) -> Iterator[tuple[str, str]]:
    """Give every name under which an instrument may be cited in the source, with its code."""
    for row in rows_of(folder / "instruments.toml", "instrument", INSTRUMENT):
        for name in (row["code"], *row["aliases"]):
            yield name, row["code"]
