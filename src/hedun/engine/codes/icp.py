"""Website filing numbers: ICP filing and licence, public-security filing (备案号)."""

import re

_PLACES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_SHAPES = (
    re.compile(rf"[{_PLACES}]ICP备\d{{5,10}}号(-\d{{1,4}}[AXK]?)?"),
    re.compile(rf"[{_PLACES}]ICP证\d{{1,10}}号"),
    re.compile(rf"[{_PLACES}]B2-\d{{8}}"),
    re.compile(rf"[{_PLACES}]公网安备\d{{14}}号"),
)


def normal(text: str) -> str:
    """Give the one spelling that is stored."""
    return "".join(text.split()).upper().replace("－", "-")


def problem(text: str) -> str | None:
    """Say what is wrong with a number; None where nothing is."""
    if any(shape.fullmatch(normal(text)) for shape in _SHAPES):
        return None
    return (
        f"备案号“{text}”不合“省简称ICP备数字号”（如 浙ICP备12345678号-1）、"
        "ICP证、B2 许可证或公网安备的写法；请对照备案系统更正。"
    )
