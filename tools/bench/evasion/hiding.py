"""Carrier texts, each with one word of the lexicon hidden in it, the same ones for a seed."""

import random
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tools.bench.evasion.disguise import Disguise
from tools.bench.evasion.tables import Tables

SEED = 20261123


@dataclass(frozen=True)
class Hidden:
    """One text with a word hidden between two code points."""

    text: str
    entry: int
    start: int
    end: int

    @property
    def surface(self) -> str:
        return self.text[self.start : self.end]


def hide(
    words: Sequence[str],
    carriers: Sequence[str],
    tables: Tables,
    *,
    disguises: Mapping[str, Disguise],
) -> dict[str, list[Hidden]]:
    """Hide every word once by every disguise; one that leaves the word as it was is left out."""
    found: dict[str, list[Hidden]] = {}
    for name, disguise in disguises.items():
        dice = random.Random(zlib.crc32(name.encode()) ^ SEED)  # noqa: S311 - the same again
        found[name] = []
        for entry, word in enumerate(words):
            surface, carrier = disguise(word, tables, dice), dice.choice(carriers)
            if surface != word and word not in carrier:
                found[name].append(_insert(surface, carrier, dice, entry=entry))
    return found


def plain(words: Sequence[str], carriers: Sequence[str]) -> list[Hidden]:
    """Put every word into a carrier as it is."""
    dice = random.Random(SEED)  # noqa: S311 - the same again
    return [
        _insert(word, dice.choice(carriers), dice, entry=entry) for entry, word in enumerate(words)
    ]


def _insert(surface: str, carrier: str, dice: random.Random, *, entry: int) -> Hidden:
    """Insert where no Latin letter or digit of the carrier would run into the disguise."""
    places = [at for at in range(len(carrier) + 1) if not _touches_latin(carrier, at)]
    at = dice.choice(places or [len(carrier)])
    gap = "" if places else " "
    text = carrier[:at] + gap + surface + carrier[at:]
    start = at + len(gap)
    return Hidden(text, entry, start, start + len(surface))


def _touches_latin(carrier: str, at: int) -> bool:
    around = carrier[max(at - 1, 0) : at + 1]
    return any(char.isascii() and char.isalnum() for char in around)
