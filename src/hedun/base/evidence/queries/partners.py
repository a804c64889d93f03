"""Reading what partners' logs have said, and what was alarmed of them."""

from django.db.models import QuerySet

from hedun.base.accounts.terms import Viewer
from hedun.base.evidence.models import Alarm, PartnerKey, PartnerMark
from hedun.base.evidence.queries.log import _reads
from hedun.engine.seal import note


def marks(viewer: Viewer) -> QuerySet[PartnerMark]:
    """Checkpoints that partners have sent, the newest first."""
    rows = PartnerMark.objects.order_by("-pk")
    return rows if _reads(viewer) else rows.none()


def alarms(viewer: Viewer) -> QuerySet[Alarm]:
    """Every alarm, those that wait first."""
    rows = Alarm.objects.select_related("mark", "earlier", "settled_by").order_by("-pk")
    return rows if _reads(viewer) else rows.none()


def alarm(viewer: Viewer, pk: int) -> Alarm | None:
    """One alarm."""
    return alarms(viewer).filter(pk=pk).first()


def partner_keys(viewer: Viewer, partner: str) -> list[note.Key]:
    """The keys with which a partner's log has signed."""
    rows = PartnerKey.objects.filter(partner=partner).order_by("pk")
    return [note.Key(row.origin, row.algorithm, bytes(row.public)) for row in rows]
