"""One observation about two names, with its weight and the sentence that a reviewer reads."""

from typing import NamedTuple


class Evidence(NamedTuple):
    """What was seen; a clash is a part that contradicts, beside which a shared trade name says little."""

    weight: float
    text: str
    is_clash: bool = False


def ordered(a: str, b: str) -> str:
    """Show two spellings in one order, so that a comparison reads the same both ways."""
    return f"{min(a, b)}／{max(a, b)}"
