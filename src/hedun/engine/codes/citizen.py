"""Citizen identity number (公民身份号码), GB 11643."""

import datetime as dt
import hashlib
import hmac
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from hedun.engine.codes.digits import as_bytes, canonical, mod11_2

_WEIGHTS = np.array((7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), np.int32)
_CHECKS = np.frombuffer(b"10X98765432", np.uint8)


def normal(text: str) -> str:
    """Give the one spelling that is stored: half-width, capital X, no spaces."""
    return canonical(text)


def masked(text: str) -> str:
    """Show the first character and the last only, as a message may be read by many."""
    code = normal(text)
    return f"{code[:1]}{'*' * max(len(code) - 2, 0)}{code[-1:]}"


def keyed(number: str, *, key: bytes) -> str:
    """HMAC-SHA-256 of a normal 18-character identity number under the house's key."""
    return hmac.digest(key, number.encode(), hashlib.sha256).hex()


def problem(text: str) -> str | None:
    """Say what is wrong with a number; None where nothing is. The number itself stays masked."""
    code, shown = normal(text), masked(text)
    if len(code) == 15 and code.isdigit():
        return f"身份证件号码“{shown}”是15位旧号码；请填写18位公民身份号码。"
    if len(code) != 18:
        return f"身份证件号码“{shown}”有{len(code)}位，应为18位；请对照身份证补全。"
    if not code[:17].isdigit() or code[17] not in "0123456789X":
        return f"身份证件号码“{shown}”前17位应为数字、末位为数字或X；请对照身份证更正。"
    if not _is_day(code[6:14]):
        return f"身份证件号码“{shown}”第7至14位不是有效的出生日期；请对照身份证更正。"
    if code[17] != mod11_2(code[:17]):
        return f"身份证件号码“{shown}”校验位不符，至少有一位写错；请对照身份证更正。"
    return None


def sound(numbers: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Tell for each normal number whether its signs, its day of birth and its check are right."""
    if not numbers:
        return np.zeros(0, np.bool_)
    matrix = as_bytes(numbers, 18)
    digits = matrix[:, :17].astype(np.int32) - ord("0")
    numeric = ((digits >= 0) & (digits <= 9)).all(axis=1)
    checked = _CHECKS[(digits @ _WEIGHTS) % 11] == matrix[:, 17]
    days = np.fromiter(
        (len(text) == 18 and _is_day(text[6:14]) for text in numbers), np.bool_, len(numbers)
    )
    return np.asarray(numeric & checked & days)


def _is_day(text: str) -> bool:
    try:
        born = dt.date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return False
    return born.year >= 1880
