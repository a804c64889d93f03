"""B01, B02: every address × verb × person × owner; nothing foreign is read, nothing is changed."""

import pytest

from tests.walk.cast import PLOTS, WALKERS
from tests.walk.control import ACTS, READS
from tests.walk.walker import Walker, endpoints, gaps


def test_every_address_is_in_the_table():
    assert gaps(list(endpoints())) == []


@pytest.mark.django_db
@pytest.mark.parametrize("who", WALKERS)
def test_nobody_sees_or_changes_what_is_not_theirs(world, who, record_property):
    walker = Walker(world, who)
    walker.walk(list(endpoints()))
    record_property("walk", [walker.tried, sorted(walker.owners & set(PLOTS)), len(walker.wrong)])
    assert walker.wrong == []
    assert walker.unread(READS.get(who, "").split()) == []
    assert set(ACTS.get(who, "").split()) <= walker.acted


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["a.compliance", "b.compliance", "west.leader"])
def test_a_child_of_a_foreign_row_is_not_reached_through_an_own_row(world, who):
    walker = Walker(world, who)
    for attempt in walker.crossings(list(endpoints())):
        walker.attempt(attempt)
    assert walker.wrong == []
