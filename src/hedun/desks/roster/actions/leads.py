"""What people make of finds: leads, disputes, and matters for other bureaux, as clues."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from hedun.base.accounts.actions import record
from hedun.base.accounts.terms import Refused, Viewer
from hedun.base.lawbook import queries as law
from hedun.clues import actions as clues
from hedun.clues.terms import ClueSource
from hedun.desks.roster import queries
from hedun.desks.roster.models import Lead, OverLimit, Problem
from hedun.desks.roster.queries.comparing import may_judge
from hedun.desks.roster.terms import LeadKind, LeadState, ListKind, NotPossible
from hedun.market import queries as market

if TYPE_CHECKING:
    from hedun.base.lawbook.models import Ground
    from hedun.clues.models import Clue
    from hedun.market.models import Shop

GROUND = "LIC"  # trading without the registration that the law demands


@transaction.atomic
def put_leads(*, found: Sequence[dict[str, Any]], by: Viewer, at: dt.datetime) -> int:
    """Store leads that are not known yet; gives how many."""
    del by
    keys = [one["key"] for one in found]
    known = set(Lead.objects.filter(key__in=keys).values_list("key", flat=True))
    fresh = {one["key"]: Lead(found_at=at, **one) for one in found if one["key"] not in known}
    Lead.objects.bulk_create(fresh.values(), batch_size=500)
    return len(fresh)


@transaction.atomic
def decide_lead(
    *, lead_id: int, is_worth_it: bool, by: Viewer, at: dt.datetime, why: str = ""
) -> Lead:
    """Raise a clue from a lead, or set it aside with the reason; the tool decides neither.

    Raises Refused, NotPossible.
    """
    _demand(by)
    row = queries.visible_leads(by).select_for_update(of=("self",)).get(pk=lead_id)
    if row.state != LeadState.OPEN:
        raise NotPossible(f"该苗头{LeadState(row.state).label}，不能重复研判。")
    if not is_worth_it and not why.strip():
        raise NotPossible("排除苗头须写明理由；请填写后再提交。")
    if is_worth_it:
        earlier = row.earlier
        told = f"{row.merchant.get('name')} 与{earlier.get('label')}“{earlier.get('name')}”"
        row.clue = _raise(
            title=f"疑似关停后换名经营：{row.name}",
            key=f"roster:lead:{row.key}",
            text=f"{told}{LeadKind(row.kind).label}；请核实是否为同一经营者规避处理。",
            shop=_shop(row.platform_id, row.shop_no),
            platform=row.platform,
            region=row.region_code,
            by=by,
            at=at,
        )
    row.state = LeadState.RAISED if is_worth_it else LeadState.DISMISSED
    row.why, row.decided_by_id = why.strip()[:300], by.person_id
    row.save()
    detail = {"state": row.state, "why": row.why}
    record(by=by, at=at, action="roster:lead:decide", subject=("lead", row.pk), detail=detail)
    return row


@transaction.atomic
def pass_home(*, problem_id: int, by: Viewer, at: dt.datetime) -> Problem:
    """Hand a merchant to the bureau of its place as a clue; the feedback is the clue's outcome.

    Raises Refused, NotPossible.

    Basis: network_trade_rules art. 33
    """
    _demand(by)
    row = queries.visible_problems(by).select_for_update(of=("self",)).get(pk=problem_id)
    if not row.is_listed:
        raise NotPossible("该经营者已不在名单上，无需移交属地。")
    if row.is_frozen:
        raise NotPossible("该经营者正在争议处理中，暂停移交；请先处理争议。")
    if row.clue_id is not None:
        raise NotPossible("已经移交属地；办理结果见所关联的线索。")
    if not row.region_code:
        raise NotPossible("不知道实际经营地，不能确定属地；请先要求平台更正地址。")
    kind = ListKind(row.kind)
    row.clue = _raise(
        title=f"平台内经营者在{kind.label}：{row.name}",
        key=f"roster:problem:{row.pk}:{row.seq}",
        text=f"{row.platform.name}“{row.shop_name}”的经营者{row.name}在{kind.label}（"
        f"{row.entry.get('reason', '') or '原因未载明'}，{row.entry.get('listed_on', '')}）。",
        shop=_shop(row.platform_id, row.shop_no),
        platform=row.platform,
        region=row.region_code,
        by=by,
        at=at,
    )
    row.save(update_fields=["clue"])
    detail = {"clue": row.clue.number}
    record(by=by, at=at, action="roster:problem:pass", subject=("problem", row.pk), detail=detail)
    return row


@transaction.atomic
def raise_over_limit(*, person_id: int, by: Viewer, at: dt.datetime) -> OverLimit:
    """Raise a clue on a person above the yearly limit without registration.

    Basis: network_trade_rules art. 8
    """
    _demand(by)
    row = queries.visible_over_limits(by).select_for_update(of=("self",)).get(pk=person_id)
    if row.clue_id is not None:
        raise NotPossible("已经登记线索；请在线索页继续办理。")
    first = row.shops[0]
    shop = _shop(first["platform_id"], first["shop_no"])
    row.clue = _raise(
        title=f"年交易额超过10万元未登记：{row.name}",
        key=f"roster:limit:{row.window}:{row.id_hash[:24]}",
        text=f"{row.name}在{row.platform_count}个平台的{row.shop_count}家网店年交易额合计"
        f"{row.total_fen / 100:,.2f}元，超过10万元，未办理市场主体登记。",
        shop=shop,
        platform=shop.platform if shop else None,
        region=row.region_code,
        by=by,
        at=at,
    )
    row.save(update_fields=["clue"])
    detail = {"clue": row.clue.number}
    record(by=by, at=at, action="roster:limit:raise", subject=("limit", row.pk), detail=detail)
    return row


@transaction.atomic
def settle_dispute(
    *, problem_id: int, is_right: bool, why: str, by: Viewer, at: dt.datetime
) -> Problem:
    """End a dispute: where the merchant is right it stays set aside, else all goes on.

    Raises Refused, NotPossible.
    """
    _demand(by)
    row = queries.visible_problems(by).select_for_update(of=("self",)).get(pk=problem_id)
    if not row.is_frozen:
        raise NotPossible("该经营者没有未处理的争议。")
    if not why.strip():
        raise NotPossible("请写明争议的处理理由，该理由将告知平台。")
    if is_right:
        row.frozen_why = f"争议成立：{why.strip()}"[:300]
    else:
        row.is_frozen, row.frozen_why = False, f"争议不成立：{why.strip()}"[:300]
    row.save(update_fields=["is_frozen", "frozen_why"])
    detail = {"is_right": is_right, "why": why.strip()[:300]}
    record(by=by, at=at, action="roster:problem:settle", subject=("problem", row.pk), detail=detail)
    return row


def _demand(by: Viewer) -> None:
    if not may_judge(by):
        raise Refused("该事项由市场监管局的办案人员或负责人办理。")


def _shop(platform_id: int, shop_no: str) -> "Shop | None":
    rows = market.visible_shops(Viewer.system()).select_related("platform", "subject")
    return rows.filter(platform_id=platform_id, shop_no=shop_no).first()


def _ground(by: Viewer, at: dt.datetime) -> "Ground":
    found = law.ground(by, GROUND, timezone.localtime(at).date())
    if found is None:
        raise NotPossible(f"法律依据库没有事由 {GROUND}；请先运行 hedun load_law。")
    return found


def _raise(
    *,
    title: str,
    key: str,
    text: str,
    shop: "Shop | None",
    platform: Any,
    region: str,
    by: Viewer,
    at: dt.datetime,
) -> "Clue":
    return clues.raise_(
        title=title,
        source=ClueSource.ROSTER,
        source_key=key,
        ground=_ground(by, at),
        shop=shop,
        platform=platform,
        region_code=region,
        finding={"text": text, "words": [], "rule": "主体比对", "exemptions": []},
        by=by,
        at=at,
    )
