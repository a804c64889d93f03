"""What a letter starts from, and what would make it bounce."""

import datetime as dt
import secrets
from typing import TYPE_CHECKING

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import QuerySet

from hedun.base.accounts import queries as accounts
from hedun.base.accounts.terms import BodyKind, Invalid, Level, Refused, Role, Viewer
from hedun.base.evidence import queries as evidence
from hedun.base.lawbook import queries as law
from hedun.clues import queries as clues
from hedun.clues.terms import ClueState
from hedun.desks.bridge.decide import drafting, numbers, steps
from hedun.desks.bridge.decide.clock import end_of_day, local_day
from hedun.desks.bridge.decide.preflight import (
    LetterFacts,
    addressee_kinds,
    defects,
    incoming_defects,
)
from hedun.desks.bridge.models import Letter
from hedun.desks.bridge.queries.consents import has_mandate
from hedun.desks.bridge.queries.letters import visible_letters
from hedun.desks.bridge.terms import REPLY_RULE, SET_RULE, Defect, LetterKind, Receiver
from hedun.engine.codes import uscc

if TYPE_CHECKING:
    from hedun.base.accounts.models import Body, Person
    from hedun.base.lawbook.models import Article
    from hedun.base.lawbook.terms import Due
    from hedun.clues.models import Clue

BASIS = ("heguishuju", "9")


def reply_due(viewer: Viewer, at: dt.datetime) -> "Due":
    """When an answer falls due where the letter itself sets no day."""
    return law.due(viewer, REPLY_RULE, at)


def prefilled(
    viewer: Viewer,
    clue_id: int,
    *,
    kind: LetterKind,
    at: dt.datetime,
    to: "Body | None" = None,
) -> Letter:
    """A letter about a clue, not stored yet, filled in so that it can be sent.

    To the platform of its shop; a letter between bodies goes to `to`, by that body's clock.

    Raises Refused, Invalid; `ObjectDoesNotExist` where the viewer may not see the clue.
    """
    if not (viewer.is_bureau and viewer.has(*steps.DESK)):
        raise Refused("只有市场监管局的办案人员或负责人可以起草函件。")
    clue = clues.clue(viewer, clue_id)
    if clue is None:
        raise ObjectDoesNotExist("没有这条线索，或您无权查看。")
    if clue.body_id != viewer.body_id:
        raise Refused(f"线索 {clue.number} 由其他单位承办；请由承办单位起草函件。")
    if clue.shop is None and not kind.is_between_bodies:
        raise Invalid(f"线索 {clue.number} 没有关联网店，不能确定收函平台；请先补充网店。")
    receiver = drafting.receiver_of(kind, BodyKind(to.kind) if to else None, to.name if to else "")
    letter = _new_letter(clue, kind=kind, by=viewer, at=at)
    rule = drafting.reply_rule(kind, receiver)
    due = law.due(viewer, rule, at)
    letter.due_rule, letter.due_article_id = rule, due.article_id
    letter.due_at, letter.due_is_provisional = due.at, due.is_provisional
    if kind.is_between_bodies:
        if to is not None:
            letter.to_body = to
        letter.article = _own_basis(viewer, kind, receiver, on=local_day(at)) or letter.article
        letter.title = drafting.handing_title(kind, matter=clue.title[:60])
        letter.text = drafting.handing_body(
            kind, receiver, clue_no=clue.number, matter=clue.title, basis=str(letter.article)
        )
        return letter
    letter.questions = [group.value for group in drafting.STANDARD]
    return letter


def _own_basis(
    viewer: Viewer, kind: LetterKind, receiver: Receiver, *, on: dt.date
) -> "Article | None":
    code, number = drafting.handing_basis(kind, receiver)
    return law.article(viewer, code, number, on=on)


def _new_letter(clue: "Clue", *, kind: LetterKind, by: Viewer, at: dt.datetime) -> Letter:
    assert by.body_id is not None
    shop = clue.shop
    officer, second = _officers(by)
    article = _basis(clue, by=by, on=local_day(at))
    hits = [str(word.get("word", "")) for word in clue.finding.get("words", [])]
    words = list(dict.fromkeys(word for word in hits if word))
    letter = Letter(
        kind=kind,
        message_id=numbers.message_id(at, secrets.token_bytes(10)),
        from_body_id=by.body_id,
        clue=clue,
        shop=shop,
        subject=clue.subject or (shop.subject if shop else None),
        article=article,
        title=drafting.title(kind, shop=shop.name[:40] if shop else "", ground=clue.ground.name)[
            :200
        ],
        text=drafting.body(
            kind,
            clue_no=clue.number,
            shop=shop.name if shop else "",
            listing_no=clue.listing_no,
            ground=clue.ground.name,
            words=words,
            basis=str(article),
        ),
        contact_name=officer.name if officer else by.name,
        contact_phone=_phone(officer),
        officer=officer,
        second_officer=second,
        drafted_by_id=by.person_id,
        drafted_at=at,
        version=0,
    )
    if shop is not None:
        letter.to_body_id = shop.platform.body_id
    return letter


def blank_letter(
    viewer: Viewer,
    to_body_id: int,
    *,
    kind: LetterKind,
    basis: tuple[str, str],
    on: dt.date,
    at: dt.datetime,
) -> Letter:
    """A letter that no clue fills in, not stored yet: sender, officers, basis and due day.

    Raises Refused, Invalid.
    """
    if not (viewer.is_bureau and viewer.has(*steps.DESK)):
        raise Refused("只有市场监管局的办案人员或负责人可以起草函件。")
    if not addressees(viewer).filter(pk=to_body_id).exists():
        raise Invalid("收函单位须是在册平台；请核对该平台的单位信息。")
    article = law.article(viewer, *basis, on=local_day(at))
    if article is None:
        raise Invalid(f"法律依据库没有{kind.label}所依据的条文；请先运行 hedun load_law。")
    officer, second = _officers(viewer)
    assert viewer.body_id is not None
    return Letter(
        kind=kind,
        message_id=numbers.message_id(at, secrets.token_bytes(10)),
        from_body_id=viewer.body_id,
        to_body_id=to_body_id,
        article=article,
        due_rule=SET_RULE,
        due_at=end_of_day(on),
        due_article=article,
        contact_name=officer.name if officer else viewer.name,
        contact_phone=_phone(officer),
        officer=officer,
        second_officer=second,
        drafted_by_id=viewer.person_id,
        drafted_at=at,
        version=0,
    )


def _officers(by: Viewer) -> "tuple[Person | None, Person | None]":
    """The drafter, and the first colleague who may investigate with them."""
    people = list(accounts.colleagues(by))
    first = next((p for p in people if p.pk == by.person_id), None)
    wanted = {Role.INSPECTOR.value, Role.LEADER.value}
    others = (p for p in people if p.pk != by.person_id)
    second = next((p for p in others if wanted & {g.role for g in p.grants.all()}), None)
    return first, second


def _phone(officer: "Person | None") -> str:
    return (officer.phone or officer.body.phone) if officer else ""


def _basis(clue: "Clue", *, by: Viewer, on: dt.date) -> "Article":
    """The article on co-investigation in force that day; else the article of the ground."""
    return basis(by, on) or clue.ground.article


def addressees(viewer: Viewer, kind: LetterKind | None = None) -> "QuerySet[Body]":
    """Bodies that a letter of a kind may be addressed to: platforms, where no kind is said."""
    kinds = addressee_kinds(kind or LetterKind.CO_INVESTIGATION)
    rows = accounts.bodies(viewer).filter(kind__in=kinds, is_active=True)
    return rows.exclude(pk=viewer.body_key)


def preflight(viewer: Viewer, letter: Letter, at: dt.datetime) -> tuple[Defect, ...]:
    """What would make the letter bounce if it left now."""
    return defects(_facts(viewer, letter, at))


def preflight_incoming(viewer: Viewer, letter: Letter, at: dt.datetime) -> tuple[Defect, ...]:
    """What would make a letter bounce that another system hands in."""
    return incoming_defects(_facts(viewer, letter, at, is_named=True))


def basis(viewer: Viewer, on: dt.date) -> "Article | None":
    """The article on co-investigation in force that day."""
    return law.article(viewer, *BASIS, on=on)


def _facts(
    viewer: Viewer, letter: Letter, at: dt.datetime, *, is_named: bool = False
) -> LetterFacts:
    on = local_day(at)
    twins = visible_letters(viewer).filter(
        clue_id=letter.clue_id or 0, kind=letter.kind, is_open=True, to_body_id=letter.to_body_id
    )
    shop, subject, article = letter.shop, letter.subject, letter.article
    code = subject.credit_code if subject else None
    return LetterFacts(
        kind=LetterKind(letter.kind),
        title=letter.title,
        text=letter.text,
        questions=tuple(letter.questions),
        has_shop=shop is not None,
        shop_body_id=shop.platform.body_id if shop else None,
        to_body_id=letter.to_body_id,
        to_kind=BodyKind(letter.to_body.kind),
        is_to_active=letter.to_body.is_active,
        credit_code_problem=uscc.problem(code) if code else None,
        article_label=str(article),
        article_from=article.valid_from,
        article_to=article.valid_to,
        due_on=local_day(letter.due_at),
        is_due_working_day=law.calendar(viewer).is_workday(local_day(letter.due_at)),
        today=on,
        open_duplicates=tuple(str(twin) for twin in twins.exclude(pk=letter.pk))
        if letter.clue_id
        else (),
        officer_id=letter.officer_id,
        second_officer_id=letter.second_officer_id,
        has_contact=bool(letter.contact_name.strip() and letter.contact_phone.strip()),
        is_clue_confirmed=_is_ready(viewer, letter),
        is_provincial=letter.from_body.level == Level.PROVINCE,
        period_from=letter.period_from,
        period_to=letter.period_to,
        unfit_officers=_unfit(viewer, letter),
        evidence_fault=_evidence_fault(viewer, letter),
        # what is pushed back is named by the list and its version, row by row
        has_case_no=letter.clue_id is not None or is_named or LetterKind(letter.kind).is_of_many,
        is_to_self=letter.to_body_id == letter.from_body_id,
        extra_fields=tuple(letter.extra_fields),
        has_consent=letter.from_body.level == Level.PROVINCE or _has_consent(letter),
        has_mandate=has_mandate(viewer, letter, on),
    )


def _has_consent(letter: Letter) -> bool:
    """The province has agreed to every field that the letter asks for beside the standard."""
    if not letter.extra_fields:
        return True
    granted = letter.consents.filter(is_granted=True).values_list("fields", flat=True)
    return set(letter.extra_fields) <= {name for fields in granted for name in fields}


def _unfit(viewer: Viewer, letter: Letter) -> tuple[str, ...]:
    """Officers of the letter who have left, or who may no longer investigate."""
    wanted = {pk for pk in (letter.officer_id, letter.second_officer_id) if pk is not None}
    fit = accounts.colleagues(viewer).filter(pk__in=wanted, grants__role__in=steps.DESK)
    left = wanted - set(fit.values_list("pk", flat=True))
    people = accounts.visible_people(viewer).filter(pk__in=left)
    return tuple(people.values_list("name", flat=True))


def _evidence_fault(viewer: Viewer, letter: Letter) -> str:
    """How the capture that the letter rests on differs from what was fixed."""
    if letter.clue is None or letter.clue.capture_id is None:
        return ""
    capture = evidence.capture(viewer, letter.clue.capture_id)
    return evidence.fault(viewer, capture.blob) if capture is not None else ""


def _is_ready(viewer: Viewer, letter: Letter) -> bool:
    if letter.clue_id is None:
        return True
    clue = clues.clue(viewer, letter.clue_id)
    if LetterKind(letter.kind).is_between_bodies:
        return clue is not None and clue.is_open
    return clue is not None and clue.state in {ClueState.CONFIRMED, ClueState.ANSWERED}
