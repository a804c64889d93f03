"""Distinct names and addresses, read once, with a number for each of their parts."""

from collections.abc import Callable, Hashable, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from hedun.engine.match import addresses, forms, name, parts
from hedun.engine.match.addresses import Address
from hedun.engine.match.name import Name, Parsed

Ints = NDArray[np.int64]
# what each comparison looks at; two names that agree in it compare alike
PARTS: Final[dict[str, Callable[[Name], Hashable]]] = {
    "region": lambda n: n.codes,
    "town": lambda n: n.town,
    "trade": lambda n: (n.trades, n.kind),
    "form": lambda n: (n.kind, n.form, n.noun, n.trades[-1].group if n.trades else ""),
    "group": lambda n: n.groups,
    "branch": lambda n: n.branch,
    "placed": lambda n: (n.is_placed, n.branch, n.trade_name),
    "operator": lambda n: n.operator,
    "qualifier": lambda n: n.qualifiers,
    "trade_name": lambda n: (
        n.key, n.trade_name, n.branch.text, n.qualifiers, n.is_placed, n.kind, bool(n.trades),
    ),
    "key": lambda n: n.key,
    "text": lambda n: n.text,
    "essence": lambda n: n.essence,
}  # fmt: skip
COMPARED: Final = {
    "region": parts.region, "town": parts.town, "trade": parts.trade, "form": parts.form, "group": parts.group,
    "branch": parts.branch, "operator": parts.operator, "qualifier": parts.qualifier,
}  # fmt: skip


class Numbers:
    """Numbers for distinct values, each with the first thing that had it."""

    def __init__(self) -> None:
        self._known: dict[Hashable, int] = {}
        self.first: list[Any] = []

    def __call__(self, value: Hashable, thing: Any) -> int:
        number = self._known.setdefault(value, len(self.first))
        if number == len(self.first):
            self.first.append(thing)
        return number


class Names:
    """Names by number: what was read of each, and its readings' parts by number."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.parsed: list[Parsed] = [name.parse(text) for text in texts]
        self.has_former = np.array([bool(one.former) for one in self.parsed], np.bool_)
        self.numbers = {part: Numbers() for part in PARTS}
        most = max((len(one.readings) for one in self.parsed), default=1)
        self.readings = np.full((len(texts), most), -1, np.int64)
        self.names: list[Name] = []
        for at, one in enumerate(self.parsed):
            for k, reading in enumerate(one.readings):
                self.readings[at, k] = len(self.names)
                self.names.append(reading)
        self.part = {
            part: np.array([self.numbers[part](of(n), n) for n in self.names], np.int64)
            for part, of in PARTS.items()
        }
        flags = [
            (n.is_usable, n.is_placed, bool(n.codes), "*" in n.text, n.is_person, is_registered(n))
            for n in self.names
        ]
        table = np.array(flags, np.bool_).reshape(len(flags), 6)
        self.is_usable, self.is_placed, self.has_region, self.is_masked, self.is_person, self.is_registered = table.T


def is_registered(name: Name) -> bool:
    """Tell whether a name states the area in which it is the only one: a company its city, a shop its county."""
    level = min(map(len, name.codes), default=0)
    return bool(name.trade_name) and level >= (4 if name.form in forms.CORPORATE else 6)


class Addresses:
    """Addresses by number."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.parsed: list[Address] = [addresses.parse(text) for text in texts]
        self.numbers = Numbers()
        self.region: Ints = np.array([self.numbers(a.codes, a) for a in self.parsed], np.int64)
        self.has_region = np.array([bool(a.codes) for a in self.parsed], np.bool_)
