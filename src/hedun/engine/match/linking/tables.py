"""Distinct names and addresses, read once, with a number for each of their parts."""

from collections.abc import Hashable, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from hedun.engine.match import addresses, branches, forms, name, parts, regions
from hedun.engine.match.addresses import Address
from hedun.engine.match.name import Name, Parsed

Ints = NDArray[np.int64]
_ATOMS: Final = (
    "region", "town", "words", "kind", "form_alone", "noun", "groups", "branch", "title", "operator", "qualifier", "key",
    "text", "placed_flag",
)  # fmt: skip
# what each comparison looks at; two names that agree in it compare alike
_MADE_OF: Final = {
    "trade": ("words", "kind"),
    "group": ("groups", "form_alone", "words"),
    "form": ("kind", "form_alone", "noun", "words"),
    "placed": ("placed_flag", "branch", "title"),
    "trade_name": ("key", "title", "branch", "qualifier", "placed_flag", "kind", "words"),
    "essence": ("region", "key", "words", "noun", "kin", "groups", "branch", "operator", "qualifier", "town"),
}  # fmt: skip
COMPARED: Final = {
    "region": parts.region, "town": parts.town, "trade": parts.trade, "form": parts.form, "group": parts.group,
    "branch": parts.branch, "operator": parts.operator, "qualifier": parts.qualifier,
}  # fmt: skip
_NO_WORDS: Final[tuple[str, ...]] = ()


class Numbers:
    """Numbers for distinct values."""

    def __init__(self) -> None:
        self.known: dict[Hashable, int] = {}

    def __call__(self, value: Hashable) -> int:
        return self.known.setdefault(value, len(self.known))


def _atoms(one: Name) -> tuple[Hashable, ...]:
    words = tuple([trade.word for trade in one.trades]) if one.trades else _NO_WORDS
    branch = "" if one.branch is branches.NONE else one.branch
    return (
        one.codes, one.town, words, one.kind, one.form, one.noun, one.groups, branch, one.trade_name, one.operator,
        one.qualifiers, one.key, one.text, one.is_placed,
    )  # fmt: skip


class Names:
    """Names by number: what was read of each, and its readings' parts by number."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.parsed: list[Parsed] = [name.parse(text) for text in texts]
        self.has_former = np.array([bool(one.former) for one in self.parsed], np.bool_)
        most = max((len(one.readings) for one in self.parsed), default=1)
        self.readings = np.full((len(texts), most), -1, np.int64)
        self.names: list[Name] = []
        for at, one in enumerate(self.parsed):
            for k, reading in enumerate(one.readings):
                self.readings[at, k] = len(self.names)
                self.names.append(reading)
        self.part: dict[str, Ints] = {}
        self.first: dict[str, list[Name]] = {}
        self._number()
        flags = [
            (n.is_usable, n.is_placed, bool(n.codes), "*" in n.text, is_registered(n))
            for n in self.names
        ]
        table = np.array(flags, np.bool_).reshape(len(flags), 5)
        self.is_usable, self.is_placed, self.has_region, self.is_masked, self.is_registered = (
            table.T
        )
        persons = [n.is_person for n in self.first["text"]]
        self.is_person = np.array(persons, np.bool_)[self.part["text"]]

    def _number(self) -> None:
        numbers = [Numbers() for _ in _ATOMS]
        rows = [
            [number(value) for number, value in zip(numbers, _atoms(n), strict=True)]
            for n in self.names
        ]
        table = np.array(rows, np.int64).reshape(len(rows), len(_ATOMS))
        for at, atom in enumerate(_ATOMS):
            self._put(atom, table[:, at])
        kinds = list(numbers[_ATOMS.index("kind")].known)
        kin = Numbers()
        alike = np.array(
            [kin("shop" if kind in {"individual", "sole"} else kind) for kind in kinds], np.int64
        )
        self.part["kin"] = alike[self.part["kind"]]
        for part, atoms in _MADE_OF.items():
            mixed = self.part[atoms[0]]
            for atom in atoms[1:]:
                wide = self.part[atom]
                mixed = np.unique(
                    mixed * (int(wide.max(initial=0)) + 1) + wide, return_inverse=True
                )[1]
            self._put(part, mixed)

    def _put(self, part: str, numbers: Ints) -> None:
        self.part[part] = numbers
        first = np.unique(numbers, return_index=True)[1]
        self.first[part] = [self.names[at] for at in first.tolist()]


def is_registered(one: Name) -> bool:
    """Tell whether a name states the area in which it is the only one: a company its city, a shop its county."""
    level = min(map(len, one.codes), default=0)
    return bool(one.trade_name) and level >= (4 if one.form in forms.CORPORATE else 6)


class Addresses:
    """Addresses by number."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.parsed: list[Address] = [addresses.parse(text) for text in texts]
        numbers = Numbers()
        self.region: Ints = np.array([numbers(one.codes) for one in self.parsed], np.int64)
        self.codes: list[Any] = list(numbers.known)
        self.has_region = np.array([one.codes != regions.NOWHERE for one in self.parsed], np.bool_)
