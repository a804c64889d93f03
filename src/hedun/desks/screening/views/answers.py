"""What the pages of the desk have in common: who may open them, and missing rows."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest

from hedun.base.accounts.terms import BodyKind, Refused
from hedun.base.pages.toast import trouble
from hedun.clues.terms import NotPossible

BUREAU = (BodyKind.BUREAU,)
GONE = "没有这条记录，或您无权查看；请从列表进入。"


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
        if isinstance(error, (Refused, NotPossible)):
            trouble(self.request, str(error))
            return True
        return False
