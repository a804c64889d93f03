"""Rules on their way into use: one person writes, examples and a trial prove, another activates."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Max

from hedun.base.accounts.actions import record
from hedun.base.accounts.terms import Refused, Viewer
from hedun.base.lawbook import queries as lawbook
from hedun.desks.screening import queries
from hedun.desks.screening.actions.holding import hold, resume
from hedun.desks.screening.decide import rules as decide
from hedun.desks.screening.models import Rule, RuleEvent, RuleHit, RuleVersion
from hedun.desks.screening.queries import rules as reading
from hedun.desks.screening.terms import RuleText, Verdict
from hedun.engine.rules import LISTING, Stage, Step, after, parse, refusal

JUDGES = (*queries.REVIEWERS, *queries.EDITORS)


@transaction.atomic
def note_step(row: RuleVersion, step: Step, *, by: Viewer, at: dt.datetime, note: str = "") -> None:
    """Move a version on, and keep on record who did it and why."""
    row.stage = after(step)
    row.version += 1
    row.save()
    RuleEvent.objects.create(
        of=row, step=step, to_stage=row.stage, note=note[:300], by_id=by.person_id, at=at
    )
    record(
        by=by,
        at=at,
        action=f"screening:rule:{step}",
        subject=("rule", row.pk),
        detail={"code": row.rule.code, "number": row.number, "note": note[:300]},
    )


def _ground(text: RuleText, *, by: Viewer, at: dt.datetime) -> Any:
    problem = decide.text_problem(text)
    if problem:
        raise Refused(problem)
    ground = lawbook.ground(by, text.ground, at.date())
    if ground is None:
        raise Refused(
            f"法律依据库中没有事由“{text.ground}”；请从列表中选择，或先运行 hedun load_law。"
        )
    return ground


def _write(row: RuleVersion, text: RuleText, ground: Any) -> None:
    row.title, row.expression = text.title.strip()[:80], text.expression.strip()
    row.ground, row.category, row.severity = ground, text.category.strip()[:30], text.severity
    row.note, row.examples = text.note.strip()[:300], decide.plain_examples(text.examples)


@transaction.atomic
def create_rule(*, text: RuleText, by: Viewer, at: dt.datetime, publisher: str = "") -> RuleVersion:
    """Begin a rule with its first draft.

    Raises Refused for a faulty text, an unknown ground, or a code that is taken.
    """
    reading.only_editors(by)
    ground = _ground(text, by=by, at=at)
    rule, is_new = Rule.objects.get_or_create(code=text.code.strip().upper())
    if not is_new:
        raise Refused(f"已有编号为“{rule.code}”的规则；请换一个编号，或在该规则上修改出新版。")
    row = RuleVersion(
        rule=rule, number=1, made_by_id=by.person_id, made_at=at, publisher=publisher[:80]
    )
    _write(row, text, ground)
    note_step(row, Step.REVISE, by=by, at=at, note="起草" if not publisher else f"来自{publisher}")
    return row


@transaction.atomic
def save_rule(
    *, version_id: int, text: RuleText, seen: int, by: Viewer, at: dt.datetime
) -> RuleVersion:
    """Change a draft; `seen` is the revision that the person had on the screen."""
    reading.only_editors(by)
    row = reading.locked(by, version_id)
    if row.stage != Stage.DRAFT:
        raise Refused(
            f"第{row.number}版“{Stage(row.stage).label}”，定稿的版本不能改动；请点“修改出新版”。"
        )
    if row.made_by_id is not None and row.made_by_id != by.person_id:
        raise Refused("本版由他人起草，只能由起草人修改；请与起草人联系。")
    if row.version != seen:
        raise Refused("本版在您编辑期间已被改过；请刷新后重新修改。")
    _write(row, text, _ground(text, by=by, at=at))
    row.version += 1
    row.save()
    record(
        by=by,
        at=at,
        action="screening:rule:save",
        subject=("rule", row.pk),
        detail={"code": row.rule.code, "number": row.number},
    )
    return row


@transaction.atomic
def revise_rule(*, version_id: int, by: Viewer, at: dt.datetime) -> RuleVersion:
    """Open a new draft from a version; that one stays as it is until the new one is activated."""
    reading.only_editors(by)
    old = reading.locked(by, version_id)
    mine = old.rule.versions.filter(stage=Stage.DRAFT).first()
    if mine is not None:
        if mine.made_by_id == by.person_id:
            return mine
        raise Refused(f"第{mine.number}版正由他人起草；请等其办完，或与其联系。")
    newest = old.rule.versions.aggregate(newest=Max("number"))["newest"]
    row = RuleVersion(
        rule=old.rule,
        number=newest + 1,
        title=old.title,
        expression=old.expression,
        ground=old.ground,
        category=old.category,
        severity=old.severity,
        note=old.note,
        examples=old.examples,
        made_by_id=by.person_id,
        made_at=at,
    )
    note_step(row, Step.REVISE, by=by, at=at, note=f"由第{old.number}版修改")
    return row


@transaction.atomic
def step_rule(
    *, version_id: int, step: Step, by: Viewer, at: dt.datetime, note: str = ""
) -> RuleVersion:
    """Take a rule one step on its way; raises Refused with what must come first.

    Examples are tried, the trial run and the activation are decided here; the backtest is a
    trial of its own (`start_hunt`). Whoever wrote a version never activates it.
    """
    reading.only_editors(by)
    row = reading.locked(by, version_id)
    problem = _problem(row, step, by=by)
    if problem:
        raise Refused(problem)
    if step in {Step.RETIRE, Step.QUARANTINE, Step.RELEASE} and not note.strip():
        raise Refused(f"{step.label}须写明理由，以便日后核对；请填写后再办。")
    if step is Step.ACTIVATE:
        for other in row.rule.versions.filter(stage=Stage.ACTIVE).select_for_update():
            note_step(other, Step.RETIRE, by=by, at=at, note=f"由第{row.number}版接替")
        row.activated_by_id, row.activated_at = by.person_id, at
    if step is Step.QUARANTINE:
        row.stopped = note.strip()[:300]
    if step is Step.RELEASE:
        row.stopped = ""
    note_step(row, step, by=by, at=at, note=note.strip())
    if step is Step.QUARANTINE:
        hold(version_id=row.pk, by=by, at=at)
    if step is Step.RELEASE:
        resume(version_id=row.pk, by=by, at=at)
    return row


def _problem(row: RuleVersion, step: Step, *, by: Viewer) -> str:
    if step in {Step.BACKTEST, Step.REVISE}:
        return f"“{step.label}”另有办法；请用页面上的按钮。"
    rule = parse(row.expression, LISTING)
    wrong = decide.examples_problem(rule, decide.as_examples(row.examples))
    if step is Step.TEST and wrong:
        return wrong
    standing = decide.standing(
        stage=Stage(row.stage),
        author=row.made_by_id,
        holds=not wrong,
        share=row.share,
        judged=reading.judged_in_shadow(Viewer.system(), row),
    )
    who = str(by.person_id) if by.person_id is not None else ""
    return refusal(step, standing, by=who) or ""


@transaction.atomic
def set_aside(*, version_id: int, reason: str, by: Viewer, at: dt.datetime) -> bool:
    """Stop a rule that fires too widely, by the machine, until a person has looked.

    What it alone has queued leaves the queue until then.
    Its author finds it on the workbench and on the page of rules. A person releases it again.
    """
    row = (
        RuleVersion.objects.select_for_update(of=("self",))
        .select_related("rule")
        .get(pk=version_id)
    )
    if row.stage not in {Stage.ACTIVE, Stage.SHADOW}:
        return False
    row.stopped = reason[:300]
    machine = Viewer.system(by.name)
    note_step(row, Step.QUARANTINE, by=machine, at=at, note=reason)
    hold(version_id=row.pk, by=machine, at=at)
    return True


@transaction.atomic
def judge_hit(*, hit_id: int, verdict: Verdict, by: Viewer, at: dt.datetime) -> RuleHit:
    """Say whether a hit of a trial run is right; it counts for the rule and raises nothing."""
    if not (by.is_bureau and by.person_id is not None and by.has(*JUDGES)):
        raise Refused("只有办案人员、负责人或词库维护员可以核对试运行的命中。")
    rows = reading.visible_hits(by).select_related(None).select_for_update(of=("self",))
    hit = rows.get(pk=hit_id)
    if hit.finding_id is not None:
        raise Refused("本条命中已进入复核，请在复核页面判定；规则的准确率会随之更新。")
    before = hit.verdict
    hit.verdict, hit.judged_by_id, hit.judged_at = verdict, by.person_id, at
    hit.save(update_fields=["verdict", "judged_by", "judged_at"])
    record(
        by=by,
        at=at,
        action=f"screening:hit:{verdict}",
        subject=("rule_hit", hit.pk),
        detail={"before": before},
    )
    return hit
