"""Runs: started by a person, carried on by jobs, each step's findings stored once."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from hedun.base.accounts.actions import record
from hedun.base.accounts.terms import Refused, Viewer
from hedun.base.jobs.actions import enqueue
from hedun.desks.screening import decide, queries
from hedun.desks.screening.actions.holding import bring_back
from hedun.desks.screening.actions.rules import set_aside
from hedun.desks.screening.decide import rules as ruling
from hedun.desks.screening.models import Finding, RuleHit, ScreeningRun
from hedun.desks.screening.queries import catalogue
from hedun.desks.screening.queries import rules as reading
from hedun.desks.screening.terms import Found, RunScope, RunState
from hedun.market import queries as market

if TYPE_CHECKING:
    from hedun.market.models import Shop


@transaction.atomic
def start(
    *,
    platform_id: int | None = None,
    batch_id: int | None = None,
    by: Viewer,
    at: dt.datetime,
) -> ScreeningRun:
    """Screen the stored listings of a platform, or of one import, with the active edition.

    Raises Refused where there is no active edition or nothing to screen.
    """
    if not by.has(*queries.RUNNERS) or not by.is_bureau:
        raise Refused("只有市场监管局的办案人员、负责人或词库维护员可以发起筛查。")
    edition = queries.active_edition(by)
    if edition is None:
        raise Refused("没有在用的词库；请词库维护员提交一版，由另一人审批后再筛查。")
    batch = market.visible_batches(by).get(pk=batch_id) if batch_id is not None else None
    chosen = batch.platform_id if batch is not None else platform_id
    if chosen is None:
        raise Refused("没有指明平台；请选择一个平台，或一次属于某平台的导入。")
    platform = market.platforms(by).get(pk=chosen)
    parts = queries.parts(by, platform_id=platform.pk, batch_id=batch_id)
    total = sum(rows for _, rows in parts)
    if not total:
        raise Refused(f"“{platform.name}”没有可筛查的商品信息；请先导入商品信息表。")
    today = timezone.localtime(at).date()
    run = ScreeningRun.objects.create(
        edition=edition,
        catalogue=catalogue.active_catalogue(by),
        campaigns=list(catalogue.campaigns_on(by, today).values_list("pk", flat=True)),
        scope=RunScope.PLATFORM if batch is None else RunScope.BATCH,
        platform=platform,
        batch=batch,
        parts=[name for name, _ in parts],
        rules=[row.pk for row in reading.versions(by).filter(stage__in=reading.AT_WORK)],
        total=total,
        body_id=by.body_id,
        started_by_id=by.person_id,
        created_at=at,
    )
    run.job = enqueue(
        kind="screening.run",
        title=f"筛查“{platform.name}”商品信息（词库第{edition.number}版）",
        payload={"run": run.pk},
        unique_key=f"screening.run:{run.pk}",
        by=by,
        at=at,
    )
    run.save(update_fields=["job"])
    record(
        by=by,
        at=at,
        action="screening:run:start",
        subject=("run", run.pk),
        detail={"edition": edition.number, "platform": platform.code, "total": total},
    )
    return run


@transaction.atomic
def record_step(
    *,
    run_id: int,
    scanned: int,
    found: Sequence[Found],
    by: Viewer,
    at: dt.datetime,
    seen_shops: int = 0,
) -> int:
    """Store what one step found and give how many findings are new.

    A listing whose text was queued before for the same words, rules and
    checks is counted as known
    and not queued again, whatever people decided of it then. What a rule in its trial run
    found is kept beside, and queues nothing. A rule that fired on too many of the
    `seen_shops` shops of the run is set aside.
    """
    run = ScreeningRun.objects.select_for_update().get(pk=run_id)
    assert run.platform_id is not None
    system = Viewer.system()
    # of the same listing and text twice in one step the last row counts
    latest = {(one.listing_no, decide.text_hash(one.text)): one for one in found}
    queueing = {key: active for key, one in latest.items() if (active := _active(one))}
    seen = queries.seen_words(system, platform_id=run.platform_id, keys=queueing)
    fresh = {key: one for key, one in queueing.items() if _keys(one) - seen.get(key, frozenset())}
    shops = _shops(run.platform_id, {one.shop_no for one in latest.values()})
    made = [
        _finding(run, one, key[1], shop=shops.get(one.shop_no), at=at) for key, one in fresh.items()
    ]
    Finding.objects.bulk_create(made, batch_size=500, ignore_conflicts=True)
    again = {key: one for key, one in queueing.items() if key not in fresh}
    back = bring_back(platform_id=run.platform_id, again=again, by=by, at=at)
    _keep_hits(run, latest, back, shops=shops, at=at)
    hit = sum(_active(one) is not None for one in found)
    ScreeningRun.objects.filter(pk=run.pk).update(
        state=RunState.RUNNING,
        scanned=F("scanned") + scanned,
        hit=F("hit") + hit,
        known=F("known") + hit - len(made) - len(back),
        queued=F("queued") + len(made) + len(back),
    )
    if made:
        record(
            by=by,
            at=at,
            action="screening:run:step",
            subject=("run", run.pk),
            detail={"scanned": scanned, "hit": hit, "queued": len(made)},
        )
    _watch_width(run, found, seen_shops=seen_shops, by=by, at=at)
    return len(made)


def _active(one: Found) -> Found | None:
    """Give what of a listing goes to people: without the rules in their trial run."""
    rules = tuple(rule for rule in one.rules if not rule["is_shadow"])
    return replace(one, rules=rules) if one.words or rules or one.checks else None


def _keys(one: Found) -> frozenset[tuple[str, str]]:
    """Tell which words, rules and checks a listing is queued for."""
    keys = decide.word_keys(one.words) | ruling.rule_keys(one.rules)
    return keys | decide.check_keys(one.checks)


def _keep_hits(
    run: ScreeningRun,
    latest: "dict[tuple[str, str], Found]",
    back: dict[tuple[str, str], int],
    *,
    shops: "dict[str, Shop]",
    at: dt.datetime,
) -> None:
    """Keep every firing of a rule, with the finding that it led to, or that it brought back."""
    firing = {key: one for key, one in latest.items() if one.rules}
    if not firing:
        return
    numbers = {number for number, _ in firing}
    queued = Finding.objects.filter(run=run, listing_no__in=numbers).exclude(rules_key="")
    findings = back | {(f.listing_no, f.content_hash): f.pk for f in queued}
    assert run.platform is not None
    rows = [
        RuleHit(
            of_id=told["rule"],
            run=run,
            finding_id=None if told["is_shadow"] else findings.get(key),
            body_id=run.body_id,
            platform=run.platform,
            shop_no=one.shop_no,
            shop_name=one.shop_name[:120],
            region_code=_region(run, shops.get(one.shop_no)),
            listing_no=one.listing_no,
            content_hash=key[1],
            title=one.title[:300],
            text=one.text,
            trace=told["trace"],
            is_shadow=told["is_shadow"],
            found_at=at,
        )
        for key, one in firing.items()
        for told in one.rules
    ]
    RuleHit.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
    # what the trial run had found before now has a finding of its own
    lone = RuleHit.objects.filter(
        of_id__in={row.of_id for row in rows if not row.is_shadow},
        platform=run.platform,
        listing_no__in=numbers,
        finding__isnull=True,
    )
    for hit in lone:
        hit.finding_id = findings.get((hit.listing_no, hit.content_hash))
        if hit.finding_id is not None:
            hit.is_shadow = False
            hit.save(update_fields=["finding", "is_shadow"])


def _watch_width(
    run: ScreeningRun, found: Sequence[Found], *, seen_shops: int, by: Viewer, at: dt.datetime
) -> None:
    """Set aside each rule that fires on too many distinct shops of this run."""
    system = Viewer.system()
    for pk in sorted({told["rule"] for one in found for told in one.rules}):
        shops = reading.shops_hit(system, run_id=run.pk, of=pk)
        reason = ruling.too_wide(shops=shops, seen=seen_shops)
        if reason is not None:
            set_aside(version_id=pk, reason=reason, by=by, at=at)


def _region(run: ScreeningRun, shop: "Shop | None") -> str:
    assert run.platform is not None
    return (shop.region_code if shop else "") or run.platform.region_code


def _shops(platform_id: int, numbers: set[str]) -> "dict[str, Shop]":
    shops = market.visible_shops(Viewer.system()).filter(platform_id=platform_id)
    return {shop.shop_no: shop for shop in shops.filter(shop_no__in=numbers)}


def _finding(
    run: ScreeningRun, one: Found, text_hash: str, *, shop: "Shop | None", at: dt.datetime
) -> Finding:
    # words before rules and checks where they are equally grave, and words in the order of the text
    leading: dict[str, Any] = min(
        (*one.words, *one.rules, *one.checks),
        key=lambda w: (decide.rank(w["severity"]), "start" not in w, w.get("start", 0)),
    )
    platform = run.platform
    assert platform is not None
    return Finding(
        run=run,
        edition_id=run.edition_id,
        body_id=run.body_id,
        platform=platform,
        shop=shop,
        shop_no=one.shop_no,
        shop_name=one.shop_name[:120],
        region_code=_region(run, shop),
        listing_no=one.listing_no,
        content_hash=text_hash,
        title=one.title[:300],
        text=one.text,
        listing=one.listing,
        words=[{k: v for k, v in word.items() if k != "ground_id"} for word in one.words],
        rules=[{k: v for k, v in rule.items() if k != "ground_id"} for rule in one.rules],
        rules_key=ruling.rules_key(one.rules),
        checks=[{k: v for k, v in check.items() if k != "ground_id"} for check in one.checks],
        checks_key=decide.checks_key(one.checks),
        ground_id=leading["ground_id"],
        category=leading["category"],
        severity=leading["severity"],
        rank=decide.rank(leading["severity"]),
        found_at=at,
    )


@transaction.atomic
def finish(*, run_id: int, by: Viewer, at: dt.datetime) -> ScreeningRun:
    """Mark a run as done."""
    run = ScreeningRun.objects.select_for_update().get(pk=run_id)
    if run.state != RunState.DONE:
        run.state, run.finished_at = RunState.DONE, at
        run.save(update_fields=["state", "finished_at"])
        record(
            by=by,
            at=at,
            action="screening:run:finish",
            subject=("run", run.pk),
            detail={"scanned": run.scanned, "hit": run.hit, "queued": run.queued},
        )
    return run
