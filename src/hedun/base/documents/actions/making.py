"""A document before it is issued: made from the matter, filled in by hand where the matter is silent."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from hedun.base.accounts.actions import record
from hedun.base.accounts.terms import Refused, Viewer
from hedun.base.documents import decide, queries
from hedun.base.documents.decide import Layout
from hedun.base.documents.models import Document
from hedun.base.documents.terms import (
    DocumentState,
    Drawn,
    NotReady,
    Subject,
    Value,
    source_of,
)


@transaction.atomic
def make(*, kind: str, subject_id: int, form: str, by: Viewer, at: dt.datetime) -> Document:
    """Make a document of a matter, filled with what the matter knows.

    Raises Refused where the viewer may not, NotReady where there is no such form.
    """
    matter = queries.subject(by, kind, subject_id)
    if matter is None or not matter.may_write:
        raise Refused("只有承办单位的办案人员或者负责人可以制作文书；请联系承办单位。")
    if form not in matter.forms:
        raise NotReady(f"{matter.number} 不能制作这种文书；请从列表中选择。")
    row = Document(
        subject_kind=kind,
        subject_id=subject_id,
        body_id=matter.body_id,
        form=form,
        state=DocumentState.DRAFT,
        made_by_id=by.person_key,
        made_at=at,
    )
    paper = queries.paper(by, form, timezone.localdate(at), region_code=row.body.region_code)
    if paper is None:
        raise NotReady(
            f"没有文书 {form} 的版式；请从列表中选择其他文书，或者请系统管理员登记版式。"
        )
    row.title = paper.title
    row.sealed = _seal(_drawn(matter, by, at), {}, by=by)
    row.save()
    _log_paper("make", row, by=by, at=at)
    return row


@transaction.atomic
def redraw(
    *, document_id: int, by: Viewer, at: dt.datetime, expected_version: int | None = None
) -> Document:
    """Read the matter again; what was typed stays on top."""
    row, matter = _held(document_id, by, seen=expected_version)
    _must_be_draft(row)
    typed = queries.content(by, row).typed
    row.sealed = _seal(_drawn(matter, by, at), typed, by=by)
    return _save_paper(row, "redraw", by=by, at=at)


@transaction.atomic
def write(
    *,
    document_id: int,
    given: Mapping[str, str],
    by: Viewer,
    at: dt.datetime,
    expected_version: int | None = None,
) -> Document:
    """Keep what was typed into the fields of a draft, as texts; a locked field stays as drawn."""
    row, _ = _held(document_id, by, seen=expected_version)
    _must_be_draft(row)
    layout = queries.paper_of(by, row, timezone.localdate(at)).layout
    content = queries.content(by, row)
    row.sealed = _seal(content.drawn, _changed(layout, content, given), by=by)
    return _save_paper(row, "write", by=by, at=at)


@transaction.atomic
def drop(
    *, document_id: int, by: Viewer, at: dt.datetime, expected_version: int | None = None
) -> Document:
    """Give a draft up; it never had a number."""
    row, _ = _held(document_id, by, seen=expected_version)
    _must_be_draft(row)
    row.state = DocumentState.DROPPED
    row.sealed = _seal(Drawn({}), {}, by=by)
    return _save_paper(row, "drop", by=by, at=at)


def _changed(
    layout: Layout, content: queries.Content, given: Mapping[str, str]
) -> dict[str, Value]:
    """Give what was typed and differs from what the matter says."""
    typed = {key: value for key, value in content.typed.items() if key not in given}
    for one in layout.fields:
        if one.key not in given or one.key in content.drawn.locked:
            continue
        value = decide.parsed(one, given[one.key])
        if value != content.drawn.values.get(one.key, ""):
            typed[one.key] = value
    return typed


def _held(document_id: int, by: Viewer, *, seen: int | None) -> tuple[Document, Subject]:
    """Lock a document that the viewer may change."""
    rows = Document.objects.select_for_update(of=("self",)).select_related("body")
    row = rows.filter(pk=document_id).exclude(state=DocumentState.DROPPED).first()
    matter = queries.subject(by, row.subject_kind, row.subject_id) if row else None
    if row is None or matter is None or not matter.may_write:
        raise Refused("没有这份文书，或您无权办理；请从事项页面打开。")
    if seen is not None and seen != row.version:
        raise NotReady(f"{row.title} 在您打开之后已有变动；请刷新页面，核对最新内容后再办理。")
    return row, matter


def _seal(drawn: Drawn, typed: Mapping[str, Value], *, by: Viewer) -> str:
    """Seal what a document is filled with."""
    content = {
        "drawn": dict(drawn.values),
        "places": dict(drawn.places),
        "locked": sorted(drawn.locked),
        "typed": dict(typed),
    }
    return decide.seal(content, queries.key(by))


def _save_paper(row: Document, act: str, *, by: Viewer, at: dt.datetime) -> Document:
    """Store a changed document with its audit row."""
    row.version += 1
    row.save()
    _log_paper(act, row, by=by, at=at)
    return row


def _log_paper(act: str, row: Document, *, by: Viewer, at: dt.datetime) -> None:
    """Write down what was done, without a word of what the document says."""
    record(
        by=by,
        at=at,
        action=f"documents:document:{act}",
        subject=("document", row.pk),
        detail={
            "paper": row.form,
            "number": row.number or "",
            "of": [row.subject_kind, str(row.subject_id)],
        },
    )


def _drawn(matter: Subject, by: Viewer, at: dt.datetime) -> Drawn:
    source = source_of(matter.kind)
    assert source is not None
    return source.values(by, matter, at)


def _must_be_draft(row: Document) -> None:
    if row.state != DocumentState.DRAFT:
        raise NotReady(f"{row} 已签发，不能再改；有误的请写明理由更正，原版保留。")
