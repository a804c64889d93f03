"""Who works at the desk."""

from django.db.models import Q

from hedun.base.accounts.terms import THREE_ADMINS, Role, Viewer
from hedun.market import queries as market

OFFICERS = (Role.INSPECTOR, Role.LEADER)
LEADERS = (Role.LEADER,)


def works_here(viewer: Viewer) -> bool:
    """Tell whether the viewer is a bureau's officer and none of the three administrators."""
    return viewer.is_bureau and viewer.person_id is not None and not viewer.has(*THREE_ADMINS)


def seats(viewer: Viewer) -> list[int]:
    """Platforms seated in the bureau's area, or the platform's own."""
    found = market.platforms(viewer)
    if viewer.is_bureau:
        low, high = viewer.region_bounds()
        found = found.filter(region_code__gte=low, region_code__lt=high)
    return list(found.values_list("pk", flat=True))


def of_area(viewer: Viewer) -> Q:
    """Merchants that operate in the bureau's area, or on a platform seated there.

    Basis: network_trade_rules art. 33
    """
    low, high = viewer.region_bounds()
    return Q(region_code__gte=low, region_code__lt=high) | Q(platform_id__in=seats(viewer))
