"""Scripted lives, so that whatever chance does, something stands in every state there is."""

import datetime as dt
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from hedun.base.accounts.terms import Role, Viewer
from hedun.base.evidence import actions as evidence
from hedun.base.evidence.terms import CaptureKind
from hedun.base.lawbook import queries as lawbook
from hedun.clues import actions as clues
from hedun.clues.terms import ClueSource, ClueState
from hedun.demo.goods import Listing, Truth
from hedun.demo.imports import Supply
from hedun.demo.letters import Course
from hedun.demo.officers import NOTES, Bureaux
from hedun.demo.simulation import MACHINE
from hedun.desks.bridge.terms import LetterState
from hedun.desks.screening import queries as screening
from hedun.market import queries as market

HOME, OUTSIDE = "330106", "outside"
PAUSE = dt.timedelta(minutes=17)
ROUNDS = 2
Act = Callable[["Scene", dt.datetime], None]


@dataclass(slots=True)
class Cast:
    """Planted violations that no list of words has found: what an attentive officer notices."""

    supply: Supply
    used: set[str] = field(default_factory=set)

    def pick(self, region: str) -> tuple[Listing, Truth] | None:
        """Give one of the region, else one of the provinces that take part, else any."""
        fresh = list(self._unseen())
        rows = [pair for pair in fresh if self._is_in(pair[0], region)]
        if not rows and region != OUTSIDE:
            rows = [pair for pair in fresh if not self._is_in(pair[0], OUTSIDE)]
        found = next(iter(rows or self._rest(region)), None)
        if found is not None:
            self.used.add(found[0].listing_no)
        return found

    def _unseen(self) -> Iterator[tuple[Listing, Truth]]:
        findings = screening.visible_findings(MACHINE)
        known = set(findings.values_list("listing_no", flat=True)) | self.used
        return (pair for pair in self.supply.planted if pair[0].listing_no not in known)

    def _rest(self, region: str) -> list[tuple[Listing, Truth]]:
        """In a small market what screening has found must do, too."""
        return [
            pair
            for pair in self.supply.planted
            if pair[0].listing_no not in self.used
            and self._is_in(pair[0], OUTSIDE) == (region == OUTSIDE)
        ]

    def _is_in(self, row: Listing, region: str) -> bool:
        code = self.supply.region_of[row.shop_no]
        if region == OUTSIDE:
            return not code.startswith(("33", "32"))
        return code.startswith(region)


@dataclass(slots=True)
class Scene:
    """One clue entered by hand, led step by step to where the script ends."""

    bureaux: Bureaux
    cast: Cast
    region: str
    path: list[Act]
    clue: Any = None
    officer: Viewer | None = None
    course: Course | None = None

    def play(self, at: dt.datetime) -> None:
        """Take the next step, and plan the one after it; without a clue nothing happens."""
        self.path.pop(0)(self, at)
        if self.path and self.clue is not None:
            self.bureaux.sim.plan(at + PAUSE, self.play)

    def enter(self, at: dt.datetime) -> None:
        """Enter by hand what an officer saw, with a snapshot of the listing."""
        found = self.cast.pick(self.region)
        if found is None:
            return
        row, truth = found
        by = self.bureaux.world.viewers[f"jc{HOME}1"]
        ground = lawbook.ground(MACHINE, truth.ground, at.date())
        shops = market.visible_shops(MACHINE).filter(platform__code=row.platform_code)
        shop = shops.select_related("platform", "subject").filter(shop_no=row.shop_no).first()
        if ground is None or shop is None:
            return
        text = f"{row.title} {row.description}"
        capture = evidence.fix(
            content=json.dumps({"listing_no": row.listing_no, "text": text}).encode(),
            media_type="application/json",
            title=f"商品信息快照 {row.platform_code} {row.listing_no}",
            kind=CaptureKind.LISTING,
            subject=("shop", shop.pk),
            by=by,
            at=at,
        )
        self.clue = clues.raise_(
            title=f"{ground.name}：{row.title}",
            source=ClueSource.MANUAL,
            source_key=f"demo:manual:{row.platform_code}:{row.listing_no}",
            ground=ground,
            shop=shop,
            listing_no=row.listing_no,
            finding={"words": [], "text": text, "rule": "巡查发现", "exemptions": []},
            capture=capture,
            by=by,
            at=at,
        )
        if self.clue.body_id is not None:
            people = self.bureaux.world.of_body(self.clue.body_id, Role.INSPECTOR)
            self.officer = people[0]

    def take(self, at: dt.datetime) -> None:
        """Begin to verify."""
        assert self.officer is not None
        clues.take(clue_id=self.clue.pk, by=self.officer, at=at)

    def confirm(self, at: dt.datetime) -> None:
        """Find it true."""
        assert self.officer is not None
        self.clue = clues.confirm(clue_id=self.clue.pk, note=NOTES[3], by=self.officer, at=at)

    def draft(self, at: dt.datetime) -> None:
        """Draft the letter; its course then follows the script."""
        self.course = self.bureaux.course(self.clue, self.officer, is_scripted=True)
        self.course.start(at)


def _of_letter(step: Callable[[Course, dt.datetime], None]) -> Act:
    def act(scene: Scene, at: dt.datetime) -> None:
        assert scene.course is not None
        step(scene.course, at)

    return act


SEND, ACCEPT, PROPOSE, ANSWER, ASK_AGAIN, CLOSE, WITHDRAW = map(
    _of_letter,
    (
        Course.send,
        Course.accept,
        Course.propose,
        Course.answer,
        Course.ask_again,
        Course.close,
        Course.withdraw,
    ),
)
WRITE = (Scene.enter, Scene.take, Scene.confirm, Scene.draft)
LETTERS: dict[LetterState, tuple[Act, ...]] = {
    LetterState.DRAFT: WRITE,
    LetterState.SENT: (*WRITE, SEND),
    LetterState.ACCEPTED: (*WRITE, SEND, ACCEPT),
    LetterState.PROPOSED: (*WRITE, SEND, ACCEPT, PROPOSE),
    LetterState.ANSWERED: (*WRITE, SEND, ACCEPT, ANSWER),
    LetterState.RETURNED: (*WRITE, SEND, ACCEPT, ANSWER, ASK_AGAIN),
    LetterState.CLOSED: (*WRITE, SEND, ACCEPT, ANSWER, CLOSE),
    LetterState.WITHDRAWN: (*WRITE, SEND, WITHDRAW),
}
CLUES: dict[ClueState, tuple[Act, ...]] = {
    ClueState.RAISED: WRITE[:1],
    ClueState.DISPATCHED: WRITE[:1],
    ClueState.VERIFYING: WRITE[:2],
    ClueState.CONFIRMED: WRITE[:3],
}
# how many working days ago, and how far it came: both clocks run for 15, so the last ones are due
# today, tomorrow and the day after, and the others are overdue
OLD: tuple[tuple[int, tuple[Act, ...]], ...] = (
    (31, LETTERS[LetterState.SENT]),
    (26, CLUES[ClueState.VERIFYING]),
    (22, LETTERS[LetterState.ACCEPTED]),
    (15, CLUES[ClueState.CONFIRMED]),
    (15, LETTERS[LetterState.ACCEPTED]),
    (14, CLUES[ClueState.VERIFYING]),
    (13, CLUES[ClueState.DISPATCHED]),
)
# the county of the first account does most of its work in time
STEADY = tuple((days, LETTERS[LetterState.CLOSED]) for days in range(16, 36, 2))
ENOUGH = 20_000


def plan_scenes(bureaux: Bureaux, supply: Supply, *, now: dt.datetime) -> None:
    """Plan one life for every state of a letter and a clue, and some that are overdue."""
    cast = Cast(supply)
    yesterday = _working_days_ago(bureaux, now, days=1)
    for number in range(ROUNDS):
        morning = yesterday + dt.timedelta(minutes=2 * number)
        for path in LETTERS.values():
            bureaux.sim.plan(morning, Scene(bureaux, cast, HOME, list(path)).play)
        for state, path in CLUES.items():
            region = OUTSIDE if state is ClueState.RAISED else HOME
            bureaux.sim.plan(morning, Scene(bureaux, cast, region, list(path)).play)
    steady = STEADY if supply.count >= ENOUGH else ()
    for days, path in (*OLD, *steady):
        long_ago = _working_days_ago(bureaux, now, days=days)
        bureaux.sim.plan(long_ago, Scene(bureaux, cast, HOME, list(path)).play)


def _working_days_ago(bureaux: Bureaux, now: dt.datetime, *, days: int) -> dt.datetime:
    """Give the morning of the last working day from which so many working days have passed."""
    at = now.replace(hour=9, minute=8, second=0)
    passed = int(bureaux.sim.is_working(at.date()))
    while True:
        at -= dt.timedelta(days=1)
        if bureaux.sim.is_working(at.date()):
            if passed >= days:
                return at
            passed += 1
