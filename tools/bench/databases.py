"""A folder and a database of its own for each measurement, on SQLite and on PostgreSQL."""

import os
import pathlib
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

import psycopg

ROOT = pathlib.Path(__file__).parents[2]
LOCAL = "postgresql://127.0.0.1:5432/"


@dataclass(frozen=True, slots=True)
class Place:
    """Where one measurement runs."""

    label: str
    env: dict[str, str]


def servers(wanted: str) -> list[str]:
    """Give the addresses to measure on: "" is SQLite; PostgreSQL only where it answers."""
    named = urlsplit(os.environ.get("HEDUN_BENCH_POSTGRES") or LOCAL)
    address = urlunsplit(named._replace(path="/postgres"))  # each bench makes its own beside it
    found = {"sqlite": [""], "postgresql": [address]}.get(wanted, ["", address])
    if address in found and not _answers(address):
        print(f"no PostgreSQL at {address}; name one in HEDUN_BENCH_POSTGRES", file=sys.stderr)
        found.remove(address)
    return found


def _answers(address: str) -> bool:
    try:
        psycopg.connect(address, connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True


@contextmanager
def place(server: str) -> Iterator[Place]:
    """Make an empty database for one measurement, and take it away again."""
    with tempfile.TemporaryDirectory(prefix="hedun-bench-") as folder:
        if not server:
            yield Place("SQLite", environment(f"sqlite:///{folder}/hedun.sqlite3", folder))
            return
        name = f"hedun_bench_{uuid.uuid4().hex[:8]}"
        _tell(server, f'CREATE DATABASE "{name}"')
        try:
            address = urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
            yield Place("PostgreSQL", environment(address, folder))
        finally:
            _tell(server, f'DROP DATABASE "{name}" WITH (FORCE)')


def environment(address: str, folder: str) -> dict[str, str]:
    """Give the product's own settings on a database; only the keys are the measurement's."""
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "hedun.settings",
        "HEDUN_BUILD": "1",
        "HEDUN_PLAIN_HTTP": "1",
        "HEDUN_DATABASE": address,
        "HEDUN_DATA": folder,
        "HEDUN_IDENTITY_KEY": "bench",
        "HEDUN_SECRET_KEY": "bench-only-" + "x" * 40,
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }


def _tell(server: str, statement: str) -> None:
    with psycopg.connect(server, autocommit=True) as link:
        link.execute(statement.encode())
