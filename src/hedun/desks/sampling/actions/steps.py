"""One step of an order: the procedure's rules, the desk's own, and what follows."""

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from hedun.base.accounts.terms import Refused, Viewer
from hedun.base.procedure import actions as procedures
from hedun.base.procedure import queries as passages
from hedun.base.procedure.terms import Given, NotPossible
from hedun.desks.sampling import decide, queries
from hedun.desks.sampling.actions.orders import follow
from hedun.desks.sampling.models import SamplingOrder
from hedun.desks.sampling.terms import (
    MatchState,
    Removal,
    Result,
    Sample,
    SamplingState,
    SamplingStep,
)
from hedun.market.actions import record_fact
from hedun.market.terms import FactKind, QualityPayload

FIRM = frozenset({SamplingState.FINAL, SamplingState.PASSED})


@dataclass(frozen=True, slots=True)
class Form:
    """What an officer fills in for a step."""

    note: str = ""
    sample: Sample | None = None
    result: Result | None = None


@transaction.atomic
def take_step(
    *,
    order_id: int,
    step: SamplingStep,
    form: Form,
    by: Viewer,
    at: dt.datetime,
    expected_version: int | None = None,
) -> SamplingOrder:
    """Take a step. Raises Refused or NotPossible, and then nothing is changed."""
    row = queries.visible_orders(by).select_for_update(of=("self",)).filter(pk=order_id).first()
    if row is None:
        raise Refused("没有这件抽检任务，或您无权查看；请核对编号。")
    if expected_version is not None and row.version != expected_version:
        raise NotPossible(f"{row.number} 在您打开之后已有变动；请刷新页面，核对最新情况后再办理。")
    if step is SamplingStep.ORDER:
        raise NotPossible(f"{row.number} 已经下达；请办理后续步骤。")
    given = Given(queries.hats(by, row), form.note)
    matter = queries.matter(by, row)
    passage = procedures.take(matter=matter, step=step, given=given, by=by, at=at)
    changes = _changes(row, step, form, by=by, at=at)
    changes |= {"state": passage.to_state, "version": row.version + 1}
    if passage.to_state in FIRM:
        changes["final_at"] = at
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(update_fields=list(changes))
    if passage.to_state == SamplingState.FINAL:
        _record_quality(row, basis=passage.basis, by=by, at=at)
    return follow(order_id=row.pk, by=by, at=at)


def _changes(
    row: SamplingOrder, step: SamplingStep, form: Form, *, by: Viewer, at: dt.datetime
) -> dict[str, Any]:
    """What a step changes beside the state; refuses a record that is not whole."""
    today, made_on = timezone.localdate(at), timezone.localdate(row.made_at)
    if step is SamplingStep.COLLECT:
        if form.sample is None:
            raise NotPossible("请填写抽样记录后再提交。")
        if problem := decide.sample_problem(form.sample, made_on=made_on, today=today):
            raise NotPossible(problem)
        return asdict(form.sample)
    if step in {SamplingStep.PASS, SamplingStep.FAIL}:
        if form.result is None:
            raise NotPossible("请填写检验结果后再提交。")
        first, is_failed = row.collected_on or made_on, step is SamplingStep.FAIL
        problem = decide.result_problem(form.result, is_failed=is_failed, first=first, today=today)
        if problem:
            raise NotPossible(problem)
        return asdict(form.result)
    if step is SamplingStep.LAPSE:
        _check_lapsed(row, by=by, at=at)
    if step is SamplingStep.CLOSE:
        _check_removed(row, by=by)
    return {}


def _check_lapsed(row: SamplingOrder, *, by: Viewer, at: dt.datetime) -> None:
    """Nobody loses the right to a second test before its term has run out."""
    rule = f"sampling.{row.regime}.reinspect"
    clock = passages.clocks(by, queries.matter(by, row)).filter(rule=rule).last()
    if clock is not None and at <= clock.due_at:
        until = f"{timezone.localtime(clock.due_at):%Y-%m-%d}"
        raise NotPossible(
            f"{row.number} 的复检申请期限{until}尚未届满（{clock.article}）；期满后再办理，"
            "当事人书面表示无异议的，请选择“当事人无异议”。"
        )


def _check_removed(row: SamplingOrder, *, by: Viewer) -> None:
    """Every offer is judged, and every one of the same goods is down."""
    found = queries.offers(by, row)
    if row.matched_at is None:
        raise NotPossible(f"{row.number} 尚未查找同款商品；请先点“查找同款”。")
    if waiting := sum(one.row.state == MatchState.PROPOSED for one in found):
        raise NotPossible(f"还有{waiting}件疑似同款待确认；请逐件确认后再办结。")
    up = [o for o in found if o.row.state == MatchState.SAME and o.removal is not Removal.REMOVED]
    if up:
        raise NotPossible(
            f"还有{len(up)}件同款商品未见平台答复已下架（如 {up[0].row.listing_no}）；"
            "请发函或要求补充后再办结。"
        )


def _record_quality(row: SamplingOrder, *, basis: str, by: Viewer, at: dt.datetime) -> None:
    """That goods of the shop failed becomes a fact in the market.

    Basis: food_safety_law art. 88; product_quality_law art. 15
    """
    record_fact(
        kind=FactKind.QUALITY,
        subject=row.shop.subject,
        shop=row.shop,
        payload=QualityPayload(
            order_no=row.number,
            goods=row.goods_name,
            brand=row.brand,
            model=row.model,
            barcode=row.barcode,
            batch=row.batch,
            producer=row.producer,
            failed_items=row.failed_items,
            lab=row.lab,
            report_no=row.report_no,
        ),
        happened_on=row.concluded_on or timezone.localdate(at),
        basis=basis,
        source=("sampling", str(row.pk)),
        by=by,
        at=at,
    )
