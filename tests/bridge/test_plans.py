"""However many letters there are, those to work on and the newest come from one index.

SQLite plans without statistics and the same on every machine; `make bench` times both databases.
"""

import pytest
from django.db import connection

from hedun.base.accounts.terms import Level
from hedun.desks.bridge import queries
from tests import factories as make

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="the plan depends on statistics"),
]


def plan(rows):
    """Say how SQLite would read the rows."""
    statement, values = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {statement}", values)
        return "; ".join(row[3] for row in cursor.fetchall())


def test_open_letters_of_a_bureau_come_in_due_order_from_the_index():
    viewer = make.inspector().viewer
    rows = queries.sent_letters(viewer).filter(is_open=True).order_by("due_at", "pk")
    assert "letter_from_open" in plan(rows)
    assert "TEMP B-TREE" not in plan(rows)


def test_open_letters_to_a_platform_come_in_due_order_from_the_index():
    viewer = make.compliance().viewer
    rows = queries.sent_letters(viewer).filter(is_open=True).order_by("due_at", "pk")
    assert "letter_to_open" in plan(rows)
    assert "TEMP B-TREE" not in plan(rows)


@pytest.mark.parametrize("level", list(Level))
def test_the_newest_letters_need_no_sorting(level):
    viewer = make.inspector(make.bureau(level)).viewer
    assert "TEMP B-TREE" not in plan(queries.newest_letters(viewer))


@pytest.mark.parametrize("make_person", [make.inspector, make.compliance])
def test_the_feed_is_one_index_read(make_person):
    found = plan(queries.recent_events(make_person().viewer))
    assert "letter_event_" in found
    assert "TEMP B-TREE" not in found


def test_the_letters_of_a_clue_are_found_by_the_clue(desk):
    rows = queries.sent_letters(desk.by).filter(clue_id=desk.clue.pk).order_by("-pk")
    assert "letter_clue" in plan(rows)
    assert "TEMP B-TREE" not in plan(rows)
