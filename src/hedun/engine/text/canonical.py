"""Texts as the kernel sees them."""

from hedun.engine.text.symbols import LIMIT, NOISE, symbols


def canonical(text: str) -> str:
    """Give a text as the kernel sees it: folded, without noise."""
    table = symbols()
    points = [ord(char) for char in text if ord(char) < LIMIT]
    return "".join(chr(table.folded[point]) for point in points if table.kind[point] > NOISE)


def folded(text: str) -> str:
    """Fold every character and keep every place; noise stays where it is."""
    table = symbols().folded
    return "".join(chr(table[ord(c)]) if ord(c) < LIMIT else c for c in text)
