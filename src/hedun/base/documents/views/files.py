"""A sheet as a file to take away."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from hedun.base.documents import work
from hedun.base.documents.decide import Sheet
from hedun.base.documents.terms import PaperKind


def as_file(sheet: Sheet, kind: PaperKind, *, name: str) -> HttpResponse:
    """Make the file and name it. Raises NoFont where a PDF cannot be typeset."""
    content = work.pdf(sheet) if kind is PaperKind.PDF else work.docx(sheet)
    response = HttpResponse(content, content_type=work.TYPES[kind])
    response.headers["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=f"{name[:80].replace('/', '_')}.{kind.value}"
    )
    response.headers["Cache-Control"] = "no-store"
    return response
