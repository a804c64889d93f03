"""Unified social credit code (统一社会信用代码), GB 32100-2015."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from hedun.engine.codes.digits import as_bytes, canonical

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # no I O Z S V
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ORGANIZATION = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORGANIZATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_VALUES = np.full(256, -1, np.int16)
for _value, _sign in enumerate(ALPHABET):
    _VALUES[ord(_sign)] = _value


def normal(text: str) -> str:
    """Give the one spelling that is stored: half-width, upper case, no spaces."""
    return canonical(text)


def check_sign(first17: str) -> str:
    """Give the 18th character for the first 17."""
    total = sum(
        ALPHABET.index(sign) * weight for sign, weight in zip(first17, WEIGHTS, strict=True)
    )
    return ALPHABET[(31 - total % 31) % 31]


def organization_sign(first8: str) -> str:
    """Give the check character of the organization code inside (GB 11714)."""
    pairs = zip(first8, _ORGANIZATION_WEIGHTS, strict=True)
    check = 11 - sum(_ORGANIZATION.index(sign) * weight for sign, weight in pairs) % 11
    return {10: "X", 11: "0"}.get(check, str(check))


def problem(text: str) -> str | None:
    """Say what is wrong with a code; None where nothing is."""
    code = normal(text)
    if len(code) == 15 and code.isdigit():
        return (
            f"“{text}”是15位旧注册号，不是统一社会信用代码（18位）；"
            "请填写换发“多证合一”执照后的18位代码。"
        )
    if len(code) != 18:
        return f"统一社会信用代码“{text}”有{len(code)}位，应为18位；请对照营业执照补全。"
    wrong = sorted({sign for sign in code if sign not in ALPHABET})
    if wrong:
        return (
            f"统一社会信用代码“{text}”含有“{''.join(wrong)}”，"
            "代码只用数字和除 I、O、Z、S、V 以外的大写字母；请检查是否把 0/1/2 误写成字母。"
        )
    expected = check_sign(code[:17])
    if code[17] != expected:
        return (
            f"统一社会信用代码“{text}”校验位应为“{expected}”，实为“{code[17]}”；"
            "代码中至少有一位写错，请对照营业执照更正。"
        )
    return None


def warning(text: str) -> str | None:
    """Say that the organization code inside does not check; such codes exist, so only warn."""
    code = normal(text)
    if problem(code) is None and organization_sign(code[8:16]) != code[16]:
        return f"统一社会信用代码“{text}”第9至17位的组织机构代码校验不符；请核对营业执照原件。"
    return None


def sound(codes: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Tell for each normal code whether its signs and check character are right."""
    if not codes:
        return np.zeros(0, np.bool_)
    values = _VALUES[as_bytes(codes, 18)].astype(np.int32)
    totals = values[:, :17] @ np.array(WEIGHTS, np.int32)
    return np.asarray((values >= 0).all(axis=1) & ((31 - totals % 31) % 31 == values[:, 17]))


def region(code: str) -> str:
    """Give the region of the registering authority (characters 3 to 8)."""
    return code[2:8]
