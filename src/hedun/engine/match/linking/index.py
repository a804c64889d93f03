"""Keys of the roster in an open table: where a key of the registry is known, which rows have it."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hedun.engine.match.linking import kernel
from hedun.engine.match.linking.store import Store

Keys = NDArray[np.uint64]
Numbers = NDArray[np.int32]


class Index(NamedTuple):
    """Distinct keys by number, the rows of each, and the table in which they are looked up."""

    keys: Keys
    starts: NDArray[np.int64]
    rows: Numbers
    slots: Keys
    numbers: Numbers

    def find(self, keys: Keys) -> Numbers:
        """Give the number of each key, -1 where it is unknown."""
        found = np.empty(len(keys), np.int32)
        kernel.probe((self.slots, self.numbers), keys, found)
        return found

    def spread(self, numbers: NDArray[Any]) -> tuple[Numbers, NDArray[np.int64]]:
        """Give every row of the keys, and at which of the keys it stood."""
        lengths = self.starts[numbers + 1] - self.starts[numbers]
        at = np.repeat(np.arange(len(numbers)), lengths)
        begin = np.repeat(self.starts[numbers] - np.cumsum(lengths) + lengths, lengths)
        return self.rows[begin + np.arange(len(at))], at


def build(store: Store, name: str, *, keys: Keys, rows: Numbers) -> None:
    """Keep an index of keys and their rows under a name."""
    order = np.argsort(keys, kind="stable")
    keys, rows = keys[order], rows[order]
    del order
    first = (
        np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]]))
        if len(keys)
        else np.zeros(0, np.int64)
    )
    starts = np.append(first, len(keys)).astype(np.int64)
    keys = keys[first]
    size = 1 << max(10, (len(keys) * 3 // 2).bit_length())
    slots, numbers = np.zeros(size, np.uint64), np.zeros(size, np.int32)
    kernel.fill((slots, numbers), keys)
    for part, values in (
        ("keys", keys),
        ("starts", starts),
        ("rows", rows),
        ("slots", slots),
        ("numbers", numbers),
    ):
        store.keep(f"{name}-{part}", values)


def load(store: Store, name: str) -> Index:
    """Give an index that was kept."""
    return Index(
        *(store.array(f"{name}-{part}") for part in ("keys", "starts", "rows", "slots", "numbers"))
    )
