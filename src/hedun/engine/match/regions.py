"""Provinces, cities and counties (GB/T 2260) as they stand in names and addresses.

A region is a prefix of its code: "33" Zhejiang, "3301" Hangzhou, "330110" Yuhang; a district
of a municipality lies directly in it ("11" holds "110105"). What a word may mean is a set of
regions, because 鼓楼区 is in several cities and 朝阳 is a city and two districts.
"""

import functools
import re
from importlib.resources import files
from typing import Final, NamedTuple

_TABLES: Final = files("hedun.engine.match") / "tables"
_NAMELESS: Final = ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划")
_PEOPLES: Final = (
    "壮族|回族|维吾尔|土家族|苗族|彝族|藏族|羌族|布依族|侗族|哈尼族|傣族|白族|景颇族|傈僳族|朝鲜族|"
    "蒙古族|蒙古|哈萨克|柯尔克孜|满族|瑶族|畲族|黎族|仡佬族|水族|土族|撒拉族|东乡族|保安族|裕固族|"
    "纳西族|拉祜族|佤族|独龙族|怒族|普米族|布朗族|毛南族|仫佬族|达斡尔族|锡伯|塔吉克|各族|锡伯族|哈萨克族"
)
_SUFFIX: Final = re.compile(
    rf"(?:{_PEOPLES})*(?:自治州|自治县|自治旗|自治区)$|特别行政区$|(?:地区|新区|林区|省|市|区|县|旗|盟)$"
)
# not in the national table of the mainland's statistics
_BESIDES: Final = (("71", "台湾省"), ("81", "香港特别行政区"), ("82", "澳门特别行政区"))
_LONGEST: Final = 15
_GOING_ON: Final = (
    "路", "街", "大道", "大街", "东路", "西路", "南路", "北路", "中路", "东街", "西街", "南街", "北街", "中街", "东大街", "西大街", "南大街",
    "北大街", "巷", "镇", "乡", "村", "新村", "公路", "胡同", "弄",
)  # fmt: skip
_NEVER: Final = ("阿里",)  # 阿里巴巴 is far more often meant than 阿里地区

Codes = frozenset[str]
NOWHERE: Final[Codes] = frozenset()
MUNICIPALITIES: Final[Codes] = frozenset({"11", "12", "31", "50"})


class Place(NamedTuple):
    """What a word means: regions, and whether it was written with its 省, 市, 区 or 县."""

    codes: Codes
    is_full: bool


class Found(NamedTuple):
    """Regions read at the beginning of a text, and where they end."""

    codes: Codes
    end: int
    is_sure: bool  # false: one bare county name without a parent, which may be a trade name
    is_full: bool = True  # the last word was written with its 省, 市, 区 or 县
    before: Codes = frozenset()  # what was read before the last word
    at: int = 0  # where the last word begins


@functools.cache
def places() -> dict[str, Place]:
    """Give every full and every shortened name with what it may mean."""
    known: dict[str, set[str]] = {}
    short: dict[str, set[str]] = {}
    for code, name in _rows():
        known.setdefault(name, set()).add(code)
        for stem in _stems(name):
            short.setdefault(stem, set()).add(code)
    for name, today in _renamed():
        target = known if _SUFFIX.search(name) else short
        target.setdefault(name, set()).update(today)
    found = {name: Place(_highest(codes), is_full=False) for name, codes in short.items()}
    return found | {name: Place(frozenset(codes), is_full=True) for name, codes in known.items()}


@functools.cache
def _lengths() -> dict[str, tuple[int, ...]]:
    """Give for the first two characters of names how long those may be, the longest first."""
    found: dict[str, set[int]] = {}
    for name in places():
        if 1 < len(name) <= _LONGEST:
            found.setdefault(name[:2], set()).add(len(name))
    return {start: tuple(sorted(lengths, reverse=True)) for start, lengths in found.items()}


@functools.cache
def names() -> dict[str, str]:
    """Give the name of each region."""
    return dict(_rows())


def _rows() -> list[tuple[str, str]]:
    text = (_TABLES / "regions.csv").read_text(encoding="utf-8")
    pairs = [line.split(",") for line in text.split()[1:]]
    rows = [(_prefix(code), name) for code, name in pairs if name not in _NAMELESS]
    return [*rows, *_BESIDES]


def _renamed() -> list[tuple[str, list[str]]]:
    text = (_TABLES / "renamed.tsv").read_text(encoding="utf-8")
    return [(line.split("\t")[0], line.split("\t")[1].split()) for line in text.splitlines()[1:]]


def _prefix(code: str) -> str:
    if code.endswith("0000"):
        return code[:2]
    return code[:4] if code.endswith("00") else code


def _stems(name: str) -> list[str]:
    """Give the shortened names: 杭州, 景宁 and 景宁县, 恩施 and 恩施州; none of a single character."""
    stem = "内蒙古" if name == "内蒙古自治区" else _SUFFIX.sub("", name)
    found = [stem]
    for whole, brief in (("自治州", "州"), ("自治县", "县"), ("自治旗", "旗"), ("新区", "区")):
        if name.endswith(whole):
            found.append(stem + brief)
    return [one for one in found if len(one) > 1 and one != name and one not in _NEVER]


def _highest(codes: set[str]) -> Codes:
    """A shortened name is the province where one has it: 海南, 吉林."""
    provinces = frozenset(code for code in codes if len(code) == 2)
    return provinces or frozenset(codes)


def within(outer: Codes, inner: Codes) -> Codes:
    """Give what two words mean together, the narrower of each pair that agrees; empty if none does."""
    return frozenset(
        a if len(a) >= len(b) else b
        for a in outer
        for b in inner
        if a.startswith(b) or b.startswith(a)
    )


def may_begin(text: str, at: int) -> bool:
    """Tell quickly whether a region may stand at a place of a text."""
    return text[at : at + 2] in _lengths()


def leading(text: str, start: int = 0) -> Found:
    """Read regions at a place of a text, each within the one before, as in 浙江省杭州市余杭区."""
    codes, end, sure, full = NOWHERE, start, True, True
    before, at = NOWHERE, start
    while True:
        step = _step(text, end, codes)
        if step is None:
            return Found(codes, end, sure, full, before, at)
        before, at = codes, end
        (place, after), full = step, step[0].is_full
        sure = full or bool(codes) or min(map(len, place.codes)) < 6
        codes, end = (within(codes, place.codes) if codes else place.codes), after


def _step(text: str, start: int, codes: Codes) -> tuple[Place, int] | None:
    known = places()
    for length in _lengths().get(text[start : start + 2], ()):
        end = start + length
        place = known.get(text[start:end]) if end <= len(text) else None
        if place is None or (codes and not _narrows(codes, place)):
            continue
        if place.is_full or not _goes_on(text, end):
            return place, end
    return None


def _narrows(codes: Codes, place: Place) -> bool:
    """In 北京市朝阳区朝阳超市 the second 朝阳 is the trade name: it says nothing new."""
    both = within(codes, place.codes)
    return bool(both) and (place.is_full or both != codes)


def _goes_on(text: str, end: int) -> bool:
    """A shortened name that a road, a town or a building is called by: 南京路, 文昌中路, 兴业镇."""
    return text.startswith(_GOING_ON, end)


def trailing(text: str, least: int) -> tuple[Codes, int]:
    """Read a region at the end of a text, behind at least so many characters: 腾讯科技深圳."""
    for start in range(max(least, len(text) - _LONGEST), len(text) - 1):
        if not may_begin(text, start):
            continue
        found = leading(text, start)
        if found.codes and found.end == len(text) and found.is_sure:
            return found.codes, start
    return NOWHERE, len(text)


def whole(text: str) -> Codes:
    """Give the regions that a text names and nothing else; empty where it holds more."""
    found = leading(text)
    return found.codes if found.codes and found.end == len(text) else NOWHERE


def label(codes: Codes) -> str:
    """Name regions for people: 杭州市余杭区, or the several that a word may mean."""
    if len(codes) > 3:
        return f"{names().get(min(codes), '')}（全国有 {len(codes)} 处同名）"
    return "或".join(_label(code) for code in sorted(codes))


def _label(code: str) -> str:
    known = names()
    city = known.get(code[:4]) or known.get(code[:2], "")
    own = known.get(code, "")
    return own if len(code) < 6 or own == city else city + own
