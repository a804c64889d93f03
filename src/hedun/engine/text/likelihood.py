"""How improbable a run of characters is as ordinary Chinese: pairs of characters, with back-off."""

import functools
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hedun.engine.text import lookup
from hedun.engine.text.compiled import inlined, load

UNKNOWN: Final = np.float32(9.0)
PLANE: Final = 65536


COMMON: Final = np.float32(6.0)  # nats: a pair that is likelier begins no disguise
SLOT_BITS: Final = 20
SLOTS: Final = 1 << SLOT_BITS
FACTOR: Final = 0x9E3779B1
SECOND: Final = 0x85EBCA6B
FINE: Final = np.float32(0.02)  # nats: how finely a cost is kept
BITS: Final = 21


class Likelihood(NamedTuple):
    """Costs in nats: of a pair by hash, else of the second one alone."""

    slot: NDArray[np.uint32]  # 22 bits of hash and the cost in steps of FINE; 0 where empty
    alone: NDArray[np.float32]
    rest: NDArray[np.float32]
    common: NDArray[np.uint8]  # bit map of the likely pairs, each at two places


@functools.cache
def likelihood() -> Likelihood:
    """Load the model of ordinary Chinese."""
    model = lookup.clean_model()
    costs = (-model.logs).astype(np.float32)
    return Likelihood(
        _slots(model.keys, costs),
        (-model.unigram).astype(np.float32),
        (-model.rest).astype(np.float32),
        _common(model.keys[costs < COMMON]),
    )


def _slots(keys: NDArray[np.uint32], costs: NDArray[np.float32]) -> NDArray[np.uint32]:
    """Lay the pairs down, each at the first empty slot from its hash on."""
    slot = np.zeros(SLOTS, dtype=np.uint32)
    hashed = keys * np.uint32(FACTOR)
    steps = np.clip(np.rint(costs / FINE), 0, 1023).astype(np.uint32)
    # what tells pairs of one slot apart: 22 bits that are not 0 and hold what the place does not
    packed = (_tag(keys) << np.uint32(10)) | steps
    places = hashed >> np.uint32(32 - SLOT_BITS)
    while len(packed):
        empty = slot[places] == 0
        # of several that want one slot the last wins; the others try the next
        slot[places[empty]] = packed[empty]
        left = slot[places] != packed
        packed, places = packed[left], (places[left] + np.uint32(1)) & np.uint32(SLOTS - 1)
    return slot


def _tag(keys: NDArray[np.uint32]) -> NDArray[np.uint32]:
    tag = ((keys * np.uint32(SECOND)) >> np.uint32(10)) | np.uint32(1)
    return tag.astype(np.uint32)


def _common(keys: NDArray[np.uint32]) -> NDArray[np.uint8]:
    bits = np.zeros(1 << (BITS - 3), dtype=np.uint8)
    one = (keys * np.uint32(FACTOR)) >> np.uint32(32 - BITS)
    # the second place lies in the same cache line as the first
    two = (one & np.uint32(0xFFFFFE00)) | ((keys * np.uint32(SECOND)) >> np.uint32(32 - 9))
    for places in (one, two):
        np.bitwise_or.at(bits, places >> 3, (1 << (places & 7)).astype(np.uint8))
    return bits


@inlined
def _class(symbol: Any) -> Any:
    if 0x61 <= symbol <= 0x7A:
        return 0x61
    return 0x30 if 0x30 <= symbol <= 0x39 else symbol


@inlined
def _key(first: Any, second: Any) -> Any:
    return np.int64(_class(first)) << 16 | np.int64(_class(second))


@inlined
def is_common(clean: Any, first: Any, second: Any) -> bool:
    """Tell whether a pair is likely in ordinary Chinese; one in two hundred others is taken for one."""
    if (first | second) >= PLANE:
        return False
    key = _key(first, second)
    one = (key * FACTOR & 0xFFFFFFFF) >> (32 - BITS)
    two = (one & 0xFFFFFE00) | ((key * SECOND & 0xFFFFFFFF) >> (32 - 9))
    is_one = load(clean.common, one >> 3) >> (one & 7)
    is_two = load(clean.common, two >> 3) >> (two & 7)
    return is_one & is_two & 1 != 0


@inlined
def slot_of(first: Any, second: Any) -> Any:
    """Give the slot at which a pair is looked for."""
    return (_key(first, second) * FACTOR & 0xFFFFFFFF) >> (32 - SLOT_BITS)


@inlined
def improbability(clean: Any, first: Any, second: Any) -> Any:
    """Give -log P(second | first) in ordinary Chinese; both are folded code points."""
    if (first | second) >= PLANE:
        return UNKNOWN
    key, place = _key(first, second), slot_of(first, second)
    tag = (key * SECOND & 0xFFFFFFFF) >> 10 | 1
    slot = load(clean.slot, place)
    while slot != 0:
        if slot >> 10 == tag:
            return FINE * np.float32(slot & 1023)
        place = (place + 1) & (SLOTS - 1)
        slot = load(clean.slot, place)
    return load(clean.rest, key >> 16) + load(clean.alone, key & 0xFFFF)
