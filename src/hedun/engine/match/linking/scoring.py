"""The judge in columns: every distinct pair of parts is compared once, whatever the number of pairs.

`totals` gives for each pair what `records` would find one by one, because the same functions
compare the same parts and their weights are added in the same order.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hedun.engine.match import addresses, identity, judging, parts, regions
from hedun.engine.match import weights as w
from hedun.engine.match.addresses import Address
from hedun.engine.match.evidence import Evidence
from hedun.engine.match.linking import owners
from hedun.engine.match.linking.records import SEPARATOR, Record
from hedun.engine.match.linking.tables import COMPARED, Addresses, Ints, Names

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Compare = Callable[[Any, Any], Evidence | None]


class Column(NamedTuple):
    """One comparison of many pairs; the weight is 0 where it says nothing."""

    weight: Floats
    has: Flags
    is_clash: Flags
    is_sibling: Flags

    def take(self, where: NDArray[Any]) -> "Column":
        """Give some of the pairs."""
        return Column(
            self.weight[where], self.has[where], self.is_clash[where], self.is_sibling[where]
        )


class Sum(NamedTuple):
    """What names and addresses of many pairs say."""

    total: Floats
    is_clash: Flags
    is_usable: Flags
    is_exact: Flags  # the very name, which is registered once in its area

    def take(self, where: NDArray[Any]) -> "Sum":
        """Give some of the pairs."""
        return Sum(
            self.total[where], self.is_clash[where], self.is_usable[where], self.is_exact[where]
        )


class Side(NamedTuple):
    """Pairs by the numbers of their names and addresses on both sides."""

    names: tuple[Ints, Ints]
    places: tuple[Ints, Ints]

    def take(self, where: NDArray[Any]) -> "Side":
        """Give some of the pairs."""
        (a, b), (p, q) = self.names, self.places
        return Side((a[where], b[where]), (p[where], q[where]))


def distinct(a: Ints, b: Ints) -> tuple[Ints, Ints, Ints]:
    """Give the distinct pairs of numbers, and for each pair which of them it is."""
    width = int(b.max(initial=0)) + 1
    keys, inverse = np.unique(a * width + b, return_inverse=True)
    return keys // width, keys % width, inverse


def column(
    both: tuple[Ints, Ints], things: tuple[Sequence[Any], Sequence[Any]], compare: Compare
) -> Column:
    """Compare the distinct pairs and give every pair its own."""
    one, other, inverse = distinct(*both)
    rows = [
        _row(compare(things[0][x], things[1][y]))
        for x, y in zip(one.tolist(), other.tolist(), strict=True)
    ]
    table = np.array(rows, np.float64).reshape(len(rows), 4)
    weight, *flags = table[inverse].T
    return Column(weight, *(flag > 0 for flag in flags))


def _row(found: Evidence | None) -> tuple[float, bool, bool, bool]:
    return (
        (0.0, False, False, False)
        if found is None
        else (found.weight, True, found.is_clash, found.is_sibling)
    )


def empty(count: int) -> Column:
    """Give a comparison that says nothing."""
    no = np.zeros(count, np.bool_)
    return Column(np.zeros(count), no, no, no)


def _spread(where: Flags, found: Column) -> Column:
    """Give a comparison of some of the pairs as one of all of them."""
    whole = Column(np.zeros(len(where)), *(np.zeros(len(where), np.bool_) for _ in range(3)))
    for target, values in zip(whole, found, strict=True):
        target[where] = values
    return whole


class Scorer:
    """Distinct names and addresses, and the sums of pairs of them."""

    def __init__(self, names: Names, places: Addresses) -> None:
        self.names, self.places = names, places

    def sums(self, side: Side) -> Sum:
        """Weigh names and addresses as `judging.weigh_parsed` does."""
        where = self._where(side.places)
        a, b = (self.names.readings[number] for number in side.names)
        best = self._readings((a[:, 0], b[:, 0]), side.places, where)
        for p in range(a.shape[1]):
            for q in range(b.shape[1]):
                if p or q:
                    self._other_reading(best, (a[:, p], b[:, q]), (side.places, where))
        self._aside(best, side)
        return best

    def _other_reading(self, best: Sum, both: tuple[Ints, Ints], at: tuple[Any, Any]) -> None:
        """Let another reading count where it gives both sides one trade name and says more."""
        a, b = both
        keys = self.names.part["key"]
        rows = np.flatnonzero((a >= 0) & (b >= 0) & (keys[a] == keys[b]))
        if not len(rows):
            return
        (p, q), where = at
        found = self._readings(
            (a[rows], b[rows]), (p[rows], q[rows]), [one.take(rows) for one in where]
        )
        better = found.total > best.total[rows]
        _replace(best, rows[better], found.take(better))

    def _aside(self, best: Sum, side: Side) -> None:
        """Names that bring former ones along in brackets are rare: they are judged one by one."""
        a, b = side.names
        former = self.names.has_former
        for row in np.flatnonzero((best.total < 0) & (former[a] | former[b])).tolist():
            x, y = self.names.parsed[a[row]], self.names.parsed[b[row]]
            places = tuple(self.places.parsed[side.places[k][row]] for k in (0, 1))
            found = judging.weigh_parsed(x, y, (places[0], places[1]))
            best.total[row] = found.total
            best.is_clash[row] = any(one.is_clash for one in found.found)
            best.is_exact[row] = False
            best.is_usable[row] = not any(one.text == judging.UNUSABLE for one in found.found)

    def _where(self, places: tuple[Ints, Ints]) -> list[Column]:
        """Compare the addresses; they give at most two observations."""
        one, other, inverse = distinct(*places)
        parsed = self.places.parsed
        found = [
            (*addresses.compare(parsed[x], parsed[y]), None, None)[:2]
            for x, y in zip(one.tolist(), other.tolist(), strict=True)
        ]
        tables = (
            np.array([_row(f[k]) for f in found], np.float64).reshape(len(found), 4) for k in (0, 1)
        )
        columns = []
        for table in tables:
            weight, *flags = table[inverse].T
            columns.append(Column(weight, *(flag > 0 for flag in flags)))
        return columns

    def _readings(
        self, both: tuple[Ints, Ints], places: tuple[Ints, Ints], where: list[Column]
    ) -> Sum:
        """Add up what one reading of each name shows, as `judging._weigh` does."""
        names, (a, b) = self.names, both
        others = [self._part(part, both) for part in COMPARED]
        others.append(self._outside(both, places))
        others += [self._moved(one, both) for one in where]
        first = self._compared("trade_name", parts.trade_name, both)
        clash = np.logical_or.reduce([one.is_clash for one in others])
        sibling = np.logical_or.reduce([one.is_sibling for one in others])
        most = np.where(
            clash, w.RARITY_BESIDE_CLASH, np.where(sibling, w.RARITY_BESIDE_SIBLING, w.RARITY_MOST)
        )
        first = first._replace(weight=np.where(first.has, np.minimum(first.weight, most), 0.0))
        against = np.logical_or.reduce(
            [one.has & (one.weight <= w.ADDRESS_BUILDING_OTHER) for one in (first, *others)]
        )
        alike, exact = self._exact(both)
        total = np.where(clash | against, 0.0, exact)
        for one in (first, *others):
            total = total + one.weight
        usable = names.is_usable[a] & names.is_usable[b]
        registered = alike & usable & ~clash & names.is_registered[a]
        return Sum(np.where(usable, w.PRIOR + total, 0.0), clash & usable, usable, registered)

    def _compared(self, part: str, compare: Compare, both: tuple[Ints, Ints]) -> Column:
        numbers, first = self.names.part[part], self.names.first[part]
        return column((numbers[both[0]], numbers[both[1]]), (first, first), compare)

    def _part(self, part: str, both: tuple[Ints, Ints]) -> Column:
        if part != "branch":
            return self._compared(part, COMPARED[part], both)
        placed = self.names.is_placed[both[0]] | self.names.is_placed[both[1]]
        plain = self._compared("branch", parts.branch, (both[0][~placed], both[1][~placed]))
        other = self._compared("placed", parts.branch, (both[0][placed], both[1][placed]))
        found = _spread(~placed, plain)
        for target, values in zip(found, other, strict=True):
            target[placed] = values
        return found

    def _outside(self, both: tuple[Ints, Ints], places: tuple[Ints, Ints]) -> Column:
        """A name without a region against the other's with one."""
        names, (a, b), (p, q) = self.names, both, places
        has, lies = names.has_region, self.places.has_region
        rows = (has[a] != has[b]) & np.where(has[a], lies[q], lies[p])
        width = len(self.places.codes)
        region, place = names.part["region"], self.places.region
        ids = (region[a] * width + place[p])[rows], (region[b] * width + place[q])[rows]

        def compare(x: int, y: int) -> Evidence | None:
            known, spots = names.first["region"], self.places.codes
            places = Address(codes=spots[x % width]), Address(codes=spots[y % width])
            found = judging.outside(known[x // width], known[y // width], places)
            return found[0] if found else None

        one, other, inverse = distinct(*ids)
        table = [_row(compare(x, y)) for x, y in zip(one.tolist(), other.tolist(), strict=True)]
        weight, *flags = np.array(table, np.float64).reshape(len(table), 4)[inverse].T
        return _spread(rows, Column(weight, *(flag > 0 for flag in flags)))

    def _moved(self, where: Column, both: tuple[Ints, Ints]) -> Column:
        """Addresses in two regions may be old and new, where both names state one."""
        rows = np.flatnonzero(where.has & (where.weight == w.ADDRESS_REGION_OTHER))
        if not len(rows):
            return where
        stated = self._compared("region", _stated, (both[0][rows], both[1][rows])).has
        weight, clash = where.weight.copy(), where.is_clash.copy()
        weight[rows[stated]], clash[rows[stated]] = w.ADDRESS_MOVED, False
        return where._replace(weight=weight, is_clash=clash)

    def _exact(self, both: tuple[Ints, Ints]) -> tuple[Flags, Floats]:
        names, (a, b) = self.names, both
        text, essence = names.part["text"], names.part["essence"]
        alike = (text[a] == text[b]) | ((essence[a] == essence[b]) & ~names.is_masked[a])
        weight = np.where(names.is_person[a], w.EXACT_PERSON, w.EXACT)
        return alike, np.where(alike, weight, 0.0)


def _stated(a: Any, b: Any) -> Evidence | None:
    both = regions.within(a.codes, b.codes) if a.codes and b.codes else regions.NOWHERE
    return Evidence(0.0, "") if both and min(map(len, both)) >= 4 else None


def _replace(best: Sum, rows: Ints, found: Sum) -> None:
    for target, values in zip(best, found, strict=True):
        target[rows] = values


class Texts:
    """A column of text by number: the distinct texts, and the number of each row."""

    def __init__(self, *columns: Sequence[str]) -> None:
        known: dict[str, int] = {"": 0}
        self.rows = [
            np.array([known.setdefault(text, len(known)) for text in texts], np.int64)
            for texts in columns
        ]
        self.texts = list(known)


class Totals(NamedTuple):
    """Log-odds of every pair before the codes, what the codes say, and both together."""

    before: Floats
    code: Column
    total: Floats
    is_exact: Flags


class Pairs:
    """Records of two tables, of which pairs are judged."""

    def __init__(self, a: dict[str, Sequence[str]], b: dict[str, Sequence[str]]) -> None:
        self.columns = a, b
        former = [one.split(SEPARATOR) if one else [] for one in b["former"]]
        width = max(map(len, former), default=0)
        more = [[one[k] if k < len(one) else "" for one in former] for k in range(width)]
        self.texts = Texts(a["name"], b["name"], *more)
        self.places = Texts(a["address"], b["address"])
        self.names, self.addresses = Names(self.texts.texts), Addresses(self.places.texts)
        self.scorer = Scorer(self.names, self.addresses)

    def totals(self, x: Ints, y: Ints) -> Totals:
        """Judge pairs of rows."""
        places = self.places.rows[0][x], self.places.rows[1][y]
        best = self.scorer.sums(Side((self.texts.rows[0][x], self.texts.rows[1][y]), places))
        self._former(best, x, y)
        owner = np.zeros(len(x))
        for found in self._owners(x, y):
            owner = owner + found.weight
        most = np.where(best.is_clash, w.OWNER_BESIDE_CLASH, w.OWNER_MOST)
        most = np.where(best.is_usable, most, w.OWNER_ALONE)
        before = best.total + np.minimum(owner, most)
        code = self._codes(x, y)
        return Totals(before, code, with_codes(before, code), best.is_exact)

    def _former(self, best: Sum, x: Ints, y: Ints) -> None:
        """Try the registry's former names where today's does not fit."""
        for texts in self.texts.rows[2:]:
            rows = np.flatnonzero((best.total < 0) & (texts[y] > 0))
            if not len(rows):
                continue
            places = self.places.rows[0][x[rows]], self.places.rows[1][y[rows]]
            found = self.scorer.sums(Side((self.texts.rows[0][x[rows]], texts[y[rows]]), places))
            better = found.total > best.total[rows]
            _replace(best, rows[better], found.take(better))

    def _owners(self, x: Ints, y: Ints) -> list[Column]:
        a, b = self.columns
        identities = [
            list(zip(side["identity"], side["identity_mask"], strict=True)) for side in (a, b)
        ]
        return [
            _given((x, y), (identities[0], identities[1]), owners.identity),
            _given((x, y), (a["phone"], b["phone"]), owners.phone),
            _given((x, y), (a["person"], b["person"]), owners.person),
        ]

    def _codes(self, x: Ints, y: Ints) -> Column:
        def compare(a: str, b: str) -> Evidence | None:
            return identity.compare(identity.read(a), identity.read(b))

        return _given((x, y), (self.columns[0]["code"], self.columns[1]["code"]), compare)

    def record(self, side: int, row: int) -> Record:
        """Give one row."""
        columns = self.columns[side]
        return Record(*(columns[name][row] for name in Record._fields))


def _given(
    both: tuple[Ints, Ints], values: tuple[Sequence[Any], Sequence[Any]], compare: Compare
) -> Column:
    """Compare where both sides have something."""
    nothing = ("", ("", ""))
    has = [np.array([value not in nothing for value in side], np.bool_) for side in values]
    rows = has[0][both[0]] & has[1][both[1]]
    return _spread(rows, column((both[0][rows], both[1][rows]), values, compare))


def with_codes(total: Floats, code: Column) -> Floats:
    """As `judging.with_code`."""
    settled = np.maximum(total, 0.0) / 4 + code.weight
    vetoed = np.minimum(total, 0.0) / 4 + code.weight
    found = np.where(code.weight <= w.CODE_MASK_OTHER, vetoed, total + code.weight)
    found = np.where(code.weight >= w.PERSON_SAME, settled, found)
    return np.where(code.has, found, total)
