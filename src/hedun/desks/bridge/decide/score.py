"""What the log of events says of those who answer letters and of those who ask (质效记分).

Time runs on working days only, all twenty-four hours of them, in Beijing time.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from hedun.desks.bridge.decide.clock import BEIJING
from hedun.desks.bridge.decide.steps import BESIDE
from hedun.desks.bridge.terms import LetterStep, Light, Mark, Side

DAY = 86_400
JUDGE_SECONDS = 5 * DAY
GREEN, AMBER = 80, 60
FEW, MANY = 5, 15
"""Percent: at least 80 in time is green, at least 60 amber; under 5 negative is green, under 15 amber."""


class Days(Protocol):
    """The little of a calendar that a working clock needs."""

    def is_workday(self, day: dt.date) -> bool: ...

    def workdays_between(self, start: dt.date, end: dt.date) -> int: ...


@dataclass(frozen=True, slots=True)
class Event:
    """One step of one letter as the log has it."""

    letter_id: int
    step: LetterStep
    at: dt.datetime
    due_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Head:
    """What never changes of a letter that has left."""

    letter_id: int
    from_body_id: int
    to_body_id: int
    target_at: dt.datetime
    due_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Rated:
    """A rating as the log has it."""

    letter_id: int
    side: Side
    timeliness: Mark
    completeness: Mark
    at: dt.datetime

    @property
    def is_negative(self) -> bool:
        return Mark.POOR in {self.timeliness, self.completeness}


@dataclass(frozen=True, slots=True)
class Course:
    """How a letter stood at a moment, replayed from its events."""

    sent_at: dt.datetime | None = None
    due_at: dt.datetime | None = None
    accepted_at: dt.datetime | None = None
    answered_at: dt.datetime | None = None
    is_late: bool = False
    judged_at: dt.datetime | None = None
    is_withdrawn: bool = False


def course(events: Iterable[Event], head: Head, until: dt.datetime) -> Course:
    """Replay a letter's events up to and with `until`; a step that was undone never happened.

    `judged_at` is when the first answer was closed or sent back.
    """
    past = [Course()]
    for event in sorted((e for e in events if e.at <= until), key=lambda e: e.at):
        if event.step in BESIDE:
            continue
        if event.step is LetterStep.UNDO:
            past = past[:-1] or [Course()]
        else:
            past.append(_after(past[-1], event, event.due_at or head.due_at))
    return past[-1]


def _after(now: Course, event: Event, due_at: dt.datetime) -> Course:
    step, at = event.step, event.at
    if step is LetterStep.SEND:
        return replace(now, sent_at=at, due_at=due_at)
    if step in {LetterStep.ACCEPT, LetterStep.PROPOSE}:
        return replace(now, accepted_at=now.accepted_at or at)
    if step is LetterStep.AGREE:
        return replace(now, due_at=due_at)
    if step is LetterStep.ANSWER and now.answered_at is None:
        is_late = now.due_at is not None and at > now.due_at
        return replace(now, answered_at=at, is_late=is_late)
    if step in {LetterStep.CLOSE, LetterStep.ASK_AGAIN}:
        return replace(now, judged_at=now.judged_at or at)
    return replace(now, is_withdrawn=True) if step is LetterStep.WITHDRAW else now


def working_seconds(start: dt.datetime, end: dt.datetime, days: Days) -> int:
    """Whole seconds between two moments that lie on working days."""
    first, last = start.astimezone(BEIJING), end.astimezone(BEIJING)
    if last <= first:
        return 0
    gone = _seconds(first) if days.is_workday(first.date()) else 0
    come = _seconds(last) if days.is_workday(last.date()) else 0
    whole = days.workdays_between(first.date(), last.date())
    begun = int(days.is_workday(first.date())) - int(days.is_workday(last.date()))
    return (whole + begun) * DAY - gone + come


def _seconds(moment: dt.datetime) -> int:
    return moment.hour * 3600 + moment.minute * 60 + moment.second


def rank(values: Sequence[int], percent: int) -> int | None:
    """The nearest-rank percentile: the smallest value that so many percent do not exceed."""
    if not values:
        return None
    place = -(-percent * len(values) // 100)
    return sorted(values)[max(0, place - 1)]


@dataclass(slots=True)
class Score:
    """The sums of one body in one part; shares are of what was owed by then."""

    body_id: int
    letters: int = 0
    accept_owed: int = 0
    accepted: int = 0
    owed: int = 0
    kept: int = 0
    rated: int = 0
    negative: int = 0
    seconds: list[int] = field(default_factory=list)

    @property
    def accepted_share(self) -> float | None:
        return share(self.accepted, self.accept_owed)

    @property
    def kept_share(self) -> float | None:
        return share(self.kept, self.owed)

    @property
    def negative_share(self) -> float | None:
        return share(self.negative, self.rated)

    @property
    def median(self) -> int | None:
        return rank(self.seconds, 50)

    @property
    def p95(self) -> int | None:
        return rank(self.seconds, 95)

    @property
    def lights(self) -> tuple[Light | None, Light | None, Light | None]:
        """Accepted, kept, rated: each by its thresholds."""
        return (
            at_least(self.accepted_share),
            at_least(self.kept_share),
            at_most(self.negative_share),
        )

    @property
    def light(self) -> Light | None:
        """The worst of the lights; none where nothing was owed yet."""
        shown = [light for light in self.lights if light is not None]
        return max(shown, key=list(Light).index, default=None)


def share(part: int, whole: int) -> float | None:
    """A share in percent with one digit; nothing of nothing is no share."""
    return round(100 * part / whole, 1) if whole else None


def at_least(percent: float | None) -> Light | None:
    """The light of a share that should be high."""
    if percent is None:
        return None
    return Light.GREEN if percent >= GREEN else Light.AMBER if percent >= AMBER else Light.RED


def at_most(percent: float | None) -> Light | None:
    """The light of a share that should be low."""
    if percent is None:
        return None
    return Light.GREEN if percent < FEW else Light.AMBER if percent < MANY else Light.RED


@dataclass(slots=True)
class Board:
    """Who answers and who asks, each by body."""

    answerers: dict[int, Score] = field(default_factory=dict)
    askers: dict[int, Score] = field(default_factory=dict)

    def take(
        self, head: Head, found: Course, *, ratings: Sequence[Rated], until: dt.datetime, days: Days
    ) -> None:
        """Count one letter in; one that was taken back unanswered counts for nobody."""
        if found.sent_at is None or (found.is_withdrawn and found.answered_at is None):
            return
        answerer = self.answerers.setdefault(head.to_body_id, Score(head.to_body_id))
        asker = self.askers.setdefault(head.from_body_id, Score(head.from_body_id))
        _count_answer(answerer, head, found, until=until, days=days)
        _count_judgement(asker, found, until=until, days=days)
        for rating in ratings:
            if rating.at <= until:
                rated = answerer if rating.side is Side.SENDER else asker
                rated.rated += 1
                rated.negative += rating.is_negative


def _count_answer(
    score: Score, head: Head, found: Course, *, until: dt.datetime, days: Days
) -> None:
    assert found.sent_at is not None
    assert found.due_at is not None
    score.letters += 1
    if found.accepted_at is not None or until > head.target_at:
        score.accept_owed += 1
        score.accepted += found.accepted_at is not None and found.accepted_at <= head.target_at
    if found.answered_at is not None or until > found.due_at:
        score.owed += 1
        score.kept += found.answered_at is not None and not found.is_late
    if found.answered_at is not None:
        score.seconds.append(working_seconds(found.sent_at, found.answered_at, days))


def _count_judgement(score: Score, found: Course, *, until: dt.datetime, days: Days) -> None:
    """The asker owes a judgement within five working days after the first answer."""
    score.letters += 1
    if found.answered_at is None:
        return
    taken = working_seconds(found.answered_at, found.judged_at or until, days)
    if found.judged_at is not None or taken > JUDGE_SECONDS:
        score.owed += 1
        score.kept += taken <= JUDGE_SECONDS
    if found.judged_at is not None:
        score.seconds.append(taken)
