"""What every test may rely on."""

import contextlib
import re

import hypothesis
import pytest
from django.conf import settings
from django.db import connection

# time is measured by `make bench`, never by a test
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")


@contextlib.contextmanager
def _triggers_asleep():
    """Let a transactional test empty append-only tables, which refuse everybody else."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
            yield
            cursor.execute("SET session_replication_role = DEFAULT")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
        yield
        for _, sql in triggers:
            cursor.execute(sql)


def _deletes(statements):
    """Empty a hundred nearly empty tables: as foreign keys sleep too, row by row is quicker."""
    return [
        f'DELETE FROM "{name}"'
        for statement in statements
        for name in re.findall(r'"(\w+)"', statement)
    ]


@pytest.fixture(autouse=True, scope="session")
def _flush_past_triggers():
    kind = type(connection.ops)
    plain = kind.execute_sql_flush

    def flush(self, statements):
        with _triggers_asleep():
            plain(self, _deletes(statements) if connection.vendor == "postgresql" else statements)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kind, "execute_sql_flush", flush)
        yield


@pytest.fixture(autouse=True, scope="session")
def _long_leases():
    """A worker's beat comes by a second connection, which a test's own transaction would hold up."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "JOB_LEASE_SECONDS", 900)
        yield
