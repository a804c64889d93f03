"""Compulsory certification number (CCC 认证证书编号): a shape, no check digit."""

import re

from hedun.engine.codes.digits import canonical

_SHAPE = re.compile(r"(?P<year>\d{4})\d{2}\d{4}\d{6}")


def normal(text: str) -> str:
    """Give the one spelling that is stored."""
    return canonical(text)


def problem(text: str) -> str | None:
    """Say what is wrong with a number; None where nothing is."""
    found = _SHAPE.fullmatch(normal(text))
    if found is None:
        return f"CCC证书编号“{text}”应为16位数字；请对照认证证书更正。"
    if int(found["year"]) < 2002:
        return f"CCC证书编号“{text}”的年份早于2002年（制度施行之年）；请对照认证证书更正。"
    return None
