"""Which function does which kind of work; filled by importing every room's tasks.py."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.module_loading import autodiscover_modules

from hedun.base.accounts.terms import Viewer
from hedun.base.jobs import actions
from hedun.base.jobs.work.run import Run

Handler = Callable[[Run], None]
_HANDLERS: dict[str, Handler] = {}
_RECURRING: dict[str, "Recurring"] = {}


@dataclass(frozen=True, slots=True)
class Recurring:
    """Work that comes back: how often, and at which minute of the day it starts."""

    kind: str
    title: str
    every: dt.timedelta
    daytime: dt.time


def handler(kind: str) -> Callable[[Handler], Handler]:
    """Register the function that does this kind of work; a second one is refused."""

    def register(function: Handler) -> Handler:
        known = _HANDLERS.get(kind)
        if known is not None and known.__qualname__ != function.__qualname__:
            raise ValueError(f"{kind} already has the handler {known.__qualname__}")
        _HANDLERS[kind] = function
        return function

    return register


def recurring(
    kind: str, *, title: str, every: dt.timedelta, daytime: dt.time = dt.time(0)
) -> Callable[[Handler], Handler]:
    """Register a handler and let it come back `every` so often, on a grid from `daytime`."""
    _RECURRING[kind] = Recurring(kind, title, every, daytime)
    return handler(kind)


def handlers() -> dict[str, Handler]:
    """Give what is registered by now; call `load` first."""
    return dict(_HANDLERS)


def load() -> None:
    """Import the tasks of every room, so that each kind finds its handler."""
    autodiscover_modules("tasks")


def plan_all() -> None:
    """Write the registered schedules into the database; times already planned stay."""
    now = timezone.localtime()
    for one in _RECURRING.values():
        first = now.replace(
            hour=one.daytime.hour, minute=one.daytime.minute, second=0, microsecond=0
        )
        while first <= now:
            first += one.every
        actions.plan(
            kind=one.kind,
            title=one.title,
            every=one.every,
            first=first,
            by=Viewer.system(),
            at=now,
        )
