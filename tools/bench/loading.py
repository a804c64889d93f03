"""Rows by the million, written the way each database takes them fastest."""

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models, transaction

CHUNK = 20_000
Row = tuple[Any, ...]

INDEXES = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
    "postgresql": """SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
        AND indexname NOT IN (SELECT conname FROM pg_constraint)""",
}
ASLEEP = {
    "sqlite": ("PRAGMA foreign_keys=OFF; PRAGMA synchronous=OFF", "PRAGMA foreign_keys=ON"),
    "postgresql": (
        "SET session_replication_role = replica",
        "SET session_replication_role = DEFAULT",
    ),
}


def moment(at: dt.datetime) -> str:
    """Write a time as the database keeps it."""
    return str(connection.ops.adapt_datetimefield_value(at))


def load(
    model: type[models.Model], names: tuple[str, ...], rows: Iterable[Row], **same: Any
) -> None:
    """Write rows of the named columns; `same` and the fields' defaults fill the others."""
    meta = model._meta  # noqa: SLF001 - Django documents it for use
    fields = {f.attname: f for f in meta.concrete_fields if not f.generated}
    fixed = [name for name in fields if name not in (*names, "id")]
    values = tuple(
        fields[name].get_db_prep_save(same.get(name, fields[name].get_default()), connection)
        for name in fixed
    )
    quote = connection.ops.quote_name
    columns = [quote(str(fields[name].column)) for name in (*fixed, *names)]
    _write(quote(meta.db_table), columns, (values + row for row in rows))
    _tell(connection.ops.sequence_reset_sql(no_style(), [model]))


def _write(table: str, columns: list[str], rows: Iterator[Row]) -> None:
    target = f"{table} ({', '.join(columns)})"
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {target} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(columns))
        while chunk := list(itertools.islice(rows, CHUNK)):
            cursor.executemany(f"INSERT INTO {target} VALUES ({marks})", chunk)  # noqa: S608 - our own names


@contextmanager
def unindexed() -> Iterator[None]:
    """Write without indexes and foreign keys, which are made again and checked by the reader."""
    asleep, awake = ASLEEP[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(INDEXES[connection.vendor])
        indexes = cursor.fetchall()
    _tell(asleep.split(";"))
    _tell(f'DROP INDEX "{name}"' for name, _ in indexes)
    yield
    _tell(sql for _, sql in indexes)
    _tell(awake.split(";"))


def settle() -> None:
    """Leave the database as days of quiet work would: merged and, on PostgreSQL, analyzed."""
    if connection.vendor == "postgresql":
        _tell(["VACUUM ANALYZE"])  # autovacuum does both by itself
    else:
        _tell(["PRAGMA wal_checkpoint(TRUNCATE)"])


def _tell(statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
