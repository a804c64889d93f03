"""Which candidates are hits: the evidence of the context against the cost of the disguise.

A word as it is written is a hit unless it is torn out of longer words. A disguise must be improbable as ordinary Chinese:
what is unlikely inside the span and at its edges speaks for it, what the disguise costs
speaks against it, and a word of two characters needs more than a longer one. The weights
were fitted on hidden words against the clean half of public texts (`make bench-screen`
measures them on the other half).
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hedun.engine.text import masks

Flags = NDArray[np.bool_]
Ints = NDArray[np.int32]
Floats = NDArray[np.float32]
MASK, ODD = 4, 5
UNITS = 6
COST, INSIDE, LEFT, RIGHT, BOUND_LEFT, BOUND_RIGHT = range(6)
BOUND: Final = 3.0  # nats from the edge to the character outside, where a word may go on
LOOSER: Final = 2.0
SHORT: Final = 3  # a longer word is seldom a part of others
EDGE: Final = 12.0  # no edge of a span counts for more
WRITTEN: Final = masks.EXACT | masks.WIDTH | masks.TRADITIONAL
BROKEN: Final = WRITTEN | masks.NOISY | masks.REPEATED


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
DISGUISE: Final = Weights(-2.46, 0.16, 0.58, 0.22, -0.36, -1.39, -3.68, -0.85, 0.54)
OF_CHANNEL: Final = (
    (masks.SOUND, -1.80),
    (masks.PINYIN, 4.77),
    (masks.SHAPE, -1.71),
    (masks.SPLIT, 0.41),
    (masks.PICTURED, 1.33),
    (masks.INITIALS, 2.08),
)


def accepted(ints: Ints, floats: Floats, lengths: Ints) -> Flags:
    """Tell which candidates are hits; `lengths` are those of the words."""
    mask = ints[:, MASK]
    written: Flags = (mask & ~WRITTEN) == 0
    innocent = written & (lengths <= SHORT) & _is_part(ints, floats)
    broken = (mask & ~BROKEN) == 0
    ordered = (mask & masks.ORDER) != 0
    initials = mask == masks.INITIALS
    found = _evidence(DISGUISE, ints, floats, lengths=lengths)
    for bit, weight in OF_CHANNEL:
        found += weight * ((mask & bit) != 0)
    for kind, weights in ((broken, NOISE), (ordered, ORDER), (initials, INITIALS)):
        found = np.where(kind, _evidence(weights, ints, floats, lengths=lengths), found)
    found = np.where(broken & ((mask & masks.NOISY) == 0), found + 6.38, found)
    result: Flags = np.where(written, ~innocent, found >= 0)
    return result


def _is_part(ints: Ints, floats: Floats) -> Flags:
    """Tell which spans are torn out of longer words: 大麻 of 大麻烦, 口交 of 路口交通.

    An edge that is bound to the character outside more tightly than the span is bound in
    itself is no edge of a word.
    """
    bound = np.minimum(floats[:, BOUND_LEFT], floats[:, BOUND_RIGHT])
    inside = floats[:, INSIDE] / np.maximum(ints[:, UNITS] - 1, 1)
    part: Flags = (ints[:, UNITS] > 1) & (bound < BOUND) & (inside - bound > LOOSER)
    return part


def _evidence(weights: Weights, ints: Ints, floats: Floats, *, lengths: Ints) -> Floats:
    found: Floats = (
        weights.bias
        + weights.inside * floats[:, INSIDE]
        + weights.left * np.minimum(floats[:, LEFT], EDGE)
        + weights.right * np.minimum(floats[:, RIGHT], EDGE)
        + weights.cost * floats[:, COST]
        + weights.share * ints[:, ODD] / np.maximum(lengths, 1)
        + weights.two * (lengths == 2)
        + weights.three * (lengths == 3)
        + weights.five * (lengths >= 5)
    )
    return found
