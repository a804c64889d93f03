"""A time stamp is kept beside the checkpoint that it vouches for."""

import datetime as dt

from django.db import transaction

from hedun.base.accounts.actions import record
from hedun.base.accounts.terms import Viewer
from hedun.base.evidence.models import Stamp
from hedun.engine.seal.tsp import Said


@transaction.atomic
def keep_stamp(
    *, checkpoint_id: int, authority: str, token: bytes, said: Said, by: Viewer, at: dt.datetime
) -> Stamp:
    """Store what an authority has signed; the same authority stamps a checkpoint once."""
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
        detail = {"authority": authority, "serial": row.serial}
        record(by=by, at=at, action="evidence:log:stamp", subject=("log", row.pk), detail=detail)
    return row
