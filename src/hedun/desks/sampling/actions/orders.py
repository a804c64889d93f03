"""Giving an order to sample, and keeping its due date beside it."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from hedun.base.accounts.terms import Invalid, Refused, Viewer
from hedun.base.procedure import actions as procedures
from hedun.base.procedure import queries as passages
from hedun.base.procedure.terms import Given, Hat, Matter
from hedun.desks.sampling import decide, queries
from hedun.desks.sampling.models import SamplingCounter, SamplingOrder
from hedun.desks.sampling.terms import PROCEDURES, GoodsIn, Regime
from hedun.engine.codes import gtin


@transaction.atomic
def give_order(
    *,
    regime: Regime,
    goods: GoodsIn,
    shop: tuple[str, str],
    listing_no: str = "",
    title: str = "",
    by: Viewer,
    at: dt.datetime,
) -> SamplingOrder:
    """Order that goods be sampled from a shop, named by platform code and shop number.

    Raises Refused, Invalid.

    Basis: food_safety_law art. 87; product_quality_law art. 15
    """
    if not (by.is_bureau and by.has(*decide.WORKERS)):
        raise Refused("抽检任务由市场监督管理局的办案人员或负责人下达。")
    if problem := decide.goods_problem(goods):
        raise Invalid(problem)
    found = queries.shop_at(by, *shop)
    if found is None:
        raise Invalid(f"平台“{shop[0]}”没有编号为“{shop[1]}”的网店；请核对，或先导入平台名册。")
    procedure = PROCEDURES[regime]
    row = SamplingOrder.objects.create(
        number=_next_number(timezone.localtime(at).year),
        regime=regime,
        state=procedure.begins,
        body_id=by.body_key,
        officer_id=by.person_id,
        goods_name=goods.name.strip()[:120],
        brand=goods.brand.strip()[:60],
        model=goods.model.strip()[:60],
        barcode=gtin.normal(goods.barcode)[:14],
        batch=goods.batch.strip()[:60],
        producer=goods.producer.strip()[:120],
        shop=found,
        listing_no=listing_no.strip()[:64],
        title=title.strip()[:500],
        made_at=at,
    )
    given = Given(frozenset({Hat.OFFICER}))
    fresh = Matter(procedure, row.pk, row.number, "", row.body_id)
    procedures.take(matter=fresh, step=procedure.first.code, given=given, by=by, at=at)
    return row


def _next_number(year: int) -> str:
    counter, _ = SamplingCounter.objects.select_for_update().get_or_create(year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return decide.number(year, counter.last)


@transaction.atomic
def follow(*, order_id: int, by: Viewer, at: dt.datetime) -> SamplingOrder:
    """Bring state and clocks of an order into its own row."""
    del at
    row = SamplingOrder.objects.select_for_update().get(pk=order_id)
    matter = queries.matter(by, row)
    clock = passages.first_due(by, matter)
    row.is_open = not matter.procedure.is_final(row.state)
    row.due_at = clock.due_at if clock else None
    row.due_is_provisional = clock is not None and clock.is_provisional
    row.due_article_id = clock.article_id if clock else None
    row.save(update_fields=["is_open", "due_at", "due_is_provisional", "due_article"])
    return row
