"""What is printed: plain text only, cleaned of characters that no document may hold."""

import datetime as dt
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hedun.desks.bridge.decide.clock import BEIJING, local_day
from hedun.desks.bridge.decide.drafting import chinese_date
from hedun.desks.bridge.decide.rows import shown
from hedun.desks.bridge.terms import FIELDS, FieldGroup, LetterKind

if TYPE_CHECKING:
    from hedun.base.accounts.models import Person
    from hedun.desks.bridge.models import Letter, Reply


@dataclass(frozen=True, slots=True)
class Asked:
    """One group of fields that the letter asks for."""

    label: str
    fields: str


@dataclass(frozen=True, slots=True)
class Table:
    """One group of rows of an answer."""

    label: str
    headings: list[str]
    rows: list[list[str]]


@dataclass(frozen=True, slots=True)
class LetterSheet:
    """Everything on a printed letter."""

    sender: str
    kind: str
    number: str
    title: str
    addressee: str
    paragraphs: list[str]
    asked: list[Asked]
    basis: str
    due: str
    officers: list[str]
    contact: str
    address: str
    signed_on: str
    message_id: str
    matter: str
    template: str = "letter"


@dataclass(frozen=True, slots=True)
class ReplySheet:
    """Everything on a printed reply."""

    sender: str
    title: str
    addressee: str
    number: str
    paragraphs: list[str]
    tables: list[Table]
    attachments: list[str]
    answered: str
    signed_on: str
    round: str
    sha256: str
    message_id: str
    template: str = "reply"


def clean(text: str) -> str:
    """Drop what XML and PDF cannot hold, and the marks that turn text around."""
    return "".join(
        c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co"}
    )


def paragraphs(text: str) -> list[str]:
    """The lines of a text that hold something."""
    return [line.strip() for line in clean(text).splitlines() if line.strip()]


def letter_sheet(letter: "Letter") -> LetterSheet:
    """Give what is printed of a letter; a draft has an empty number and no date."""
    return LetterSheet(
        sender=clean(letter.from_body.name),
        kind=LetterKind(letter.kind).label,
        number=clean(letter.number or f"（待签发）{letter.from_body.word}"),
        title=clean(letter.title),
        addressee=clean(letter.to_body.name),
        paragraphs=paragraphs(letter.text),
        asked=[_asked(FieldGroup(name)) for name in letter.questions],
        basis=clean(str(letter.article)),
        due=chinese_date(local_day(letter.due_at)),
        officers=[
            _officer(person)
            for person in (letter.officer, letter.second_officer)
            if person is not None
        ],
        contact=clean(f"{letter.contact_name}，{letter.contact_phone}"),
        address=clean(letter.from_body.address),
        signed_on=chinese_date(local_day(letter.sent_at)) if letter.sent_at else "（签发后填写）",
        message_id=str(letter.message_id),
        matter=_matter(letter),
    )


def _asked(group: FieldGroup) -> Asked:
    return Asked(group.label, "、".join(field.label for field in FIELDS[group]))


def _officer(person: "Person") -> str:
    return clean(
        f"{person.name}（执法证号 {person.officer_no}）" if person.officer_no else person.name
    )


def _matter(letter: "Letter") -> str:
    """The shop and its operator, as the platform needs them to find the data."""
    period = _period(letter)
    if letter.shop is None:
        return period
    parts = [f"网店：{letter.shop.name}（店铺编号 {letter.shop.shop_no}）"]
    if letter.subject is not None:
        code = letter.subject.credit_code
        parts.append(f"经营者：{letter.subject.name}" + (f"（{code}）" if code else ""))
    if letter.clue is not None and letter.clue.listing_no:
        parts.append(f"商品编号：{letter.clue.listing_no}")
    return clean("；".join([*parts, period] if period else parts))


def _period(letter: "Letter") -> str:
    if letter.period_from is None or letter.period_to is None:
        return ""
    return f"数据期间：{chinese_date(letter.period_from)}至{chinese_date(letter.period_to)}"


def reply_sheet(letter: "Letter", reply: "Reply") -> ReplySheet:
    """Give what is printed of an answer, full numbers included: the paper goes into the file."""
    assert reply.answered_at is not None
    return ReplySheet(
        sender=clean(letter.to_body.name),
        title=clean(f"关于{letter.number}函的复函"),
        addressee=clean(letter.from_body.name),
        number=clean(letter.number or ""),
        paragraphs=paragraphs(reply.text) or ["有关信息见下表。"],
        tables=_tables([(FieldGroup(r.group), r.payload) for r in reply.rows.order_by("ordinal")]),
        attachments=[_file(item) for item in reply.attachments],
        answered=f"{reply.answered_name}，{_moment(reply.answered_at)}"
        + ("（逾期）" if reply.is_late else ""),
        signed_on=chinese_date(local_day(reply.answered_at)),
        round=f"第{reply.round}次答复",
        sha256=reply.sha256,
        message_id=str(letter.message_id),
    )


def _tables(rows: Sequence[tuple[FieldGroup, dict[str, str | int]]]) -> list[Table]:
    return [
        Table(
            group.label,
            [field.label for field in FIELDS[group]],
            [
                [clean(cell) for cell in shown(group, payload, is_masked=False)]
                for kind, payload in rows
                if kind is group
            ],
        )
        for group in FieldGroup
        if any(kind is group for kind, _ in rows)
    ]


def _file(item: dict[str, str | int]) -> str:
    return clean(f"{item['name']}（{int(item['size']):,} 字节，SHA-256 {item['sha256']}）")


def _moment(at: dt.datetime) -> str:
    return f"{at.astimezone(BEIJING):%Y-%m-%d %H:%M}"
