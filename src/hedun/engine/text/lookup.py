"""What is known about characters: simpler forms, sounds, parts, look-alikes, ordinary pairs.

The tables lie beside this module, built from open data by `python -m tools.text_tables`;
`tables/NOTICE` names every source and licence. Each is read once, when it is first asked for.
"""

import functools
from collections.abc import Iterator
from importlib.resources import files


_TABLES = files("hedun.engine.text") / "tables"


def _rows(name: str) -> Iterator[tuple[str, str]]:
    """Read key and value of each line but the first, which names the source."""
    for line in (_TABLES / name).read_text(encoding="utf-8").split("\n")[1:]:
        key, separator, value = line.partition("\t")
        if separator:
            yield key, value


def _lists(name: str) -> dict[str, tuple[str, ...]]:
    return {key: tuple(value.split(" ")) for key, value in _rows(name)}


@functools.cache
def simplified() -> dict[str, str]:
    """Give the ordinary simplified character of each traditional or variant one; no target is a key."""
    return dict(_rows("simplify.tsv"))


@functools.cache
def sounds() -> dict[str, tuple[str, ...]]:
    """Give the readings of each character in letters a–z (ü is v), the most usual first."""
    return _lists("sound.tsv")


@functools.cache
def splits() -> dict[str, tuple[str, ...]]:
    """Give for a character the strings of two or three characters that together look like it."""
    return _lists("split.tsv")


@functools.cache
def emoji() -> dict[str, tuple[str, ...]]:
    """Give the Chinese characters for which an emoji or symbol may stand, the likeliest first."""
    return _lists("emoji.tsv")


@functools.cache
def confusables() -> dict[str, str]:
    """Give the ASCII character or ideograph that a foreign letter or symbol looks like."""
    return dict(_rows("confusable.tsv"))


@functools.cache
def look_alikes() -> dict[str, tuple[tuple[str, int], ...]]:
    """Give the characters that look like a common one, each with its likeness from 1 to 100."""
    return {key: tuple(map(_likeness, value.split(" "))) for key, value in _rows("shape.tsv")}


def _likeness(text: str) -> tuple[str, int]:
    return text[0], int(text[2:])


@functools.cache
def latin() -> dict[str, int]:
    """Give the Latin words that are ordinary in Chinese text, with how often they were seen."""
    return {key: int(value) for key, value in _rows("latin.tsv")}
