"""shape.tsv: which characters look like a common one, by picture, by parts and by Unicode."""

import functools
from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from tools.text_tables.characters import common, standard, usage
from tools.text_tables.pool import candidates, encodings
from tools.text_tables.render import FONTS, Pictures, pictures
from tools.text_tables.simplify import table as variants
from tools.text_tables.sources import CONFUSABLES, DECOMPOSITION, NOTO, UNICODE, read_json
from tools.text_tables.structure import kin
from tools.text_tables.writing import write

TARGETS = 7000
MOST, USUAL = 24, 3500  # look-alikes of a character; the most usual ones have more
MOST_OF_USUAL = 56
LEAST = 40
FOLDING = 4  # traditional forms of look-alikes
_FOLDING = 75
_BLOCK = 500
_NEAREST = 90
# below this the pictures of two characters have nothing in common
_FLOOR = 0.5


def _alike(chars: tuple[str, ...]) -> dict[str, dict[str, float]]:
    """Compare pictures: for each target its nearest candidates, and all that share parts."""
    drawn = [pictures(candidates(), font) for font in FONTS]
    place = {char: number for number, char in enumerate(candidates())}
    found: dict[str, dict[str, float]] = {}
    for low in range(0, len(chars), _BLOCK):
        block = chars[low : low + _BLOCK]
        likeness = _likeness(drawn, np.array([place[char] for char in block]))
        for char, row in zip(block, likeness, strict=True):
            near = [candidates()[n] for n in np.argpartition(-row, _NEAREST)[:_NEAREST].tolist()]
            both = {*near, *kin(char), *_official().get(char, ())} - {char}
            found[char] = {other: float(row[place[other]]) for other in both}
    return found


def _likeness(drawn: list[Pictures], rows: NDArray[np.int64]) -> Pictures:
    total = sum(picture[rows] @ picture.T for picture in drawn)
    result: Pictures = np.clip((total / len(drawn) - _FLOOR) / (1 - _FLOOR), 0, 1)
    return result


def _score(seen: float, shared: float) -> int:
    """Weigh the likeness of the pictures and the share of common parts."""
    together = 1 - (1 - seen) * (1 - 0.55 * shared)
    return round(100 * min(0.99, max(together, 0.75 * shared + 0.25 * seen)))


def _typed(char: str) -> int:
    """Say how likely people can type this: of two that look as much alike it comes first."""
    return 4 * encodings(char) + 4 * (char in standard()) + 3 * (usage()[char] > 1000)


def _ranked(char: str, seen: dict[str, float], *, most: int) -> list[tuple[str, int]]:
    """Choose half by common parts and half by picture; few traditional ones, they fold away."""
    shared = kin(char)
    others = [other for other in sorted(seen) if variants().get(other) != char]
    score = {other: _score(seen[other], shared.get(other, 0)) for other in others}
    score |= dict.fromkeys(_official().get(char, set()) & set(others), 99)
    near = [other for other in others if other in shared and other not in variants()]
    related = sorted(near, key=lambda o: (-100 * shared[o] - _typed(o), o))
    nearest = sorted(others, key=lambda o: (-score[o] - _typed(o), o))
    ordered = dict.fromkeys([*related[: most // 2], *nearest])
    plain = [other for other in ordered if other not in variants()]
    folding = [other for other in ordered if other in variants() and score[other] >= _FOLDING]
    chosen = [o for o in [*folding[:FOLDING], *plain] if score[o] >= LEAST][:most]
    return sorted(((o, score[o]) for o in chosen), key=lambda o: (-o[1], o[0]))


@functools.cache
def _official() -> dict[str, set[str]]:
    """Give the ideographs that Unicode itself calls confusable with each other."""
    pairs: defaultdict[str, set[str]] = defaultdict(set)
    known = set(candidates())
    for char, other in read_json(CONFUSABLES, "data/confusables.json").items():
        if {char, other} <= known:
            pairs[char].add(other)
            pairs[other].add(char)
    return pairs


@functools.cache
def table() -> dict[str, list[tuple[str, int]]]:
    """Give the look-alikes of the most common characters."""
    targets = tuple(char for char in common(TARGETS) if char not in variants())
    most = dict.fromkeys(common(USUAL), MOST_OF_USUAL)
    return {
        char: _ranked(char, seen, most=most.get(char, MOST))
        for char, seen in _alike(targets).items()
    }


def build() -> None:
    """Write the table."""
    rows = ((c, " ".join(f"{o}:{score}" for o, score in row)) for c, row in table().items() if row)
    write("shape.tsv", rows, (NOTO, DECOMPOSITION, CONFUSABLES, UNICODE))
