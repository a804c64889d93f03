"""The only readers: forms as they hold on a day, and documents of matters that the viewer may see."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from hedun.base.accounts.terms import Viewer
from hedun.base.documents import decide, rows
from hedun.base.documents.decide import Head, Layout, Sheet
from hedun.base.documents.models import Adaptation, Document, Edition
from hedun.base.documents.terms import (
    DocumentState,
    Drawn,
    Mark,
    Subject,
    Value,
    source_of,
)
from hedun.base.lawbook import queries as lawbook

if TYPE_CHECKING:
    from hedun.base.accounts.models import Body
    from hedun.base.lawbook.models import DocumentForm


@dataclass(frozen=True, slots=True)
class Paper:
    """A form as it stands on a day: the row of law, and the layout for the place."""

    row: "DocumentForm"
    layout: Layout

    @property
    def title(self) -> str:
        return self.layout.title or self.row.name

    @property
    def is_draft(self) -> bool:
        """Whether the official layout is unknown, which list and paper must say."""
        return self.row.is_draft


@dataclass(frozen=True, slots=True)
class Content:
    """What an unissued document is filled with: by the matter, and by hand on top."""

    drawn: Drawn
    typed: dict[str, Value]

    @property
    def values(self) -> dict[str, Value]:
        return {**self.drawn.values, **self.typed}


@dataclass(frozen=True, slots=True)
class Card:
    """The documents of one matter, for the page of the matter itself."""

    subject: Subject
    documents: Sequence[Document]


def key(viewer: Viewer) -> bytes:
    """The key that seals what documents say."""
    del viewer
    return bytes(settings.IDENTITY_KEY)


def paper(viewer: Viewer, code: str, on: dt.date, *, region_code: str = "") -> Paper | None:
    """The form that holds on a day, adapted to the province of a place; None where there is none."""
    base = next((one for one in rows.layouts() if one.form == code and one.holds(on)), None)
    row = lawbook.forms(viewer).filter(code=code).order_by("-valid_from").first()
    if base is None or row is None:
        return None
    change = adaptation(viewer, code, on, region_code=region_code)
    if change is None:
        return Paper(row, base)
    by = f"{change.body.name}，{change.valid_from:%Y-%m-%d}起用"
    return Paper(row, decide.adapt(base, change.text, by=by))


def adaptation(viewer: Viewer, code: str, on: dt.date, *, region_code: str) -> Adaptation | None:
    """What the province of a place changed of a form, as it holds on a day."""
    if len(region_code) != 6:
        return None
    found = adaptations(viewer, code).filter(region_code=f"{region_code[:2]}0000")
    return found.filter(valid_from__lte=on).first()


def adaptations(viewer: Viewer, code: str) -> QuerySet[Adaptation]:
    """Every change of a form, the newest first: forms are no secret."""
    del viewer
    rows_ = Adaptation.objects.filter(form=code).select_related("body", "by")
    return rows_.order_by("-valid_from", "-pk")


def codes(viewer: Viewer) -> frozenset[str]:
    """The forms that can be printed."""
    del viewer
    return frozenset(one.form for one in rows.layouts())


def of_case(
    viewer: Viewer, given: Mapping[str, Any], *, papers: Sequence[Sequence[str]] = ()
) -> Drawn:
    """What the penalty forms are filled with, from the dotted keys that a case gives."""
    del viewer
    return decide.of_case(given, papers=papers)


def subject(viewer: Viewer, kind: str, pk: int) -> Subject | None:
    """A matter, for those who may see its documents."""
    source = source_of(kind)
    return source.find(viewer, pk) if source else None


def documents_of(viewer: Viewer, matter: Subject) -> QuerySet[Document]:
    """The documents of a matter that was found for the viewer, the newest first."""
    rows_ = Document.objects.filter(subject_kind=matter.kind, subject_id=matter.pk)
    rows_ = rows_.exclude(state=DocumentState.DROPPED)
    return rows_.select_related("body", "made_by", "issued_by").order_by("-pk")


def card(viewer: Viewer, kind: str, pk: int) -> Card | None:
    """The documents of a matter as a card on its own page; None for others."""
    found = subject(viewer, kind, pk)
    return Card(found, list(documents_of(viewer, found)[:20])) if found else None


def document(viewer: Viewer, pk: int) -> tuple[Document, Subject] | None:
    """A document with its matter, or None where there is none or the viewer may not see it."""
    row = Document.objects.select_related("body", "made_by", "issued_by").filter(pk=pk).first()
    if row is None or row.state == DocumentState.DROPPED:
        return None
    found = subject(viewer, row.subject_kind, row.subject_id)
    return (row, found) if found else None


def content(viewer: Viewer, row: Document) -> Content:
    """What a document that the viewer may see is filled with."""
    held = decide.unseal(row.sealed, key(viewer))
    drawn = Drawn(held["drawn"], held["places"], frozenset(held["locked"]))
    return Content(drawn, held["typed"])


def paper_of(viewer: Viewer, row: Document, on: dt.date) -> Paper:
    """The form of a document: as it held when it was issued, or as it holds on a day."""
    day = timezone.localdate(row.issued_at) if row.issued_at else on
    found = paper(viewer, row.form, day, region_code=row.body.region_code)
    assert found is not None, f"no layout for {row.form} on {day}"
    return found


def head(viewer: Viewer, body: "Body | None", form: Paper, **more: str | Mark) -> Head:
    """What stands at the head of a document of a body."""
    del viewer
    return Head(
        org=body.name if body else "　　　　　　　　",
        title=form.title,
        org_address=body.address if body else "",
        org_phone=body.phone if body else "",
        is_draft_layout=form.is_draft,
        **more,  # type: ignore[arg-type]
    )


def draft(viewer: Viewer, row: Document, on: dt.date) -> Sheet:
    """What an unissued document would print now."""
    form = paper_of(viewer, row, on)
    number = f"{row.body.word or row.body.short_name}{form.layout.word}〔{on.year}〕　号"
    return decide.fill(
        form.layout,
        content(viewer, row).values,
        head(
            viewer,
            row.body,
            form,
            mark=Mark.DRAFT,
            number=number if form.layout.word else "",
        ),
    )


def editions(viewer: Viewer, row: Document) -> QuerySet[Edition]:
    """Every version of a document that the viewer may see, the newest first."""
    del viewer
    return Edition.objects.filter(document=row).select_related("by").order_by("-ordinal")


def sheet(viewer: Viewer, edition: Edition) -> Sheet:
    """The text of a version, proven to be what was issued. Raises ValueError where it is not."""
    made = Sheet(**decide.unseal(edition.sealed, key(viewer)))
    if decide.digest(made) != edition.sha256:
        raise ValueError(
            f"文书第 {edition.ordinal} 版的内容与签发时的摘要不符；请勿使用，立即通知安全管理员。"
        )
    return made


def empty(viewer: Viewer, form: Paper, mark: Mark, *, body: "Body | None" = None) -> Sheet:
    """A blank form, or one filled with examples."""
    values = decide.sample(form.layout) if mark is Mark.SAMPLE else {}
    number = f"×市监{form.layout.word}〔　　〕{'第' if form.layout.ordinal else ''}　　号"
    given = head(viewer, body, form, mark=mark, number=number if form.layout.word else "")
    return decide.fill(form.layout, values, given)
