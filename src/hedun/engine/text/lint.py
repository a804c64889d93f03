"""How often a word stands in ordinary text by chance, so that its author knows before anybody scans."""

import numpy as np

from hedun.engine.text import lookup
from hedun.engine.text.canonical import canonical


def frequency(word: str) -> float:
    """Estimate how often a word occurs in a million characters of ordinary Chinese.

    It is reckoned from pairs of characters, so that a word of many common ones is estimated too high rather
    than too low.
    """
    text = canonical(word)
    points = np.array([ord(char) for char in text if ord(char) < 65536], dtype=np.uint32)
    if not len(points):
        return 0.0
    model, taken = lookup.clean_model(), lookup.symbols()
    points = taken[points].astype(np.uint32)
    log = float(model.unigram[points[0]])
    log += float(model.log_probability(points[:-1], points[1:]).sum())
    return float(np.exp(log) * 1e6)
