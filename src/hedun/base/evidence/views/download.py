"""A capture leaves as a download, never as a page."""

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from hedun.base.accounts.guard import DeskRequest, guard
from hedun.base.evidence import actions, queries
from hedun.base.evidence.decide import store as decide
from hedun.base.evidence.terms import Erased, Tampered


@guard()
@require_GET
def download(request: DeskRequest, pk: int) -> HttpResponse:
    """Hand out the verified bytes of a capture that the viewer may see."""
    capture = queries.capture(request.viewer, pk)
    if capture is None:
        raise Http404("没有这份固证材料，或您无权查看。")
    try:
        content = actions.hand_out(capture=capture, by=request.viewer, at=timezone.now())
    except Erased as gone:
        return HttpResponse(str(gone), status=410, content_type="text/plain; charset=utf-8")
    except Tampered as broken:
        return HttpResponse(str(broken), status=409, content_type="text/plain; charset=utf-8")
    media_type = capture.manifest.get("media_type", capture.blob.media_type)
    name = decide.file_name(capture.title, media_type)
    return attachment(content, name, decide.served_type(media_type))


def attachment(content: bytes, name: str, media_type: str) -> HttpResponse:
    """A file that no browser opens as a page."""
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=name
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
