"""Reading stamps: until when each proves by itself, and what was stamped over it since."""

import datetime as dt
from typing import Final

from django.db.models import Q

from hedun.base.accounts.terms import Viewer
from hedun.base.evidence.models import Leaf, Stamp
from hedun.base.evidence.terms import LeafKind
from hedun.engine.seal import tsp

NOTICE: Final = dt.timedelta(days=90)
STAMPED: Final = "evidence:log:stamp"  # the act of keeping a stamp
STAMPS_OWN: Final = Q(kind=LeafKind.STAMP) | Q(
    kind=LeafKind.ACT, subject_kind="log", content__contains=f'"{STAMPED}"'
)


def unstamped(viewer: Viewer) -> Leaf | None:
    """The first leaf that no stamp covers, signed or not; None where a stamp covers all.

    A stamp's own leaves do not count: they are covered once a day, or with whatever happens
    next. Otherwise each stamp would ask for another, for ever.
    """
    newest = Stamp.objects.order_by("-checkpoint__size").values_list("checkpoint__size", flat=True)
    rows = Leaf.objects.exclude(STAMPS_OWN)
    return (
        rows.filter(place__gte=newest.first() or 0).order_by("place").first()
        or rows.filter(place__isnull=True).order_by("pk").first()
    )


def good_until(viewer: Viewer, row: Stamp) -> dt.datetime | None:
    """When the certificate ends that a stamp was signed with; None where it cannot be read."""
    try:
        return tsp.signer(bytes(row.token)).valid_until
    except tsp.BadStamp:
        return None


def renewals(viewer: Viewer, row: Stamp, at: dt.datetime) -> list[tuple[Stamp, Leaf]]:
    """Later stamps over an earlier one, each with the leaf by which it covers the one before.

    Each was made before the certificate of the one before ended, as late as there is one; the
    last is good at `at`, if there is such a one. Empty while the stamp is still good itself.
    """
    found: list[tuple[Stamp, Leaf]] = []
    end = good_until(viewer, row)
    while end is not None and end < at:
        leaf = Leaf.objects.filter(
            kind=LeafKind.STAMP, subject_kind="stamp", subject_id=str(row.pk), place__isnull=False
        ).first()
        if leaf is None:
            break
        later = Stamp.objects.select_related("checkpoint").filter(
            checkpoint__size__gt=leaf.place, stamped_at__lte=end, pk__gt=row.pk
        )
        over = later.order_by("-checkpoint__size").first()
        if over is None:
            break
        found.append((over, leaf))
        row, end = over, good_until(viewer, over)
    return found


def ending(viewer: Viewer, at: dt.datetime) -> dt.datetime | None:
    """When the authority's certificate ends, where that is soon: then its new one is needed.

    The newest stamp covers all before it, so that only its own certificate counts.
    """
    newest = Stamp.objects.order_by("-checkpoint__size").first()
    end = good_until(viewer, newest) if newest is not None else None
    return end if end is not None and end - at < NOTICE else None
