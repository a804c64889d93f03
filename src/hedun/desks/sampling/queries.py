"""The only readers of sampling: who sees an order, what its goods are sold as, what was answered."""

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl
from django.db.models import Count, Q, QuerySet

from hedun.base.accounts import queries as accounts
from hedun.base.accounts.terms import Viewer
from hedun.base.procedure.terms import Hat, Matter
from hedun.desks.bridge import queries as bridge
from hedun.desks.bridge.terms import FieldGroup, LetterState
from hedun.desks.sampling import decide
from hedun.desks.sampling.models import SameGoods, SamplingOrder
from hedun.desks.sampling.terms import (
    PROCEDURES,
    SHARED_STATES,
    MatchState,
    Regime,
    Removal,
    SamplingState,
)
from hedun.engine.match.goods import Goods, Likeness, likeness, plain
from hedun.market import queries as market

if TYPE_CHECKING:
    from pathlib import Path

    from hedun.market.models import Shop

MOST_MATCHES = 500
UNASKED = Q(letter__isnull=True) | Q(letter__state=LetterState.WITHDRAWN)
TEXTS = ("description", "model", "manufacturer")


def visible_orders(viewer: Viewer) -> QuerySet[SamplingOrder]:
    """Orders that the viewer's bureau has given or oversees; others see none."""
    rows = SamplingOrder.objects.select_related("body", "shop__platform", "shop__subject")
    if viewer.is_system:
        return rows
    if not (viewer.is_bureau and viewer.has(*decide.WORKERS)):
        return rows.none()
    bodies = accounts.bureaux_in_area(viewer).values("pk")
    return rows.filter(Q(body_id=viewer.body_key) | Q(body_id__in=bodies))


def shared_quality(viewer: Viewer) -> QuerySet[SamplingOrder]:
    """Goods that failed for good, from every bureau, for every bureau (质量信息共享)."""
    rows = SamplingOrder.objects.filter(state__in=SHARED_STATES)
    rows = rows.select_related("body", "shop__platform").order_by("-final_at", "-pk")
    if viewer.is_system or (viewer.is_bureau and viewer.has(*decide.WORKERS)):
        return rows
    return rows.none()


def order(viewer: Viewer, pk: int) -> SamplingOrder | None:
    """One order that the viewer may see."""
    return visible_orders(viewer).filter(pk=pk).first()


def matter(viewer: Viewer, row: SamplingOrder) -> Matter:
    """Give an order as its procedure sees it."""
    del viewer
    procedure = PROCEDURES[Regime(row.regime)]
    return Matter(procedure, row.pk, row.number, SamplingState(row.state), row.body_id)


def hats(viewer: Viewer, row: SamplingOrder) -> frozenset[Hat]:
    """Say what the viewer is to an order."""
    return decide.hats(viewer, row.body_id)


def shop_at(viewer: Viewer, platform_code: str, shop_no: str) -> "Shop | None":
    """A shop that the viewer's bureau may sample from: its listings are public offers."""
    if not (viewer.is_bureau and viewer.has(*decide.WORKERS)):
        return None
    shops = market.visible_shops(Viewer.system("抽检")).filter(platform__code=platform_code)
    return shops.filter(shop_no=shop_no).select_related("platform", "subject").first()


def goods_of(viewer: Viewer, row: SamplingOrder) -> Goods:
    """What is known of the goods of an order."""
    del viewer
    return Goods(row.goods_name, row.brand, row.model, row.barcode)


def same_goods(viewer: Viewer, row: SamplingOrder) -> list[dict[str, Any]]:
    """Offers of every platform that look like the goods, the surest first; each once."""
    goods, rows = goods_of(viewer, row), []
    for platform in market.platforms(viewer):
        found: dict[str, dict[str, Any]] = {}
        for path in market.listings(viewer, platform_id=platform.pk):
            _read_again(path, goods, found)
        rows += [{"platform_id": platform.pk, **one} for one in found.values()]
    return sorted(rows, key=lambda one: (-one["score"], one["listing_no"]))[:MOST_MATCHES]


def _read_again(path: Any, goods: Goods, found: dict[str, dict[str, Any]]) -> None:
    """Put the offers of one file in; the last row of a listing counts, also one that no longer fits."""
    for offer in _suspects(path, goods, known=list(found)):
        found.pop(offer["listing_no"], None)
        like = likeness(goods, offer["title"] or "", _details(offer))
        if like is not None:
            found[offer["listing_no"]] = _offered(offer, like)


def _offered(offer: dict[str, Any], like: Likeness) -> dict[str, Any]:
    return {
        "shop_no": offer["shop_no"],
        "shop_name": (offer["shop_name"] or "")[:120],
        "listing_no": offer["listing_no"],
        "title": (offer["title"] or "")[:500],
        "url": (offer["url"] or "")[:500],
        "score": like.score,
        "reasons": list(like.reasons),
    }


def _details(offer: dict[str, Any]) -> str:
    return " ".join(str(offer.get(name) or "") for name in TEXTS)


def _suspects(path: "Path", goods: Goods, *, known: list[str]) -> list[dict[str, Any]]:
    """Rows of one part that hold the bar code or the brand somewhere; read by column."""
    frame = pl.scan_parquet(path)
    names = frame.collect_schema().names()
    texts = [pl.col(name).fill_null("") for name in ("title", *TEXTS) if name in names]
    whole = pl.concat_str(texts, separator=" ")
    loose = whole.str.to_lowercase().str.replace_all(r"[\s\p{P}]", "")
    wanted = pl.col("listing_no").is_in(known)
    if goods.barcode:
        wanted = wanted | whole.str.contains(goods.barcode, literal=True)
    if goods.brand:
        wanted = wanted | loose.str.contains(plain(goods.brand), literal=True)
    return frame.filter(wanted).collect().to_dicts()


@dataclass(frozen=True, slots=True)
class Offer:
    """One offer of the goods with what has become of it."""

    row: SameGoods
    removal: Removal


def offers(viewer: Viewer, row: SamplingOrder) -> list[Offer]:
    """The offers of an order that the viewer may see, with what the platforms have answered."""
    if not visible_orders(viewer).filter(pk=row.pk).exists():
        return []
    rows = SameGoods.objects.filter(order_id=row.pk).select_related("platform", "letter")
    rows = rows.order_by("platform__name", "-score", "listing_no")
    told = _answers([one.letter_id for one in rows if one.letter_id is not None])
    return [Offer(one, _removal(one, told)) for one in rows]


def _answers(letter_ids: list[int]) -> dict[int, list[dict[str, Any]]]:
    """The goods rows of every answer to these letters."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    machine = Viewer.system("抽检")
    for pk in dict.fromkeys(letter_ids):
        for reply in bridge.replies(machine, pk).filter(answered_at__isnull=False):
            found[pk] += [r.payload for r in reply.rows.all() if r.group == FieldGroup.GOODS]
    return found


def _removal(one: SameGoods, told: dict[int, list[dict[str, Any]]]) -> Removal:
    letter = one.letter
    if letter is not None and letter.state == LetterState.WITHDRAWN:
        letter = None
    return decide.removal(
        one.listing_no,
        is_asked=letter is not None and letter.sent_at is not None,
        is_answered=letter is not None and letter.answered_at is not None,
        rows=told.get(one.letter_id or 0, ()),
    )


def platforms_to_ask(viewer: Viewer, row: SamplingOrder) -> list[tuple[int, int]]:
    """Platforms with confirmed offers that no letter has named yet: body and how many."""
    if not visible_orders(viewer).filter(pk=row.pk).exists():
        return []
    waiting = row.matches.filter(UNASKED, state=MatchState.SAME)
    counted = waiting.order_by().values_list("platform__body_id").annotate(n=Count("pk"))
    return sorted(counted)


def open_count(viewer: Viewer) -> int:
    """How many orders the viewer's own bureau still has to work on."""
    return visible_orders(viewer).filter(body_id=viewer.body_key, is_open=True).count()
