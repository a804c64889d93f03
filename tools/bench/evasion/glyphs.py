"""Which characters look alike when printed: two fonts, rendered small and compared."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tools.bench.evasion.sources import module, typefaces

SIZE, CELL, BLOCK = 24, 30, 512
CLOSE = 0.66  # below this two characters do not look alike to a reader in a hurry
AKIN = 0.5  # of two that share a part


class Similar:
    """Cosine similarity of rendered characters, less what all characters have in common."""

    def __init__(self, chars: list[str]) -> None:
        self.chars = chars
        self._place = {char: place for place, char in enumerate(chars)}
        image, fonts = module("PIL"), typefaces()
        self.is_there = image is not None and bool(fonts)
        if self.is_there:
            sheets = [_rendered(chars, str(font)) for font in fonts]
            self._vectors = np.hstack(sheets) / np.sqrt(len(sheets))

    def best(self, char: str, others: Iterable[str], count: int) -> list[str]:
        """Choose the others that look most like the character."""
        if not self.is_there or char not in self._place:
            return []
        there = sorted(other for other in others if other in self._place)
        own = self._vectors[self._place[char]]
        alike = {other: float(self._vectors[self._place[other]] @ own) for other in there}
        near = [other for other in there if alike[other] >= AKIN]
        return sorted(near, key=lambda other: -alike[other])[:count]

    def nearest(self, count: int) -> dict[str, list[str]]:
        """Find the nearest characters of each."""
        found: dict[str, list[str]] = {}
        if not self.is_there:
            return found
        for first in range(0, len(self.chars), BLOCK):
            alike = self._vectors[first : first + BLOCK] @ self._vectors.T
            order = np.argsort(-alike, axis=1)[:, 1 : count + 1]
            for row, char in enumerate(self.chars[first : first + BLOCK]):
                near = [self.chars[at] for at in order[row] if alike[row, at] >= CLOSE]
                if near:
                    found[char] = near
        return found


def _rendered(chars: list[str], path: str) -> NDArray[np.float32]:
    draw: Any = module("PIL.ImageDraw")
    image: Any = module("PIL.Image")
    blur = module("PIL.ImageFilter").GaussianBlur(1.0)
    font = module("PIL.ImageFont").truetype(path, SIZE)
    sheet = np.zeros((len(chars), CELL * CELL), dtype=np.float32)
    for row, char in enumerate(chars):
        picture = image.new("L", (CELL, CELL))
        draw.Draw(picture).text((0, 0), char, font=font, fill=255)
        sheet[row] = np.asarray(picture.filter(blur), dtype=np.float32).ravel()
    sheet -= sheet.mean(axis=0, dtype=np.float32)
    lengths = np.sqrt((sheet * sheet).sum(axis=1, keepdims=True))
    scaled: NDArray[np.float32] = sheet / np.maximum(lengths, np.float32(1e-6))
    return scaled
