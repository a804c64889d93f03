"""Words for what the public may look up."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from hedun.base.accounts.terms import Invalid, Viewer
from hedun.base.lawbook.terms import Confidence
from hedun.engine.term import Term


class PublicationState(Term):
    """Whether the public sees a record."""

    PUBLISHED = "published", "公示中"
    WITHHELD = "withheld", "不予公示"
    WITHDRAWN = "withdrawn", "已撤下"
    EXPIRED = "expired", "公示期满"


class GravityClass(Term):
    """How grave the dishonesty is, which sets how long it is shown."""

    SLIGHT = "slight", "轻微失信"
    NORMAL = "normal", "一般失信"
    GRAVE = "grave", "严重失信"


@dataclass(frozen=True, slots=True)
class DisplayTerm:
    """How long a class is shown, in months: at least and at most."""

    gravity: GravityClass
    least_months: int
    most_months: int
    needs_reason: bool
    basis: str
    valid_from: dt.date
    valid_to: dt.date | None
    confidence: Confidence

    def holds(self, on: dt.date) -> bool:
        """Tell whether the row is in force on a day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the public sees of a record: masked, and frozen on the day of publication."""

    platform: str
    shop: str
    shop_no: str
    operator: str
    credit_code: str
    matter: str
    measure: str
    authority: str
    decided_on: str
    basis: str


@dataclass(frozen=True, slots=True)
class Showing:
    """A fact, and whether the public sees it from now on."""

    fact_id: int
    is_shown: bool


Listener = Callable[[Showing, Viewer, dt.datetime], object]
_LISTENERS: list[Listener] = []


def register_listener(listener: Listener) -> None:
    """Let front tell another desk what the public sees now of what it has recorded.

    `listener(showing, by, at)` is called in the transaction in which a fact is shown or
    taken down. Called once, from the `apps.ready` of the room above.
    """
    if listener not in _LISTENERS:
        _LISTENERS.append(listener)


def tell_listeners(showing: Showing, *, by: Viewer, at: dt.datetime) -> None:
    """Tell everybody who listens."""
    for listener in _LISTENERS:
        listener(showing, by, at)


class NotPublishable(Invalid):
    """The record may not be shown; the message says by which rule, and what can be done."""


class Stale(RuntimeError):
    """Somebody else decided on the record meanwhile; the message says what to do."""
