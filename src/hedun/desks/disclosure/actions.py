"""The only writers of publications."""

import datetime as dt
from dataclasses import asdict
from typing import TYPE_CHECKING

from django.db import transaction

from hedun.base.accounts.actions import record
from hedun.base.accounts.terms import Refused, Viewer
from hedun.base.jobs.actions import enqueue
from hedun.desks.disclosure import decide, queries
from hedun.desks.disclosure.models import Publication
from hedun.desks.disclosure.terms import (
    GravityClass,
    NotPublishable,
    PublicationState,
    Showing,
    Snapshot,
    Stale,
    tell_listeners,
)
from hedun.market.terms import SubjectKind

if TYPE_CHECKING:
    from hedun.market.models import Fact


@transaction.atomic
def publish(
    *,
    fact_id: int,
    by: Viewer,
    at: dt.datetime,
    gravity: GravityClass = GravityClass.NORMAL,
    reason: str = "",
) -> Publication:
    """Show a fact to the public from now until its term ends; twice changes nothing.

    Raises Refused, NotPublishable; `Fact.DoesNotExist` where the viewer may not see the fact.

    Basis: penalty_publicity_rules art. 2
    """
    fact = _fact(fact_id, by)
    if problem := queries.hindrance(by, fact):
        raise NotPublishable(f"{problem}。")
    on = decide.local_day(at)
    term = decide.term_of(queries.display_terms(by), gravity, on=on, reason=reason)
    found = Publication.objects.select_for_update().filter(fact_id=fact_id).first()
    if found is not None and found.state == PublicationState.PUBLISHED:
        return found
    row = found or _new(fact)
    row.state, row.gravity = PublicationState.PUBLISHED, gravity
    row.snapshot = asdict(_snapshot(fact))
    row.basis, row.confidence = term.basis, term.confidence
    row.published_by_id, row.published_at = by.person_id, at
    row.display_from = fact.happened_on
    row.display_until = decide.add_months(fact.happened_on, term.most_months)
    row.reason, row.ended_at, row.ended_by_id = reason.strip()[:300], None, None
    if row.display_until < on:
        raise NotPublishable(f"该记录的公示期已于{row.display_until:%Y-%m-%d}届满，不得再公示。")
    _save(row, "publish", by=by, at=at)
    _plan_expiry(row, by=by, at=at)
    tell_listeners(Showing(fact_id, is_shown=True), by=by, at=at)
    return row


@transaction.atomic
def withhold(*, fact_id: int, reason: str, by: Viewer, at: dt.datetime) -> Publication:
    """Decide not to show a fact, with the reason."""
    fact = _fact(fact_id, by)
    if not reason.strip():
        raise NotPublishable("“不予公示”须写明理由；请填写后再提交。")
    found = Publication.objects.select_for_update().filter(fact_id=fact_id).first()
    if found is not None and found.state == PublicationState.WITHHELD:
        return found
    if found is not None and found.state == PublicationState.PUBLISHED:
        raise Stale("该记录已由其他人员公示；如需停止公示，请使用“撤下”。")
    on = decide.local_day(at)
    row = found or _new(fact)
    row.state, row.gravity = PublicationState.WITHHELD, row.gravity or GravityClass.NORMAL
    row.published_by_id, row.published_at, row.reason = by.person_id, at, reason.strip()[:300]
    row.display_from = row.display_until = on
    _save(row, "withhold", by=by, at=at)
    return row


@transaction.atomic
def withdraw(
    *,
    publication_id: int,
    reason: str,
    by: Viewer,
    at: dt.datetime,
    expected_version: int | None = None,
) -> Publication:
    """Take a record down everywhere at once, with the reason.

    Basis: penalty_publicity_rules art. 11
    """
    rows = queries.visible_publications(by).select_for_update(of=("self",))
    row = rows.get(pk=publication_id)
    decide.check_officer(by, row.body_id)
    if not reason.strip():
        raise NotPublishable("“撤下”须写明理由，例如“处置决定已变更”；请填写后再提交。")
    if row.state == PublicationState.WITHDRAWN:
        return row
    if row.state != PublicationState.PUBLISHED or expected_version not in {None, row.version}:
        raise Stale(
            f"该记录现为“{PublicationState(row.state).label}”；请刷新页面后按最新状态办理。"
        )
    row.state, row.reason = PublicationState.WITHDRAWN, reason.strip()[:300]
    row.ended_at, row.ended_by_id = at, by.person_id
    _save(row, "withdraw", by=by, at=at)
    tell_listeners(Showing(row.fact_id, is_shown=False), by=by, at=at)
    return row


@transaction.atomic
def expire(*, publication_id: int, by: Viewer, at: dt.datetime) -> bool:
    """End a publication whose last day is over; False where there is nothing to end."""
    if not by.is_system:
        raise Refused("公示期满由系统自动停止公示；需提前停止的，请使用“撤下”并写明理由。")
    rows = queries.visible_publications(by).select_for_update(of=("self",))
    row = rows.get(pk=publication_id)
    if row.state != PublicationState.PUBLISHED or row.display_until >= decide.local_day(at):
        return False
    row.state, row.ended_at = PublicationState.EXPIRED, at
    _save(row, "expire", by=by, at=at)
    return True


def _fact(fact_id: int, by: Viewer) -> "Fact":
    decide.check_role(by)
    fact = queries.fact(by, fact_id)
    decide.check_officer(by, fact.body_id)
    return fact


def _new(fact: "Fact") -> Publication:
    assert fact.body is not None
    return Publication(fact=fact, shop=fact.shop, body=fact.body, version=0)


def _snapshot(fact: "Fact") -> Snapshot:
    """Freeze what the public sees, masked by the kind of the operator."""
    assert fact.shop is not None
    shop, subject, payload = fact.shop, fact.shop.subject or fact.subject, fact.payload
    kind = SubjectKind(subject.kind) if subject else SubjectKind.NATURAL
    is_business = subject is not None and kind is not SubjectKind.NATURAL
    measure = str(payload.get("measure", ""))
    outcome = decide.SHOWN_OUTCOMES.get(str(payload.get("outcome", "")), "")
    return Snapshot(
        platform=shop.platform.name,
        shop=decide.masked_text(shop.name),
        shop_no=shop.shop_no,
        operator=decide.masked_name(subject.name, kind) if subject else "",
        credit_code=(subject.credit_code or "") if subject and is_business else "",
        matter=decide.masked_text(str(payload.get("ground", ""))),
        measure="；".join(part for part in (outcome, decide.masked_text(measure)) if part),
        authority=fact.body.name if fact.body else "",
        decided_on=fact.happened_on.isoformat(),
        basis=fact.basis,
    )


def _plan_expiry(row: Publication, *, by: Viewer, at: dt.datetime) -> None:
    moment = decide.midnight_after(row.display_until)
    enqueue(
        kind="disclosure.expire",
        title=f"公示期满停止公示（记录 {row.pk}）",
        payload={"publication": row.pk},
        unique_key=f"disclosure.expire:{row.pk}:{row.display_until.isoformat()}:{row.version}",
        run_at=moment,
        by=by,
        at=at,
    )


def _save(row: Publication, step: str, *, by: Viewer, at: dt.datetime) -> None:
    row.version += 1
    row.save()
    record(
        by=by,
        at=at,
        action=f"disclosure:publication:{step}",
        subject=("publication", row.pk),
        detail={"fact": row.fact_id, "state": row.state, "reason": row.reason},
    )
