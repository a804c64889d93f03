"""The region tree is replaced edition by edition."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from hedun.base.accounts.actions.trail import record
from hedun.base.accounts.decide import RegionRow, tree
from hedun.base.accounts.models import Region
from hedun.base.accounts.terms import Viewer


@transaction.atomic
def load_regions(
    *, names: Mapping[str, str], valid_from: dt.date, by: Viewer, at: dt.datetime
) -> tuple[int, int]:
    """Take over an edition of GB/T 2260, given as code → name; tell how many opened and closed.

    A code that is gone or called otherwise ends on the day before; loading an edition twice
    changes nothing.
    """
    wanted = {row.code: row for row in tree(names)}
    current = {row.code: row for row in Region.objects.filter(valid_to__isnull=True)}
    closed = [code for code, row in current.items() if _differs(row, wanted.get(code))]
    Region.objects.filter(code__in=closed, valid_to__isnull=True, valid_from=valid_from).delete()
    Region.objects.filter(code__in=closed, valid_to__isnull=True).update(valid_to=valid_from)
    opened = [row for code, row in wanted.items() if code not in current or code in closed]
    Region.objects.bulk_create(
        Region(
            code=row.code,
            name=row.name,
            full_name=row.full_name,
            level=row.level,
            parent_code=row.parent_code,
            valid_from=valid_from,
        )
        for row in opened
    )
    if opened or closed:
        detail = {"opened": len(opened), "closed": len(closed)}
        edition = valid_from.isoformat()
        record(
            by=by, at=at, action="accounts:region:load", subject=("regions", edition), detail=detail
        )
    return len(opened), len(closed)


def _differs(row: Region, wanted: RegionRow | None) -> bool:
    return wanted is None or (row.name, row.full_name) != (wanted.name, wanted.full_name)
