"""One spelling of names and addresses: width, traditional characters, brackets, dots, numerals."""

import functools
import re
import unicodedata
from typing import Final

from hedun.engine.text import lookup

LONGEST: Final = 400  # characters that are read of a name or an address
_BRACKETS: Final = dict.fromkeys(map(ord, "([{〔【〖「『《〈<﹙"), "(") | dict.fromkeys(
    map(ord, ")]}〕】〗」』》〉>﹚"), ")"
)
_DROPPED: Final = dict.fromkeys(
    map(
        ord,
        " \t\r\n\v\f·・•‧∙●○.,，。、;；:'\"“”‘’`´!！?？|~^\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff",
    )
)
_DASHES: Final = dict.fromkeys(map(ord, "—–―‐‑‒−－_/\\"), "-")
_MASKS: Final = dict.fromkeys(map(ord, "＊*×✱✳⁎∗█■□▇◆◇"), "*")
_DIGITS: Final = {
    char: value
    for value, chars in enumerate(
        ("零〇○", "一壹弌", "二贰两弍", "三叁弎", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
    )
    for char in chars
}
_UNITS: Final = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
NUMERALS: Final = "".join((*_DIGITS, *_UNITS))
_PLAIN: Final = re.compile(r"[\u4e00-\u9fffa-z0-9（）]*")  # nothing that stands for a mask
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_RUN: Final = re.compile(rf"[{NUMERALS}]+")


@functools.cache
def _table() -> dict[int, str | None]:
    """Everything that one character of a name becomes; the last entry wins."""
    simple = {ord(key): value for key, value in lookup.simplified().items() if len(key) == 1}
    return {**simple, **_BRACKETS, **_DASHES, **_DROPPED, **_MASKS}


@functools.cache
def _same() -> re.Pattern[str]:
    """Texts of characters that stay as they are: most names, and ten times as quick to read."""
    table = _table()
    han = [chr(p) for p in range(0x4E00, 0xA000) if p not in table]
    kept = "".join(c for c in han if unicodedata.normalize("NFKC", c) == c)
    return re.compile(f"[a-z0-9()*{kept}-]*")


def normal(text: str) -> str:
    """Give a text in the one spelling that is compared: half-width, lower case, simplified, no spaces.

    All brackets are round ones, all dashes "-", all masks "*"; dots and quotes are gone.
    """
    text = text[:LONGEST].replace("（", "(").replace("）", ")")
    if _same().fullmatch(text):
        return text
    masked = text.replace("?", "*").replace("？", "*") if "?" in text or "？" in text else text
    # dots in the middle of names have several widths; a surrogate would break every encoder
    folded = masked if _PLAIN.fullmatch(masked) else masked.translate(_MASKS)
    folded = unicodedata.normalize("NFKC", folded).lower()
    return _SURROGATE.sub("", folded.translate(_table()))


def number(text: str) -> str:
    """Give a Chinese numeral in digits: 三十五 and 三五 are 35; a text of digits stays."""
    if not any(char in _UNITS for char in text):
        return "".join(str(_DIGITS.get(char, char)) for char in text)
    total, digit = 0, 0
    for char in text:
        if char in _UNITS:
            total += (digit or 1) * _UNITS[char]
            digit = 0
        else:
            digit = digit * 10 + _DIGITS[char] if char in _DIGITS else digit
    return str(total + digit)


def with_digits(text: str) -> str:
    """Write the numerals of a text in digits: 八号 and 8号, 三六零 and 360 become alike."""
    return _RUN.sub(_written, text)


def _written(found: re.Match[str]) -> str:
    # 百, 千 or 十 alone is a word (百家, 千禧), not a number
    text = found.group()
    return text if all(char in _UNITS for char in text) and text != "十" else number(text)
