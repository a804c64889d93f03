"""How a case begins: a clue, a report, an inspection or a transfer is entered (案源登记)."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from hedun.base.accounts.terms import Refused, Viewer
from hedun.base.lawbook import queries as lawbook
from hedun.base.procedure import actions as procedures
from hedun.base.procedure.terms import Given, Matter, Need, NotPossible
from hedun.clues import queries as clues
from hedun.desks.cases import decide
from hedun.desks.cases.actions.following import follow
from hedun.desks.cases.models import Case, Counter
from hedun.desks.cases.terms import CASE, CaseSource, CaseStep, PartyKind

if TYPE_CHECKING:
    from hedun.base.lawbook.models import Ground
    from hedun.clues.models import Clue
    from hedun.market.models import Platform, Shop, Subject


@dataclass(frozen=True, slots=True)
class Sourced:
    """What is entered of a case's source; `token` makes the same form sent twice one case."""

    token: str
    title: str
    source: CaseSource
    ground: str
    party_kind: PartyKind
    party_name: str
    facts: str
    found_on: dt.date
    source_ref: str = ""
    party_code: str = ""
    party_address: str = ""
    party_contact: str = ""
    party_phone: str = ""
    happened_on: dt.date | None = None
    is_grave: bool = False
    clue_id: int | None = None
    shop: "Shop | None" = None
    subject: "Subject | None" = None
    platform: "Platform | None" = None


@transaction.atomic
def source(*, sourced: Sourced, by: Viewer, at: dt.datetime) -> Case:
    """Enter the source of a case; the term of verification runs from the day it was found.

    Raises Refused or NotPossible.

    Basis: chufa_chengxu art. 18
    """
    hats = decide.hats(by, body_id=by.body_id, handlers=())
    if by.body_id is None or not by.has(*decide.WORKERS) or not by.is_bureau:
        raise Refused("案源由市场监管局的办案人员或者负责人登记；请联系承办单位。")
    known = Case.objects.filter(token=sourced.token, body_id=by.body_id).first()
    if known is not None:
        return known
    today = timezone.localdate(at)
    ground = _ground(sourced, by, today)
    clue = _clue(sourced, by)
    found_at = clue.raised_at if clue else _noon(sourced.found_on, at)
    subject = sourced.subject or (clue.subject if clue else None)
    shop = sourced.shop or (clue.shop if clue else None)
    year = timezone.localtime(at).year
    row = Case.objects.create(
        number=decide.case_number(year, next_number(key="case", year=year, by=by, at=at)),
        token=sourced.token,
        state=CASE.begins,
        title=sourced.title.strip(),
        source=sourced.source,
        source_ref=sourced.source_ref.strip() or (clue.number if clue else ""),
        clue=clue,
        ground=ground,
        party_kind=sourced.party_kind,
        party_name=sourced.party_name.strip(),
        party_code=sourced.party_code.strip(),
        party_address=sourced.party_address.strip(),
        party_contact=sourced.party_contact.strip(),
        party_phone=sourced.party_phone.strip(),
        subject=subject,
        shop=shop,
        platform=sourced.platform or (clue.platform if clue else None),
        region_code=(clue.region_code if clue else "") or _region(by),
        body_id=by.body_id,
        facts=sourced.facts.strip(),
        happened_on=sourced.happened_on,
        is_grave=sourced.is_grave,
        found_at=found_at,
        sourced_at=at,
    )
    procedures.take(
        matter=Matter(CASE, row.pk, row.number, "", row.body_id),
        step=CaseStep.SOURCE,
        given=Given(
            hats,
            row.source_ref,
            has=frozenset({Need.GROUND, Need.PARTY}),
            since=found_at,
        ),
        by=by,
        at=at,
    )
    return follow(case_id=row.pk, by=by, at=at)


def _ground(sourced: Sourced, by: Viewer, today: dt.date) -> "Ground":
    """Give the ground that is suspected; days that lie ahead are refused."""
    ground = lawbook.ground(by, sourced.ground, today)
    if ground is None:
        raise NotPossible(f"没有事由“{sourced.ground}”；请从列表中选择。")
    for on in (sourced.found_on, sourced.happened_on):
        if problem := decide.date_problem(on, today):
            raise NotPossible(problem)
    return ground


def _clue(sourced: Sourced, by: Viewer) -> "Clue | None":
    """Give the clue of which the case is made; it must be the bureau's own."""
    if not sourced.clue_id:
        return None
    clue = clues.clue(by, sourced.clue_id)
    if clue is None:
        raise Refused("没有这条线索，或您无权查看；请核对线索编号。")
    if clue.body_id != by.body_id:
        raise Refused(f"线索 {clue.number} 不由本单位承办；请联系承办单位登记案源。")
    return clue


@transaction.atomic
def next_number(*, key: str, year: int, by: Viewer, at: dt.datetime) -> int:
    """Give the next number of a series, one after another."""
    del by, at
    Counter.objects.get_or_create(key=key, year=year)
    counter = Counter.objects.select_for_update().get(key=key, year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last


def _noon(on: dt.date, at: dt.datetime) -> dt.datetime:
    local = timezone.localtime(at)
    if on == local.date():
        return at
    return local.replace(year=on.year, month=on.month, day=on.day)


def _region(by: Viewer) -> str:
    return by.region_prefix.ljust(6, "0") if by.region_prefix else ""
