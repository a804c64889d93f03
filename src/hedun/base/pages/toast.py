"""Short notices after an act, with the way back."""

from django.contrib import messages
from django.http import HttpRequest

UNDO = "undo "


def toast(request: HttpRequest, text: str, *, undo_url: str = "") -> None:
    """Tell the person what was done; with `undo_url` the notice carries an undo button.

    The address must take POST and needs no form fields.
    """
    messages.success(request, text, extra_tags=f"{UNDO}{undo_url}" if undo_url else "")


def trouble(request: HttpRequest, text: str) -> None:
    """Tell the person what could not be done, why, and what to do instead."""
    messages.error(request, text)
