"""The characters among which look-alikes are sought: those that people can type."""

import functools

from tools.text_tables.characters import is_han, standard, usage
from tools.text_tables.simplify import table as variants
from tools.text_tables.sound import table as sounds

CANDIDATES = 20000


@functools.cache
def encodings(char: str) -> int:
    """Count the old national character sets that had this character."""
    count = 0
    for name in ("gb2312", "big5", "gbk"):
        try:
            char.encode(name)
        except UnicodeEncodeError:
            continue
        count += 1
    return count


@functools.cache
def candidates() -> tuple[str, ...]:
    """Give the characters most likely to be typed in place of another."""
    known = [char for char in sounds() if is_han(char) and char <= "\uffff"]
    order = sorted(
        known, key=lambda c: (c not in standard(), -encodings(c), -usage()[c], c in variants(), c)
    )
    return tuple(order[:CANDIDATES])
