"""Logins are tried, sessions begun and ended."""

import datetime as dt
import hashlib

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Count, Max, QuerySet

from hedun.base.accounts.actions.trail import _require, record
from hedun.base.accounts.decide import (
    ACCOUNT_TRIES,
    CONCURRENT_VISITS,
    NETWORK_TRIES,
    PAIR_TRIES,
    TRY_WINDOW,
    login_wait,
    network_of,
)
from hedun.base.accounts.models import LoginTry, Person, Visit
from hedun.base.accounts.terms import Role, Viewer, VisitEnd


@transaction.atomic
def begin_login(*, username: str, address: str, by: Viewer, at: dt.datetime) -> dt.timedelta:
    """Count a login before the password is looked at, and tell how long it must wait.

    Zero lets it go on. Counting first means that a hundred guesses sent at once are all
    counted. A name that nobody has waits like any other, so that nothing is learnt from it.
    """
    account, network = _key(username), network_of(address)
    recent = LoginTry.objects.filter(at__gt=at - TRY_WINDOW)
    of_account, of_network = recent.filter(account=account), recent.filter(network=network)
    wait = login_wait(
        [
            (*_count(of_account.filter(network=network)), PAIR_TRIES),
            (*_count(of_account), ACCOUNT_TRIES),
            (*_count(of_network, distinct="account"), NETWORK_TRIES),
        ],
        at,
    )
    if wait:
        return wait
    LoginTry.objects.filter(at__lt=at - 2 * TRY_WINDOW).delete()
    LoginTry.objects.create(account=account, network=network, at=at)
    return wait


def _count(rows: QuerySet[LoginTry], distinct: str = "pk") -> tuple[int, dt.datetime | None]:
    found = rows.aggregate(count=Count(distinct, distinct=True), last=Max("at"))
    return found["count"], found["last"]


def _key(username: str) -> str:
    """Hide what was typed: people type passwords into the wrong field."""
    return hashlib.sha256(username.strip().lower().encode()).hexdigest()


@transaction.atomic
def refuse_login(*, username: str, reason: str, by: Viewer, at: dt.datetime) -> None:
    """Leave a trace of a failed login; an unknown name is not written down."""
    known = Person.objects.filter(username=username).first()
    subject = known.pk if known else _key(username)[:12]
    detail = {"username": username if known else "", "reason": reason}
    record(by=by, at=at, action="accounts:login:fail", subject=("login", subject), detail=detail)


@transaction.atomic
def open_visit(
    *, session_key: str, address: str | None, agent: str, by: Viewer, at: dt.datetime
) -> Visit:
    """Begin a session after a right password; the oldest beyond the limit end, and say why.

    The tries of this account are forgiven, and no other account's.
    """
    person = Person.objects.get(pk=by.person_key)
    LoginTry.objects.filter(account=_key(person.username)).delete()
    Visit.objects.filter(session_key=session_key).delete()
    visit = Visit.objects.create(
        person=person,
        session_key=session_key,
        began_at=at,
        seen_at=at,
        address=address,
        agent=agent[:200],
    )
    live = person.visits.filter(end="").order_by("-began_at", "-pk")
    for old in live[CONCURRENT_VISITS:]:
        _close(old, VisitEnd.SUPERSEDED, at)
    record(by=by, at=at, action="accounts:login:succeed", subject=("person", person.pk))
    return visit


def _close(visit: Visit, end: VisitEnd, at: dt.datetime) -> None:
    visit.end, visit.ended_at = end, at
    visit.save(update_fields=["end", "ended_at"])


@transaction.atomic
def touch_visit(*, visit: Visit, by: Viewer, at: dt.datetime) -> None:
    """Note that the person did something; no audit row, for it decides nothing."""
    Visit.objects.filter(pk=visit.pk).update(seen_at=at)


@transaction.atomic
def end_visit(*, visit: Visit, end: VisitEnd, by: Viewer, at: dt.datetime) -> None:
    """End a session on the server: its cookie opens nothing any more."""
    if not visit.end:
        _close(visit, end, at)
    Session.objects.filter(session_key=visit.session_key).delete()
    detail = {"end": end, "person": visit.person_id}
    record(by=by, at=at, action="accounts:visit:end", subject=("visit", visit.pk), detail=detail)


@transaction.atomic
def carry_visit(*, old_key: str, new_key: str, by: Viewer, at: dt.datetime) -> None:
    """Keep the visit when the session gets a new id; no audit row, for it goes on."""
    Visit.objects.filter(session_key=old_key).update(session_key=new_key)


def _end_all(person: Person, at: dt.datetime, *, keep: str = "") -> None:
    """End every session of a person, but the one to keep."""
    ended = person.visits.filter(end="").exclude(session_key=keep)
    Session.objects.filter(session_key__in=ended.values("session_key")).delete()
    ended.update(end=VisitEnd.REVOKED, ended_at=at)


@transaction.atomic
def unlock(*, person_id: int, by: Viewer, at: dt.datetime) -> None:
    """Let a person who was slowed down try again at once."""
    _require(by, Role.SYSTEM_ADMIN)
    person = Person.objects.get(pk=person_id)
    LoginTry.objects.filter(account=_key(person.username)).delete()
    detail = {"username": person.username}
    record(
        by=by, at=at, action="accounts:login:unlock", subject=("person", person_id), detail=detail
    )
