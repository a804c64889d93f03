"""When to try again: from seconds to a quarter of an hour, for ever, and not all at once."""

import datetime as dt
from dataclasses import dataclass

from hedun.base.exchange.terms import Verdict, Wire

SHORTEST, LONGEST = 5.0, 900.0
# so often may a signature be refused before a person looks: a new key may still be on its way
PATIENCE = 20
# events are a service: after five days a person of the subscriber must look
MOST_DAYS_OF_EVENTS = dt.timedelta(days=5)
# about three days: a message that its receiver cannot take holds up nobody but itself
MOST_PATIENCE = 300
BREAKS_AFTER, REST = 5, dt.timedelta(seconds=60)
FOR_GOOD = frozenset(
    {
        Verdict.UNREADABLE,
        Verdict.STRANGER,
        Verdict.MISDIRECTED,
        Verdict.CONFLICT,
        Verdict.REFUSED,
        Verdict.TOO_LARGE,
    }
)


def delay(attempts: int, chance: float) -> dt.timedelta:
    """How long to wait after so many attempts; `chance` (0 to 1) spreads partners apart."""
    top = min(LONGEST, SHORTEST * 2 ** min(attempts - 1, 20))
    return dt.timedelta(seconds=top * (0.5 + chance / 2))


def is_dead(verdict: Verdict, attempts: int) -> bool:
    """Tell whether a person must look: the other side has refused, not merely been silent."""
    if verdict is Verdict.NOT_NOW:
        return attempts >= MOST_PATIENCE
    return verdict in FOR_GOOD or (verdict is Verdict.UNSIGNED and attempts >= PATIENCE)


def is_too_old(wire: Wire, age: dt.timedelta) -> bool:
    """Tell whether nobody waits for it any more: an event of days ago; a letter never."""
    return wire is Wire.WEBHOOK and age > MOST_DAYS_OF_EVENTS


@dataclass(frozen=True, slots=True)
class Breaker:
    """How a partner has been doing: after some failures in a row it is left alone for a while."""

    failures: int = 0
    opens_at: dt.datetime | None = None

    def lets(self, at: dt.datetime) -> bool:
        """Tell whether the partner may be called now; one call after the rest is the probe."""
        return self.opens_at is None or at >= self.opens_at

    def after(self, *, is_up: bool, at: dt.datetime, chance: float) -> "Breaker":
        """The state after one more call."""
        if is_up:
            return Breaker()
        failures = self.failures + 1
        if failures < BREAKS_AFTER:
            return Breaker(failures, None)
        rest = max(REST, delay(failures, chance))
        return Breaker(failures, at + rest)
