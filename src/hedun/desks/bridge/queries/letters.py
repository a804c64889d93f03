"""The only readers of letters: who sees which, and what is still to do."""

import datetime as dt
import uuid

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from hedun.base.accounts import queries as accounts
from hedun.base.accounts.terms import Level, Viewer
from hedun.base.evidence.terms import Dossier
from hedun.base.pages.context import address
from hedun.clues.terms import Annex
from hedun.desks.bridge.decide.steps import RECEIVERS
from hedun.desks.bridge.models import Letter, LetterEvent, Reply, ReplyRow
from hedun.desks.bridge.terms import (
    WAITING_STATES,
    DueItem,
    FieldGroup,
    LetterState,
)

MOST_TODO = 200
TO_ANSWER = (LetterState.SENT, LetterState.ACCEPTED, LetterState.RETURNED)


def visible_letters(viewer: Viewer) -> QuerySet[Letter]:
    """Letters that the viewer may see: those of `sent_letters`, and what a bureau was sent."""
    rows = sent_letters(viewer)
    if not viewer.is_bureau or viewer.person_id is None:
        return rows
    sent = Q(pk__in=rows.select_related(None).values("pk"))
    own = Q(to_body_id=viewer.body_key, sent_at__isnull=False)
    return Letter.objects.select_related("from_body", "to_body").filter(sent | own)


def received_letters(viewer: Viewer) -> QuerySet[Letter]:
    """What was sent to the viewer's own body, never a draft."""
    letters = Letter.objects.select_related("from_body", "to_body")
    if viewer.person_id is None or viewer.body_kind not in RECEIVERS:
        return letters.none()
    return letters.filter(to_body_id=viewer.body_key, sent_at__isnull=False)


def sent_letters(viewer: Viewer) -> QuerySet[Letter]:
    """The part of the visible letters that one index answers.

    A bureau: its own and those that bureaux of its area have sent. A platform or an agency:
    what was sent to itself and never a draft. Nobody else: none.
    """
    letters = Letter.objects.select_related("from_body", "to_body")
    if viewer.is_system:
        return letters
    if viewer.body_id is None or viewer.person_id is None:
        return letters.none()
    if not viewer.is_bureau:
        return received_letters(viewer)
    # one list of senders, not "own or of the area": so an index by sender answers
    senders = list(accounts.bureaux_in_area(viewer).values_list("pk", flat=True))
    if senders == [viewer.body_id]:
        return letters.filter(from_body_id=viewer.body_key)
    may_see = Q(from_body_id=viewer.body_key) | Q(sent_at__isnull=False)
    return letters.filter(may_see, from_body_id__in=senders)


def newest_letters(viewer: Viewer) -> QuerySet[Letter]:
    """The letters of `sent_letters`, the newest first.

    Where many bureaux send, letters are read in that order and each is asked who sent it;
    by sender, all of them would have to be sorted for the first page.
    """
    is_wide = viewer.is_bureau and viewer.level in {Level.PROVINCE, Level.CITY}
    if not is_wide or viewer.person_id is None:
        return sent_letters(viewer).order_by("-pk")
    sender = accounts.bureaux_in_area(viewer).filter(pk=OuterRef("from_body_id"))
    may_see = Q(from_body_id=viewer.body_key) | Q(sent_at__isnull=False)
    every = Letter.objects.select_related("from_body", "to_body").order_by("-pk")
    return every.filter(may_see, Exists(sender))


def waiting_at(viewer: Viewer, body_id: int) -> QuerySet[Letter]:
    """Letters that wait for an answer of a body."""
    waiting = visible_letters(viewer).filter(to_body_id=body_id, state__in=WAITING_STATES)
    return waiting.order_by("pk")


def letter_of_message(viewer: Viewer, message_id: uuid.UUID) -> Letter | None:
    """A letter by the identifier that both houses know it by."""
    return visible_letters(viewer).filter(message_id=message_id).first()


def letter(viewer: Viewer, pk: int) -> Letter:
    """One letter the viewer may see, with what its page shows; Letter.DoesNotExist otherwise."""
    rows = visible_letters(viewer).select_related(
        "clue",
        "clue__ground",
        "shop",
        "shop__platform",
        "subject",
        "article__instrument",
        "officer",
        "second_officer",
    )
    return rows.get(pk=pk)


def events(viewer: Viewer, letter_id: int) -> QuerySet[LetterEvent]:
    """The timeline, oldest first; a receiver does not see what was noted before sending."""
    rows = LetterEvent.objects.filter(
        letter__in=visible_letters(viewer).filter(pk=letter_id)
    ).order_by("at", "pk")
    own = letter_ends(viewer, letter_id)
    if own is not None and own[0] != viewer.body_id and own[1] == viewer.body_id:
        rows = rows.exclude(to_state=LetterState.DRAFT)
    return rows


def letter_ends(viewer: Viewer, letter_id: int) -> tuple[int, int] | None:
    """The sender and the receiver of a letter that the viewer may see."""
    ends = visible_letters(viewer).filter(pk=letter_id).values_list("from_body_id", "to_body_id")
    return ends.first()


def replies(viewer: Viewer, letter_id: int) -> QuerySet[Reply]:
    """Answers given, oldest first; a draft answer is the answering body's own."""
    rows = Reply.objects.filter(letter__in=visible_letters(viewer).filter(pk=letter_id))
    if not viewer.is_system:
        # what is still being written is the receiver's own
        rows = rows.filter(Q(answered_at__isnull=False) | Q(letter__to_body_id=viewer.body_key))
    ordered = Prefetch("rows", ReplyRow.objects.order_by("ordinal"))
    return rows.order_by("round").prefetch_related(ordered)


def draft_reply(viewer: Viewer, letter_id: int) -> Reply | None:
    """The answer that the receiver is still writing."""
    own = replies(viewer, letter_id).filter(letter__to_body_id=viewer.body_key)
    return own.filter(answered_at__isnull=True).first()


def open_letter_of(viewer: Viewer, clue_id: int) -> Letter | None:
    """The letter about a clue that is still open, if there is one."""
    return sent_letters(viewer).filter(clue_id=clue_id, is_open=True).order_by("pk").first()


def todo(viewer: Viewer, at: dt.datetime) -> list[DueItem]:
    """What this person's body must do next on letters, most urgent first.

    A platform: accept and answer. A bureau: sign drafts, judge answers and proposed dates,
    and press for answers that are over their due date.
    """
    asked = received_letters(viewer).filter(is_open=True, state__in=TO_ANSWER)
    found = _lines(asked, is_asked=True)
    if viewer.is_bureau:
        mine = (LetterState.DRAFT, LetterState.PROPOSED, LetterState.ANSWERED)
        overdue = Q(state__in=WAITING_STATES, due_at__lt=at)
        rows = sent_letters(viewer).filter(is_open=True)
        rows = rows.filter(Q(state__in=mine) | overdue, from_body_id=viewer.body_key)
        found = sorted(found + _lines(rows, is_asked=False), key=lambda item: item.due_at)
    return found[:MOST_TODO]


def _lines(rows: QuerySet[Letter], *, is_asked: bool) -> list[DueItem]:
    # the few columns of a work list, not two hundred texts with their senders
    lines = rows.select_related(None).order_by("due_at", "pk").values_list(
        "pk", "state", "title", "due_at", "due_is_provisional", "due_article_id",
        "from_body__short_name" if is_asked else "to_body__short_name",
    )[:MOST_TODO]  # fmt: skip
    return [
        DueItem(
            letter_id=pk,
            label=_duty(LetterState(state), is_asked=is_asked),
            title=title,
            due_at=due_at,
            is_provisional=is_provisional,
            article_id=article_id,
            state=LetterState(state),
            platform=other,
        )
        for pk, state, title, due_at, is_provisional, article_id, other in lines
    ]


def _duty(state: LetterState, *, is_asked: bool) -> str:
    if is_asked:
        return "签收" if state is LetterState.SENT else "复函"
    return {
        LetterState.DRAFT: "签发",
        LetterState.PROPOSED: "审改期",
        LetterState.ANSWERED: "阅复函",
    }.get(state, "催办")


def overdue_count(viewer: Viewer, at: dt.datetime) -> int:
    """How many letters of the viewer's view wait for an answer beyond the due date."""
    waiting = sent_letters(viewer).filter(is_open=True, state__in=WAITING_STATES)
    return waiting.filter(due_at__lt=at).count()


def groups_asked(viewer: Viewer, letter: Letter) -> list[FieldGroup]:
    """The groups of fields that the letter asks for, in the order of the catalogue."""
    del viewer
    return [group for group in FieldGroup if group.value in letter.questions]


def recent_events(viewer: Viewer, *, limit: int = 12) -> QuerySet[LetterEvent]:
    """What happened last on letters from or to the viewer's body, newest first."""
    rows = LetterEvent.objects.select_related("letter").order_by("-at", "-pk")
    if viewer.person_id is None:
        return rows.none()
    if viewer.is_bureau:
        return rows.filter(from_body_id=viewer.body_key)[:limit]
    if viewer.body_kind in RECEIVERS:
        seen = rows.filter(to_body_id=viewer.body_key, letter__sent_at__isnull=False)
        return seen.exclude(to_state=LetterState.DRAFT)[:limit]
    return rows.none()


def sees_reply(viewer: Viewer, reply_id: str) -> bool:
    """Tell whether the viewer may see the files of an answer: the sender only once it is given."""
    if not reply_id.isdecimal():
        return False
    rows = Reply.objects.filter(pk=int(reply_id), letter__in=visible_letters(viewer).order_by())
    if not viewer.is_system:
        rows = rows.filter(Q(answered_at__isnull=False) | Q(letter__to_body_id=viewer.body_key))
    return rows.exists()


def holds_capture(viewer: Viewer, capture_id: int) -> bool:
    """Tell whether a letter that has reached the viewer rests on the capture of its clue."""
    return visible_letters(viewer).filter(clue__capture_id=capture_id).exists()


def keeps_capture(viewer: Viewer, capture_id: int, subjects: tuple[tuple[str, str], ...]) -> str:
    """Say which open letter needs a capture; empty where none does."""
    own = [int(key) for kind, key in subjects if kind == "letter" and key.isdecimal()]
    given = [int(key) for kind, key in subjects if kind == "letter_reply" and key.isdecimal()]
    rows = visible_letters(viewer).filter(
        Q(clue__capture_id=capture_id) | Q(pk__in=own) | Q(replies__pk__in=given), is_open=True
    )
    found = rows.order_by("pk").first()
    return f"函件 {found.number or '（未编号）'} 尚未办结" if found is not None else ""


def dossier(viewer: Viewer, letter_id: str) -> Dossier | None:
    """What belongs to a letter: itself, its answers, its clue's capture; for a bundle."""
    rows = visible_letters(viewer).select_related("clue")
    row = rows.filter(pk=int(letter_id)).first() if letter_id.isdecimal() else None
    if row is None:
        return None
    answers = row.replies.order_by("pk").values_list("pk", flat=True)
    subjects = [("letter", letter_id), *(("letter_reply", str(key)) for key in answers)]
    held = (row.clue.capture_id,) if row.clue is not None and row.clue.capture_id else ()
    return Dossier(f"函件 {row.number or row.title}", tuple(subjects), held)


def annexes_of_clue(viewer: Viewer, clue_id: int) -> list[Annex]:
    """The letters about a clue that the viewer sees, newest first, for the clue's page."""
    return [
        Annex(
            label=f"{row.number or '（未编号）'} {row.title}",
            state=LetterState(row.state),
            url=address("bridge:detail", row.pk),
            due_at=row.due_at if row.is_open else None,
        )
        for row in sent_letters(viewer).filter(clue_id=clue_id).order_by("-pk")
    ]
