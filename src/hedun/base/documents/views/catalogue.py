"""Every form: what it asks, how it looks empty and filled, what the province changed."""

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_POST

from hedun.base.accounts import queries as people
from hedun.base.accounts.guard import DeskRequest, guard
from hedun.base.accounts.terms import BodyKind, Level, Role, Viewer
from hedun.base.documents import actions, queries, work
from hedun.base.documents.forms import AdaptForm
from hedun.base.documents.queries import Paper
from hedun.base.documents.terms import BadLayout, Mark, PaperKind
from hedun.base.documents.views.files import as_file
from hedun.base.lawbook import queries as lawbook
from hedun.base.lawbook.terms import Confidence, FormFamily
from hedun.base.pages.listing import Choice, Column, Listing, Text
from hedun.base.pages.states import chip
from hedun.base.pages.toast import toast, trouble

if TYPE_CHECKING:
    from hedun.base.lawbook.models import DocumentForm

BUREAU = (BodyKind.BUREAU,)
MARKS = {"blank": Mark.BLANK, "sample": Mark.SAMPLE}


@guard(kinds=BUREAU)
@require_GET
def catalogue(request: DeskRequest) -> HttpResponseBase:
    """Every form of the national sets, and which of them can be printed here."""
    printable = queries.codes(request.viewer)
    return Listing(
        request,
        lawbook.forms(request.viewer),
        columns=[
            Column("类别", "get_family_display", sort="family", css="nowrap"),
            Column("序号", "number", sort="number"),
            Column("名称", lambda row: _link(row, is_made=row.code in printable), export="name"),
            Column("应填项目", lambda row: "、".join(row.fields)),
            Column(
                "版式",
                lambda row: _standing(row, is_made=row.code in printable),
                export=lambda row: _words(row, is_made=row.code in printable),
            ),
            Column(
                "空白文书",
                lambda row: _blanks(row) if row.code in printable else "—",
                css="nowrap",
            ),
            Column(
                "可信度",
                lambda row: chip(Confidence(row.confidence)),
                export="get_confidence_display",
            ),
        ],
        filters=[Text("q", "名称", ["name"]), Choice("family", "类别", FormFamily)],
        default_sort="family",
        export_name="文书目录",
        empty="没有这样的文书",
    ).respond(template="documents/catalogue.html", title="文书", made=len(printable))


def _link(row: "DocumentForm", *, is_made: bool) -> SafeString | str:
    if not is_made:
        return row.name
    return format_html('<a href="{}">{}</a>', reverse("documents:form", args=[row.code]), row.name)


def _standing(row: "DocumentForm", *, is_made: bool) -> SafeString:
    words = _words(row, is_made=is_made)
    return chip(("amber:" if row.is_draft else "green:") + words if is_made else f"gray:{words}")


def _words(row: "DocumentForm", *, is_made: bool) -> str:
    if not is_made:
        return "尚无版式"
    return "版式草案" if row.is_draft else "版式已核对"


def _blanks(row: "DocumentForm") -> SafeString:
    links = (
        (reverse("documents:empty", args=[row.code, "blank", kind.value]), kind.label)
        for kind in PaperKind
    )
    return format_html_join(" · ", '<a href="{}">{}</a>', links)


@guard(kinds=BUREAU)
@require_GET
def form(request: DeskRequest, code: str) -> HttpResponseBase:
    """One form: its fields, and how it looks empty or filled with examples."""
    return _form_page(request, code)


def _form_page(
    request: DeskRequest, code: str, *, adapting: AdaptForm | None = None, status: int = 200
) -> HttpResponseBase:
    paper = _paper(request.viewer, code)
    shown = request.GET.get("show", "sample")
    mark = MARKS.get(shown, Mark.SAMPLE)
    body = people.bodies(request.viewer).filter(pk=request.viewer.body_key).first()
    context = {
        "paper": paper,
        "shown": "blank" if mark is Mark.BLANK else "sample",
        "sheet": queries.empty(request.viewer, paper, mark, body=body),
        "adaptations": queries.adaptations(request.viewer, code),
        "adapt_form": (adapting or AdaptForm()) if _may_adapt(request.viewer) else None,
    }
    return render(request, "documents/form.html", context, status=status)


def _may_adapt(viewer: Viewer) -> bool:
    return viewer.level is Level.PROVINCE and viewer.has(Role.LEADER)


def _paper(viewer: Viewer, code: str) -> Paper:
    body = people.bodies(viewer).filter(pk=viewer.body_key).first()
    region = body.region_code if body else ""
    found = queries.paper(viewer, code, timezone.localdate(), region_code=region)
    if found is None:
        raise Http404("没有这种文书的版式；请从文书目录中选择。")
    return found


@guard(kinds=BUREAU)
@require_GET
def empty(request: DeskRequest, code: str, *, which: str, form: str) -> HttpResponseBase:
    """A blank form, or one filled with examples, as a file."""
    mark, paper = MARKS.get(which), _paper(request.viewer, code)
    if mark is None or form not in list(PaperKind):
        raise Http404("没有这种文件。")
    body = people.bodies(request.viewer).filter(pk=request.viewer.body_key).first()
    sheet = queries.empty(request.viewer, paper, mark, body=body)
    try:
        return as_file(sheet, PaperKind(form), name=f"{paper.title}（{mark.label}）")
    except work.NoFont as missing:
        trouble(request, str(missing))
        return redirect("documents:form", code)


@guard(kinds=BUREAU, roles=(Role.LEADER,))
@require_POST
def adapt(request: DeskRequest, code: str) -> HttpResponseBase:
    """Take in what a province changes of a form."""
    _paper(request.viewer, code)
    given = AdaptForm(request.POST)
    if not given.is_valid():
        return _form_page(request, code, adapting=given, status=422)
    try:
        row = actions.adapt(form=code, **given.cleaned_data, by=request.viewer, at=timezone.now())
    except BadLayout as problem:
        given.add_error("text", str(problem))
        return _form_page(request, code, adapting=given, status=422)
    toast(request, f"已登记地方版式，{row.valid_from:%Y-%m-%d} 起适用于本省各级机关。")
    return redirect("documents:form", code)
