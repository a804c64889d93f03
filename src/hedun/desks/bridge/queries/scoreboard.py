"""The scoreboard's readings: events and ratings of the letters that the viewer may see."""

import datetime as dt
import itertools
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from hedun.base.accounts.terms import Viewer
from hedun.base.lawbook import queries as law
from hedun.desks.bridge.decide.score import Board, Event, Head, Rated, Score, course
from hedun.desks.bridge.models import Letter, LetterEvent, Rating
from hedun.desks.bridge.queries.letters import visible_letters
from hedun.desks.bridge.terms import LetterStep, Mark, Side

STEPS = (
    LetterStep.SEND,
    LetterStep.ACCEPT,
    LetterStep.PROPOSE,
    LetterStep.AGREE,
    LetterStep.REFUSE,
    LetterStep.ANSWER,
    LetterStep.ASK_AGAIN,
    LetterStep.CLOSE,
    LetterStep.WITHDRAW,
    LetterStep.UNDO,
)
CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class Line:
    """One body's score with its name."""

    name: str
    score: Score


@dataclass(frozen=True, slots=True)
class Scores:
    """The whole board as it stood at `until`."""

    until: dt.datetime
    answerers: list[Line]
    askers: list[Line]


def scoreboard(viewer: Viewer, span: tuple[dt.datetime, dt.datetime], until: dt.datetime) -> Scores:
    """Score the letters sent within the half-open span by what had happened up to `until`.

    A bureau reads the letters that it may see. A platform or agency reads its own score and
    nobody else's.
    """
    rows = visible_letters(viewer).filter(
        sent_at__gte=span[0], sent_at__lt=span[1], sent_at__lte=until
    )
    ratings, board = _ratings(rows, until), Board()
    heads, names = _heads(rows)
    days = law.calendar(viewer)
    for letter_id, events in itertools.groupby(_events(rows, until), key=lambda e: e.letter_id):
        head = heads[letter_id]
        found = course(events, head, until)
        board.take(head, found, ratings=ratings.get(letter_id, ()), until=until, days=days)
    if not (viewer.is_bureau or viewer.is_system):
        board.askers.clear()
    return Scores(until, _lines(board.answerers, names), _lines(board.askers, names))


def _heads(rows: QuerySet[Letter]) -> tuple[dict[int, Head], dict[int, str]]:
    heads: dict[int, Head] = {}
    names: dict[int, str] = {}
    found = rows.order_by().values_list(
        "pk", "from_body_id", "to_body_id", "target_at", "due_at",
        "from_body__short_name", "to_body__short_name",
    )  # fmt: skip
    for pk, sender, receiver, target_at, due_at, *called in found.iterator(chunk_size=CHUNK):
        heads[pk] = Head(pk, sender, receiver, target_at or due_at, due_at)
        names[sender], names[receiver] = called
    return heads, names


def _events(rows: QuerySet[Letter], until: dt.datetime) -> Iterator[Event]:
    found = LetterEvent.objects.filter(
        letter__in=rows.order_by().select_related(None).values("pk"),
        step__in=STEPS,
        at__lte=until,
    )
    lines = found.order_by("letter_id", "at", "pk").values_list("letter_id", "step", "at", "due_at")
    for letter_id, step, at, due_at in lines.iterator(chunk_size=CHUNK):
        yield Event(letter_id, LetterStep(step), at, due_at)


def _ratings(rows: QuerySet[Letter], until: dt.datetime) -> dict[int, list[Rated]]:
    found: dict[int, list[Rated]] = defaultdict(list)
    lines = Rating.objects.filter(
        letter__in=rows.order_by().select_related(None).values("pk"), at__lte=until
    ).values_list("letter_id", "side", "timeliness", "completeness", "at")
    for letter_id, side, timeliness, completeness, at in lines:
        rated = Rated(letter_id, Side(side), Mark(timeliness), Mark(completeness), at)
        found[letter_id].append(rated)
    return found


def _lines(scores: dict[int, Score], names: dict[int, str]) -> list[Line]:
    """Worst first: by the share in time, then by name."""
    lines = [Line(names[body_id], score) for body_id, score in scores.items()]
    return sorted(lines, key=lambda line: (_or_more(line.score.kept_share), line.name))


def _or_more(share: float | None) -> float:
    return 101.0 if share is None else share
