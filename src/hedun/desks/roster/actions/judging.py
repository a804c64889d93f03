"""Judging pairs: one at a time, remembered, and taken back within minutes."""

import datetime as dt

from django.db import transaction

from hedun.base.accounts.actions import record
from hedun.base.accounts.terms import Refused, Viewer
from hedun.desks.roster import queries
from hedun.desks.roster.actions.comparing import _move, _take_back
from hedun.desks.roster.decide.rows import place_of
from hedun.desks.roster.models import Judgement, Pair, Problem
from hedun.desks.roster.queries.comparing import HELD_FOR, may_judge
from hedun.desks.roster.terms import PROBLEM_KINDS, How, NotPossible, Opinion, PairState

STATES = {
    Opinion.SAME: PairState.SAME,
    Opinion.DIFFERENT: PairState.DIFFERENT,
    Opinion.UNSURE: PairState.UNSURE,
}


@transaction.atomic
def hold_next(*, by: Viewer, at: dt.datetime, wanted: int | None = None) -> Pair | None:
    """Give the next pair and keep it from others for ten minutes; `wanted` is one by number."""
    _demand(by)
    if wanted is not None:
        return queries.visible_pairs(by).filter(pk=wanted).first()
    found = queries.next_pair(by, at)
    if found is None:
        return None
    row = Pair.objects.select_for_update(of=("self",)).get(pk=found.pk)
    is_taken = row.held_until is not None and row.held_until > at
    if is_taken and row.held_by_id != by.person_id:
        return None
    row.held_by_id, row.held_until = by.person_id, at + HELD_FOR
    row.save(update_fields=["held_by", "held_until"])
    return queries.pair(by, row.pk)


def _demand(by: Viewer) -> None:
    if not may_judge(by):
        raise Refused("比对结果由市场监管局的办案人员或负责人判定。")


@transaction.atomic
def judge(
    *,
    pair_id: int,
    verdict: Opinion,
    row_version: int,
    by: Viewer,
    at: dt.datetime,
    why: str = "",
) -> Judgement:
    """Say whether two records are one subject; "same" on a problem list lists the merchant.

    Raises Refused, NotPossible where the pair changed since the person looked at it.
    """
    _demand(by)
    row = queries.visible_pairs(by).select_for_update(of=("self",)).get(pk=pair_id)
    if row.row_version != row_version:
        raise NotPossible("该组信息在您打开之后有变化；请核对最新内容后再判定。")
    before = PairState(row.state)
    if before == STATES[verdict]:
        raise NotPossible(f"该组已{before.label}；如需改判，请选择另一种结论。")
    made = Judgement.objects.create(
        pair=row,
        verdict=verdict,
        why=why.strip()[:300],
        fingerprint=row.fingerprint,
        from_state=before,
        by_id=by.person_id,
        by_name=by.name,
        body_id=by.body_id,
        at=at,
    )
    row.state, row.held_by, row.held_until = STATES[verdict], None, None
    row.row_version += 1
    row.save()
    if verdict is Opinion.SAME and row.kind in PROBLEM_KINDS:
        _list(row, made, at=at)
    elif before == PairState.SAME:
        _lift(row, made, at=at)
    detail = {"verdict": verdict, "fingerprint": row.fingerprint, "why": made.why}
    record(by=by, at=at, action="roster:pair:judge", subject=("pair", row.pk), detail=detail)
    return made


def _list(row: Pair, made: Judgement, *, at: dt.datetime) -> None:
    place = {"platform_id": row.platform_id, "shop_no": row.shop_no, "kind": row.kind}
    problem = Problem.objects.select_for_update(of=("self",)).filter(**place).first()
    if problem is None:
        names = ("shop_name", "credit_code", "id_tail", "region_code", "address")
        told = {name: str(row.merchant.get(name) or "") for name in names}
        problem = Problem(
            **place, **told, name=row.name, place=place_of(row.shop_no), changed_at=at
        )
    if problem.is_listed or problem.is_frozen:
        return
    problem.how, problem.version_id = How.JUDGED, row.version_id
    _move(problem, is_listed=True, entry=row.entry, at=at, judgement_id=made.pk)


def _lift(row: Pair, made: Judgement, *, at: dt.datetime) -> None:
    """A judgement that was revised no longer lists the merchant."""
    problem = (
        Problem.objects.select_for_update(of=("self",))
        .filter(platform_id=row.platform_id, shop_no=row.shop_no, kind=row.kind)
        .first()
    )
    if problem and problem.is_listed and problem.how == How.JUDGED and not problem.is_frozen:
        _move(problem, is_listed=False, entry=problem.entry, at=at, judgement_id=made.pk)


@transaction.atomic
def undo(*, by: Viewer, at: dt.datetime) -> Pair:
    """Take the last judgement back, with what it changed: no event is raised.

    Raises NotPossible where there is none of the last ten minutes.
    """
    _demand(by)
    last = queries.last_judgement(by, at)
    if last is None:
        raise NotPossible("最近10分钟内没有可以撤销的判定；请在该组的页面上改判。")
    row = Pair.objects.select_for_update(of=("self",)).get(pk=last.pair_id)
    newest = row.judgements.filter(is_undone=False).order_by("-pk").first()
    if newest != last:
        raise NotPossible("该组之后又有新的判定，不能撤销；请在该组的页面上改判。")
    last.is_undone = True
    last.save(update_fields=["is_undone"])
    row.state = last.from_state
    row.row_version += 1
    row.save(update_fields=["state", "row_version"])
    for event in last.transitions.filter(is_undone=False).order_by("-pk"):
        _take_back(event, at=at)
    record(by=by, at=at, action="roster:pair:undo", subject=("pair", row.pk))
    return row
