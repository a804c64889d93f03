"""Letters for the viewer's own systems, by the session of a person who has logged in."""

import datetime as dt
import uuid
from typing import Any, cast

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from hedun.base.accounts.guard import DeskRequest, Mark
from hedun.base.accounts.terms import BodyKind, Viewer
from hedun.desks.bridge import queries
from hedun.desks.bridge.terms import LetterState

MARK = Mark(
    is_public=False,
    kinds=frozenset({BodyKind.BUREAU, BodyKind.PLATFORM}),
    roles=frozenset(),
)
MOST = 200


def _session(request: HttpRequest) -> Viewer | None:
    """Admit a person who has logged in at an end of the bridge; others get 401."""
    viewer = cast("DeskRequest", request).viewer
    return viewer if MARK.admits(viewer) else None


router = Router(tags=["函件"], auth=_session)


class Asked(Schema):
    """Which letters, after which key."""

    after: int = Field(0, ge=0, le=2**62)
    state: LetterState | None = None


class LetterOut(Schema):
    """One letter as its two ends see it."""

    id: int
    message_id: uuid.UUID
    channel_no: int | None
    number: str | None
    kind: str
    state: str
    title: str
    sender: str
    receiver: str
    questions: list[str]
    due_at: dt.datetime
    target_at: dt.datetime | None
    sent_at: dt.datetime | None
    answered_at: dt.datetime | None
    is_late: bool


class LettersOut(Schema):
    """Letters after a key, in the order of the key; `next_after` is null at the end."""

    items: list[LetterOut]
    next_after: int | None


class Problem(Schema):
    """What could not be done, and the way out."""

    detail: str


@router.get("/letters", response={200: LettersOut, 401: Problem}, summary="查询本单位函件")
def letters(request: HttpRequest, asked: Query[Asked]) -> Any:
    """Letters that the person may see, up to 200 at a time, oldest first."""
    viewer = cast("DeskRequest", request).viewer
    rows = queries.visible_letters(viewer).filter(pk__gt=asked.after).order_by("pk")
    if asked.state is not None:
        rows = rows.filter(state=asked.state)
    found = list(rows[:MOST])
    return {
        "items": [_letter(row) for row in found],
        "next_after": found[-1].pk if len(found) == MOST else None,
    }


def _letter(row: Any) -> dict[str, Any]:
    plain = (
        "message_id", "channel_no", "number", "kind", "state", "title", "questions", "due_at",
        "target_at", "sent_at", "answered_at", "is_late",
    )  # fmt: skip
    return {
        "id": row.pk,
        "sender": row.from_body.name,
        "receiver": row.to_body.name,
        **{name: getattr(row, name) for name in plain},
    }
