"""What is asked of the symbols of a row that is laid out."""

from typing import Any

from hedun.engine.text.compiled import inlined, load
from hedun.engine.text.symbols import (
    CHANGE_AT,
    DIGIT,
    HAN,
    KIND_AT,
    MOUTH,
    ONE,
    OTHER,
    PICTURE,
    POINT,
    STROKE,
)


@inlined
def sym(scene: Any, k: int) -> Any:
    """Give the folded code point of a symbol."""
    return load(scene.code, k) & POINT


@inlined
def kind(scene: Any, k: int) -> Any:
    """Give the kind of a symbol."""
    return load(scene.code, k) >> KIND_AT & 7


@inlined
def change(scene: Any, k: int) -> Any:
    """Give how a symbol was folded."""
    return load(scene.code, k) >> CHANGE_AT & 3


@inlined
def gap(scene: Any, k: int) -> Any:
    """Give what stands before a symbol: 1 noise, 2 the end of a clause."""
    return load(scene.gap, k)


@inlined
def ear(scene: Any, k: int) -> Any:
    """Give the set of readings of a symbol."""
    return load(scene.lex.sounds.ear, sym(scene, k))


@inlined
def heard(scene: Any, k: int) -> Any:
    """Give the readings of a symbol as bits."""
    return load(scene.lex.sounds.signs, ear(scene, k))


@inlined
def heard_as_han(scene: Any, k: int) -> Any:
    """Give the readings of a Han character as bits; no other symbol has any."""
    return heard(scene, k) * (kind(scene, k) == HAN)


@inlined
def reading(scene: Any, which: Any, k: Any) -> Any:
    """Give one of the three syllables of a set of readings, -1 where there are fewer."""
    return load(scene.lex.sounds.readings, which * 3 + k)


@inlined
def is_passed(symbol: Any) -> Any:
    """Tell whether a character of words is put between others as well."""
    return (symbol == MOUTH) | (symbol == ONE)


@inlined
def is_drawn(what: Any) -> Any:
    """Tell whether a kind of symbol has a look that stands for another one."""
    return (what == HAN) | (what == STROKE)


@inlined
def is_sounding(what: Any) -> Any:
    """Tell whether a kind of symbol has a sound that stands for a character."""
    return (what == HAN) | (what == STROKE) | (what == PICTURE)


@inlined
def is_itself(what: Any) -> Any:
    """Tell whether a kind of symbol is part of a word by itself only: no letters, nothing drawn as noise."""
    return (what == HAN) | (what == DIGIT) | (what == OTHER)
