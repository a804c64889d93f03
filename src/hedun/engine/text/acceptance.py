"""Which candidates are hits: the evidence of the context against the cost of the disguise.

A word as it is written is a hit unless it is torn out of longer words. A disguise must be
improbable as ordinary Chinese: what is unlikely inside the span and at its edges speaks for
it, what the disguise costs speaks against it, and a word of two characters needs more than
a longer one. The weights were fitted on hidden words against the clean half of public texts
(`make bench-screen` measures them on the other half).
"""

import functools
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hedun.engine.text import masks
from hedun.engine.text.compiled import inlined, load

BOUND: Final = np.float32(
    3.0
)  # nats from the edge to the character outside, where a word may go on
LOOSER: Final = np.float32(2.0)
LONG: Final = 4  # such a word is seldom met by chance, whatever stands between its characters
DEAREST: Final = np.float32(4.0)  # no noise in it counts for more
SHORT: Final = 3  # a longer word is seldom a part of others
EDGE: Final = np.float32(12.0)  # no edge of a span counts for more
WRITTEN: Final = masks.EXACT | masks.WIDTH | masks.TRADITIONAL
BROKEN: Final = WRITTEN | masks.NOISY | masks.REPEATED | masks.LEAPT


class Weights(NamedTuple):
    """How much each kind of evidence counts."""

    bias: float
    inside: float
    left: float
    right: float
    cost: float
    share: float  # of the characters that are not themselves
    two: float  # for a word of two characters; three; five and more
    three: float
    five: float


NOISE: Final = Weights(-13.4, 0.27, 1.20, 0.59, -0.92, 0.0, -2.81, 1.55, 1.15)
ORDER: Final = Weights(-4.33, 0.55, 0.55, 0.18, -4.45, 0.0, 0.74, 1.01, 0.07)
INITIALS: Final = Weights(-2.37, 4.73, 0.32, 0.46, -1.35, -0.27, -5.82, 0.22, 0.20)
DISGUISE: Final = Weights(-2.46, 0.16, 0.58, 0.22, -0.36, -1.39, -4.15, -0.65, 0.54)
REPEATED_ONLY: Final = 6.38  # a repeated character without noise
OF_CHANNEL: Final = {
    masks.SOUND: -1.1,
    masks.PINYIN: 4.77,
    masks.SHAPE: -0.95,
    masks.SPLIT: 0.41,
    masks.PICTURED: 1.33,
    masks.INITIALS: 2.08,
    masks.LEAPT: -1.5,
}
_CHANNELS: Final = 13


class Evidence(NamedTuple):
    """What is known of a candidate; improbabilities in nats."""

    mask: int
    odd: int  # units that are not the character itself
    length: int  # characters of the word
    units: int  # symbols of the span
    cost: float
    inside: float
    left: float
    right: float
    bound_left: float
    bound_right: float


@functools.cache
def weights() -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Give the weights of noise, order, initials and other disguises, and those of every mask."""
    every = np.arange(1 << _CHANNELS)
    of_mask = np.zeros(1 << _CHANNELS)
    for mask, weight in OF_CHANNEL.items():
        of_mask += weight * (every & mask != 0)
    scale = np.array([NOISE, ORDER, INITIALS, DISGUISE], dtype=np.float32)
    return scale, of_mask.astype(np.float32)


@inlined
def _is_part(seen: Any) -> bool:
    """Tell whether a span is torn out of longer words: 大麻 of 大麻烦, 口交 of 路口交通.

    An edge that is bound to the character outside more tightly than the span is bound in
    itself is no edge of a word.
    """
    bound = min(seen[8], seen[9])
    inside = seen[5] / max(seen[3] - 1, 1)
    return seen[3] > 1 and bound < BOUND and inside - bound > LOOSER


@inlined
def _of_length(w: Any, length: int) -> Any:
    if length == 2:
        return w[6]
    if length == 3:
        return w[7]
    return w[8] if length >= 5 else np.float32(0.0)


@inlined
def _kind(mask: int) -> int:
    """Give the row of the weights for a mask."""
    if mask == masks.INITIALS:
        return 2
    if mask & masks.ORDER:
        return 1
    return 0 if mask & ~BROKEN == 0 else 3


@inlined
def of_two(scale: Any, of_mask: Any, seen: Any) -> Any:
    """Give what speaks for a word of two characters in disguise, but for its edges: mask, odd, cost, inside."""
    mask, odd, cost, inside = seen
    w = scale[3]
    found = w[0] + w[1] * inside + w[4] * np.float32(cost) + w[5] * odd / 2 + w[6]
    return found + load(of_mask, mask)


@inlined
def may_be_swapped(scale: Any, inside: Any, cost: Any) -> bool:
    """Tell whether two characters could be a word in the other order, if their edges spoke for it."""
    w = scale[1]
    found = w[0] + w[1] * inside + w[4] * np.float32(cost) + w[6]
    return found + EDGE * (w[2] + w[3]) >= 0


@inlined
def is_accepted(scale: Any, of_mask: Any, seen: Any) -> bool:
    """Tell whether a candidate (the fields of Evidence, in order) is a hit."""
    mask, length = seen[0], seen[2]
    if mask & ~WRITTEN == 0:
        return not (length <= SHORT and _is_part(seen))
    kind = _kind(mask)
    w = scale[kind]
    found = w[0] + w[1] * seen[5] + w[2] * min(seen[6], EDGE) + w[3] * min(seen[7], EDGE)
    cost = min(seen[4], DEAREST) if kind == 0 and length >= LONG else seen[4]
    found += w[4] * cost + w[5] * seen[1] / length + _of_length(w, length)
    if kind == 3:
        found += load(of_mask, mask)
    elif kind == 0 and mask & masks.NOISY == 0:
        found += np.float32(REPEATED_ONLY)
    return found >= 0
