"""One step of a case: the procedure's rules, the desk's own, and what follows."""

import datetime as dt
from collections.abc import Callable
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from hedun.base.accounts.terms import Refused, Viewer
from hedun.base.evidence import actions as evidence
from hedun.base.evidence.terms import CaptureKind
from hedun.base.lawbook import queries as lawbook
from hedun.base.lawbook.terms import AmountKind, ReasonKind
from hedun.base.procedure import actions as procedures
from hedun.base.procedure import queries as passages
from hedun.base.procedure.terms import Hat, Matter, Need, NotPossible
from hedun.clues import actions as clues
from hedun.clues import queries as clue_queries
from hedun.clues.terms import ClueState, Outcome
from hedun.clues.terms import NotPossible as ClueNotPossible
from hedun.desks.cases import decide, queries
from hedun.desks.cases.actions.filling import Exhibited, Form
from hedun.desks.cases.actions.following import follow
from hedun.desks.cases.actions.publicity import record_decision
from hedun.desks.cases.actions.rules import Attempt
from hedun.desks.cases.actions.sourcing import next_number
from hedun.desks.cases.decide import weighing
from hedun.desks.cases.models import Case, Exhibit, Handler, Ruling, Service
from hedun.desks.cases.terms import (
    CASE,
    CaseStep,
    PartyKind,
    Ruled,
    RulingStage,
    ServiceWay,
)
from hedun.engine import filetype

T = CaseStep


@transaction.atomic
def take_step(
    *,
    case_id: int,
    step: str,
    form: Form,
    by: Viewer,
    at: dt.datetime,
    expected_version: int | None = None,
) -> Case:
    """Take a step of a case. Raises Refused or NotPossible, and then nothing is changed."""
    rows = queries.visible_cases(by).select_for_update(of=("self",))
    row = rows.filter(pk=case_id).first()
    if row is None:
        raise Refused("没有这件案件，或您无权查看；请核对编号。")
    if expected_version is not None and row.version != expected_version:
        raise NotPossible(f"{row.number} 在您打开之后已有变动；请刷新页面，核对最新情况后再办理。")
    try:
        declared = CASE.step(step)
    except KeyError as error:
        raise NotPossible(f"{row.number} 没有“{step}”这一步骤；请从页面上的按钮办理。") from error
    if declared.is_first:
        raise NotPossible(f"{row.number} 已经登记案源；请办理后续步骤。")
    attempt = Attempt(row, declared, form, by, at)
    hats, matter = queries.hats(by, row), queries.matter(by, row)
    _may(attempt, matter, hats)
    passage = procedures.take(
        matter=matter,
        step=step,
        given=form.given(declared, hats=hats, at=at),
        by=by,
        at=at,
    )
    if Need.WAY in declared.needs:
        _serve(attempt)
    changes: dict[str, Any] = {}
    for effect in EFFECTS.get(CaseStep(step), ()):
        changes |= effect(attempt)
    changes |= {"state": passage.to_state, "version": row.version + 1}
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(update_fields=list(changes))
    if step in PUBLISHABLE:
        row.fact = record_decision(row, by=by, at=at)
        row.save(update_fields=["fact"])
    return follow(case_id=row.pk, by=by, at=at)


def _may(attempt: Attempt, matter: Matter, hats: frozenset[Hat]) -> None:
    """Refuse what this person or a rule of the desk forbids; the procedure itself says the rest."""
    row, declared, by = attempt.row, attempt.step, attempt.by
    if not hats & set(declared.who) and (problem := queries.bar(by, row)):
        raise Refused(problem)
    if declared in passages.next_steps(by, matter, hats):
        attempt.check()


def _open(attempt: Attempt) -> dict[str, Any]:
    """Name the officers; the clue of which the case was made ends as filed."""
    _name_officers(attempt)
    row, by, at = attempt.row, attempt.by, attempt.at
    clue = clue_queries.clue(by, row.clue_id) if row.clue_id else None
    if clue is not None and clue.is_open:
        try:
            if clue.state in UNVERIFIED:  # to open a case is to find the clue true
                clues.confirm(clue_id=clue.pk, note=f"立案 {row.number}", by=by, at=at)
            clues.dispose(
                clue_id=clue.pk, outcome=Outcome.FILED, note=f"立案 {row.number}", by=by, at=at
            )
        except ClueNotPossible as error:
            raise NotPossible(f"线索 {clue.number} 不能随案办结：{error}") from error
    return {"opened_at": at}


def _name_officers(attempt: Attempt) -> dict[str, Any]:
    """Write down who handles the case, with the certificates of that day.

    Basis: chufa_chengxu art. 19
    """
    attempt.row.handlers.all().delete()
    for one in queries.officers_of(attempt.by).filter(pk__in=attempt.form.officers):
        Handler.objects.create(case=attempt.row, person=one, certificate=one.officer_no)
    return {}


def _exhibit(attempt: Attempt) -> dict[str, Any]:
    exhibit, row = attempt.form.exhibit, attempt.row
    assert exhibit is not None
    kinds = lawbook.reasons(attempt.by, kind=ReasonKind.EVIDENCE, on=attempt.today)
    kind = kinds.filter(code=exhibit.kind).first()
    if kind is None:
        raise NotPossible("证据须为法定八种之一（第二十三条）；请选择。")
    capture_id = _captured(attempt, exhibit)
    Exhibit.objects.create(
        case=row,
        number=row.exhibits.count() + 1,
        kind=kind,
        title=exhibit.title.strip(),
        source=exhibit.source.strip(),
        taken_on=attempt.today,
        is_original=exhibit.is_original,
        made_how=exhibit.made_how.strip(),
        proves=exhibit.proves.strip(),
        capture_id=capture_id,
        by_id=attempt.by.person_id,
        at=attempt.at,
    )
    return {"has_rights_notice": True}


def _captured(attempt: Attempt, exhibit: Exhibited) -> int | None:
    """Fix the file that came with an exhibit; what was fixed before must be of this case."""
    row = attempt.row
    if exhibit.file is not None:
        name, content = exhibit.file
        if problem := filetype.problem(name, content):
            raise NotPossible(problem)
        made = evidence.fix(
            content=content,
            media_type=filetype.media_type(name, content) or "",
            title=name,
            kind=CaptureKind.UPLOAD,
            subject=("case", row.pk),
            by=attempt.by,
            at=attempt.at,
            manifest={"case": row.number, "source": exhibit.source, "proves": exhibit.proves},
        )
        return made.pk
    if exhibit.capture_id is None:
        return None
    if exhibit.capture_id not in {one.pk for one in queries.fixed(attempt.by, row)}:
        raise NotPossible(
            f"固证材料 {exhibit.capture_id} 不是本案或本案线索的材料；"
            "请从列表中选择，或在本案页面重新固证。"
        )
    return exhibit.capture_id


def _propose(attempt: Attempt) -> dict[str, Any]:
    """Keep what is proposed, and find whether the party may ask for a hearing.

    Basis: hearing_rules art. 5; chufa_chengxu art. 50
    """
    ruled = _rule(attempt, RulingStage.PROPOSED)
    limits = queries.thresholds(attempt.by, attempt.today)
    found = weighing.hearing_reasons(PartyKind(attempt.row.party_kind), ruled, limits)
    return {
        "may_hear": bool(found),
        "is_major": attempt.form.is_major,
        "has_discussion": False,
        "facts": ruled.facts or attempt.row.facts,
    }


def _decide(attempt: Attempt) -> dict[str, Any]:
    row, year = attempt.row, timezone.localtime(attempt.at).year
    _rule(attempt, RulingStage.DECIDED)
    count = next_number(key=f"decision:{row.body_id}", year=year, by=attempt.by, at=attempt.at)
    number = decide.decision_number(row.body.word, year, count)
    return {"decided_at": attempt.at, "decision_no": number}


def _rule(attempt: Attempt, stage: RulingStage) -> Ruled:
    ruled, row = attempt.form.ruled, attempt.row
    assert ruled is not None
    day = row.happened_on or attempt.today
    found = lawbook.amounts(attempt.by, AmountKind.FINE, on=day, ground=row.ground.code)
    chosen = next((one for one in found if one.code == ruled.amount_code), None)
    Ruling.objects.create(
        case=row,
        stage=stage,
        kinds=sorted(ruled.kinds),
        fine_fen=ruled.fine_fen,
        gains_fen=ruled.gains_fen,
        goods_fen=ruled.goods_fen,
        amount=chosen,
        base_fen=ruled.base_fen,
        factors=list(ruled.factors),
        facts=ruled.facts.strip(),
        why=ruled.why.strip(),
        at=attempt.at,
        by_id=attempt.by.person_id,
        ground=row.ground,
    )
    return ruled


def _serve(attempt: Attempt) -> None:
    """Keep the proof of service."""
    form = attempt.form
    if form.way is None or form.on is None:
        return  # the procedure has refused a form that lacks either
    Service.objects.create(
        case=attempt.row,
        document=attempt.step.document,
        way=form.way,
        on=form.on,
        receiver=form.receiver.strip()[:60],
        has_address_consent=form.has_address_consent,
        note=form.note.strip()[:300],
    )


def _posted(attempt: Attempt) -> dict[str, Any]:
    if attempt.form.on is None:
        return {}
    Service.objects.create(
        case=attempt.row,
        document=attempt.step.document,
        way=ServiceWay.PUBLIC,
        on=attempt.form.on,
        receiver=attempt.row.party_name[:60],
        note="公告期满，视为送达",
    )
    return {}


def _constant(**changes: Any) -> Callable[[Attempt], dict[str, Any]]:
    return lambda _: dict(changes)


UNVERIFIED: Final = frozenset({ClueState.DISPATCHED, ClueState.VERIFYING})
PUBLISHABLE: Final = frozenset({T.SERVE, T.POSTED})
EFFECTS: Final[dict[CaseStep, tuple[Callable[[Attempt], dict[str, Any]], ...]]] = {
    T.OPEN: (_open,),
    T.CHANGE_OFFICERS: (_name_officers,),
    T.V_EVIDENCE: (_exhibit,),
    T.EVIDENCE: (_exhibit,),
    T.REPORT: (_propose,),
    T.ANNOUNCED: (_posted,),
    T.POSTED: (_posted,),
    T.HOLD_HEARING: (_constant(is_major=True),),
    T.DISCUSS: (_constant(has_discussion=True),),
    T.DECIDE: (_decide,),
    T.DEFER: (lambda attempt: {"deferred_until": attempt.form.on},),
    T.PAY: (lambda attempt: {"paid_fen": attempt.row.paid_fen + attempt.form.amount_fen},),
}
