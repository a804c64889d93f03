"""The factors of article 17: figures for a person, never a decision, never a name."""

import datetime as dt

import pytest

from hedun.desks.complaints import queries
from hedun.desks.complaints.decide import Habits, factors
from hedun.desks.complaints.terms import SubmissionKind
from tests.complaints.conftest import AT, DAY


def codes(viewer, row):
    return [code for code, _ in queries.factors(viewer, row)]


@pytest.mark.parametrize(
    ("habits", "found"),
    [
        (Habits(1, 1, 1), []),
        (Habits(9, 2, 2), []),
        (Habits(10, 2, 2), ["C17-1"]),
        (Habits(9, 3, 2), ["C17-2"]),
        (Habits(9, 2, 3), ["C17-4"]),
        (Habits(30, 30, 30), ["C17-1", "C17-2", "C17-4"]),
    ],
)
def test_a_factor_is_named_from_its_figure(habits, found):
    assert [code for code, _ in factors(habits)] == found


def test_one_author_who_complains_of_one_shop_again_and_again(hand_in, officer):
    rows = [hand_in(at=AT + n * DAY)[0].submission for n in range(3)]
    assert codes(officer, rows[1]) == []
    assert codes(officer, rows[2]) == ["C17-2"]
    assert "张某" not in str(queries.factors(officer, rows[2]))


def test_many_names_at_one_telephone(hand_in, officer):
    for n in range(2):
        hand_in(name=f"某{n}", respondent=f"店{n}", address=f"地址{n}")
    assert codes(officer, hand_in()[0].submission) == ["C17-4"]


def test_what_is_long_past_does_not_count(hand_in, officer):
    for n in (91, 92):
        hand_in(at=AT - dt.timedelta(days=n))
    assert codes(officer, hand_in()[0].submission) == []


def test_a_report_has_no_such_factors_and_others_do_not_see_them(hand_in, officer, second):
    row = [hand_in()[0].submission for _ in range(3)][-1]
    assert codes(second, row) == ["C17-2"]
    row.body_id = None
    assert codes(officer, row) == []
    assert codes(officer, hand_in(kind=SubmissionKind.REPORT)[0].submission) == []
