"""What machines may look up without logging in."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema
from ninja.errors import HttpError

from hedun.base.accounts.guard import Mark
from hedun.base.accounts.terms import Viewer
from hedun.desks.disclosure import queries
from hedun.desks.disclosure.decide import check_query, local_day, masked_name, masked_text
from hedun.desks.disclosure.terms import NotPublishable
from hedun.market.terms import SubjectKind

MARK = Mark(is_public=True, kinds=frozenset(), roles=frozenset())
router = Router(tags=["公示"])


class Asked(Schema):
    """What is looked for."""

    q: str = Field(min_length=2, max_length=60)


class Problem(Schema):
    """What could not be done, and the way out."""

    detail: str


class RecordOut(Schema):
    """One record on show."""

    matter: str
    measure: str
    authority: str
    decided_on: str
    basis: str
    display_until: str


class ShopOut(Schema):
    """One shop with its records on show."""

    id: int
    platform: str
    name: str
    shop_no: str
    operator: str
    credit_code: str
    records: list[RecordOut]


class ShopsOut(Schema):
    """The shops found, at most 50."""

    items: list[ShopOut]


@router.get(
    "/public/shops",
    response={200: ShopsOut, 422: Problem, 429: Problem},
    summary="查询网店公示信息",
)
def shops(request: HttpRequest, asked: Query[Asked]) -> Any:
    """Find shops by the beginning of the name, the shop number, or the credit code."""
    viewer, now = Viewer.anonymous(), timezone.now()
    if queries.is_too_fast(viewer, request.META.get("REMOTE_ADDR", ""), now):
        raise HttpError(429, "查询过于频繁，请一分钟后再试。")
    try:
        text = check_query(asked.q)
    except NotPublishable as short:
        raise HttpError(422, str(short)) from None
    return {
        "items": [_shop(shop, viewer, on=local_day(now)) for shop in queries.search(viewer, text)]
    }


def _shop(shop: Any, viewer: Viewer, *, on: Any) -> dict[str, Any]:
    subject = shop.subject
    kind = SubjectKind(subject.kind) if subject else SubjectKind.NATURAL
    is_business = kind is not SubjectKind.NATURAL
    return {
        "id": shop.pk,
        "platform": shop.platform.name,
        "name": masked_text(shop.name),
        "shop_no": shop.shop_no,
        "operator": masked_name(subject.name, kind) if subject else "",
        "credit_code": (subject.credit_code or "") if is_business else "",
        "records": [
            {
                **{key: row.snapshot.get(key, "") for key in SHOWN},
                "display_until": row.display_until.isoformat(),
            }
            for row in queries.records(viewer, shop.pk, on)
        ],
    }


SHOWN = ("matter", "measure", "authority", "decided_on", "basis")
