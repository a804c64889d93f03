"""How functions of the kernel are compiled: no allocation, so no counting of references.

Counting them, on some forty arrays in each call, made the loop forty times slower.
"""

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar, cast

from numba import config, njit

# a function is compiled anew when its own file changes, but not when one that was put into
# it does; so what was compiled is kept under the hash of all of them
_HERE = Path(__file__).parent
_SOURCES = [*sorted(_HERE.glob("*.py")), *sorted((_HERE / "kernel").glob("*.py"))]
VERSION: Final = hashlib.sha256(b"".join(path.read_bytes() for path in _SOURCES)).hexdigest()[:16]


def _store() -> str:
    """Give a folder for machine code: the user's cache, else a temporary one that can be written."""
    for root in (Path.home() / ".cache", Path(tempfile.gettempdir()) / f"hedun-{os.getuid()}"):
        folder = root / "hedun" / "kernel" / VERSION
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            if os.access(folder, os.W_OK):
                return str(folder)
    return ""


_SETTINGS: Any = config  # numba makes its attributes at run time
_SETTINGS.CACHE_DIR = _SETTINGS.CACHE_DIR or _store()

_OPTIONS: Final[dict[str, Any]] = {"cache": True, "nogil": True, "_nrt": False}
Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """Compile a function at its first call; the machine code is kept on disk."""
    return cast("Function", njit(**_OPTIONS, error_model="numpy")(function))


def inlined(function: Function) -> Function:
    """Compile a function into each of its callers."""
    return cast("Function", njit(**_OPTIONS, error_model="numpy", forceinline=True)(function))
