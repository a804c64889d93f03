"""Merkle trees of RFC 6962 over any digest: roots, inclusion and consistency proofs, tiles.

A tree is read through `Reader`, a function that gives the hash of a complete subtree by level
and index; a proof of a million leaves asks it some twenty times. Every proof is checked by a
function that needs the digest only, so a stranger repeats it without our data.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

Reader = Callable[[int, int], bytes]
TILE_LEVELS: Final = 8  # a tile holds 256 hashes of one level, and so eight levels above it
TILE: Final = 1 << TILE_LEVELS
DIGESTS: Final = ("sha256", "sm3")


@dataclass(frozen=True, slots=True)
class Digest:
    """The hash functions of a tree: SHA-256 as in the RFC, or SM3 in its place."""

    name: str = "sha256"

    def leaf(self, content: bytes) -> bytes:
        """Hash a leaf: never equal to the hash of a node."""
        return hashlib.new(self.name, b"\x00" + content).digest()

    def node(self, left: bytes, right: bytes) -> bytes:
        """Hash two subtrees into one."""
        return hashlib.new(self.name, b"\x01" + left + right).digest()

    def empty(self) -> bytes:
        """The root of no leaves at all."""
        return hashlib.new(self.name).digest()


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1


def _covers(start: int, end: int) -> Iterator[tuple[int, int]]:
    """The complete subtrees (level, index) that make up leaves start to end, left to right."""
    while start < end:
        level = min(
            (start & -start).bit_length() - 1 if start else 63, (end - start).bit_length() - 1
        )
        yield level, start >> level
        start += 1 << level


def range_root(digest: Digest, read: Reader, *, start: int, end: int) -> bytes:
    """The hash over leaves start to end, which begin where a subtree of their size may begin."""
    found: bytes | None = None
    for level, index in reversed(list(_covers(start, end))):
        node = read(level, index)
        found = node if found is None else digest.node(node, found)
    return digest.empty() if found is None else found


def root(digest: Digest, read: Reader, size: int) -> bytes:
    """The root of the tree of the first `size` leaves."""
    return range_root(digest, read, start=0, end=size)


def inclusion(digest: Digest, read: Reader, *, index: int, size: int) -> list[bytes]:
    """The audit path of a leaf in the tree of the first `size` leaves, from the leaf upwards."""
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not in a tree of {size}")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(range_root(digest, read, start=middle, end=end))
            end = middle
        else:
            path.append(range_root(digest, read, start=start, end=middle))
            start = middle
    return path[::-1]


def consistency(digest: Digest, read: Reader, *, first: int, second: int) -> list[bytes]:
    """The proof that the tree of `second` leaves begins with the tree of `first` leaves."""
    if not 0 < first <= second:
        raise ValueError(f"no consistency from {first} to {second}")
    path: list[bytes] = []
    start, end, is_whole = 0, second, True
    while end != first:
        middle = start + _split(end - start)
        if first <= middle:
            path.append(range_root(digest, read, start=middle, end=end))
            end = middle
        else:
            path.append(range_root(digest, read, start=start, end=middle))
            start, is_whole = middle, False
    if not is_whole:
        path.append(range_root(digest, read, start=start, end=end))
    return path[::-1]


def is_included(
    digest: Digest, leaf: bytes, *, index: int, size: int, path: Sequence[bytes], root: bytes
) -> bool:
    """Tell whether a leaf hash stands at `index` of the tree with that root (RFC 9162 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last, found = index, size - 1, leaf
    for step in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = digest.node(step, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = digest.node(found, step)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root


def is_consistent(
    digest: Digest, *, first: int, second: int, roots: tuple[bytes, bytes], path: Sequence[bytes]
) -> bool:
    """Tell whether the later tree only adds leaves to the earlier one (RFC 9162 2.1.4.2)."""
    if not 0 < first <= second:
        return False
    if first == second:
        return not path and roots[0] == roots[1]
    steps = list(path)
    if first & (first - 1) == 0:
        steps.insert(0, roots[0])
    if not steps:
        return False
    place, last = first - 1, second - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old, new = digest.node(step, old), digest.node(step, new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new = digest.node(new, step)
        place, last = place >> 1, last >> 1
    return last == 0 and (old, new) == roots


@dataclass(slots=True)
class Tiles:
    """A growing tree kept as tiles: 256 hashes of one level each, at levels 0, 8, 16 and so on.

    `load` gives the bytes of a stored tile; `changed` holds those that have grown since and
    must be stored. Whoever keeps them writes n/255 rows for n leaves.
    """

    digest: Digest
    load: Callable[[int, int], bytes]
    size: int = 0
    changed: dict[tuple[int, int], bytes] = field(default_factory=dict)
    _seen: dict[tuple[int, int], bytes] = field(default_factory=dict)

    def tile(self, level: int, number: int) -> bytes:
        """The hashes of a tile, one after the other."""
        key = (level, number)
        if key in self.changed:
            return self.changed[key]
        if key not in self._seen:
            self._seen[key] = self.load(level, number)
        return self._seen[key]

    def add(self, leaf: bytes) -> int:
        """Append a leaf hash and give its index."""
        index = self.size
        self.size += 1
        level, place = 0, index
        while True:
            number, inside = divmod(place, TILE)
            grown = (self.tile(level, number) if inside else b"") + leaf
            self.changed[level, number] = grown
            if inside != TILE - 1:
                return index
            leaf = self.read(level * TILE_LEVELS + TILE_LEVELS, number)
            level, place = level + 1, number

    def read(self, level: int, index: int) -> bytes:
        """The hash of a complete subtree."""
        storey, above = divmod(level, TILE_LEVELS)
        if storey and not above:
            # the top of a full tile: stored one storey up, or about to be
            held = self.tile(storey, index // TILE)
            inside = index % TILE * 32
            if len(held) >= inside + 32:
                return held[inside : inside + 32]
            storey, above = storey - 1, TILE_LEVELS
        start = index << above
        held = self.tile(storey, start // TILE)
        inside = start % TILE * 32
        row = [held[at : at + 32] for at in range(inside, inside + (32 << above), 32)]
        if len(row[-1]) != 32:
            raise LookupError(f"the tree has no complete subtree {level}/{index}")
        while len(row) > 1:
            row = [self.digest.node(*row[at : at + 2]) for at in range(0, len(row), 2)]
        return row[0]
