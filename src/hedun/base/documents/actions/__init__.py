"""The only writers of the room."""

from hedun.base.documents.actions.adapting import adapt
from hedun.base.documents.actions.issuing import correct, issue
from hedun.base.documents.actions.making import drop, make, redraw, write

__all__ = ["adapt", "correct", "drop", "issue", "make", "redraw", "write"]
