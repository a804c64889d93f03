"""A document is issued: its number is given, its text frozen. What is wrong then is corrected openly."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from hedun.base.accounts.terms import Viewer
from hedun.base.documents import decide, queries
from hedun.base.documents.actions.making import _changed, _held, _save_paper, _seal
from hedun.base.documents.decide import Layout
from hedun.base.documents.models import Counter, Document, Edition
from hedun.base.documents.terms import DocumentState, NotReady, Subject, Value

if TYPE_CHECKING:
    from hedun.base.accounts.models import Body


@transaction.atomic
def issue(
    *, document_id: int, by: Viewer, at: dt.datetime, expected_version: int | None = None
) -> Document:
    """Give a document its number and freeze its text, both in one transaction.

    Raises NotReady with the fields that are missing; then no number is used up.
    """
    row, matter = _held(document_id, by, seen=expected_version)
    if row.state != DocumentState.DRAFT:
        raise NotReady(f"{row} 已经签发；请刷新页面。")
    layout = queries.paper_of(by, row, timezone.localdate(at)).layout
    values = queries.content(by, row).values
    _must_be_whole(layout, values)
    if row.form in matter.numbers:
        row.number = _number_of(matter, row)
    elif layout.word:
        year = timezone.localdate(at).year
        row.number = decide.document_number(
            row.body.word or row.body.short_name,
            layout.word,
            year=year,
            serial=_next(row.body, layout.word, year),
            ordinal=layout.ordinal,
        )
    row.state, row.issued_at, row.issued_by_id = DocumentState.ISSUED, at, by.person_id
    _save_paper(row, "issue", by=by, at=at)
    _freeze(row, 1, "", by=by, at=at)
    return row


@transaction.atomic
def correct(
    *,
    document_id: int,
    given: Mapping[str, str],
    why: str,
    by: Viewer,
    at: dt.datetime,
    expected_version: int | None = None,
) -> Document:
    """Issue a new version of an issued document that says why; the number and older ones stay."""
    row, _ = _held(document_id, by, seen=expected_version)
    if row.state != DocumentState.ISSUED:
        raise NotReady(f"{row.title} 尚未签发；请直接修改后签发。")
    if not why.strip():
        raise NotReady("更正已签发的文书须写明理由；请填写后再提交。")
    layout = queries.paper_of(by, row, timezone.localdate(at)).layout
    content = queries.content(by, row)
    typed = _changed(layout, content, given)
    if typed == content.typed:
        raise NotReady("没有任何改动；请修改有误的项目后再更正。")
    _must_be_whole(layout, {**content.drawn.values, **typed})
    row.sealed = _seal(content.drawn, typed, by=by)
    _freeze(row, row.editions.count() + 1, why.strip()[:200], by=by, at=at)
    return _save_paper(row, "correct", by=by, at=at)


def _must_be_whole(layout: Layout, values: Mapping[str, Value]) -> None:
    lacks = decide.missing(layout, values)
    if lacks:
        names = "、".join(one.label for one in lacks)
        raise NotReady(f"还缺少：{names}；请在本页填写，或者先在事项中办理后点“重新取数”。")


def _freeze(row: Document, ordinal: int, why: str, *, by: Viewer, at: dt.datetime) -> None:
    """Keep the whole text of a version with its digest."""
    assert row.issued_at is not None
    issued_on = timezone.localdate(row.issued_at)
    paper = queries.paper_of(by, row, issued_on)
    day = decide.chinese_date(timezone.localdate(at))
    head = queries.head(
        by,
        row.body,
        paper,
        number=row.number or "",
        issued_on=decide.chinese_date(issued_on),
        correction=f"第{ordinal}版，{day}更正：{why}" if why else "",
    )
    sheet = decide.fill(paper.layout, queries.content(by, row).values, head)
    Edition.objects.create(
        document=row,
        ordinal=ordinal,
        sealed=decide.seal(asdict(sheet), queries.key(by)),
        sha256=decide.digest(sheet),
        why=why,
        by_id=by.person_key,
        at=at,
    )


def _number_of(matter: Subject, row: Document) -> str:
    """Give the number that the desk itself gave, such as that of a decision; it is used once."""
    number = matter.numbers[row.form]
    if not number:
        raise NotReady(f"{row.title}的文号在办理决定时编定；请先在 {matter.number} 中作出决定。")
    if Document.objects.filter(body_id=row.body_id, number=number).exists():
        raise NotReady(f"{number} 已经签发过；有误的请打开该文书更正。")
    return number


def _next(body: "Body", word: str, year: int) -> int:
    """Give the next number of a body, year and word, one after another."""
    Counter.objects.get_or_create(body=body, word=word, year=year)
    counter = Counter.objects.select_for_update().get(body=body, word=word, year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last
