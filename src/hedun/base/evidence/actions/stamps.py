"""A time stamp is kept beside the checkpoint that it vouches for."""

import datetime as dt
import hashlib

from django.db import transaction

from hedun.base.accounts.actions import record
from hedun.base.accounts.terms import Viewer
from hedun.base.evidence.actions.log import append
from hedun.base.evidence.models import Leaf, Stamp
from hedun.base.evidence.terms import LeafKind
from hedun.engine.seal.tsp import Said


@transaction.atomic
def keep_stamp(
    *, checkpoint_id: int, authority: str, token: bytes, said: Said, by: Viewer, at: dt.datetime
) -> Stamp:
    """Store what an authority has signed; the same authority stamps a checkpoint once.

    The token becomes a leaf, so that every later stamp covers its bytes as well.
    """
    row, is_new = Stamp.objects.get_or_create(
        checkpoint_id=checkpoint_id,
        authority=authority[:200],
        defaults={
            "token": token,
            "digest": said.digest,
            "serial": f"{said.serial:x}"[:64],
            "stamped_at": said.at,
            "at": at,
        },
    )
    if is_new:
        _cover(row, by=by, at=at)
        detail = {"authority": authority, "serial": row.serial}
        record(by=by, at=at, action="evidence:log:stamp", subject=("log", row.pk), detail=detail)
    return row


@transaction.atomic
def cover_stamps(*, by: Viewer, at: dt.datetime, most: int = 500) -> int:
    """Make leaves of tokens that are none yet, such as those from before this was done; how many."""
    covered = Leaf.objects.filter(kind=LeafKind.STAMP)
    known = covered.values_list("subject_id", flat=True)
    if covered.count() == Stamp.objects.count():
        return 0
    done = {int(key) for key in known}
    rows = Stamp.objects.order_by("pk").values_list("pk", flat=True)
    due = [key for key in rows if key not in done][:most]
    for row in Stamp.objects.filter(pk__in=due).select_related("checkpoint").order_by("pk"):
        _cover(row, by=by, at=at)
    return len(due)


def _cover(row: Stamp, *, by: Viewer, at: dt.datetime) -> None:
    content = {
        "id": row.pk,
        "authority": row.authority,
        "serial": row.serial,
        "size": row.checkpoint.size,
        "sha256": hashlib.sha256(bytes(row.token)).hexdigest(),
    }
    append(kind=LeafKind.STAMP, subject=("stamp", row.pk), content=content, by=by, at=at)
