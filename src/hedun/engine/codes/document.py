"""Document numbers (文号), e.g. 杭市监协查〔2026〕12号."""

import re

_SHAPE = re.compile(
    r"(?P<office>.{1,12}市监)(?P<kind>.{1,8})〔(?P<year>\d{4})〕第?(?P<number>\d{1,8})号"
)
_BRACKETS = str.maketrans("[]［］()（）【】", "〔〕〔〕〔〕〔〕〔〕")


def normal(text: str) -> str:
    """Give the one spelling that is stored: hexagonal brackets, no spaces."""
    return "".join(text.split()).translate(_BRACKETS)


def problem(text: str) -> str | None:
    """Say what is wrong with a number; None where nothing is."""
    if _SHAPE.fullmatch(normal(text)):
        return None
    return (
        f"文号“{text}”不合“机关代字＋文种〔年份〕序号号”的写法，"
        "如 杭市监协查〔2026〕12号；请对照原件更正。"
    )


def parts(text: str) -> dict[str, str] | None:
    """Split a number into office, kind, year and number; None where it is none."""
    found = _SHAPE.fullmatch(normal(text))
    return found.groupdict() if found else None
