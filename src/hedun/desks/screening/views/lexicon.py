"""The lexicon: words, editions, the draft, approval by somebody else, differences."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hedun.base.accounts.guard import DeskRequest, guard
from hedun.base.accounts.terms import Refused
from hedun.base.lawbook.terms import Severity
from hedun.base.pages.listing import Choice, Column, Empty, Flag, Listing, Text
from hedun.base.pages.states import chip
from hedun.base.pages.toast import toast
from hedun.desks.screening import actions, decide, queries
from hedun.desks.screening.forms import WordForm
from hedun.desks.screening.models import Edition, Entry
from hedun.desks.screening.queries import rules as reading
from hedun.desks.screening.terms import EditionState
from hedun.desks.screening.views.answers import BUREAU, OrTrouble, or_404
from hedun.desks.screening.views.hunts import edition_bars


def _edition(request: DeskRequest, pk: int) -> Edition:
    with or_404():
        return queries.editions(request.viewer).get(pk=pk)


@guard(kinds=BUREAU)
@require_GET
def lexicon(request: DeskRequest) -> HttpResponseBase:
    """Show the words in use, or else the newest edition."""
    viewer = request.viewer
    edition = queries.active_edition(viewer) or queries.editions(viewer).first()
    if edition is None:
        return render(request, "screening/no_lexicon.html")
    return _words(request, edition)


@guard(kinds=BUREAU)
@require_GET
def edition(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Show the words of one edition and what may be done with it."""
    return _words(request, _edition(request, pk))


def _words(request: DeskRequest, of: Edition) -> HttpResponseBase:
    viewer = request.viewer
    may_edit = viewer.has(*queries.EDITORS) and not decide.edit_problem(
        of.state, made_by=of.made_by_id, by=viewer.person_id
    )
    may_approve = viewer.has(*queries.EDITORS) and not decide.approval_problem(
        of.state, made_by=of.made_by_id, by=viewer.person_id
    )
    categories = sorted(set(of.entries.values_list("category", flat=True)))
    listing = Listing(
        request,
        queries.entries(viewer, of),
        columns=_columns(of, may_edit=may_edit),
        filters=(
            Text("q", "词或说明", ["word", "note"]),
            Choice("category", "类别", [(name, name) for name in categories]),
            Choice("severity", "程度", Severity),
            Flag("is_active", "启用"),
        ),
        default_sort="word",
        export_name=f"违禁词库第{of.number}版",
        empty=Empty("本版还没有词", "点“登记新词”开始。"),
    )
    return listing.respond(
        "screening/lexicon.html",
        edition=of,
        editions=queries.editions(viewer)[:20],
        may_edit=may_edit,
        may_approve=may_approve,
        may_take_back=of.state == EditionState.SUBMITTED and of.made_by_id == viewer.person_id,
        may_draft=viewer.has(*queries.EDITORS),
        **_trial(request, of),
    )


def _trial(request: DeskRequest, of: Edition) -> dict[str, object]:
    """Give the newest trial of an edition that nobody has approved yet."""
    if of.state not in {EditionState.DRAFT, EditionState.SUBMITTED}:
        return {}
    hunt = reading.last_hunt(request.viewer, of)
    digest = decide.fingerprint(queries.rows(request.viewer, of))
    return {"hunt": hunt, "digest": digest, "hunt_bars": edition_bars(hunt) if hunt else []}


def _columns(of: Edition, *, may_edit: bool) -> list[Column]:
    def word(row: Entry) -> SafeString | str:
        if not may_edit:
            return row.word
        url = reverse("screening:word", args=[of.pk, row.pk])
        return format_html('<a href="{}">{}</a>', url, row.word)

    return [
        Column("词", word, sort="word", export="word"),
        Column("类别", "category", sort="category"),
        Column("事由", "ground.name"),
        Column(
            "程度", lambda r: chip(Severity(r.severity)), export=lambda r: Severity(r.severity).label
        ),
        Column("放行语境", lambda r: "、".join(r.allow)),
        Column("依据与说明", "note"),
        Column("状态", lambda r: chip("green:启用" if r.is_active else "gray:停用"),
               export=lambda r: "启用" if r.is_active else "停用"),
    ]  # fmt: skip


@guard(kinds=BUREAU, roles=queries.EDITORS)
@require_POST
def draft(request: DeskRequest) -> HttpResponse:
    """Open the person's draft of the next edition."""
    with OrTrouble(request):
        made = actions.draft(by=request.viewer, at=timezone.now())
        toast(request, f"第{made.number}版草稿已就绪；改完后提交，由另一人审批。")
        return redirect("screening:edition", pk=made.pk)
    return redirect("screening:lexicon")


@guard(kinds=BUREAU, roles=queries.EDITORS)
@require_http_methods(["GET", "POST"])
def word(request: DeskRequest, pk: int, entry_pk: int | None = None) -> HttpResponse:
    """Add a word to a draft, or change one."""
    of, entry = _edition(request, pk), None
    if entry_pk is not None:
        with or_404():
            entry = queries.entries(request.viewer, of).get(pk=entry_pk)
    form = WordForm(request.POST or None, initial=_initial(entry), viewer=request.viewer)
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_word(
                edition_id=pk,
                entry_id=entry_pk,
                row=form.row(),
                by=request.viewer,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error("word", str(refusal))
        else:
            toast(request, f"已保存“{form.cleaned_data['word']}”。")
            return redirect("screening:edition", pk=pk)
    return render(request, "screening/word.html", {"form": form, "edition": of, "entry": entry})


def _initial(entry: Entry | None) -> dict[str, object]:
    if entry is None:
        return {"is_active": True, "severity": Severity.NORMAL}
    return {
        "word": entry.word,
        "ground": entry.ground.code,
        "category": entry.category,
        "severity": entry.severity,
        "allow": "\n".join(entry.allow),
        "note": entry.note,
        "is_active": entry.is_active,
    }


@guard(kinds=BUREAU, roles=queries.EDITORS)
@require_POST
def remove(request: DeskRequest, pk: int, entry_pk: int) -> HttpResponse:
    """Take a word out of a draft."""
    with OrTrouble(request):
        actions.remove_word(edition_id=pk, entry_id=entry_pk, by=request.viewer, at=timezone.now())
    return redirect("screening:edition", pk=pk)


@guard(kinds=BUREAU, roles=queries.EDITORS)
@require_POST
def step(request: DeskRequest, pk: int, verb: str) -> HttpResponse:
    """Submit, take back, approve or send back an edition."""
    by, at = request.viewer, timezone.now()
    reason = request.POST.get("reason", "")
    with OrTrouble(request):
        if verb == "submit":
            actions.submit(edition_id=pk, title=request.POST.get("title", ""), by=by, at=at)
        elif verb == "take_back":
            actions.take_back(edition_id=pk, by=by, at=at)
        elif verb == "approve":
            actions.approve(edition_id=pk, reason=reason, by=by, at=at)
        elif verb == "send_back":
            actions.send_back(edition_id=pk, reason=reason, by=by, at=at)
        else:
            actions.discard(edition_id=pk, by=by, at=at)
            return redirect("screening:lexicon")
    return redirect("screening:edition", pk=pk)


@guard(kinds=BUREAU)
@require_GET
def diff(request: DeskRequest, pk: int) -> HttpResponse:
    """Compare an edition with another one; by default with the one it was made from."""
    of, viewer = _edition(request, pk), request.viewer
    asked = request.GET.get("against", "")
    before = _edition(request, int(asked)) if asked.isdecimal() and len(asked) < 18 else of.based_on
    found = decide.differences(queries.rows(viewer, before), queries.rows(viewer, of))
    return render(
        request,
        "screening/diff.html",
        {
            "edition": of,
            "before": before,
            "differences": found,
            "editions": queries.editions(viewer),
        },
    )
