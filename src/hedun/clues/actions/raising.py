"""How a clue comes to be."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from hedun.base.accounts import actions as accounts
from hedun.base.accounts import queries as people
from hedun.base.accounts.terms import BodyKind, Refused, Viewer
from hedun.base.lawbook import queries as lawbook
from hedun.clues import decide
from hedun.clues.actions.clock import _plan_reminders
from hedun.clues.models import Clue, ClueCounter, ClueEvent
from hedun.clues.terms import DUE_RULE, ClueSource, ClueState, ClueStep, NotPossible

if TYPE_CHECKING:
    from hedun.base.accounts.models import Body
    from hedun.base.evidence.models import Capture
    from hedun.base.lawbook.models import Ground
    from hedun.market.models import Platform, Shop, Subject

RAISERS = frozenset({BodyKind.BUREAU, BodyKind.PLATFORM, BodyKind.AGENCY, BodyKind.MEDIATION})


@transaction.atomic
def raise_(
    *,
    title: str,
    source: ClueSource,
    source_key: str,
    ground: "Ground",
    shop: "Shop | None" = None,
    platform: "Platform | None" = None,
    subject: "Subject | None" = None,
    listing_no: str = "",
    region_code: str = "",
    finding: dict[str, Any] | None = None,
    capture: "Capture | None" = None,
    by: Viewer,
    at: dt.datetime,
) -> Clue:
    """Raise a clue, once per `source_key`, and dispatch it to the competent bureau.

    Competent is the bureau of the actual place of operation, or of the platform's seat
    where that place is unknown; where neither is known the clue waits for a person.
    The verification clock starts now.

    Basis: chufa_chengxu art. 10; chufa_chengxu art. 18
    """
    if not (by.is_system or by.body_kind in RAISERS):
        raise Refused("您的单位不能登记线索；如需反映情况，请通过投诉举报渠道提交。")
    known = Clue.objects.filter(source_key=source_key).first()
    if known is not None:
        return known
    counter = _locked_counter(timezone.localtime(at).year, at)
    known = Clue.objects.filter(source_key=source_key).first()
    if known is not None:  # raised by somebody else while we waited for the counter
        return known
    platform = platform or (shop.platform if shop else None)
    region = region_code or (shop.region_code if shop else "") or _seat(platform)
    body = people.body_for_region(by, region) if region else None
    clue = Clue.objects.create(
        number=_take_number(counter),
        title=title.strip()[:200],
        source=source,
        source_key=source_key,
        ground=ground,
        severity=ground.severity,
        state=ClueState.DISPATCHED if body else ClueState.RAISED,
        platform=platform,
        shop=shop,
        subject=subject or (shop.subject if shop else None),
        listing_no=listing_no,
        finding=finding or {},
        capture=capture,
        region_code=region,
        body=body,
        raised_by_id=by.person_id,
        raised_body_id=by.body_id,
        raised_at=at,
        **_clock(by, at),
    )
    _tell(clue, body, by=by, at=at)
    _plan_reminders(clue, at)
    return clue


def _seat(platform: "Platform | None") -> str:
    return platform.region_code if platform else ""


def _take_number(counter: ClueCounter) -> str:
    counter.last += 1
    counter.save(update_fields=["last"])
    return decide.number(counter.year, counter.last)


def _locked_counter(year: int, at: dt.datetime) -> ClueCounter:
    """Lock the year's counter: numbers are given one after another, and a rollback leaves no gap."""
    del at
    ClueCounter.objects.get_or_create(year=year)
    return ClueCounter.objects.select_for_update().get(year=year)


def _clock(by: Viewer, at: dt.datetime) -> dict[str, Any]:
    """Start the verification clock: the due date with all that explains it."""
    due = lawbook.due(by, DUE_RULE, at)
    if due.article_id is None:
        raise NotPossible(f"法律库没有期限 {DUE_RULE} 的条文；请先运行 hedun load_law。")
    return {
        "due_at": due.at,
        "due_rule": due.rule,
        "due_article_id": due.article_id,
        "due_is_provisional": due.is_provisional,
        "due_calendar": due.calendar_version,
    }


def _tell(clue: Clue, body: "Body | None", *, by: Viewer, at: dt.datetime) -> None:
    raised = ClueEvent(
        clue=clue,
        step=ClueStep.RAISE,
        at=at,
        by_id=by.person_id,
        by_name=by.name,
        body=body,
        to_state=ClueState.RAISED,
        basis=decide.VERIFY_BASIS,
        note=f"来源：{ClueSource(clue.source).label}",
    )
    rows = [raised]
    if body is not None:
        rows.append(
            ClueEvent(
                clue=clue,
                step=ClueStep.DISPATCH,
                at=at,
                by_name="系统",
                body=body,
                from_state=ClueState.RAISED,
                to_state=ClueState.DISPATCHED,
                basis=decide.SEAT_BASIS,
                note=f"按{_why(clue)}分派{body.name}",
            )
        )
    ClueEvent.objects.bulk_create(rows)
    accounts.record(
        by=by,
        at=at,
        action=f"clues:clue:{ClueStep.RAISE}",
        subject=("clue", clue.pk),
        detail={"number": clue.number, "key": clue.source_key, "body": clue.body_id},
    )


def _why(clue: Clue) -> str:
    is_place = clue.shop is not None and clue.shop.region_code == clue.region_code
    return "实际经营地" if is_place or clue.platform is None else "平台住所地"
