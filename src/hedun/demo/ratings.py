"""What both ends of the demo's letters think of each other."""

import datetime as dt
from typing import Any, Final

from hedun.base.accounts.terms import Role, Viewer
from hedun.demo.people import World
from hedun.desks.bridge import actions as bridge
from hedun.desks.bridge.terms import Mark, Marks

PERIOD: Final = 10


def marks_for(letter: Any) -> Marks:
    """What an end thinks of a letter: late ones displease, most others do not."""
    if letter.is_late:
        return Marks(Mark.POOR, Mark.GOOD, "超过答复期限才答复")
    if letter.pk % 7 == 3:
        return Marks(Mark.GOOD, Mark.FAIR, "个别字段缺失")
    return Marks(Mark.GOOD, Mark.GOOD)


def rate(world: World, letter: Any, officer: Viewer, *, at: dt.datetime) -> None:
    """Let the sender rate two in three, the receiver one in three; no dice, so nothing shifts."""
    turn = letter.pk % PERIOD
    if turn < 7:
        bridge.rate(letter_id=letter.pk, marks=marks_for(letter), by=officer, at=at)
    if turn in {1, 4, 7}:
        people = world.of_body(letter.to_body_id, Role.COMPLIANCE)
        marks = Marks(Mark.GOOD, Mark.GOOD)
        if turn == 7 and letter.pk % 3 == 0:
            marks = Marks(Mark.POOR, Mark.FAIR, "期限过短，正逢大促")
        bridge.rate(letter_id=letter.pk, marks=marks, by=people[0], at=at)
