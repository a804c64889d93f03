"""Addresses in their parts, and how far two of them speak for one place.

parse("浙江省杭州市余杭区五常街道文一西路969号3幢5层101室")
→ region 330110, town 五常街道, road 文一西路, number 969, building 3, room 101
"""

import functools
import re
from dataclasses import dataclass
from typing import Final

from hedun.engine.match import regions
from hedun.engine.match import weights as w
from hedun.engine.match.evidence import Evidence, ordered
from hedun.engine.match.spelling import NUMERALS, normal, number

_UNIT: Final = "号楼|号院|号|幢|栋|座|楼|层|单元|室|房|弄|巷|组|队|铺|档|門|门|f|街坊"
_NUMERAL: Final = re.compile(
    rf"[{NUMERALS}]+(?=(?:之[0-9{NUMERALS}]+)?(?:{_UNIT})(?!路|街|大道|峡|县))"
)
_NONE: Final = frozenset(
    {"无", "不详", "未知", "-", "null", "none", "n-a", "nan", "暂无", "同上", ""}
)
_HAN: Final = r"[\u4e00-\u9fff]"
_TOWN: Final = re.compile(
    rf"^({_HAN}{{1,5}}?(?:街道办事处|街道|地区办事处|镇|乡|苏木))(?!路|街(?!道)|大道)"
)
_ROAD: Final = re.compile(
    rf"({_HAN}[\u4e00-\u9fff0-9a-z]{{0,9}}?(?:大道(?:[东西南北中]段)?|大街|公路|胡同|国道|省道|横街|正街|后街|前街|步行街|"
    rf"路(?!口)(?:[东西南北中]段|[东南西北]侧)?|街(?!道|坊)(?:[东西南北中]段)?|道(?=\d)|里(?=\d)|巷|弄堂))"
)
_FIRST: Final = re.compile(r"([甲乙丙]?\d+)(?:[-至、](\d+))?(弄|巷)?号?(?:院)?")
_BUILDING: Final = re.compile(r"([0-9]+|[a-z])-?(?:号楼|幢|栋|座|号院内?|楼(?!层))")
_ROOM: Final = re.compile(
    r"([a-z]?-?\d+[a-z]?(?:-\d+)?)(?:号)?(?:室|房|商铺|铺位|铺|档口|档|门面|店面)"
)
_LAST: Final = re.compile(r"(?:^|[^\d])([a-z]?\d{2,4}[a-z]?)$")
_SPOT: Final = re.compile(
    rf"({_HAN}[\u4e00-\u9fff0-9a-z]{{1,11}}?(?:广场|大厦|中心|市场|小区|花园|公寓|工业园区|工业园|产业园|科技园|园区|商城|公馆|家园|名苑|"
    r"新村|村|社区|大楼|写字楼|批发城|商厦|集贸市场|国际城|苑|里|庄|屯|寨|港|城))"
)
_FLOOR: Final = re.compile(r"(\d+)(?:层|f)")
_ASIDE: Final = re.compile(r"\([^()]*\)?")


@dataclass(frozen=True, slots=True)
class Address:
    """The parts of an address; empty where it has none."""

    text: str = ""
    codes: regions.Codes = regions.NOWHERE
    town: str = ""
    road: str = ""
    number: str = ""
    building: str = ""
    room: str = ""
    spot: str = ""


@functools.lru_cache(maxsize=1 << 16)
def parse(raw: str) -> Address:
    """Read an address; never fails, whatever the text."""
    text = _ASIDE.sub("", normal(raw.replace("#", "号"))).removeprefix("中国")
    text = _NUMERAL.sub(lambda found: number(found.group()), text)
    if text in _NONE:
        return Address()
    codes, rest = _region(text)
    town, rest = _town(rest)
    road, after, before = _road(rest)
    first = _FIRST.match(after) if road else re.search(r"(\d+)(?:-(\d+))?(弄|巷)?号(?!楼|院)", rest)
    behind = (after if road else rest)[first.end() :] if first else after or rest
    building = _BUILDING.search(behind)
    spot = _SPOT.search(behind) or _SPOT.search(before)
    return Address(
        text,
        codes,
        town=town,
        road=_shorter_road(road),
        number=first[1].lstrip("0") if first else "",
        building=building[1] if building else "",
        room=_room(behind),
        spot=spot[1] if spot else "",
    )


def _region(text: str) -> tuple[regions.Codes, str]:
    """The region stands in front; where an address was turned round, somewhere else, written in full."""
    found = regions.leading(text)
    if found.codes:
        return found.codes, text[found.end :]
    known = regions.places()
    for at in range(1, len(text) - 1):
        if not regions.may_begin(text, at):
            continue
        for end in range(min(len(text), at + 12), at + 2, -1):
            place = known.get(text[at:end])
            if place is not None and place.is_full:
                found = regions.leading(text, at)
                return found.codes, text[:at] + text[found.end :]
    return regions.NOWHERE, text


def _town(text: str) -> tuple[str, str]:
    found = _TOWN.match(text)
    if not found:
        return "", text
    name = re.sub(r"(?:街道办事处|地区办事处|街道|镇|乡|苏木)$", "", found[1])
    return name, text[found.end() :]


def _road(text: str) -> tuple[str, str, str]:
    """Give the road, what follows it and what stands before it."""
    all_found = list(_ROAD.finditer(text))
    if not all_found:
        return "", "", text
    # 大石街植村一街5号: the road is the one before the number
    numbered = (one for one in all_found if text[one.end() : one.end() + 1].isdigit())
    found = next(numbered, all_found[0])
    return found[1], text[found.end() :], text[: found.start()]


def _shorter_road(road: str) -> str:
    return re.sub(r"(?<=.[路街])[东南西北]侧$", "", road)


def _room(text: str) -> str:
    if found := _ROOM.search(text):
        return found[1].strip("-")
    found = _LAST.search(text)
    return found[1] if found else ""


def compare(a: Address, b: Address) -> list[Evidence]:
    """Weigh two addresses; nothing where one of them is missing."""
    if not a.text or not b.text:
        return []
    if a.codes and b.codes and not regions.within(a.codes, b.codes):
        names = ordered(regions.label(a.codes), regions.label(b.codes))
        return [Evidence(w.ADDRESS_REGION_OTHER, f"地址不在同一区划：{names}", is_clash=True)]
    if a.road and b.road:
        return _by_road(a, b)
    if a.spot and b.spot:
        return _by_spot(a, b)
    return _by_town(a, b)


def _by_road(a: Address, b: Address) -> list[Evidence]:
    if not _is_one_road(a.road, b.road):
        if a.spot and a.spot == b.spot:
            return _by_spot(a, b)
        return [Evidence(w.ADDRESS_ROAD_OTHER, f"地址道路不同：{ordered(a.road, b.road)}")]
    if not (a.number and b.number):
        return [Evidence(w.ADDRESS_ROAD, f"地址道路一致：{min(a.road, b.road)}")]
    if a.number != b.number:
        numbers = ordered(f"{a.number}号", f"{b.number}号")
        return [Evidence(w.ADDRESS_NUMBER_OTHER, f"地址门牌号不同：{numbers}")]
    same = Evidence(w.ADDRESS_NUMBER, f"地址一致：{min(a.road, b.road)}{a.number}号")
    return [same, *_inside(a, b)]


def _is_one_road(a: str, b: str) -> bool:
    """One may have a place before the road that could not be told from it: 古荡文三路."""
    short, long = sorted((a, b), key=len)
    return long == short or (len(short) > 2 and len(long) - len(short) > 1 and long.endswith(short))


def _inside(a: Address, b: Address) -> list[Evidence]:
    """Building and room of one number."""
    if a.building and b.building and a.building != b.building:
        text = f"地址楼幢不同：{ordered(a.building, b.building)}"
        return [Evidence(w.ADDRESS_BUILDING_OTHER, text)]
    if not (a.room and b.room):
        return []
    if a.room == b.room:
        return [Evidence(w.ADDRESS_ROOM, f"室号一致：{a.room}")]
    if {a.room, a.room.split("-")[-1]} & {b.room, b.room.split("-")[-1]}:
        return []
    return [Evidence(w.ADDRESS_ROOM_OTHER, f"室号不同：{ordered(a.room, b.room)}")]


def _by_spot(a: Address, b: Address) -> list[Evidence]:
    if a.spot in b.spot or b.spot in a.spot:
        if a.number and b.number and a.number != b.number:
            numbers = ordered(f"{a.number}号", f"{b.number}号")
            return [Evidence(w.ADDRESS_NUMBER_OTHER, f"地址门牌号不同：{numbers}")]
        same = Evidence(w.ADDRESS_SPOT, f"地址一致：{min(a.spot, b.spot, key=len)}")
        return [same, *_inside(a, b)]
    return [Evidence(w.ADDRESS_SPOT_OTHER, f"地址不同：{ordered(a.spot, b.spot)}")]


def _by_town(a: Address, b: Address) -> list[Evidence]:
    if a.town and b.town:
        if a.town == b.town:
            return [Evidence(w.ADDRESS_TOWN, f"地址同在{a.town}")]
        return [Evidence(w.ADDRESS_TOWN_OTHER, f"地址街道或乡镇不同：{ordered(a.town, b.town)}")]
    if a.text == b.text:
        return [Evidence(w.ADDRESS_SPOT, "地址文字相同")]
    both = regions.within(a.codes, b.codes)
    if both and min(map(len, both)) == 6:
        return [Evidence(w.ADDRESS_COUNTY, f"地址只知同在{regions.label(both)}，作用不大")]
    return []
