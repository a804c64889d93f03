"""Reading what must be kept, why, and what was deleted by retention."""

from django.db.models import QuerySet

from hedun.base.accounts.terms import Role, Viewer
from hedun.base.evidence import terms
from hedun.base.evidence.models import Capture, Hold, PageCapture, Tombstone

READERS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR)


def register(viewer: Viewer) -> QuerySet[Capture]:
    """Every capture for administrators, whose pages show its number and hashes, never its words."""
    rows = Capture.objects.select_related("blob", "body", "captured_by", "tombstone__by")
    return rows if viewer.is_system or viewer.has(*READERS) else rows.none()


def registered(viewer: Viewer, pk: int) -> Capture | None:
    """One of them."""
    return register(viewer).filter(pk=pk).first()


def holds(viewer: Viewer, capture_id: int) -> QuerySet[Hold]:
    """Explicit holds on a capture, the newest first; for administrators."""
    rows = Hold.objects.filter(capture_id=capture_id).select_related("by", "lifted_by")
    is_shown = viewer.is_system or viewer.has(*READERS)
    return rows.order_by("-pk") if is_shown else rows.none()


def reasons_to_keep(viewer: Viewer, capture: Capture) -> list[str]:
    """Say in Chinese what keeps a capture from being deleted: holds, and matters still open."""
    machine = Viewer.system("证据保存")
    found = [
        f"{row.at:%Y-%m-%d} 起保全：{row.reason}"
        for row in holds(viewer, capture.pk).filter(lifted_at__isnull=True)
    ]
    subjects = ((capture.subject_kind, capture.subject_id), *_matter_of(capture))
    told = (keeper(machine, capture.pk, subjects) for keeper in terms.keepers())
    return found + [each for each in told if each]


def _matter_of(capture: Capture) -> list[tuple[str, str]]:
    """The matter of the page that a capture was made of."""
    if capture.subject_kind != "page" or not capture.subject_id.isdecimal():
        return []
    row = PageCapture.objects.filter(pk=int(capture.subject_id)).exclude(for_kind="").first()
    return [(row.for_kind, row.for_id)] if row is not None else []


def tombstone(viewer: Viewer, capture: Capture) -> Tombstone | None:
    """That the bytes of a capture were deleted by retention, if they were."""
    return Tombstone.objects.filter(capture=capture).select_related("by").first()
