"""The same goods elsewhere: looked for, judged by a person, taken down by letter."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from hedun.base.accounts.actions import record
from hedun.base.accounts.terms import Refused, Viewer
from hedun.base.jobs.actions import enqueue
from hedun.base.lawbook import queries as law
from hedun.base.procedure.terms import Hat, NotPossible
from hedun.desks.bridge import actions as bridge
from hedun.desks.bridge import queries as letters
from hedun.desks.bridge.terms import FieldGroup, LetterKind
from hedun.desks.sampling import decide, queries
from hedun.desks.sampling.models import SameGoods, SamplingOrder
from hedun.desks.sampling.terms import MATCHING, MatchState, Regime

if TYPE_CHECKING:
    from hedun.desks.bridge.models import Letter

BASIS = {Regime.FOOD: ("ecommerce_law", "38"), Regime.GOODS: ("ecommerce_law", "38")}


def _held(order_id: int, by: Viewer) -> SamplingOrder:
    """Lock an order of the actor's own bureau whose goods have failed."""
    row = queries.visible_orders(by).select_for_update(of=("self",)).filter(pk=order_id).first()
    if row is None:
        raise Refused("没有这件抽检任务，或您无权查看；请核对编号。")
    if not by.is_system and Hat.OFFICER not in queries.hats(by, row):
        raise Refused(f"{row.number} 由{row.body.name}办理；请联系其办案人员。")
    if row.state not in MATCHING:
        raise NotPossible(
            f"{row.number} 现为“{row.get_state_display()}”，登记不合格结论后才能查找、处置同款商品。"
        )
    return row


@transaction.atomic
def ask_for_matches(*, order_id: int, by: Viewer, at: dt.datetime) -> None:
    """Have every listing that the product knows searched for the same goods, in the background."""
    row = _held(order_id, by)
    enqueue(
        kind="sampling.match",
        title=f"{row.number} 查找同款商品",
        payload={"order": row.pk},
        unique_key=f"sampling.match:{row.pk}:{at.isoformat(timespec='minutes')}",
        run_at=at,
        by=by,
        at=at,
    )


@transaction.atomic
def keep_matches(
    *, order_id: int, found: Sequence[dict[str, Any]], by: Viewer, at: dt.datetime
) -> int:
    """Store offers that look like the goods; what a person has judged stays judged."""
    row = _held(order_id, by)
    known = set(row.matches.values_list("platform_id", "listing_no"))
    fresh = [
        SameGoods(order=row, **one)
        for one in found
        if (one["platform_id"], one["listing_no"]) not in known
    ]
    SameGoods.objects.bulk_create(fresh, batch_size=200)
    row.matched_at = at
    row.save(update_fields=["matched_at"])
    detail = {"found": len(found), "added": len(fresh)}
    record(by=by, at=at, action="sampling:goods:find", subject=("sampling", row.pk), detail=detail)
    return len(fresh)


@transaction.atomic
def judge_match(*, match_id: int, verdict: MatchState, by: Viewer, at: dt.datetime) -> SameGoods:
    """Say whether an offer is the same goods; open to change until a letter names it."""
    one = SameGoods.objects.select_for_update().select_related("platform").get(pk=match_id)
    row = _held(one.order_id, by)
    if not SameGoods.objects.filter(queries.UNASKED, pk=one.pk).exists():
        raise NotPossible(f"{one.listing_no} 已写入函件，不能改判；请先撤回函件。")
    one.state, one.decided_name, one.decided_at = verdict, by.name, at
    one.save(update_fields=["state", "decided_name", "decided_at"])
    detail = {"row": one.pk, "verdict": verdict.value}
    record(by=by, at=at, action="sampling:goods:judge", subject=("sampling", row.pk), detail=detail)
    return one


@transaction.atomic
def take_down(*, order_id: int, by: Viewer, at: dt.datetime) -> "list[Letter]":
    """Draft one letter for every platform that sells confirmed offers of the goods.

    An officer signs each on its own page. Raises Refused, NotPossible.

    Basis: ecommerce_law art. 38
    """
    row = _held(order_id, by)
    wanted = queries.platforms_to_ask(by, row)
    if not wanted:
        raise NotPossible("没有已确认而未发函的同款商品；请先逐件确认同款。")
    made = [_draft(row, body_id, by=by, at=at) for body_id, _ in wanted]
    detail = {"letters": [letter.pk for letter in made]}
    record(by=by, at=at, action="sampling:goods:ask", subject=("sampling", row.pk), detail=detail)
    return made


def _draft(row: SamplingOrder, body_id: int, *, by: Viewer, at: dt.datetime) -> "Letter":
    confirmed = row.matches.filter(
        queries.UNASKED, state=MatchState.SAME, platform__body_id=body_id
    ).order_by("listing_no")[: decide.MOST_LINES]
    lines = [
        f"商品编号 {o.listing_no}，网店“{o.shop_name or o.shop_no}”，{o.title}" for o in confirmed
    ]
    code, number = BASIS[Regime(row.regime)]
    article = law.article(by, code, number, on=timezone.localdate(at))
    due = letters.reply_due(by, at)
    letter = bridge.draft_about_many(
        kind=LetterKind.SAMPLING_RESULT,
        to_body_id=body_id,
        title=f"关于下架抽检不合格商品“{row.goods_name}”的函",
        text=decide.letter_text(
            goods=_called(row),
            result=row.failed_items,
            lines=lines,
            basis=str(article),
            number_of=row.number,
        ),
        due_on=timezone.localdate(due.at),
        basis=(code, number),
        questions=(FieldGroup.GOODS,),
        by=by,
        at=at,
    )
    row.matches.filter(pk__in=[one.pk for one in confirmed]).update(letter=letter)
    return letter


def _called(row: SamplingOrder) -> str:
    parts = [f"“{row.goods_name}”"]
    for label, value in (("品牌", row.brand), ("型号", row.model), ("批次", row.batch)):
        if value:
            parts.append(f"{label}{value}")
    return "，".join(parts)
