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

from llvmlite import ir
from numba import config, njit, types
from numba.core import cgutils
from numba.extending import intrinsic

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

_OPTIONS: Final[dict[str, Any]] = {"nogil": True, "_nrt": False, "error_model": "numpy"}
# what Python never calls needs no way in; to make one, which takes some forty arrays apart,
# took two thirds of the time
_WITHIN: Final[dict[str, Any]] = {
    "forceinline": True,
    "no_cpython_wrapper": True,
    "no_cfunc_wrapper": True,
}
EIGHT: Final = 8
Function = TypeVar("Function", bound=Callable[..., Any])


def is_built(module: str, function: str) -> bool:
    """Tell whether an earlier call, of any process, left the machine code of a compiled function."""
    folder = _SETTINGS.CACHE_DIR
    return bool(folder) and any(Path(folder).glob(f"*/{module}.{function}-*.nbi"))


def compiled(function: Function) -> Function:
    """Compile a function at its first call; the machine code is kept on disk."""
    return cast("Function", njit(**_OPTIONS, cache=True)(function))


def inlined(function: Function) -> Function:
    """Compile a function into each of its callers, for compiled code only."""
    return cast("Function", njit(**_OPTIONS, **_WITHIN)(function))


def _address(call: Any) -> Any:
    context, builder, signature, given = call
    data = context.make_array(signature.args[0])(context, builder, given[0]).data
    place = context.cast(builder, given[1], signature.args[1], types.intp)
    return builder.gep(data, [place], inbounds=True)


def _loaded(_typing: Any, array: Any, place: Any) -> Any:
    kept = types.int64 if isinstance(array.dtype, types.Integer) else array.dtype

    def code(*call: Any) -> Any:
        context, builder = call[0], call[1]
        item = context.unpack_value(builder, array.dtype, _address(call))
        return context.cast(builder, item, array.dtype, kept)

    return kept(array, place), code


# numba hands its typing context over first
def _stored(self: Any, array: Any, place: Any, value: Any) -> Any:  # noqa: ARG001
    def code(*call: Any) -> Any:
        context, builder, signature, given = call
        item = context.cast(builder, given[2], signature.args[2], array.dtype)
        context.pack_value(builder, array.dtype, item, _address(call))
        return context.get_dummy_value()

    return types.void(array, place, value), code


def _asked(_typing: Any, array: Any, place: Any) -> Any:
    def code(*call: Any) -> Any:
        context, builder = call[0], call[1]
        byte, word = ir.IntType(8).as_pointer(), ir.IntType(32)
        shape = ir.FunctionType(ir.VoidType(), [byte, word, word, word])
        ask: Any = cgutils.get_or_insert_function
        at = builder.bitcast(_address(call), byte)
        # to read, to be kept in every cache, data
        builder.call(
            ask(builder.module, shape, "llvm.prefetch.p0"), [at, word(0), word(3), word(1)]
        )
        return context.get_dummy_value()

    return types.void(array, place), code


# numba hands its typing context over first
def _chosen(self: Any, array: Any, place: Any, wanted: Any) -> Any:  # noqa: ARG001
    def code(*call: Any) -> Any:
        context, builder, signature, given = call
        word, parts = ir.IntType(64), cast("Any", cgutils.unpack_tuple)
        eight = ir.VectorType(word, EIGHT)
        at = builder.bitcast(_address(call), eight.as_pointer())
        items = builder.load(at, align=8)
        mask, sign = (
            _spread(builder, context.cast(builder, value, kept, types.int64), eight)
            for value, kept in zip(parts(builder, given[2]), signature.args[2].types, strict=True)
        )
        is_it = builder.icmp_signed("==", builder.and_(items, mask), sign)
        found = builder.select(is_it, items, ir.Constant(eight, [0] * EIGHT))
        shape = ir.FunctionType(word, [eight])
        join: Any = cgutils.get_or_insert_function
        return builder.call(join(builder.module, shape, "llvm.vector.reduce.or.v8i64"), [found])

    return types.int64(array, place, wanted), code


def _spread(builder: Any, value: Any, eight: Any) -> Any:
    one = builder.insert_element(ir.Constant(eight, ir.Undefined), value, ir.IntType(32)(0))
    lanes = ir.Constant(ir.VectorType(ir.IntType(32), EIGHT), [0] * EIGHT)
    return builder.shuffle_vector(one, one, lanes)


load: Any = intrinsic(_loaded)
"""Gives an item of an array by its place in the flat array, which is not checked and not negative.

A whole number of any width is an int64. What numba makes of `array[place]` asks each time
whether the place counts from the end, and multiplies by strides that it does not know.
"""
store: Any = intrinsic(_stored)
"""Puts an item down, as `load` reads it."""
prefetch: Any = intrinsic(_asked)
"""Asks the memory for an item of an array, by its place in the flat array, before it is needed."""
choose: Any = intrinsic(_chosen)
"""Gives the one of EIGHT int64, from a place on, that under a mask is as wanted, else 0; all at once.

Mask and what is wanted come as a pair.
"""
