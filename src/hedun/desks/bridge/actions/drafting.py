"""Drafting a letter from a confirmed clue, and changing the draft."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from hedun.base.accounts import queries as accounts
from hedun.base.accounts.terms import Invalid, Viewer
from hedun.desks.bridge import queries
from hedun.desks.bridge.actions.moving import _finish, _hold, _start
from hedun.desks.bridge.decide import drafting
from hedun.desks.bridge.decide.clock import end_of_day, local_day
from hedun.desks.bridge.decide.preflight import addressee_kinds
from hedun.desks.bridge.models import Letter
from hedun.desks.bridge.terms import SET_RULE, FieldGroup, LetterKind, LetterState, LetterStep

PUSH_BASIS = ("network_trade_rules", "24")
FIRST_AID_BASIS = ("complaint_report_rules", "6")


@transaction.atomic
def draft_from_clue(
    *,
    clue_id: int,
    by: Viewer,
    at: dt.datetime,
    kind: LetterKind = LetterKind.CO_INVESTIGATION,
    questions: Sequence[FieldGroup] = drafting.STANDARD,
    due_on: dt.date | None = None,
    to_body_id: int | None = None,
    catalogue: str = "",
) -> Letter:
    """Draft a letter to the platform of a clue, filled in so that it can be sent as it is.

    The same clue and kind gives the draft that is already there. Raises Refused, Invalid.

    Basis: heguishuju art. 9
    """
    to = accounts.bodies(by).filter(pk=to_body_id).first() if to_body_id else None
    if kind.is_between_bodies and to is None:
        raise Invalid(f"“{kind.label}”须选择收函单位；请从列表中选择。")
    letter = queries.prefilled(by, clue_id, kind=kind, at=at, to=to)
    own = queries.visible_letters(by).filter(clue_id=clue_id, kind=kind, state=LetterState.DRAFT)
    if found := own.filter(from_body_id=by.body_id).first():
        return found
    if not kind.is_between_bodies:
        _ask(letter, questions, catalogue, by=by)
    if due_on is not None:
        letter.due_rule, letter.due_at = SET_RULE, end_of_day(due_on)
    letter.save()
    return _finish(letter, LetterStep.DRAFT, LetterState.DRAFT, by=by, at=at, note=str(letter.clue))


def _ask(letter: Letter, groups: Sequence[FieldGroup], code: str, *, by: Viewer) -> None:
    """Ask for these groups, or for what a ready set of questions asks."""
    ready = queries.questions(by, code) if code else None
    if code and ready is None:
        raise Invalid(f"问题目录没有“{code}”；请从列表中选择。")
    letter.questions = [group.value for group in (ready.groups if ready else groups)]
    if ready:
        letter.catalogue = ready.code
        letter.text = drafting.with_prompts(letter.text, ready.prompts)


@transaction.atomic
def draft_about_many(
    *,
    kind: LetterKind,
    to_body_id: int,
    title: str,
    text: str,
    due_on: dt.date,
    basis: tuple[str, str],
    questions: Sequence[FieldGroup] = (),
    by: Viewer,
    at: dt.datetime,
) -> Letter:
    """Draft a letter to a platform about many shops, which its text or table names.

    `basis` is instrument and article. Raises Refused, Invalid.
    """
    if not kind.is_of_many:
        raise Invalid(f"“{kind.label}”须针对一家网店；请从线索页起草。")
    letter = queries.blank_letter(by, to_body_id, kind=kind, basis=basis, on=due_on, at=at)
    letter.title, letter.text = title[:200], text
    letter.questions = [group.value for group in questions]
    letter.save()
    return _finish(letter, LetterStep.DRAFT, LetterState.DRAFT, by=by, at=at, note=title)


PUSH_BASIS = ("network_trade_rules", "24")


@transaction.atomic
def draft_push_back(
    *, to_body_id: int, title: str, text: str, due_on: dt.date, by: Viewer, at: dt.datetime
) -> Letter:
    """Draft the letter with which a table of problem merchants goes to their platform.

    Which merchants, and the answer for each, is kept by the desk that sends the table.
    Raises Refused, Invalid.

    Basis: network_trade_rules art. 24
    """
    return draft_about_many(
        kind=LetterKind.PUSH_BACK,
        to_body_id=to_body_id,
        title=title,
        text=text,
        due_on=due_on,
        basis=PUSH_BASIS,
        by=by,
        at=at,
    )


@transaction.atomic
def draft_first_aid(
    *,
    to_body_id: int,
    title: str,
    text: str,
    due_at: dt.datetime,
    by: Viewer,
    at: dt.datetime,
) -> Letter:
    """Draft the letter with which a platform is asked to settle a complaint first.

    It says what was bought, what happened and what is asked; who complains it does not say.
    Raises Refused, Invalid.

    Basis: complaint_report_rules art. 6
    """
    letter = queries.blank_letter(
        by,
        to_body_id,
        kind=LetterKind.FIRST_AID,
        basis=FIRST_AID_BASIS,
        on=local_day(due_at),
        at=at,
    )
    letter.title, letter.text = title[:200], text
    letter.save()
    return _finish(letter, LetterStep.DRAFT, LetterState.DRAFT, by=by, at=at, note=title)


@transaction.atomic
def edit(
    *,
    letter_id: int,
    changes: dict[str, Any],
    by: Viewer,
    at: dt.datetime,
    expected_version: int | None = None,
) -> Letter:
    """Change a draft: title, text, questions, contact, officers, addressee, basis, due day.

    `changes` carries only the fields to change: title, text, questions, contact_name,
    contact_phone, officer_id, second_officer_id, to_body_id, article_id, due_on, kind,
    period_from, period_to, extra_fields, catalogue.
    """
    letter = _hold(letter_id, by)
    goal = _start(letter, LetterStep.EDIT, by=by, seen=expected_version)
    unknown = changes.keys() - EDITABLE
    if unknown:
        raise Invalid(f"函件没有“{'、'.join(sorted(unknown))}”项，不能修改。")
    _check_people(changes, LetterKind(changes.get("kind", letter.kind)), by=by)
    due_on = changes.pop("due_on", None)
    before = {name: str(getattr(letter, name)) for name in changes}
    for name, value in changes.items():
        setattr(letter, name, value)
    if due_on is not None and due_on != local_day(letter.due_at):
        letter.due_rule, letter.due_at = SET_RULE, end_of_day(due_on)
        letter.due_is_provisional = False
    return _finish(letter, LetterStep.EDIT, goal, by=by, at=at, before=before)


EDITABLE = frozenset(
    {
        "title",
        "text",
        "questions",
        "contact_name",
        "contact_phone",
        "officer_id",
        "second_officer_id",
        "to_body_id",
        "article_id",
        "due_on",
        "kind",
        "period_from",
        "period_to",
        "extra_fields",
        "catalogue",
    }
)


def _check_people(changes: dict[str, Any], kind: LetterKind, *, by: Viewer) -> None:
    """Officers are colleagues, the addressee fits the kind: a foreign key is no free choice."""
    people = {changes.get("officer_id"), changes.get("second_officer_id")} - {None}
    if people - set(accounts.colleagues(by).values_list("pk", flat=True)):
        raise Invalid("执法人员须是本单位在册人员；请从列表中选择。")
    to_body = changes.get("to_body_id")
    if to_body is not None and not queries.addressees(by, kind).filter(pk=to_body).exists():
        kinds = "、".join(each.label for each in addressee_kinds(kind))
        raise Invalid(f"{kind.label}的收函单位须是在册的{kinds}；请从列表中选择。")
