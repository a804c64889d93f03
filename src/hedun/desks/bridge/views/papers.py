"""Letters and replies as files."""

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from hedun.base.accounts.actions import record
from hedun.base.accounts.guard import DeskRequest, guard
from hedun.base.pages.toast import trouble
from hedun.desks.bridge import documents, queries
from hedun.desks.bridge.documents.sheet import LetterSheet, ReplySheet, letter_sheet, reply_sheet
from hedun.desks.bridge.models import Letter
from hedun.desks.bridge.views.letters import ENDS, letter_or_404

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


@guard(kinds=ENDS)
@require_GET
def letter_paper(request: DeskRequest, pk: int, form: str) -> HttpResponseBase:
    """The printed letter as DOCX or PDF."""
    letter = letter_or_404(request.viewer, pk)
    return _file(request, letter, sheet=letter_sheet(letter), form=form)


@guard(kinds=ENDS)
@require_GET
def reply_paper(request: DeskRequest, pk: int, *, form: str, number: int) -> HttpResponseBase:
    """The printed reply of a round as DOCX or PDF; it holds full numbers, so it is recorded."""
    letter = letter_or_404(request.viewer, pk)
    rows = queries.replies(request.viewer, pk).filter(answered_at__isnull=False, round=number)
    reply = rows.first()
    if reply is None:
        raise Http404("没有这次答复。")
    return _file(request, letter, sheet=reply_sheet(letter, reply), form=form)


def _file(
    request: DeskRequest, letter: Letter, *, sheet: LetterSheet | ReplySheet, form: str
) -> HttpResponseBase:
    if form not in TYPES:
        raise Http404("没有这种格式。")
    try:
        content = documents.pdf(sheet) if form == "pdf" else documents.docx(sheet)
    except documents.NoFont as missing:
        trouble(request, str(missing))
        return redirect("bridge:detail", letter.pk)
    record(
        by=request.viewer,
        at=timezone.now(),
        action="bridge:letter:print",
        subject=("letter", letter.pk),
        detail={"sheet": sheet.template, "form": form},
    )
    response = HttpResponse(content, content_type=TYPES[form])
    name = f"{sheet.number} {sheet.title}"[:80].replace("/", "_")
    response.headers["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=f"{name}.{form}"
    )
    return response
