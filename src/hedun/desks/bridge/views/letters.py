"""The list of letters, drafting, and the page of one letter with its steps."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db.models import F, Q
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_POST

from hedun.base.accounts.guard import DeskRequest, guard
from hedun.base.accounts.terms import BodyKind, Invalid, Role, Viewer
from hedun.base.exchange.queries import delivery
from hedun.base.pages.due import due_chip
from hedun.base.pages.listing import Choice, Column, DateRange, Listing, Text
from hedun.base.pages.states import chip
from hedun.base.pages.toast import toast, trouble
from hedun.clues.terms import NotPossible, Outdated
from hedun.desks.bridge import actions, forms, queries
from hedun.desks.bridge.decide import steps
from hedun.desks.bridge.decide.clock import countdown
from hedun.desks.bridge.decide.rows import shown
from hedun.desks.bridge.models import Letter, LetterEvent, Reply
from hedun.desks.bridge.terms import (
    FIELDS,
    WAITING_STATES,
    Conflict,
    FieldGroup,
    LetterKind,
    LetterState,
    LetterStep,
    Side,
    enclosures,
)

ENDS = (BodyKind.BUREAU, BodyKind.PLATFORM, BodyKind.AGENCY)
BUREAU = (BodyKind.BUREAU,)
DESK = (Role.INSPECTOR, Role.LEADER)
REFUSALS = (Invalid, Conflict, NotPossible, Outdated)


def letter_or_404(viewer: Viewer, pk: int) -> Letter:
    """One letter that the viewer may see; a foreign one looks absent."""
    try:
        return queries.letter(viewer, pk)
    except Letter.DoesNotExist:
        raise Http404("没有这份函件，或您无权查看。") from None


def steps_for(viewer: Viewer, letter: Letter) -> tuple[LetterStep, ...]:
    """The steps that the viewer may take on a letter now."""
    return steps.steps(
        LetterState(letter.state),
        viewer,
        from_body_id=letter.from_body_id,
        to_body_id=letter.to_body_id,
    )


def _title(letter: Letter) -> SafeString:
    return format_html(
        '<a href="{}">{}</a>', reverse("bridge:detail", args=[letter.pk]), letter.title
    )


def _due(letter: Letter) -> SafeString | str:
    if not letter.is_open:
        return f"{timezone.localtime(letter.due_at):%Y-%m-%d}"
    return due_chip(
        letter.due_at, provisional=letter.due_is_provisional, article_id=letter.due_article_id
    )


COLUMNS = (
    Column("文号", lambda row: row.number or "（未编号）", sort="number", css="nowrap"),
    Column("类别", lambda row: LetterKind(row.kind)),
    Column("事由", _title, export="title"),
    Column("发函单位", "from_body.short_name"),
    Column("收函单位", "to_body.short_name"),
    Column("状态", lambda row: chip(LetterState(row.state)), sort="state"),
    Column("答复期限", _due, sort="due_at", export="due_at"),
    Column("签发", lambda row: _day(row.sent_at), sort="sent_at", export="sent_at", css="nowrap"),
    Column("答复", lambda row: _day(row.answered_at), export="answered_at", css="nowrap"),
    Column("逾期", lambda row: "是" if row.is_late else ""),
)


def _day(moment: dt.datetime | None) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d}" if moment else ""


def _by_due(rows: Any, chosen: str) -> Any:
    now = timezone.now()
    waiting = Q(state__in=WAITING_STATES)
    if chosen == "overdue":
        return rows.filter(waiting, due_at__lt=now)
    if chosen == "target":
        return rows.filter(waiting, target_at__lt=now)
    if chosen == "open":
        return rows.filter(is_open=True)
    return rows.filter(answered_at__gt=F("due_at"))


@guard(kinds=ENDS)
@require_GET
def letters(request: DeskRequest) -> HttpResponseBase:
    """Letters that the viewer may see, with filters, sort and export."""
    return _list(request, queries.newest_letters(request.viewer), is_received=False)


@guard(kinds=BUREAU)
@require_GET
def received(request: DeskRequest) -> HttpResponseBase:
    """Letters that other bureaux have sent to the viewer's own."""
    rows = queries.received_letters(request.viewer).order_by("-pk")
    return _list(request, rows, is_received=True)


def _list(request: DeskRequest, rows: Any, *, is_received: bool) -> HttpResponseBase:
    viewer = request.viewer
    states = [s for s in LetterState.choices() if viewer.is_bureau or s[0] != LetterState.DRAFT]
    filters: list[Any] = [
        Choice("state", "状态", states),
        Choice("kind", "类别", LetterKind),
        Choice(
            "due",
            "时限",
            [
                ("overdue", "已超期"),
                ("target", "超24小时"),
                ("open", "在办"),
                ("late", "曾逾期答复"),
            ],
            apply=_by_due,
        ),
        Text("q", "文号或事由", ["number", "title"]),
        DateRange("sent", "签发日期", field="sent_at"),
    ]
    if viewer.is_bureau and not is_received:
        bodies = [(body.pk, body.short_name) for body in queries.addressees(viewer)]
        filters.insert(1, Choice("to", "平台", bodies, lookup="to_body_id"))
    listing = Listing(
        request,
        rows,
        columns=COLUMNS,
        filters=filters,
        default_sort="-pk" if viewer.is_bureau and not is_received else "due_at",
        export_name="函件",
        empty="没有符合条件的函件。从已核实的线索可以起草函件；可调整筛选条件后再查。",
    )
    is_sender = viewer.is_bureau and not is_received
    subtitle = "发出的函件与答复" if is_sender else "市场监管局发来的函件"
    tabs = [("bridge:list", "发出"), ("bridge:received", "收到")] if viewer.is_bureau else []
    return listing.respond(
        "bridge/list.html",
        title="函件",
        subtitle=subtitle,
        tabs=[(reverse(name), label, reverse(name) == request.path) for name, label in tabs],
    )


def seen_version(request: HttpRequest) -> int | None:
    """The version of the letter that the form was drawn for."""
    form = forms.VersionForm(request.POST)
    return form.cleaned_data.get("version") if form.is_valid() else None


@guard(kinds=ENDS)
@require_GET
def detail(request: DeskRequest, pk: int) -> HttpResponseBase:
    """One letter: matter left, answers in the middle, history right, steps at the bottom."""
    viewer, now = request.viewer, timezone.now()
    letter = letter_or_404(viewer, pk)
    taken = steps_for(viewer, letter)
    is_draft = letter.state == LetterState.DRAFT
    context = {
        "letter": letter,
        "state": LetterState(letter.state),
        "kind": LetterKind(letter.kind),
        "asked": queries.groups_asked(viewer, letter),
        "events": queries.events(viewer, pk),
        "replies": [_reply(r) for r in queries.replies(viewer, pk) if r.answered_at],
        "steps": {step.value for step in taken},
        "defects": queries.preflight(viewer, letter, now) if is_draft else (),
        "enclosures": enclosures(viewer, pk),
        "undo": _may_undo(request, letter, now=now),
        "clocks": _clocks(letter, now=now),
        "delivery": delivery(viewer, letter.message_id),
        "ratings": queries.ratings(viewer, pk),
        "may_rate": _may_rate(viewer, letter, taken),
        "rating_form": forms.RatingForm(),
        "consent": queries.consent_of(viewer, pk) if viewer.is_bureau else None,
        "is_sender": viewer.is_bureau and viewer.body_id != letter.to_body_id,
        "is_receiver": viewer.body_id == letter.to_body_id,
        "may_dispose": letter.state == LetterState.CLOSED
        and viewer.is_bureau
        and letter.clue is not None
        and letter.clue.is_open,
    }
    return render(request, "bridge/detail.html", context)


def _may_rate(viewer: Viewer, letter: Letter, taken: tuple[LetterStep, ...]) -> bool:
    """The viewer's end has something to rate and has not said it yet."""
    side = Side.SENDER if letter.from_body_id == viewer.body_id else Side.RECEIVER
    step = LetterStep.RATE_REPLY if side is Side.SENDER else LetterStep.RATE_LETTER
    return step in taken and not queries.ratings(viewer, letter.pk).filter(side=side).exists()


@guard(kinds=ENDS)
@require_POST
def rate(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Say what one's own end thinks of what the other has sent."""
    letter_or_404(request.viewer, pk)
    form = forms.RatingForm(request.POST)
    if not form.is_valid():
        trouble(request, forms.problems(form))
        return redirect("bridge:detail", pk)
    try:
        actions.rate(letter_id=pk, marks=form.marks(), by=request.viewer, at=timezone.now())
    except REFUSALS as error:
        trouble(request, str(error))
    else:
        toast(request, "已评价，计入双方的质效记分。")
    return redirect("bridge:detail", pk)


def _reply(reply: Reply) -> dict[str, Any]:
    rows = list(reply.rows.all())
    tables = [
        {
            "label": group.label,
            "fields": FIELDS[group],
            "rows": [
                list(zip(FIELDS[group], shown(group, r.payload, is_masked=True), strict=True))
                for r in rows
                if r.group == group
            ],
        }
        for group in FieldGroup
        if any(r.group == group for r in rows)
    ]
    return {"reply": reply, "tables": tables}


def _may_undo(request: DeskRequest, letter: Letter, *, now: dt.datetime) -> LetterEvent | None:
    """The viewer's own last step, where it may still be taken back."""
    rows = queries.events(request.viewer, letter.pk).filter(is_undone=False)
    last = rows.exclude(step__in=steps.BESIDE).last()
    if last is None or last.by_id != request.viewer.person_id:
        return None
    is_fresh = now - last.at <= steps.UNDO_WINDOW
    return last if is_fresh and last.step in steps.UNDOABLE else None


def _clocks(letter: Letter, *, now: dt.datetime) -> list[tuple[str, Any, dt.datetime]]:
    if letter.state not in WAITING_STATES or letter.sent_at is None:
        return []
    clocks = [("答复期限", countdown(letter.sent_at, letter.due_at, now=now), letter.due_at)]
    if letter.target_at is not None and letter.answered_at is None:
        target = countdown(letter.sent_at, letter.target_at, now=now)
        clocks.insert(0, ("24小时目标", target, letter.target_at))
    return clocks


@guard(kinds=ENDS)
@require_GET
def clock(request: DeskRequest, pk: int) -> HttpResponseBase:
    """The countdown alone, asked for by the page itself every minute."""
    letter = letter_or_404(request.viewer, pk)
    context = {"letter": letter, "clocks": _clocks(letter, now=timezone.now())}
    return render(request, "bridge/_clock.html", context)


Step = Callable[..., Letter]
PLAIN: dict[str, tuple[Step, str]] = {
    "send": (actions.send, "已签发 {}。"),
    "accept": (actions.accept, "已签收 {}。"),
    "agree": (actions.agree_date, "已同意 {} 改期。"),
    "close": (actions.close, "{} 已办结；请处置关联线索。"),
}
REASONED: dict[str, tuple[Step, str]] = {
    "refuse": (actions.refuse_date, "已答复不同意 {} 改期。"),
    "ask_again": (actions.ask_again, "已请平台补充 {} 的答复。"),
    "withdraw": (actions.withdraw, "{} 已撤回。"),
}
UNDO_AFTER = {"agree", "refuse", "ask_again", "close"}


@guard(kinds=ENDS)
@require_POST
def act(request: DeskRequest, pk: int, step: str) -> HttpResponseBase:
    """Take one step of a letter; what may not be done comes back as a notice."""
    letter_or_404(request.viewer, pk)
    given: dict[str, Any] = {"letter_id": pk, "by": request.viewer, "at": timezone.now()}
    try:
        if step == "undo":
            letter, said = actions.undo(**given), "已撤销 {} 的上一步。"
        else:
            letter, said = _take(request, step, given=given)
    except REFUSALS as error:
        trouble(request, str(error))
    else:
        undo = reverse("bridge:act", args=[pk, "undo"]) if step in UNDO_AFTER else ""
        toast(request, said.format(letter), undo_url=undo)
    return redirect("bridge:detail", pk)


def _take(request: DeskRequest, step: str, *, given: dict[str, Any]) -> tuple[Letter, str]:
    given = given | {"expected_version": seen_version(request)}
    if step in PLAIN:
        action, said = PLAIN[step]
        return action(**given), said
    form: forms.ReasonForm | forms.DateForm
    if step in REASONED:
        form = forms.ReasonForm(request.POST)
        action, said = REASONED[step]
    elif step == "propose":
        form = forms.DateForm(request.POST)
        action, said = actions.propose_date, "已就 {} 提议改期，等待发函单位答复。"
    else:
        raise Http404("没有这个办理动作。")
    if not form.is_valid():
        raise Invalid(forms.problems(form))
    return action(**given, **form.cleaned_data), said
