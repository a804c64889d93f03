"""What waits for a person, grouped by legal due date."""

import datetime as dt

import pytest

from hedun.clues.terms import Bucket, ClueState
from hedun.front import todo
from tests import factories as make

NOW = make.NOW  # a Monday, 9:30


def item(hours, title="事"):
    return todo.Item(
        due_at=NOW + dt.timedelta(hours=hours),
        is_provisional=False,
        article_id=None,
        kind="线索",
        number="",
        title=title,
        place=("clues:detail", 1),
        platform="",
        state=ClueState.DISPATCHED,
        step="核查",
    )


@pytest.mark.parametrize(
    ("hours", "name"),
    [
        (-1, Bucket.OVERDUE),
        (0, Bucket.TODAY),
        (14.49, Bucket.TODAY),
        (14.5, Bucket.WEEK),
        (24 * 6, Bucket.WEEK),
        (24 * 7, Bucket.LATER),
    ],
)
def test_a_due_date_falls_into_one_group(hours, name):
    assert todo.bucket(NOW + dt.timedelta(hours=hours), NOW) is name


def test_groups_come_in_order_without_empty_ones():
    groups = todo.group([item(300), item(-3), item(-9)], NOW, more=frozenset())
    assert [g.bucket for g in groups] == [Bucket.OVERDUE, Bucket.LATER]
    assert [i.due_at for i in groups[0].items] == sorted(i.due_at for i in groups[0].items)


def test_a_long_group_says_that_there_is_more():
    groups = todo.group([item(-n) for n in range(1, 12)], NOW, more=frozenset())
    assert len(groups[0].items) == todo.SHOWN[Bucket.OVERDUE]
    assert groups[0].has_more
    assert "due=overdue" in groups[0].url


def test_sunday_ends_the_week():
    sunday = NOW + dt.timedelta(days=6)
    assert todo.bucket(sunday + dt.timedelta(days=1), sunday) is Bucket.LATER


@pytest.mark.django_db
def test_the_board_reads_clues_of_every_group():
    make.deadline()
    bureau = make.bureau()
    inspector = make.inspector(bureau)
    for hours in (-5, 2, 60, 900):
        make.clue(bureau, due_at=NOW + dt.timedelta(hours=hours))
    board = todo.board(inspector.viewer, NOW)
    assert [len(g.items) for g in board] == [1, 1, 1, 1]
    assert all(i.step == "核查" for g in board for i in g.items)


@pytest.mark.django_db
def test_who_handles_no_clues_gets_none():
    make.deadline()
    bureau = make.bureau()
    make.clue(bureau)
    assert todo.board(make.person(bureau, "publisher").viewer, NOW) == []
