"""Which RE2 patterns mean the same to the regex engine of Polars, and how they are written there.

Both run in linear time. RE2 decides what a pattern means; where every piece of it means the
same in Rust, the column backend runs it there, some twenty times faster than RE2 row by row.
Anything else stays with RE2. The property tests compare both on random patterns and texts.
"""

import functools
import re

import polars as pl

_PIECE = re.compile(
    r"""\\p\{Han\} | \\. | \[\^?\]? | \(\?:? | \{[0-9]+(?:,[0-9]*)?\} | && | -- | ~~ | .""",
    re.VERBOSE | re.DOTALL,
)
_CLASSES = {"d": "0-9", "w": "0-9A-Za-z_", "s": r"\t\n\f\r "}
_SIMPLE = {r"\n", r"\t", r"\r", r"\f", r"\v", r"\a", r"\A", r"\z", r"\p{Han}"}
_BRACES = {"{": r"\{", "}": r"\}", "]": r"\]", "&&": r"\&\&", "--": r"\-\-", "~~": r"\~\~"}
# what folds together beyond these is a matter of the Unicode version
_FOLDS_ALIKE = re.compile(r"[\x00-\x7f\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff]*")


@functools.lru_cache(256)
def portable(pattern: str, *, fold: bool) -> str | None:
    """Write an RE2 pattern for Polars, or None where it might mean something else there."""
    if fold and not _FOLDS_ALIKE.fullmatch(pattern):
        return None
    parts: list[str] = []
    inside = False
    for found in _PIECE.finditer(pattern):
        piece = found[0]
        part = _inside(piece, pattern, found.span()) if inside else _outside(piece)
        if part is None:
            return None
        inside = piece != "]" if inside else piece.startswith("[")
        parts.append(part)
    written = ("(?i)" if fold else "") + "".join(parts)
    return written if _accepted(written) else None


def _outside(piece: str) -> str | None:
    """Write a piece that stands outside a class."""
    if piece in {"(?", "[]", "[^]"}:
        return None
    if piece == r"\b":
        return r"(?-u:\b)"
    if piece[0] == "\\" and piece[1:].lower() in _CLASSES:
        return f"[{'^' if piece[1].isupper() else ''}{_CLASSES[piece[1].lower()]}]"
    return _escaped(piece) if piece[0] == "\\" else _BRACES.get(piece, piece)


def _inside(piece: str, pattern: str, span: tuple[int, int]) -> str | None:
    """Write a piece that stands inside a class; a class beside a hyphen is not portable."""
    if piece[0] == "[" or piece in {"&&", "--", "~~"}:
        return None
    if piece[0] != "\\":
        return piece
    if piece[1:] in _CLASSES or piece == r"\p{Han}":
        beside = pattern[span[0] - 1] + pattern[span[1] : span[1] + 1]
        return None if "-" in beside else _CLASSES.get(piece[1:], piece)
    return None if piece in {r"\A", r"\z", r"\b"} else _escaped(piece)


def _escaped(piece: str) -> str | None:
    """Write an escape: of a sign, or one of the few letters that both know."""
    if piece in _SIMPLE:
        return piece
    sign = piece[1:]
    if len(sign) != 1 or not sign.isascii() or sign.isalnum() or sign == "_":
        return None
    return sign if sign in "<>" else piece


def _accepted(written: str) -> bool:
    """Tell whether Polars compiles the pattern; it has limits of its own."""
    try:
        pl.Series([""]).str.contains(written)
    except pl.exceptions.ComputeError:
        return False
    return True
