"""Rules: the list, one version with its examples, trial and judgements, the editor."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hedun.base.accounts.guard import DeskRequest, guard
from hedun.base.accounts.terms import Refused, Viewer
from hedun.base.lawbook.terms import Severity
from hedun.base.pages.drawing import Bar
from hedun.base.pages.listing import Choice, Column, Empty, Listing, Text
from hedun.base.pages.states import chip
from hedun.base.pages.toast import toast
from hedun.desks.screening import actions, queries
from hedun.desks.screening.decide import rules as decide
from hedun.desks.screening.forms import RuleForm
from hedun.desks.screening.models import RuleVersion
from hedun.desks.screening.queries import rules as reading
from hedun.desks.screening.terms import Verdict
from hedun.desks.screening.views.answers import BUREAU, OrTrouble, or_404
from hedun.engine.rules import (
    LISTING,
    Example,
    Outcome,
    Rule,
    RuleError,
    Stage,
    Step,
    failures,
    parse,
)
from hedun.engine.rules import check as traced

KEYS = {
    Step.TEST: "t", Step.BACKTEST: "b", Step.SHADOW: "s", Step.ACTIVATE: "a", Step.REVISE: "e",
}  # fmt: skip
OFFERED = {
    Stage.DRAFT: (Step.TEST, Step.RETIRE),
    Stage.TESTED: (Step.BACKTEST, Step.REVISE, Step.RETIRE),
    Stage.BACKTESTED: (Step.SHADOW, Step.BACKTEST, Step.REVISE, Step.RETIRE),
    Stage.SHADOW: (Step.ACTIVATE, Step.REVISE, Step.QUARANTINE, Step.RETIRE),
    Stage.ACTIVE: (Step.REVISE, Step.QUARANTINE, Step.RETIRE),
    Stage.QUARANTINED: (Step.RELEASE, Step.REVISE, Step.RETIRE),
    Stage.RETIRED: (),
}
REASONED = (Step.QUARANTINE, Step.RELEASE, Step.RETIRE)


def _link(row: RuleVersion) -> SafeString:
    url = reverse("screening:rule", args=[row.pk])
    return format_html('<a href="{}">{}</a>', url, row)


def _share(row: RuleVersion) -> str | None:
    return None if row.share is None else f"{row.share:.3%}"


COLUMNS = (
    Column("规则", _link, sort="rule__code", export=str),
    Column("版次", "number", numeric=True),
    Column(
        "阶段",
        lambda row: chip(Stage(row.stage)),
        sort="stage",
        export=lambda row: Stage(row.stage).label,
    ),
    Column("事由", "ground.name"),
    Column(
        "程度",
        lambda row: chip(Severity(row.severity)),
        export=lambda row: Severity(row.severity).label,
    ),
    Column("回测命中率", _share, numeric=True, sort="share"),
    Column("起草", lambda row: row.made_by.name if row.made_by else "随产品提供", css="nowrap"),
    Column(
        "批准启用", lambda row: row.activated_by.name if row.activated_by else None, css="nowrap"
    ),
    Column("起草时间", lambda row: timezone.localtime(row.made_at).date(), sort="made_at"),
)


@guard(kinds=BUREAU)
@require_GET
def rules(request: DeskRequest) -> HttpResponseBase:
    """List every version of every rule, and what waits for this person."""
    viewer = request.viewer
    may_write = viewer.has(*queries.EDITORS)
    listing = Listing(
        request,
        reading.versions(viewer),
        columns=COLUMNS,
        filters=(
            Text("q", "编号或名称", ["rule__code__startswith", "title"]),
            Choice("stage", "阶段", Stage),
            Choice("severity", "程度", Severity),
        ),
        default_sort="-pk",
        export_name="筛查规则",
        empty=Empty(
            "还没有规则",
            "词说不清的（价格、奖金、缺少声明）用规则来找；起草一条，或导入其他单位的规则包。",
            reverse("screening:new_rule") if may_write else "",
            "起草规则",
        ),
    )
    return listing.respond(
        "screening/rules.html",
        may_write=may_write,
        waiting=reading.waiting(viewer) if may_write else [],
    )


@guard(kinds=BUREAU)
@require_GET
def rule(request: DeskRequest, pk: int) -> HttpResponse:
    """Show one version: what it says, how it did, and the steps that may be taken."""
    viewer = request.viewer
    with or_404():
        row = reading.version(viewer, pk)
    read = parse(row.expression, LISTING)
    examples = decide.as_examples(row.examples)
    hunt = reading.last_hunt(viewer, row)
    return render(
        request,
        "screening/rule.html",
        {
            "rule": row,
            "text": read.text,
            "lacking": decide.lacking(read),
            "examples": _tried(read, examples),
            "hunt": hunt,
            "held": reading.held(viewer, row),
            "bars": trial_bars(hunt.tally) if hunt else [],
            "steps": _steps(viewer, row),
            "is_draft": row.stage == Stage.DRAFT and row.made_by_id in {None, viewer.person_id},
            "versions": reading.versions(viewer).filter(rule_id=row.rule_id)[:20],
            "history": reading.history(viewer, row),
            "hits": reading.visible_hits(viewer).filter(of=row)[:8],
            **_record(viewer, row),
        },
    )


def _steps(viewer: Viewer, row: RuleVersion) -> list[dict[str, Any]]:
    if not viewer.has(*queries.EDITORS):
        return []
    return [
        {
            "verb": step.value,
            "label": "修改出新版" if step is Step.REVISE else step.label,
            "key": KEYS.get(step, ""),
            "is_reasoned": step in REASONED,
        }
        for step in OFFERED[Stage(row.stage)]
    ]


def _record(viewer: Viewer, row: RuleVersion) -> dict[str, Any]:
    """Give how the hits were judged, as a chart and as a share with its interval."""
    tally = reading.judged(viewer, row)
    right, total, share = decide.record_of(tally)
    shown = [(v.label, tally.get(v, 0)) for v in Verdict] + [("未核对", tally.get("", 0))]
    return {
        "judged": total,
        "right": right,
        "precision": share and {
            "share": f"{share.share:.1%}", "low": f"{share.low:.1%}", "high": f"{share.high:.1%}",
        },
        "verdicts": [Bar(label, n) for label, n in shown if n],
    }  # fmt: skip


def trial_bars(tally: dict[str, Any]) -> list[Bar]:
    """Draw a trial as a funnel: all listings, what passes each condition, and the shops behind."""
    steps = tally.get("steps", [])
    bars = [Bar("已查商品", steps[0][1])] if steps else []
    for text, _, passed, _, unknown, _ in steps:
        bars.append(Bar(text, passed, "", f"另有 {unknown:,} 条无法判断" if unknown else ""))
    if "hit" in tally:
        bars.append(Bar("涉及网店", tally["shops"]))
    return bars


def _tried(rule: Rule, examples: tuple[Example, ...]) -> list[dict[str, Any]]:
    wrong = {failure.number: failure.message for failure in failures(rule, examples)}
    return [
        {
            "number": number,
            "text": decide.written_examples(decide.plain_examples([example])),
            "is_kept": number not in wrong,
            "message": wrong.get(number, ""),
        }
        for number, example in enumerate(examples, 1)
    ]


@guard(kinds=BUREAU, roles=queries.EDITORS)
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, pk: int | None = None) -> HttpResponse:
    """Write a new rule, or change a draft."""
    row = None
    if pk is not None:
        with or_404():
            row = reading.version(request.viewer, pk)
    form = RuleForm(
        request.POST or None, initial=_initial(row), viewer=request.viewer, fixed=row is not None
    )
    if request.method == "POST" and form.is_valid():
        try:
            saved = _save(request, form, row)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            toast(request, f"已保存规则“{saved}”第{saved.number}版。")
            return redirect("screening:rule", pk=saved.pk)
    status = 422 if form.is_bound else 200
    context = {"form": form, "rule": row, "features": LISTING.features}
    return render(request, "screening/rule_edit.html", context, status=status)


def _save(request: DeskRequest, form: RuleForm, row: RuleVersion | None) -> RuleVersion:
    common: dict[str, Any] = {"text": form.text(), "by": request.viewer, "at": timezone.now()}
    if row is None:
        return actions.create_rule(**common)
    return actions.save_rule(version_id=row.pk, seen=form.cleaned_data["seen"] or 0, **common)


def _initial(row: RuleVersion | None) -> dict[str, object]:
    if row is None:
        return {"severity": Severity.NORMAL}
    return {
        "code": row.rule.code,
        "title": row.title,
        "expression": row.expression,
        "examples": decide.written_examples(row.examples),
        "ground": row.ground.code,
        "category": row.category,
        "severity": row.severity,
        "note": row.note,
        "seen": row.version,
    }


@guard(kinds=BUREAU, roles=queries.EDITORS)
@require_POST
def check(request: DeskRequest) -> HttpResponse:
    """Say while somebody types how the expression is read, or where it is wrong; nothing is stored."""
    source = request.POST.get("expression", "")[:4000]
    if not source.strip():
        return render(request, "screening/_check.html", {"is_empty": True})
    context: dict[str, Any] = {"source": source}
    try:
        read = parse(source, LISTING)
        context |= {"text": read.text, "lacking": decide.lacking(read)}
        context["unknown"] = _unknown_groups(request.viewer, read)
        context["examples"] = _previewed(read, request.POST.get("examples", "")[:20_000])
    except RuleError as error:
        context |= {"error": error, "before": source[: error.start]}
        context |= {"at": source[error.start : error.end], "after": source[error.end :]}
        context["has_place"] = error.line > 0
    return render(request, "screening/_check.html", context)


def _previewed(rule: Rule, text: str) -> list[dict[str, Any]]:
    """Judge each example, and show what every condition saw."""
    tried = _tried(rule, decide.read_examples(text))
    for line, example in zip(tried, decide.read_examples(text), strict=True):
        trace = traced(rule, decide.as_record(example, rule))
        line["outcome"] = Outcome(trace.outcome).label
        line["conditions"] = decide.conditions(trace.as_dict())
    return tried


def _unknown_groups(viewer: Viewer, rule: Rule) -> list[str]:
    """Name groups of words that a rule asks for and the lexicon in use does not have."""
    edition = queries.active_edition(viewer)
    groups = decide.word_groups(rule)
    rows = queries.rows(viewer, edition) if groups else []
    return sorted(groups - {row.category for row in rows} - {row.ground for row in rows})


@guard(kinds=BUREAU, roles=queries.EDITORS)
@require_POST
def step(request: DeskRequest, pk: int, verb: str) -> HttpResponse:
    """Take a rule one step on its way."""
    by, at, what = request.viewer, timezone.now(), Step(verb)
    with OrTrouble(request):
        if what is Step.BACKTEST:
            hunt = actions.backtest(version_id=pk, by=by, at=at)
            toast(request, f"已提交回测，共 {hunt.total:,} 条商品信息。")
            return redirect("screening:hunt", pk=hunt.pk)
        if what is Step.REVISE:
            fresh = actions.revise_rule(version_id=pk, by=by, at=at)
            toast(request, f"第{fresh.number}版草稿已就绪；原版继续使用，直到新版启用。")
            return redirect("screening:edit_rule", pk=fresh.pk)
        note = request.POST.get("reason", "")
        row = actions.step_rule(version_id=pk, step=what, note=note, by=by, at=at)
        toast(request, f"规则“{row}”现为“{Stage(row.stage).label}”。")
    return redirect("screening:rule", pk=pk)
