"""However many clues there are, the workbench reads them from one index in its order.

SQLite plans without statistics and the same on every machine; `make bench` times both databases.
"""

import pytest
from django.db import connection

from hedun.base.accounts.terms import Level
from hedun.clues import queries
from hedun.clues.terms import Scope
from tests import factories

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


@pytest.mark.parametrize("make", [factories.inspector, factories.leader])
def test_what_is_to_do_comes_in_due_order_from_the_index(make):
    rows = queries.todo(make().viewer, factories.NOW)[:9]
    assert "clue_body_open" in plan(rows)
    assert "TEMP B-TREE" not in plan(rows)


@pytest.mark.parametrize("make", [factories.inspector, factories.leader])
def test_what_is_to_do_is_counted_in_the_index_alone(make):
    rows = queries.todo(make().viewer, factories.NOW).order_by().values("pk")
    assert "COVERING INDEX clue_body_open" in plan(rows)


@pytest.mark.parametrize("level", list(Level))
def test_clues_of_nobody_are_counted_in_the_index_alone(level):
    viewer = factories.inspector(factories.bureau(level)).viewer
    rows = queries.unassigned(viewer).order_by().values("pk")
    assert "COVERING INDEX clue_nobody" in plan(rows)


@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize("scope", [Scope.AREA, Scope.BODY, Scope.MINE, Scope.RAISED])
def test_every_part_of_the_open_clues_comes_in_due_order_from_an_index(level, scope):
    viewer = factories.inspector(factories.bureau(level)).viewer
    rows = queries.scoped_clues(viewer, scope).filter(is_open=True).order_by("due_at", "pk")
    assert "_open" in plan(rows)
    assert "TEMP B-TREE" not in plan(rows)
