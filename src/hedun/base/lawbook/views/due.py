"""When is it due, why, and by which article: the count drawn day by day."""

import datetime as dt
from dataclasses import dataclass

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from hedun.base.accounts.guard import DeskRequest, guard
from hedun.base.accounts.terms import Viewer
from hedun.base.lawbook import queries
from hedun.base.lawbook.decide import Day, Outcome, Period, in_force, rules_of, weeks
from hedun.base.lawbook.forms import DueForm
from hedun.base.lawbook.models import Deadline
from hedun.base.lawbook.terms import Unit


@dataclass(frozen=True, slots=True)
class Answer:
    """One version of a rule and the date it gives; `state` says whether it is the one that holds."""

    rule: Deadline
    outcome: Outcome
    state: str

    @property
    def holds(self) -> bool:
        return self.state == "适用"


@guard()
@require_GET
def due(request: DeskRequest) -> HttpResponseBase:
    """Work out a due date and show each step of the count, by every version of the rule."""
    rules = {
        row.code: f"{row.name}（现行 {row.amount} {row.get_unit_display()}）"
        for row in queries.deadlines(request.viewer).order_by("code", "valid_from")
    }
    form = DueForm(list(rules.items()), request.GET if "rule" in request.GET else None)
    answers: list[Answer] = []
    if form.is_bound and form.is_valid():
        try:
            answers = _answers(request.viewer, **form.cleaned_data)
        except OverflowError as error:
            form.add_error("start", str(error))
        else:
            if not any(answer.holds for answer in answers):
                spans = "；".join(_span(answer.rule) for answer in answers)
                form.add_error("start", f"这一天没有有效的规则版本；有效期：{spans}。")
    held = next((answer for answer in answers if answer.holds), None)
    return render(
        request,
        "lawbook/due.html",
        {
            "form": form,
            "answer": held,
            "others": [answer for answer in answers if not answer.holds] if held else [],
            "rules": rules_of(_period(held.rule)) if held else "",
            "weeks": _drawn(request.viewer, held, form.cleaned_data["start"]) if held else [],
        },
    )


def _answers(viewer: Viewer, rule: str, start: dt.datetime, *, extended: bool) -> list[Answer]:
    """Count by every version: an old act keeps the old one, and people ask what changed."""
    return [
        Answer(
            row,
            queries.due_by(viewer, row, start, more=row.extension if extended else 0),
            _state(row, start.date()),
        )
        for row in queries.versions(viewer, rule)
    ]


def _state(row: Deadline, on: dt.date) -> str:
    if in_force(row.valid_from, row.valid_to, on):
        return "适用"
    return "尚未施行" if row.valid_from > on else "已失效"


def _span(row: Deadline) -> str:
    return f"{row.valid_from} 起" + (f"，至 {row.valid_to}" if row.valid_to else "")


def _period(row: Deadline) -> Period:
    return Period(row.amount, Unit(row.unit), is_before=row.is_before)


def _drawn(viewer: Viewer, answer: Answer, start: dt.datetime) -> list[list[Day]]:
    calendar = queries.calendar(viewer)
    return weeks(Unit(answer.rule.unit), start.date(), answer.outcome, calendar=calendar)
