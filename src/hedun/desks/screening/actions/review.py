"""The review queue: one item for one person, one key, one effect; undone within ten minutes."""

import datetime as dt
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F, Q

from hedun.base.accounts.actions import record
from hedun.base.accounts.terms import Refused, Viewer
from hedun.base.evidence import actions as evidence
from hedun.base.evidence.terms import CaptureKind
from hedun.clues import actions as clues
from hedun.clues.terms import ClueSource
from hedun.desks.screening import decide, queries
from hedun.desks.screening.decide import rules as ruling
from hedun.desks.screening.models import Finding, Judgement
from hedun.desks.screening.queries import rules as reading
from hedun.desks.screening.terms import LEASE, OPEN_STATES, FindingState, Stale, Verdict

if TYPE_CHECKING:
    from hedun.clues.models import Clue


def _reviewer(by: Viewer) -> int:
    """Give the person's key; raises Refused for whoever may not review."""
    if not (by.is_bureau and by.person_id is not None and by.has(*queries.REVIEWERS)):
        raise Refused("只有办案人员或负责人可以复核筛查命中；请联系本单位安全管理员授权。")
    return by.person_id


@transaction.atomic
def lease_next(*, by: Viewer, at: dt.datetime, wanted: int | None = None) -> Finding | None:
    """Give the person the gravest open finding that no colleague has on the screen.

    The finding is kept from others for five minutes; an item the person already holds comes
    first, so that reloading the page shows the same one. `wanted` asks for one finding.
    """
    _reviewer(by)
    free = Q(leased_until__isnull=True) | Q(leased_until__lte=at) | Q(leased_by_id=by.person_id)
    rows = queries.queue(by).select_related(None).filter(free)
    if wanted is not None:
        rows = rows.filter(pk=wanted)
    held = rows.filter(leased_by_id=by.person_id, leased_until__gt=at)
    for candidates in (held, rows):
        found = candidates.select_for_update(skip_locked=True, of=("self",)).first()
        if found is not None:
            break
    else:
        return None
    is_new = found.leased_by_id != by.person_id
    found.leased_by_id, found.leased_until = by.person_id, at + LEASE
    found.save(update_fields=["leased_by", "leased_until"])
    if is_new:
        record(by=by, at=at, action="screening:finding:show", subject=("finding", found.pk))
    return queries.finding(by, found.pk)


@transaction.atomic
def judge(
    *,
    finding_id: int,
    version: int,
    verdict: Verdict,
    by: Viewer,
    at: dt.datetime,
    reason: str = "",
    applying: Sequence[str] = (),
) -> Judgement:
    """Say of a finding that it is a violation, is none, or is doubtful.

    `version` is the one that the person saw; a repeated click gives the first judgement
    back. `applying` are exemptions that the person found to apply: with one of them a
    finding cannot be confirmed. A confirmed finding becomes a clue, with a snapshot of the
    listing as evidence, in the same transaction. Raises Stale where a colleague was faster.

    Basis: chufa_chengxu art. 18
    """
    person = _reviewer(by)
    finding = _locked(finding_id, by)
    repeated = _repeated(finding, version, verdict, by=by)
    if repeated is not None:
        return repeated
    _still_open(finding, version, by=by, at=at)
    if verdict is Verdict.CONFIRM and applying:
        raise Refused(
            f"已勾选例外“{'”“'.join(applying)}”，有例外的命中不能确认为违法；"
            "请取消勾选，或改判“排除”“存疑”。"
        )
    said = "；".join(filter(None, [reason.strip(), *(f"例外：{text}" for text in applying)]))
    judgement = Judgement.objects.create(
        finding=finding,
        verdict=verdict,
        reason=said[:300],
        from_state=finding.state,
        by_id=person,
        body_id=by.body_id,
        at=at,
    )
    finding.exemptions = [
        {"text": text, "applies": text in applying} for text in finding.ground.exemptions
    ]
    if verdict is Verdict.CONFIRM:
        judgement.clue = _raise(finding, judgement, by=by, at=at)
        judgement.save(update_fields=["clue"])
    finding.clue = judgement.clue
    finding.state = decide.OUTCOMES[verdict]
    finding.decided_by_id, finding.decided_at = person, at
    finding.leased_by, finding.leased_until = None, None
    finding.version += 1
    finding.save()
    record(
        by=by,
        at=at,
        action=f"screening:finding:{verdict}",
        subject=("finding", finding.pk),
        detail={"reason": judgement.reason, "clue": finding.clue_id},
    )
    return judgement


def _locked(finding_id: int, by: Viewer) -> Finding:
    """Lock a finding; `Finding.DoesNotExist` where the viewer may not see it."""
    rows = queries.visible_findings(by).select_related(None)
    return rows.select_for_update(of=("self",)).get(pk=finding_id)


def _repeated(finding: Finding, version: int, verdict: Verdict, *, by: Viewer) -> Judgement | None:
    """Find the judgement that the same click made before."""
    if finding.version != version + 1:
        return None
    last = finding.judgements.filter(undone_at__isnull=True).order_by("-at", "-pk").first()
    is_same = last is not None and last.by_id == by.person_id and last.verdict == verdict
    return last if is_same else None


def _still_open(finding: Finding, version: int, *, by: Viewer, at: dt.datetime) -> None:
    if finding.version != version or finding.state not in OPEN_STATES:
        if finding.state == FindingState.HELD:
            codes = "、".join(rule["code"] for rule in finding.rules)
            raise Stale(
                f"本条所依据的规则 {codes} 已被隔离，暂停复核，您的判定没有记入；请办理下一条。"
            )
        label = FindingState(finding.state).label
        who = finding.decided_by.name if finding.decided_by else "他人"
        raise Stale(f"本条已由{who}处理为“{label}”，您的判定没有记入；请办理下一条。")
    is_held = finding.leased_until is not None and finding.leased_until > at
    if is_held and finding.leased_by_id not in {None, by.person_id}:
        holder = finding.leased_by.name if finding.leased_by else "同事"
        raise Stale(f"本条正由{holder}办理，您的判定没有记入；请办理下一条。")


def _state_again(finding: Finding, before: str) -> str:
    """Give the state after an undo: held where only rules that were set aside speak for it."""
    told = (finding.words, finding.checks, finding.rules)
    is_held = before in OPEN_STATES and ruling.rests_on(reading.stopped(Viewer.system()), told)
    return FindingState.HELD if is_held else before


def _raise(finding: Finding, judgement: Judgement, *, by: Viewer, at: dt.datetime) -> "Clue":
    """Fix the listing as evidence and hand the finding on as a clue."""
    snapshot = {
        "platform": finding.platform.code,
        "shop_no": finding.shop_no,
        "shop_name": finding.shop_name,
        "listing_no": finding.listing_no,
        "text": finding.text,
        "found_at": finding.found_at.isoformat(),
        **finding.listing,
    }
    capture = evidence.fix(
        content=json.dumps(snapshot, ensure_ascii=False, indent=1, sort_keys=True).encode(),
        media_type="application/json",
        title=f"商品信息快照 {finding.platform.code} {finding.listing_no}",
        kind=CaptureKind.LISTING,
        subject=("finding", finding.pk),
        by=by,
        at=at,
        manifest={"content_hash": finding.content_hash},
    )
    words = [
        {k: w[k] for k in ("word", "surface", "start", "end", "channel", "ground")}
        for w in finding.words
    ]
    return clues.raise_(
        title=f"{finding.ground.name}：{finding.title}"[:200],
        source=ClueSource.SCREENING,
        source_key=f"screening:finding:{finding.pk}:{judgement.pk}",
        ground=finding.ground,
        shop=finding.shop,
        platform=finding.platform,
        subject=finding.shop.subject if finding.shop else None,
        listing_no=finding.listing_no,
        region_code=finding.region_code,
        finding={
            "words": words,
            "checks": finding.checks,
            "text": finding.text,
            "rule": finding.category,
            "rules": [_told(rule) for rule in finding.rules],
            "lexicon_version": finding.edition.number,
            "exemptions": finding.exemptions,
        },
        capture=capture,
        by=by,
        at=at,
    )


def _told(rule: dict[str, Any]) -> dict[str, Any]:
    """Give of a rule what a clue keeps: which version, and every condition in words."""
    kept = {name: rule[name] for name in ("code", "title", "number", "ground")}
    return kept | {"conditions": ruling.conditions(rule["trace"])}


@transaction.atomic
def undo(*, by: Viewer, at: dt.datetime) -> Finding:
    """Take back the person's newest judgement, and the clue that it raised.

    Raises Refused where there is none within ten minutes, or the clue has moved on.
    """
    _reviewer(by)
    last = queries.last_judgement(by, at)
    if last is None:
        raise Refused("近 10 分钟内没有可撤销的判定；如需更正，请在线索中备注或处置。")
    finding = Finding.objects.select_for_update(of=("self",)).get(pk=last.finding_id)
    newer = finding.judgements.filter(undone_at__isnull=True, pk__gt=last.pk).first()
    if newer is not None:
        raise Refused(f"{newer.by.name}此后又对本条作出判定，不能撤销；请与其联系。")
    if last.clue_id is not None:
        clues.retract(clue_id=last.clue_id, reason="筛查人员撤销确认", by=by, at=at)
    Judgement.objects.filter(pk=last.pk).update(undone_at=at)
    finding.state, finding.clue = _state_again(finding, last.from_state), None
    before = (
        finding.judgements.filter(undone_at__isnull=True)
        .exclude(pk=last.pk)
        .order_by("-at")
        .first()
    )
    finding.decided_by_id = before.by_id if before else None
    finding.decided_at = before.at if before else None
    finding.leased_by_id, finding.leased_until = by.person_id, at + LEASE
    finding.version = F("version") + 1
    finding.save()
    record(
        by=by,
        at=at,
        action="screening:finding:undo",
        subject=("finding", finding.pk),
        detail={"verdict": last.verdict, "clue": last.clue_id},
    )
    return queries.finding(by, finding.pk)
