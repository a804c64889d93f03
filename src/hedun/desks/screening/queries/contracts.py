"""Reading contracts whose clauses are checked."""

from django.db.models import Count, Q, QuerySet

from hedun.base.accounts.terms import Viewer
from hedun.desks.screening.models import Contract, Passage
from hedun.desks.screening.queries.who import works_here
from hedun.desks.screening.terms import FindingState


def visible_contracts(viewer: Viewer) -> QuerySet[Contract]:
    """Texts that the viewer's own body has handed in, with how far they were judged."""
    found = Contract.objects.select_related("platform", "shop", "clue", "made_by").annotate(
        found=Count("passages"),
        open=Count("passages", filter=Q(passages__state=FindingState.PENDING)),
        confirmed=Count("passages", filter=Q(passages__state=FindingState.CONFIRMED)),
    )
    found = found.order_by("-made_at", "-pk")
    if viewer.is_system:
        return found
    if not works_here(viewer):
        return found.none()
    return found.filter(body_id=viewer.body_key)


def contract(viewer: Viewer, pk: int) -> Contract:
    """One contract; `Contract.DoesNotExist` where the viewer may not see it."""
    return visible_contracts(viewer).get(pk=pk)


def passages(viewer: Viewer, of: Contract) -> QuerySet[Passage]:
    """Passages of a contract in the order of its text."""
    seen = visible_contracts(viewer).filter(pk=of.pk).order_by()
    rows = Passage.objects.filter(contract_id__in=seen.values("pk"))
    return rows.select_related("decided_by").order_by("start", "kind")
