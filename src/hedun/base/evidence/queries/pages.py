"""Reading captures of pages, and what belongs to a matter."""

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from hedun.base.accounts import queries as accounts
from hedun.base.accounts.terms import Role, Viewer
from hedun.base.evidence import terms
from hedun.base.evidence.models import Capture, PageCapture
from hedun.base.evidence.queries.store import capture, captures
from hedun.base.evidence.terms import Dossier, PageState

if TYPE_CHECKING:
    from hedun.base.accounts.models import Person

CAPTURERS = (Role.INSPECTOR, Role.LEADER)


def pages(viewer: Viewer) -> QuerySet[PageCapture]:
    """Captures of pages that the viewer's own bureau has asked for."""
    rows = PageCapture.objects.select_related(
        "requested_by", "second_officer", "body", "capture__blob", "screenshot__blob"
    )
    if viewer.is_system:
        return rows
    return rows.filter(body_id=viewer.body_key) if viewer.is_bureau else rows.none()


def page(viewer: Viewer, pk: int) -> PageCapture | None:
    """One of them."""
    return pages(viewer).filter(pk=pk).first()


def sees_page(viewer: Viewer, subject_id: str) -> bool:
    """Tell whether the viewer may see a capture of a page: his own, or one of a matter he sees."""
    if not subject_id.isdecimal():
        return False
    if pages(viewer).filter(pk=int(subject_id)).exists():
        return True
    row = PageCapture.objects.filter(pk=int(subject_id)).exclude(for_kind="").first()
    gate = terms.gate_of(row.for_kind) if row is not None else None
    return row is not None and gate is not None and gate(viewer, row.for_id)


def page_of_capture(viewer: Viewer, capture_id: int) -> PageCapture | None:
    """The page that a capture was made of."""
    return pages(viewer).filter(capture_id=capture_id).first()


def colleagues(viewer: Viewer) -> "QuerySet[Person]":
    """Who may be the second officer: others of the same bureau who investigate.

    Basis: penalty_law art. 42
    """
    rows = accounts.visible_people(viewer).filter(
        body_id=viewer.body_key, is_active=True, grants__role__in=CAPTURERS
    )
    return rows.exclude(pk=viewer.person_id or 0).distinct().order_by("name")


def matter(viewer: Viewer, kind: str, subject_id: str) -> Dossier | None:
    """What belongs to a matter, with every capture fixed for its subjects and its pages.

    None where no room knows the kind or the viewer may not see it.
    """
    collect = terms.dossier_of(kind)
    found = collect(viewer, subject_id) if collect is not None else None
    if found is None:
        return None
    subjects, keys = list(found.subjects), list(found.captures)
    for row in _pages_of(viewer, subjects):
        subjects.append(("page", str(row.pk)))
    for subject in subjects:
        keys += captures(viewer, *subject).values_list("pk", flat=True)
    seen = tuple(dict.fromkeys(key for key in keys if capture(viewer, key) is not None))
    whole = (*subjects, *(("capture", str(key)) for key in seen))
    return Dossier(found.title, tuple(dict.fromkeys(whole)), seen)


def _pages_of(viewer: Viewer, subjects: list[tuple[str, str]]) -> list[PageCapture]:
    found: list[PageCapture] = []
    for kind, key in subjects:
        rows = PageCapture.objects.filter(for_kind=kind, for_id=key, state=PageState.DONE)
        found += [row for row in rows if sees_page(viewer, str(row.pk))]
    return found


def page_dossier(viewer: Viewer, subject_id: str) -> Dossier | None:
    """A page with its captures."""
    if not sees_page(viewer, subject_id):
        return None
    row = PageCapture.objects.get(pk=int(subject_id))
    return Dossier(f"网页固证 {row.title}", (("page", subject_id),))


def capture_dossier(viewer: Viewer, subject_id: str) -> Dossier | None:
    """One capture alone."""
    row = capture(viewer, int(subject_id)) if subject_id.isdecimal() else None
    if row is None:
        return None
    return Dossier(f"固证材料 {row.title}", (("capture", subject_id),), (row.pk,))


def capture_rows(viewer: Viewer, keys: tuple[int, ...]) -> list[Capture]:
    """Captures by their keys; those that the viewer may not see are left out."""
    return [row for key in keys if (row := capture(viewer, key)) is not None]
