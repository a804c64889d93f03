"""Bar code of goods (商品条码, GTIN): 8, 12, 13 or 14 digits with a check digit (GB 12904)."""

from hedun.engine.codes.digits import canonical

LENGTHS = (8, 12, 13, 14)


def normal(text: str) -> str:
    """Give the one spelling that is stored: digits only."""
    return canonical(text)


def problem(text: str) -> str | None:
    """Say what is wrong with a bar code; None where nothing is."""
    code = normal(text)
    if not (code.isascii() and code.isdecimal() and len(code) in LENGTHS):
        return f"商品条码“{text}”应为8、12、13或14位数字；请对照商品包装更正。"
    if not is_right(code):
        return f"商品条码“{text}”校验码不符，可能有一位抄错；请对照商品包装更正。"
    return None


def is_right(code: str) -> bool:
    """Tell whether the last digit is the check digit of those before it."""
    digits = [int(sign) for sign in reversed(code)]
    total = sum(digit * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return total % 10 == 0
