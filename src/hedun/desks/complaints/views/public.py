"""For citizens, on a phone, without an account: file, and look up by number and code."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from hedun.base.accounts.guard import DeskRequest, guard
from hedun.base.accounts.terms import Refused, Viewer
from hedun.base.procedure import queries as passages
from hedun.base.procedure.terms import Hat, NotPossible, Party
from hedun.desks.complaints import actions, queries
from hedun.desks.complaints.decide import FILINGS_PER_HOUR, LOOKUPS_PER_MINUTE
from hedun.desks.complaints.forms import CitizenStepForm, FilingForm, LookupForm
from hedun.desks.complaints.models import Submission
from hedun.desks.complaints.terms import Channel, SubmissionKind

CITIZEN = Viewer.anonymous()


@guard(public=True)
@sensitive_post_parameters("name", "phone", "address", "paper_number")
@never_cache
@require_http_methods(["GET", "POST"])
def file(request: DeskRequest) -> HttpResponseBase:
    """Take in a complaint or report, and tell number and code once."""
    if request.method == "GET":
        return render(request, "complaints/file.html", {"form": FilingForm(viewer=CITIZEN)})
    form = FilingForm(request.POST, viewer=CITIZEN)
    if not form.is_valid():
        return render(request, "complaints/file.html", {"form": form}, status=422)
    if _is_too_fast(request, "file", limit=FILINGS_PER_HOUR, seconds=3600):
        # what was typed stays on the page
        form.add_error(None, "本网络一小时内提交过多；所填内容已保留，请稍后再提交，或拨打 12315。")
        return _later(render(request, "complaints/file.html", {"form": form}, status=429), 3600)
    try:
        filed = actions.file(filing=form.filing(Channel.WEB), by=CITIZEN, at=timezone.now())
    except NotPossible as error:
        form.add_error(None, str(error))
        return render(request, "complaints/file.html", {"form": form}, status=422)
    clocks = {one.submission.pk: _clocks(one.submission) for one in filed}
    context = {"filed": [(one, clocks[one.submission.pk]) for one in filed]}
    return render(request, "complaints/filed.html", context)


@guard(public=True)
@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "POST"])
def lookup(request: DeskRequest) -> HttpResponseBase:
    """Show the step, its article and its due date to who knows number and code."""
    form = LookupForm(request.POST or None)
    if request.method == "GET":
        return render(request, "complaints/lookup.html", {"form": LookupForm()})
    if _is_too_fast(request, "lookup", limit=LOOKUPS_PER_MINUTE, seconds=60):
        return _slow_down(request)
    row = None
    if form.is_valid():
        row = queries.by_code(CITIZEN, form.cleaned_data["number"], form.cleaned_data["code"])
        if row is None:
            form.add_error("code", "编号或者查询码不正确；请核对提交时给出的编号和查询码。")
    if row is None:
        return render(request, "complaints/lookup.html", {"form": form}, status=422)
    return _standing(request, row, form.cleaned_data["code"])


@guard(public=True)
@sensitive_post_parameters("code", "note")
@never_cache
@require_POST
def citizen_step(request: DeskRequest) -> HttpResponseBase:
    """Let who filed withdraw, give papers, ask for recusal."""
    if _is_too_fast(request, "lookup", limit=LOOKUPS_PER_MINUTE, seconds=60):
        return _slow_down(request)
    form = CitizenStepForm(request.POST)
    if not form.is_valid():
        return render(request, "complaints/lookup.html", {"form": form}, status=422)
    data, problem = form.cleaned_data, ""
    row = queries.by_code(CITIZEN, data["number"], data["code"])
    if row is None:
        form.add_error("code", "编号或者查询码不正确；请核对提交时给出的编号和查询码。")
        return render(request, "complaints/lookup.html", {"form": form}, status=422)
    try:
        row = actions.citizen_step(**data, by=CITIZEN, at=timezone.now())
    except (Refused, NotPossible) as error:
        problem = str(error)
    return _standing(request, row, data["code"], problem=problem)


def _standing(
    request: HttpRequest, row: Submission, code: str, *, problem: str = ""
) -> HttpResponse:
    matter = queries.matter(CITIZEN, row)
    is_complaint = row.kind == SubmissionKind.COMPLAINT
    party = Party.COMPLAINANT if is_complaint else Party.REPORTER
    told = [
        {
            "title": p.title,
            "at": p.at,
            "by": p.body.name if p.body else "",
            "basis": str(p.article or ""),
        }
        for p in passages.timeline(CITIZEN, matter)
    ]
    steps = passages.next_steps(CITIZEN, matter, frozenset({Hat.CITIZEN}))
    lead = row.joined_to
    context = {
        "row": row,
        "state": matter.state,
        "lead_state": queries.matter(CITIZEN, lead).procedure.states(lead.state) if lead else None,
        "code": code,
        "problem": problem,
        "events": told if is_complaint else told[:1],
        "clocks": _clocks(row),
        "notices": passages.notices(CITIZEN, matter, party),
        "steps": steps,
    }
    return render(request, "complaints/standing.html", context, status=422 if problem else 200)


def _clocks(row: Submission) -> object:
    return passages.clocks(CITIZEN, queries.matter(CITIZEN, row))


def _is_too_fast(request: HttpRequest, what: str, *, limit: int, seconds: int) -> bool:
    key = f"{what}:{request.META.get('REMOTE_ADDR', '')}"
    return queries.is_too_fast(CITIZEN, key, timezone.now(), limit=limit, seconds=seconds)


def _slow_down(request: HttpRequest) -> HttpResponse:
    context = {"form": LookupForm(), "problem": "操作过于频繁，请稍后再试。"}
    return _later(render(request, "complaints/lookup.html", context, status=429), 60)


def _later(response: HttpResponse, seconds: int) -> HttpResponse:
    response.headers["Retry-After"] = str(seconds)
    return response
