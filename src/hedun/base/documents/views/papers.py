"""Documents of one matter, and one document: what is missing, issue, files, versions."""

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from hedun.base.accounts.actions import record
from hedun.base.accounts.guard import DeskRequest, guard
from hedun.base.accounts.terms import BodyKind, Role, Viewer
from hedun.base.documents import actions, decide, queries, work
from hedun.base.documents.forms import PREFIX, FillForm, MakeForm, WhyForm, form_choices
from hedun.base.documents.models import Document
from hedun.base.documents.terms import DocumentState, NotReady, PaperKind, Subject
from hedun.base.documents.views.files import as_file
from hedun.base.lawbook import queries as lawbook
from hedun.base.pages.toast import toast, trouble

BUREAU = (BodyKind.BUREAU,)
DESK = (Role.INSPECTOR, Role.LEADER)


@guard(kinds=BUREAU, roles=DESK)
@never_cache
@require_GET
def matter(request: DeskRequest, kind: str, pk: int) -> HttpResponseBase:
    """The documents of one matter."""
    return _matter_page(request, _subject(request.viewer, kind, pk))


def _subject(viewer: Viewer, kind: str, pk: int) -> Subject:
    found = queries.subject(viewer, kind, pk)
    if found is None:
        raise Http404("没有这个事项，或您无权查看其文书；文书由承办单位制作和保管。")
    return found


def _matter_page(request: DeskRequest, found: Subject, *, status: int = 200) -> HttpResponseBase:
    context = {
        "matter": found,
        "documents": queries.documents_of(request.viewer, found),
        "form": MakeForm(choices=_choices(request.viewer, found)) if found.may_write else None,
    }
    return render(request, "documents/matter.html", context, status=status)


def _choices(viewer: Viewer, found: Subject) -> list[tuple[str, str]]:
    printable = queries.codes(viewer)
    rows = lawbook.forms(viewer).filter(code__in=printable)
    return form_choices([(row.code, row.name) for row in rows], found)


@guard(kinds=BUREAU, roles=DESK)
@never_cache
@require_POST
def make(request: DeskRequest, kind: str, pk: int) -> HttpResponseBase:
    """Make a document of a matter."""
    found = _subject(request.viewer, kind, pk)
    form = MakeForm(request.POST, choices=_choices(request.viewer, found))
    if not form.is_valid():
        trouble(request, "没有这种文书；请从列表中选择。")
        return _matter_page(request, found, status=422)
    try:
        row = actions.make(
            kind=kind,
            subject_id=pk,
            form=form.cleaned_data["form"],
            by=request.viewer,
            at=timezone.now(),
        )
    except NotReady as problem:
        trouble(request, str(problem))
        return _matter_page(request, found, status=422)
    return redirect("documents:document", row.pk)


@guard(kinds=BUREAU, roles=DESK)
@never_cache
@require_GET
def document(request: DeskRequest, pk: int) -> HttpResponseBase:
    """One document: before it is issued what is missing, afterwards its versions."""
    row, found = _document(request.viewer, pk)
    return _page(request, row, found)


def _document(viewer: Viewer, pk: int) -> tuple[Document, Subject]:
    found = queries.document(viewer, pk)
    if found is None:
        raise Http404("没有这份文书，或您无权查看；文书由承办单位制作和保管。")
    return found


def _page(
    request: DeskRequest,
    row: Document,
    found: Subject,
    *,
    form: FillForm | None = None,
    why: WhyForm | None = None,
    status: int = 200,
) -> HttpResponseBase:
    viewer, today = request.viewer, timezone.localdate()
    paper, content = queries.paper_of(viewer, row, today), queries.content(viewer, row)
    editions = list(queries.editions(viewer, row))
    lacks = decide.missing(paper.layout, content.values)
    context = {
        "row": row,
        "matter": found,
        "paper": paper,
        "is_draft": row.state == DocumentState.DRAFT,
        "form": form or _form(row, paper, content),
        "why_form": why or WhyForm(),
        "lacks": [
            {"label": one.label, "id": f"id_{PREFIX}{one.key}", "place": _place(content, one.key)}
            for one in lacks
        ],
        "sheet": queries.sheet(viewer, editions[0])
        if editions
        else queries.draft(viewer, row, today),
        "editions": editions,
    }
    return render(request, "documents/document.html", context, status=status)


def _form(row: Document, paper: queries.Paper, content: queries.Content) -> FillForm:
    return FillForm(layout=paper.layout, content=content, initial={"version": row.version})


def _place(content: queries.Content, key: str) -> str:
    return content.drawn.places.get(key, "在本页填写")


@guard(kinds=BUREAU, roles=DESK)
@never_cache
@require_POST
def write(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Keep what was typed; of an issued document make a corrected version."""
    row, found = _document(request.viewer, pk)
    viewer, at = request.viewer, timezone.now()
    paper = queries.paper_of(viewer, row, timezone.localdate(at))
    form = FillForm(request.POST, layout=paper.layout, content=queries.content(viewer, row))
    why = WhyForm(request.POST)
    is_draft = row.state == DocumentState.DRAFT
    if not form.is_valid() or not (is_draft or why.is_valid()):
        return _page(request, row, found, form=form, why=None if is_draft else why, status=422)
    given = {
        "document_id": pk,
        "given": form.given(),
        "expected_version": form.cleaned_data["version"],
        "by": viewer,
        "at": at,
    }
    try:
        if is_draft:
            actions.write(**given)
        else:
            actions.correct(why=why.cleaned_data["why"], **given)
    except NotReady as problem:
        trouble(request, str(problem))
        return _page(request, row, found, form=form, why=None if is_draft else why, status=422)
    toast(request, "已保存。" if is_draft else f"已更正，{row} 的新版本已签发，原版保留。")
    return redirect("documents:document", pk)


STEPS = {"issue": actions.issue, "redraw": actions.redraw, "drop": actions.drop}
DONE = {"issue": "已签发", "redraw": "已重新取数", "drop": "已放弃"}


@guard(kinds=BUREAU, roles=DESK)
@never_cache
@require_POST
def step(request: DeskRequest, pk: int, step: str) -> HttpResponseBase:
    """Issue a draft, read the matter again, or give the draft up."""
    row, found = _document(request.viewer, pk)
    if step not in STEPS:
        raise Http404("没有这个步骤；请从页面上的按钮办理。")
    version = request.POST.get("version", "")
    try:
        row = STEPS[step](
            document_id=pk,
            by=request.viewer,
            at=timezone.now(),
            expected_version=int(version) if version.isdecimal() else None,
        )
    except NotReady as problem:
        trouble(request, str(problem))
        return _page(request, row, found, status=422)
    toast(request, f"{row} {DONE[step]}。")
    if step == "drop":
        return redirect("documents:matter", found.kind, found.pk)
    return redirect("documents:document", pk)


@guard(kinds=BUREAU, roles=DESK)
@never_cache
@require_GET
def file(request: DeskRequest, pk: int, *, number: int, form: str) -> HttpResponseBase:
    """A version as DOCX or PDF; version 0 is the draft as it stands. Each is written down."""
    row, _ = _document(request.viewer, pk)
    if form not in list(PaperKind):
        raise Http404("没有这种文件。")
    edition = queries.editions(request.viewer, row).filter(ordinal=number).first()
    if edition is None and (number or row.state != DocumentState.DRAFT):
        raise Http404("没有这一版。")
    try:
        sheet = (
            queries.sheet(request.viewer, edition)
            if edition
            else queries.draft(request.viewer, row, timezone.localdate())
        )
        made = as_file(sheet, PaperKind(form), name=f"{row.number or ''} {row.title}".strip())
    except (ValueError, work.NoFont) as problem:
        trouble(request, str(problem))
        return redirect("documents:document", pk)
    record(
        by=request.viewer,
        at=timezone.now(),
        action="documents:document:print",
        subject=("document", row.pk),
        detail={"number": row.number or "", "ordinal": number, "form": form},
    )
    return made
