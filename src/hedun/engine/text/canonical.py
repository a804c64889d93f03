"""Texts as the kernel sees them."""

from hedun.engine.text.symbols import LIMIT, NOISE, symbols


def canonical(text: str) -> str:
    """Give a text as the kernel sees it: folded, without noise."""
    table = symbols()
    points = [ord(char) for char in text if ord(char) < LIMIT]
    return "".join(chr(table.folded[point]) for point in points if table.kind[point] > NOISE)


def folded(text: str) -> str:
    """Fold every character and keep every place; noise stays where it is."""
    return text.translate(_SEEN)


class _Seen(dict[int, int]):
    """What was folded once is not folded again."""

    def __missing__(self, point: int) -> int:
        self[point] = int(symbols().folded[point]) if point < LIMIT else point
        return self[point]


_SEEN = _Seen()
