"""Who may see which platforms, subjects, shops and facts."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from hedun.base.accounts.terms import THREE_ADMINS, Viewer
from hedun.market.models import Fact, Platform, Shop, Subject


def platforms(viewer: Viewer) -> QuerySet[Platform]:
    """Platforms that the viewer deals with: a bureau with all, a platform with itself."""
    everything = Platform.objects.order_by("code")
    if viewer.is_system or _works_for_a_bureau(viewer):
        return everything
    if viewer.is_platform:
        return everything.filter(body_id=viewer.body_key)
    return everything.none()


def visible_shops(viewer: Viewer) -> QuerySet[Shop]:
    """Shops that operate in the bureau's area or on a platform seated there; a platform's own.

    Basis: network_trade_rules art. 33
    """
    everything = Shop.objects.order_by("pk")
    if viewer.is_system:
        return everything
    if _works_for_a_bureau(viewer):
        return everything.filter(_of_area(viewer))
    if viewer.is_platform:
        return everything.filter(platform__body_id=viewer.body_key)
    return everything.none()


def visible_subjects(viewer: Viewer) -> QuerySet[Subject]:
    """Subjects domiciled in the bureau's area or behind a shop that the viewer sees."""
    everything = Subject.objects.order_by("pk")
    if viewer.is_system:
        return everything
    behind = Exists(visible_shops(viewer).order_by().filter(subject_id=OuterRef("pk")))
    if _works_for_a_bureau(viewer):
        low, high = viewer.region_bounds()
        return everything.filter(Q(region_code__gte=low, region_code__lt=high) | behind)
    if viewer.is_platform:
        return everything.filter(behind)
    return everything.none()


def facts(
    viewer: Viewer, *, shop: Shop | None = None, subject: Subject | None = None
) -> QuerySet[Fact]:
    """Facts on shops and subjects that the viewer sees, newest first.

    A platform sees facts on its own shops, never those that a shared operator earned elsewhere.
    """
    found = Fact.objects.select_related("shop", "subject", "body").order_by("-happened_on", "-pk")
    if shop is not None:
        found = found.filter(shop=shop)
    if subject is not None:
        found = found.filter(subject=subject)
    if viewer.is_system:
        return found
    on_shop = Q(shop__in=visible_shops(viewer).order_by())
    if viewer.is_platform:
        return found.filter(on_shop)
    on_subject = Q(shop__isnull=True, subject__in=visible_subjects(viewer).order_by())
    return found.filter(on_shop | on_subject)


def may_hand_in(viewer: Viewer, platform: Platform | None) -> bool:
    """Tell whether the viewer may hand in files of a platform (None: registry lists)."""
    if viewer.is_system:
        return True
    if platform is None:
        return _works_for_a_bureau(viewer)
    if viewer.is_platform:
        return platform.body_id == viewer.body_id
    low, high = viewer.region_bounds()
    return _works_for_a_bureau(viewer) and low <= platform.region_code < high


def _works_for_a_bureau(viewer: Viewer) -> bool:
    return viewer.is_bureau and not viewer.has(*THREE_ADMINS)


def _of_area(viewer: Viewer) -> Q:
    low, high = viewer.region_bounds()
    # seats first as a list of keys: an OR across a join keeps both databases off the index
    seats = list(
        Platform.objects.filter(region_code__gte=low, region_code__lt=high).values_list(
            "pk", flat=True
        )
    )
    return Q(region_code__gte=low, region_code__lt=high) | Q(platform_id__in=seats)
