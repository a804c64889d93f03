"""How improbable a run of characters is as ordinary Chinese: pairs of characters, with back-off."""

import functools
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hedun.engine.text import lookup
from hedun.engine.text.compiled import inlined

UNKNOWN: Final = np.float32(9.0)
PLANE: Final = 65536


class Likelihood(NamedTuple):
    """Costs in nats: of a pair as rows by its first character, else of the second one alone."""

    first: NDArray[np.int32]
    second: NDArray[np.uint16]
    cost: NDArray[np.float32]
    alone: NDArray[np.float32]
    rest: NDArray[np.float32]


@functools.cache
def likelihood() -> Likelihood:
    """Load the model of ordinary Chinese."""
    model = lookup.clean_model()
    starts = np.searchsorted(model.keys >> 16, np.arange(PLANE + 1))
    return Likelihood(
        starts.astype(np.int32),
        (model.keys & 0xFFFF).astype(np.uint16),
        (-model.logs).astype(np.float32),
        (-model.unigram).astype(np.float32),
        (-model.rest).astype(np.float32),
    )


@inlined
def _class(symbol: int) -> int:
    if 0x61 <= symbol <= 0x7A:
        return 0x61
    return 0x30 if 0x30 <= symbol <= 0x39 else symbol


@inlined
def improbability(clean: Any, first: int, second: int) -> Any:
    """Give -log P(second | first) in ordinary Chinese; both are folded code points."""
    if first >= PLANE or second >= PLANE:
        return UNKNOWN
    first, second = _class(first), _class(second)
    low, behind = clean.first[first], clean.first[first + 1]
    high = behind
    while low < high:
        middle = (low + high) >> 1
        if clean.second[middle] < second:
            low = middle + 1
        else:
            high = middle
    if low < behind and clean.second[low] == second:
        return clean.cost[low]
    return clean.rest[first] + clean.alone[second]
