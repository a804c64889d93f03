"""What the pages of the desk have in common: who may open them, and missing rows."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest

from hedun.base.accounts.terms import BodyKind, Refused
from hedun.base.pages.toast import trouble
from hedun.clues.terms import NotPossible

BUREAU = (BodyKind.BUREAU,)


@contextmanager
def or_404() -> Iterator[None]:
    """Answer 404 for a row that is not there or not the viewer's."""
    try:
        yield
    except ObjectDoesNotExist as gap:
        raise Http404("没有这条记录，或您无权查看；请从列表进入。") from gap


@contextmanager
def or_trouble(request: HttpRequest) -> Iterator[None]:
    """Show the reason of a refusal on the next page."""
    try:
        with or_404():
            yield
    except (Refused, NotPossible) as refusal:
        trouble(request, str(refusal))
