"""Branches: 杭州分公司, 第二分店, （文三路店). A branch is not its head office, nor another branch."""

import re
from typing import Final, NamedTuple

from hedun.engine.match import regions, trades
from hedun.engine.match.spelling import NUMERALS, number

_OFFICES: Final = (
    "分公司|支公司|分行|支行|办事处|代表处|联络处|营业部|营业厅|营业所|储蓄所|项目部|经理部|分部|分社|分所|"
    "中心支公司|销售分公司|分理处|业务部"
)
_STORES: Final = "分店|号店|连锁店|门店|分号|分馆|直营店|加盟店|专柜|店|分厂|分校|分院|分园|校区|院区|厂区|分会所"
_COUNT: Final = rf"[0-9{NUMERALS}两]+"
_PLACES: Final = (
    "路|街|大道|广场|大厦|商场|车站|火车站|高铁站|东站|西站|南站|北站|机场|小区|社区|校区|万达|银泰|天街|城|村|市场|商圈|新天地|"
    "吾悦|万象|印象|大悦|来福士|太古里|龙湖|宝龙|凯德|步行街|商业街|里|巷|苑|花园|中心|公园|大学|学院|医院|汇|港|门|桥|口"
)
_ORDINAL: Final = re.compile(rf"^(.*?)第?({_COUNT})(?:分公司|分行|支行|{_STORES}|分部|部|营业部)$")
_TAG: Final = re.compile(rf"(?:.*(?:{_OFFICES}|{_STORES})|.+(?:{_PLACES}))$")
# an ending that nothing but a branch has
_PLAIN: Final = re.compile(
    rf"^(.{{2,}}?)((?:第?{_COUNT})?(?:分公司|支公司|分行|支行|办事处|代表处|分店|号店|分号|分馆|分厂|分校|分院|分园|分部|分社|分所))$"
)
# 张三小吃店二店: an ordinal behind a whole name
_SECOND: Final = re.compile(
    rf"^(.{{2,}}(?:店|馆|铺|超市|部|行|厂|坊|院|校))(第?{_COUNT}(?:门店|店|部|馆))$"
)
_AFTER_COMPANY: Final = re.compile(r"^(.*(?:公司|合作社|合伙企业|集团))(.{2,})$")
_TAIL: Final = re.compile(
    rf".*(?:{_OFFICES}|{_STORES}|部|厂|所|站|处|中心|馆|院|校|超市|场|库|卖场|柜|社|园|室|铺|局|厅|"
    r"(?<!有限)(?<!责任)公司)$"
)
_PLACED: Final = re.compile(rf"^.{{2,}}(?:{_PLACES})店$")
_ROAD: Final = re.compile(rf"(?:{_PLACES})$")


_ENDS: Final = "店馆铺部厂超市"


class Branch(NamedTuple):
    """A branch by its kind (office or store), its number and its place; all empty for none."""

    kind: str
    ordinal: str
    codes: regions.Codes
    place: str
    text: str


NONE: Final = Branch("", "", regions.NOWHERE, "", "")


def is_tag(text: str) -> bool:
    """Tell whether the text in brackets names a branch: 文三路店, 二店, 西湖银泰, 余杭分店."""
    return bool(_TAG.match(text)) or text.isdecimal()


def take(text: str) -> tuple[str, str]:
    """Cut a branch off the end of a name; gives the head office's name and the branch's tag."""
    if text[-1:] not in "司行处店号馆厂校院园部社所站心市场库柜室铺局厅柜区":
        return text, ""
    if (found := _AFTER_COMPANY.match(text)) and _TAIL.match(found[2]):
        return found[1], found[2]
    if found := _PLAIN.match(text):
        return _with_place(found[1], found[2])
    if found := _SECOND.match(text):
        return found[1], found[2]
    head, tag = _behind_a_store(text)
    return (head, tag) if tag else _store_in_region(text)


def _behind_a_store(text: str) -> tuple[str, str]:
    """张三小吃店│文三路店, 江南大酒店│西溪店, 海底锅火锅│王府井路店."""
    if not text.endswith("店"):
        return text, ""
    for at in range(len(text) - 3, 3, -1):
        head, rest = text[:at], text[at:-1]
        if len(rest) > 10 or trades.split("＿" + rest)[1] or rest[0] in _ENDS:
            continue
        ends = head[-1] in _ENDS and (trades.split(head[:-1])[1] or trades.split(head)[1])
        if ends or (trades.split(head)[1] and _ROAD.search(rest)):
            return head, text[at:]
    return text, ""


def _with_place(head: str, tag: str) -> tuple[str, str]:
    """The place of a branch stands before its tag: 永辉超市│合肥分店, 张三小吃店│余杭分店."""
    for at in range(2, len(head) - 1):
        if not regions.may_begin(head, at):
            continue
        found = regions.leading(head, at)
        rest = head[found.end :] if found.codes else "-"
        if found.codes and (not rest or _ROAD.search(rest)):
            return head[:at], head[at:] + tag
    for at in range(len(head) - 2, 2, -1):
        before = head[:at]
        if before[-1] in "店馆铺部厂" and trades.split(before[:-1])[1]:
            return before, head[at:] + tag
    return head, tag


def _store_in_region(text: str) -> tuple[str, str]:
    """永辉超市│合肥长江西路店; but 张三│杭州小吃店 is no branch."""
    if not text.endswith("店"):
        return text, ""
    for at in range(2, len(text) - 2):
        if not regions.may_begin(text, at):
            continue
        found = regions.leading(text, at)
        if not found.codes:
            continue
        rest = text[found.end : -1]
        if not rest or (_ROAD.search(rest) and not trades.split("＿" + rest)[1]):
            return text[:at], text[at:]
    return text, ""


def is_placed(text: str) -> bool:
    """Tell whether a name ends like a store of a chain whose brand is not marked off: 蜜雪冰城文三路店."""
    return (
        bool(_PLACED.match(text)) and not trades.split(text)[1] and not trades.split(text[:-1])[1]
    )


def read(tag: str) -> Branch:
    """Take a branch's tag apart."""
    if not tag:
        return NONE
    kind = "office" if re.search(rf"(?:{_OFFICES})$", tag) else "store"
    ordinal, rest = "", re.sub(rf"(?:{_OFFICES}|{_STORES}|部)$", "", tag)
    if tag.isdecimal():
        return Branch(kind, tag, regions.NOWHERE, "", tag)
    if found := _ORDINAL.match(tag):
        rest, ordinal = found[1], number(found[2].replace("两", "二"))
    place = regions.leading(rest)
    return Branch(kind, ordinal, place.codes, rest[place.end :], tag)
