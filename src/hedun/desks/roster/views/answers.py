"""What the pages of the desk have in common: who may open them, missing rows, files."""

import pathlib
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.http import FileResponse, Http404, HttpRequest

from hedun.base.accounts.terms import BodyKind, Invalid, Refused
from hedun.base.pages.toast import trouble
from hedun.desks.roster.terms import NotPossible
from hedun.engine.table import workbook

BUREAU = (BodyKind.BUREAU,)
PLATFORM = (BodyKind.PLATFORM,)
BOTH = (BodyKind.BUREAU, BodyKind.PLATFORM)
GONE = "没有这条记录，或不在您的职责范围内；请从列表进入。"


@contextmanager
def or_404() -> Iterator[None]:
    """Answer 404 for a row that is not there or not the viewer's."""
    try:
        yield
    except ObjectDoesNotExist as gap:
        raise Http404(GONE) from gap


class OrTrouble:
    """Go on behind the block after a refusal, and show its reason on the next page."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def __enter__(self) -> None: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> bool:
        if isinstance(error, ObjectDoesNotExist):
            raise Http404(GONE) from error
        if isinstance(error, Refused | Invalid | NotPossible):
            trouble(self.request, str(error))
            return True
        return False


@contextmanager
def on_disk(file: "UploadedFile[bytes]") -> Iterator[pathlib.Path]:
    """Give an uploaded file as a path that is gone afterwards, however Django kept it."""
    if isinstance(file, TemporaryUploadedFile):
        yield pathlib.Path(file.temporary_file_path())
        return
    room = pathlib.Path(settings.DATA_DIR) / "roster" / "opening"
    room.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=room) as folder:
        path = pathlib.Path(folder) / "upload"
        with path.open("wb") as copy:
            for chunk in file.chunks():
                copy.write(chunk)
        yield path


def sheet(
    name: str, columns: Sequence[str], rows: Iterable[Sequence[object]], *, title: str
) -> FileResponse:
    """Answer with a workbook of typed text."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    workbook.write(file, columns, rows, sheet=title)
    file.seek(0)
    response = FileResponse(file, as_attachment=True, filename=f"{name}.xlsx")
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
