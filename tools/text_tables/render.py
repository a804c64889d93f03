"""Pictures of characters, blurred, so that two that look alike give like numbers."""

import functools
import importlib
import io
import subprocess
import sys
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tools.text_tables.sources import NOTO, STORE, content

Pictures = NDArray[np.float32]
SIDE = 32
FONTS = ("NotoSansSC-Regular.otf", "NotoSerifSC-Regular.otf")
# only this tool draws, so the drawing library stays out of the product's lock files
_PILLOW = "pillow==12.0.0"
_BLUR = 1.2


@functools.cache
def _pillow(module: str) -> Any:
    """Import a module of Pillow, installed beside the sources if need be."""
    folder = STORE / _PILLOW
    if not folder.exists():
        command = [sys.executable, "-m", "pip", "install", "-q", "--target", str(folder), _PILLOW]
        subprocess.run(command, check=True)
    if str(folder) not in sys.path:
        sys.path.append(str(folder))
    return importlib.import_module(f"PIL.{module}")


def _drawn(char: str, font: Any) -> Any:
    picture = _pillow("Image").new("L", (SIDE, SIDE))
    middle = (SIDE / 2, SIDE / 2)
    _pillow("ImageDraw").Draw(picture).text(middle, char, fill=255, font=font, anchor="mm")
    return picture.filter(_pillow("ImageFilter").GaussianBlur(_BLUR))


def pictures(chars: tuple[str, ...], name: str) -> Pictures:
    """Draw characters in one font, each row of unit length without its mean; zeros if it has none."""
    truetype = _pillow("ImageFont").truetype
    font = truetype(io.BytesIO(content(NOTO, name)), SIDE - 4)
    missing = _drawn("\U0010ffff", font).tobytes()
    rows = np.zeros((len(chars), SIDE * SIDE), dtype=np.float32)
    for place, char in enumerate(chars):
        data = _drawn(char, font).tobytes()
        if data != missing:
            rows[place] = np.frombuffer(data, dtype=np.uint8)
    rows -= rows.mean(axis=1, keepdims=True)
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    result: Pictures = rows / np.maximum(length, 1e-6)
    return result
