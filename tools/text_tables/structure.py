"""How much of two characters is the same: the share of strokes in parts that both have."""

import functools
import math
from collections import Counter, defaultdict

from tools.text_tables.parts import records
from tools.text_tables.pool import CANDIDATES, candidates
from tools.text_tables.sources import unihan

_FOLLOWED = ("a", "d", "s", "w", "b", "lock")
_ENCLOSED = ("s", "w")  # 目 is more of one piece than 加
_UNNAMED = 3  # strokes of a part that has no code point
_WHOLE = 4  # a part of so few strokes is not taken apart
LEAST = 0.4


@functools.cache
def strokes(part: str) -> int:
    """Count the strokes of a character or part."""
    known = unihan("IRGSources", "kTotalStrokes").get(part)
    return int(known.split(" ")[0]) if known else _UNNAMED


@functools.cache
def nodes(char: str) -> tuple[str, ...]:
    """Give the parts of a character, their parts, and so on, as far as these are of some size."""
    kind, parts = records().get(char, ("c", ()))
    size = strokes(char) - (kind[:1] in _ENCLOSED)
    is_whole = len(char) == 1 and size <= _WHOLE
    if is_whole or not kind.startswith(_FOLLOWED):
        return ()
    return tuple(node for part in parts for node in (part, *nodes(part)))


@functools.cache
def _homes() -> dict[str, dict[str, int]]:
    """Say in which candidates each part is, and how often."""
    homes: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for char in candidates():
        for part, times in Counter((char, *nodes(char))).items():
            homes[part][char] = times
    return dict(homes)


@functools.cache
def _weight(part: str) -> float:
    """Weigh a part: many strokes tell much, a radical that hundreds share tells little."""
    return strokes(part) * math.log(2 * CANDIDATES / (1 + len(_homes().get(part, ()))))


@functools.cache
def _total(char: str) -> float:
    return sum(_weight(part) for part in nodes(char) or (char,))


@functools.cache
def kin(char: str) -> dict[str, float]:
    """Give the candidates that share much with this character, and how much (0 to 1)."""
    shared: defaultdict[str, float] = defaultdict(float)
    for part, times in Counter((char, *nodes(char))).items():
        for other, found in _homes().get(part, {}).items():
            shared[other] += _weight(part) * min(times, found)
    size = _total(char)
    shares = {other: same / max(size, _total(other)) for other, same in shared.items()}
    return {other: share for other, share in shares.items() if share >= LEAST and other != char}
