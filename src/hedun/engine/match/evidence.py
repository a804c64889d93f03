"""One observation about two names, with its weight and the sentence that a reviewer reads."""

from typing import NamedTuple


class Evidence(NamedTuple):
    """What was seen.

    Beside a clash, a part that contradicts, a shared trade name says little; beside siblings,
    companies that may belong to one group, not everything.
    """

    weight: float
    text: str
    is_clash: bool = False
    is_sibling: bool = False


def ordered(a: str, b: str) -> str:
    """Show two spellings in one order, so that a comparison reads the same both ways."""
    return f"{min(a, b)}／{max(a, b)}"
