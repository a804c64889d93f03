"""One person's hand on the product: a request in, all that can be read out, nothing kept."""

import copy
import io
import re
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

import pytest
from django.contrib.auth import middleware
from django.core.handlers.base import BaseHandler
from django.core.signals import got_request_exception
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import RequestFactory

from hedun.base.accounts.middleware import ViewerMiddleware
from hedun.base.accounts.models import Person

WRITE = re.compile(r'^(?:INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM) "(\w+)"')
# the session, its visit and the trail note even a refusal
QUIET = frozenset({"django_session", "accounts_visit", "accounts_auditentry"})
Key = tuple[str, int]


@dataclass(slots=True)
class Answer:
    """What came back: everything a person can read, and what changed in the database."""

    status: int
    text: str
    location: str = ""
    crash: str = ""
    made: list[Key] = field(default_factory=list)
    changed: list[Key] = field(default_factory=list)


class Caller:
    """The holder of a session's cookie, or nobody; every request is undone behind its answer."""

    def __init__(self, person: Person | None, cookie: str) -> None:
        self._handler = BaseHandler()
        self._handler.load_middleware()
        self._cookie = cookie
        known = Person.objects.select_related("body").prefetch_related("grants")
        self._person = known.get(pk=person.pk) if person else None
        self._factory = RequestFactory()
        self._calls = 0
        self._crash = ""
        self._touched: set[str] = set()

    def __call__(self, verb: str, url: str, data: dict[str, Any] | None = None) -> Answer:
        """Send one request; a crash comes back as its last line."""
        request = self._request(verb, url, data)
        self._crash, self._touched = "", set()
        with transaction.atomic(), self._watching():
            response = self._handler.get_response(request)
            answer = Answer(response.status_code, readable(request, response))
            after = _content(self._touched - QUIET)
            transaction.set_rollback(True)
        answer.location = response.headers.get("Location", "")
        answer.crash = self._crash
        if after:
            _compare(answer, _content(after), after)
        return answer

    def _request(self, verb: str, url: str, data: dict[str, Any] | None) -> Any:
        self._calls += 1
        # the public pages slow an address down: each call comes from its own
        address = f"10.{self._calls >> 16 & 255}.{self._calls >> 8 & 255}.{self._calls & 255}"
        given = {"REMOTE_ADDR": address, "HTTP_COOKIE": self._cookie}
        if verb == "POST":
            request: Any = self._factory.post(url, data or {}, **given)
        else:
            request = self._factory.generic(verb, url, **given)
        request._dont_enforce_csrf_checks = True
        return request

    @contextmanager
    def _watching(self) -> Iterator[None]:
        got_request_exception.connect(self._note)
        try:
            with connection.execute_wrapper(self._watch), self._remembered():
                yield
        finally:
            got_request_exception.disconnect(self._note)

    @contextmanager
    def _remembered(self) -> Iterator[None]:
        """Spare 40,000 requests the look-up of person and visit, which tests/accounts proves."""
        with pytest.MonkeyPatch.context() as patch:
            if self._person is not None:
                patch.setattr(middleware, "get_user", lambda _: copy.copy(self._person))
                patch.setattr(ViewerMiddleware, "_end", staticmethod(lambda *_: None))
            yield

    def _note(self, **_: object) -> None:
        error = sys.exc_info()[1]
        self._crash = f"{type(error).__name__}: {error}"[:200]

    def _watch(self, execute: Any, sql: str, *rest: Any) -> Any:
        if match := WRITE.match(sql):
            self._touched.add(match[1])
        return execute(sql, *rest)


def readable(request: Any, response: HttpResponseBase) -> str:
    """Everything that the answer says: headers, notices for the next page, body, archives."""
    content = b"".join(response) if response.streaming else response.content
    response.close()
    heads = "\n".join(f"{name}: {unquote(value)}" for name, value in response.items())
    notices = "\n".join(str(m) for m in getattr(request, "_messages", None)._queued_messages)
    return f"{heads}\n{notices}\n{_unpacked(content)}"


def _unpacked(content: bytes) -> str:
    if not content.startswith(b"PK"):
        return content.decode("utf-8", errors="replace")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [archive.read(n) for n in archive.namelist() if n.endswith((".xml", ".rels"))]
    return b"\n".join(parts).decode("utf-8", errors="replace")


def _content(tables: Any) -> dict[str, dict[int, tuple[Any, ...]]]:
    """Every row of some tables, by key."""
    found: dict[str, dict[int, tuple[Any, ...]]] = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            names = [column[0] for column in cursor.description]
            key = names.index("id")
            found[table] = {row[key]: row for row in cursor.fetchall()}
    return found


def _compare(answer: Answer, before: Any, after: Any) -> None:
    for table, rows in after.items():
        old = before[table]
        answer.made += [(table, key) for key in rows.keys() - old.keys()]
        kept = [key for key in rows.keys() & old.keys() if repr(rows[key]) != repr(old[key])]
        answer.changed += [(table, key) for key in [*(old.keys() - rows.keys()), *kept]]
