"""Reading how long the log has gone, and went before, without a time stamp."""

import datetime as dt
from itertools import pairwise
from typing import Final

from django.conf import settings
from django.utils import timezone

from hedun.base.accounts.terms import Viewer
from hedun.base.evidence.decide import gaps as decide
from hedun.base.evidence.decide.gaps import Gap
from hedun.base.evidence.models import Leaf, Stamp
from hedun.base.evidence.queries.stamps import STAMPS_OWN, unstamped

LOOK_BACK: Final = dt.timedelta(days=30)


def patience(viewer: Viewer) -> dt.timedelta:
    """How long the house is content to wait for a stamp."""
    return dt.timedelta(hours=settings.STAMP_HOURS)


def open_gap(viewer: Viewer) -> Gap | None:
    """Since when something has happened that no stamp covers; None where a stamp covers all.

    Leaves that nobody has signed yet count as well: no stamp covers them either. None also
    where no authority is set, for then nothing is waited for.
    """
    if not settings.TSA:
        return None
    leaf = unstamped(viewer)
    return Gap(leaf.at) if leaf is not None else None


def past_gaps(viewer: Viewer, at: dt.datetime) -> list[Gap]:
    """Stretches of the last thirty days that were too long, the newest first."""
    rows: list[tuple[int, dt.datetime | None]] = list(
        Stamp.objects.filter(at__gte=at - LOOK_BACK)
        .order_by("-checkpoint__size")
        .values_list("checkpoint__size", "stamped_at")
    )
    earlier = Stamp.objects.filter(at__lt=at - LOOK_BACK).order_by("-checkpoint__size")
    rows.append(earlier.values_list("checkpoint__size", "stamped_at").first() or (0, None))
    found = []
    for (until, stamped), (size, before) in pairwise(rows):
        if stamped is None or (before is not None and stamped - before <= patience(viewer)):
            continue
        between = Leaf.objects.filter(place__gte=size, place__lt=until).exclude(STAMPS_OWN)
        leaf = between.order_by("place").first()
        gap = Gap(leaf.at, stamped) if leaf is not None else None
        if gap is not None and decide.is_too_long(gap, at, patience=patience(viewer)):
            found.append(gap)
    return found


def capture_refusal(viewer: Viewer, at: dt.datetime) -> str:
    """Say why the house fixes no new page for want of stamps; empty where it does."""
    gap = open_gap(viewer)
    since = timezone.localtime(gap.began).strftime("%Y-%m-%d %H:%M") if gap is not None else ""
    return decide.refusal(
        gap, at, patience=patience(viewer), is_strict=settings.STAMP_STRICT, since=since
    )
