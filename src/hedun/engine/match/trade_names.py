"""Trade names (字号): one differing character is another business, unless it is a slip of the pen."""

import functools
import re
from typing import Final, NamedTuple

from hedun.engine.match import persons
from hedun.engine.match import weights as w
from hedun.engine.text import lookup

_USUAL: Final = frozenset(
    "鑫源宏达兴盛隆昌顺发福美味金华天和祥瑞丰泰安康宝恒永利旺诚信德亨通嘉佳家乐富贵吉庆新星辰光明东方南北西中国大众阳海洋江河山川"
    "龙凤腾飞鸿运昊博远航创亿万百千益民惠润泽盈聚汇友缘好香鲜甜小老阿一二三四五六七八九十记氏轩斋阁坊居园楼堂春夏秋冬红黄绿蓝白黑"
    "玉珍珠银铜铁木林森火土石正义仁爱心怡雅洁丽艳芳梅兰竹菊荣耀辉煌景旭日月晨曦晓云雨风雪欣悦欢喜如意平和谐顺锦绣程业成功力联合众"
    "文武学智慧思科技尚品优质精诚立志建设城市人民生活世纪时代未来幸福健康绿色长青松柏鹏翔展润华盛源恒泰鼎峰伟强刚军勇杰超凯"
    "图太小明王李张刘陈杨赵周吴徐孙胡朱高林何郭马"
)
_MASK: Final = "*某"
_LOOKS: Final = (
    "日曰",
    "己已巳",
    "人入八",
    "鹤鹳",
    "天夫",
    "壬王玉",
    "戊戌戍",
    "末未",
    "土士",
    "千干于",
    "兔免",
    "鸟乌",
    "析折",
    "侯候",
)
_LIKE: Final = 74  # likeness from which two characters are taken for one another (土 士 are 99)
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_LATIN: Final = re.compile(r"[a-z]")


class Relation(NamedTuple):
    """How two trade names stand to each other: a word for it and its weight."""

    kind: str
    weight: float


@functools.lru_cache(maxsize=1 << 16)
def rarity(text: str) -> float:
    """Say how much it means that two names share this trade name; 鑫源 little, 海底捞 much."""
    total = 0.0
    is_person = persons.is_name(text)
    for place, char in enumerate(text):
        if char == "*":
            continue
        if not _HAN.match(char):
            total += w.RARITY_LETTER
        elif char in _USUAL or char == "某" or (is_person and not place):
            total += w.RARITY_COMMON
        else:
            total += w.RARITY_OTHER
    least = 0.0 if "*" in text else w.RARITY_LEAST
    return min(max(total, least), w.RARITY_MOST)


def compare(a: str, b: str, *, is_whole: bool) -> Relation:
    """Relate two trade names; `is_whole` where both stand in names with a trade or a form."""
    if not a or not b:
        return Relation("absent", w.NAME_ABSENT)
    if a == b and "*" not in a:
        return Relation("same", rarity(a))
    a, b = sorted((a, b), key=lambda text: (len(text), text))
    for relate in (_masked, _scripts, _typed):
        if found := relate(a, b):
            return found
    return _longer(a, b, is_whole=is_whole)


def _masked(a: str, b: str) -> Relation | None:
    """张*, 张某某 and 张三丰 do not contradict each other."""
    if not any(char in _MASK for char in a + b):
        return None
    if not (_fits(a, b) or _fits(b, a)):
        return Relation("other", w.NAME_OTHER)
    shown = min((text.translate(_UNMASK) for text in (a, b)), key=len)
    # one character of two says little: 张* is 张三 as well as 张四
    share = 1.0 if len(shown) > 1 else 0.4
    return Relation("masked", rarity(shown) * share if shown else 0.0)


_UNMASK: Final = dict.fromkeys(map(ord, _MASK))
_ANY: Final = r"[\w*]"


def _fits(masked: str, text: str) -> bool:
    """One mask hides one character or several: 张* may be 张三丰, but not 李四."""
    return len(masked) <= len(text) + 1 and _pattern(masked).fullmatch(text) is not None


@functools.lru_cache(maxsize=4096)
def _pattern(masked: str) -> re.Pattern[str]:
    parts = "".join(rf"{_ANY}{{1,4}}" if char in _MASK else re.escape(char) for char in masked)
    # runs of masks would be tried in every division
    pattern = re.sub(r"(?:\[\\w\*\]\{1,4\}){2,}", r"[\\w*]{1,12}", parts)
    return re.compile(f"{pattern}")


def _scripts(a: str, b: str) -> Relation | None:
    """A Latin brand against a Chinese one: perhaps its pinyin, else nothing can be said."""
    foreign, han = (a, b) if not _HAN.search(a) else (b, a)
    if _HAN.search(foreign) or not _HAN.search(han) or _LATIN.search(han):
        return None
    if not any(char.isalpha() for char in foreign):
        return None
    sounds = lookup.sounds()
    if "".join(sounds.get(char, ("",))[0] for char in han) == foreign:
        return Relation("pinyin", w.NAME_PINYIN)
    return Relation("script", w.NAME_SCRIPT)


def _typed(a: str, b: str) -> Relation | None:
    """Names of one length: a homophone, a look-alike, an exchange, or simply another character."""
    if len(a) != len(b):
        return None
    places = [at for at, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
    if _is_swapped(a, b, places):
        return Relation("swap", _by_length(w.NAME_SWAP, a))
    kinds = {_slip(a[at], b[at]) for at in places}
    if len(a) == 1 or len(places) > 2:
        return None
    if len(places) == 1:
        return _slipped(kinds.pop(), a)
    if kinds <= {"sound", "shape"} and (len(a) > 2 or kinds == {"sound"}):
        kind = "sound" if "sound" in kinds else "shape"
        return Relation(kind, w.NAME_TWO_TYPOS if len(a) < 5 else 0.0)
    return None


def _slipped(kind: str, a: str) -> Relation:
    """One character differs."""
    if kind == "near":
        return Relation("near", _by_length(w.NAME_NEAR, a))
    if kind:
        return Relation(kind, _by_length(w.NAME_TYPO, a))
    return Relation("one", _by_length(w.NAME_ONE_OTHER, a))


def _is_swapped(a: str, b: str, places: list[int]) -> bool:
    if len(places) != 2 or places[1] != places[0] + 1:
        return False
    return a[places[0]] == b[places[1]] and a[places[1]] == b[places[0]]


def _by_length(weights: tuple[float, ...], text: str) -> float:
    return weights[min(max(len(text) - 2, 0), len(weights) - 1)]


@functools.lru_cache(maxsize=1 << 16)
def _slip(a: str, b: str) -> str:
    """Say how one character came to stand for another: by its sound, by its shape, or not at all."""
    x, y = (lookup.sounds().get(char, ("",))[0] for char in (a, b))
    if x and x == y:
        return "sound"
    if any(a in group and b in group for group in _LOOKS):
        return "shape"
    alike = lookup.look_alikes()
    best = max(dict(alike.get(a, ())).get(b, 0), dict(alike.get(b, ())).get(a, 0))
    if best >= _LIKE:
        return "shape"
    return "near" if x and _blurred(x) == _blurred(y) else ""


def _blurred(sound: str) -> str:
    """Many do not tell zh from z, n from l, or in from ing."""
    return re.sub(r"(?<=[ie])ng$", "n", re.sub(r"^([zcs])h", r"\1", re.sub(r"^n(?=.)", "l", sound)))


def _longer(a: str, b: str, *, is_whole: bool) -> Relation:
    """One name goes on where the other ends, or begins before it."""
    more = len(b) - len(a)
    rest = b.removeprefix(a) if b.startswith(a) else b.removesuffix(a)
    if len(a) > 1 and len(rest) == more and not _HAN.search(rest):
        # ABC美味轩 and 美味轩
        return Relation("longer", rarity(a) * w.NAME_LONGER)
    if len(a) > 1 and b.startswith(a):
        if more == 1:
            return Relation("longer", _by_length(w.NAME_LONGER_BY_ONE, a))
        share = w.NAME_LONGER_FULL if is_whole else w.NAME_LONGER
        return Relation("longer", rarity(a) * share)
    if len(a) > 1 and b.endswith(a):
        return Relation("behind", w.NAME_BEHIND_BY_ONE if more == 1 else w.NAME_BEHIND)
    if more == 1 and len(a) > 2 and _is_dropped(a, b):
        return Relation("dropped", _by_length(w.NAME_LONGER_BY_ONE, a))
    return Relation("other", w.NAME_OTHER)


def _is_dropped(short: str, long: str) -> bool:
    return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))
