"""The two check schemes of ISO 7064 that Chinese codes use, and text made canonical."""

import unicodedata
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

_SPACES = {ord(c): None for c in " \t\u00a0\u3000\u200b\u200c\u200d\ufeff-'’‘"}


def canonical(text: str) -> str:
    """Full-width to half-width, upper case, no spaces, hyphens, apostrophes or invisible signs."""
    if text.isascii() and text.isalnum():
        return text.upper()
    return unicodedata.normalize("NFKC", text).translate(_SPACES).upper()


def mod11_10(digits: str) -> str:
    """Give the check digit of ISO 7064 MOD 11,10 (licences, old registration numbers)."""
    product = 10
    for digit in digits:
        total = (product + int(digit)) % 10 or 10
        product = total * 2 % 11
    return str((11 - product) % 10)


def mod11_2(digits: str) -> str:
    """Give the check character of ISO 7064 MOD 11-2 (citizen identity numbers)."""
    product = 0
    for digit in digits:
        product = (product + int(digit)) * 2 % 11
    rest = (12 - product) % 11
    return "X" if rest == 10 else str(rest)


def as_bytes(texts: Sequence[str], width: int) -> npt.NDArray[np.uint8]:
    """Lay texts out as a matrix of ASCII bytes; a row of zeros where the width is another."""
    fitting = [t if len(t) == width and t.isascii() else "\0" * width for t in texts]
    return np.frombuffer("".join(fitting).encode("ascii"), np.uint8).reshape(len(fitting), width)
