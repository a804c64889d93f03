"""A business name in its parts: region, trade name (字号), trade, form, branch, operator.

    parse("杭州市余杭区张三小吃店（个体工商户）")
    → region 330110, trade name 张三, trade 小吃, shop word 店, form individual

A name that can be read in two ways (兴隆 is a county and a trade name) gives both readings.
"""

import functools
import re
from dataclasses import dataclass
from typing import Any, Final

from hedun.engine.match import brackets, branches, forms, persons, regions, trades
from hedun.engine.match.spelling import normal, with_digits
from hedun.engine.match.trades import Trade

_JUNK: Final = frozenset(
    [
        "无",
        "不详",
        "未知",
        "暂无",
        "没有",
        "空",
        "无名称",
        "名称",
        "测试",
        "未填写",
        "未填",
        "null",
        "none",
        "nan",
        "na",
        "n-a",
        "nil",
        "test",
        "不适用",
        "待补",
        "待定",
        "略",
        "同上",
        "其他",
        "其它",
        "个体户",
        "个体工商户",
        "个体",
        "公司",
        "有限公司",
        "店",
        "商户",
        "商家",
        "用户",
        "匿名",
        "匿名用户",
        "默认",
        "店铺",
        "网店",
        "未命名",
        "无字号",
        "无店名",
        "undefined",
        "保密",
        "姓名",
        "企业名称",
        "无字号名称",
        "字号名称",
        "经营者",
        "暂未提供",
        "未提供",
        "待核实",
        "同前",
        "见附件",
        "详见附件",
        "空白",
        "个人",
        "自然人",
        "某某",
        "某",
        "xx",
        "xxx",
        "商户名称",
        "店名",
        "公司名称",
    ]
)
_TOWN: Final = re.compile(
    r"^([\u4e00-\u9fff]{2,4}?(?:街道|镇|乡|苏木))(?=[\u4e00-\u9fff]{2})|"
    r"^((?:国家级?)?(?:[\u4e00-\u9fff]{0,4}?)(?:高新技术产业开发区|经济技术开发区|经济开发区|高新技术开发区|高新区|经开区|自由贸易试验区|"
    r"自贸试验区|自贸区|保税区|综合保税区|工业园区|开发区|旅游度假区|风景名胜区|风景区))(?=[\u4e00-\u9fff]{2})"
)
_ROAD: Final = re.compile(r"^[\u4e00-\u9fff]{1,4}?(?:路|街|大道|巷)(?=[\u4e00-\u9fff]{3})")
_VILLAGE: Final = re.compile(r"^([\u4e00-\u9fff]{1,3}(?:村|社区))(?=[\u4e00-\u9fff]{3})")
_NATION: Final = re.compile(r"^(?:中国|中华人民共和国)(?=[\u4e00-\u9fff]{4})")
_PREFIX: Final = re.compile(
    r"^(?:(?:淘宝|天猫|京东|拼多多|抖音|快手|微信)(?:店铺|小店|店)|网店名称|店铺名称|个体工商户|个体户|经营者|业主|经营者姓名|商户名称|企业名称|名称|店名|店铺)-?(?=..)"
)
_REMARKS: Final = re.compile(r"(?:已注销|已吊销|吊销未注销|注销|原名|曾用名).*$")
_WORD: Final = re.compile(r"[\u3400-\u9fff\U00020000-\U0002ffff]|[a-z]{2}|[^\W\d_a-z]")


@dataclass(frozen=True, slots=True)
class Name:
    """One reading of a name; parts that are not there are empty."""

    text: str  # in the one spelling, whole
    codes: regions.Codes = regions.NOWHERE
    region: str = ""  # as it was written
    town: str = ""
    trade_name: str = ""
    key: str = ""  # the trade name with its numerals in digits
    trades: tuple[Trade, ...] = ()
    noun: str = ""
    form: str = ""
    groups: frozenset[str] = frozenset()
    branch: branches.Branch = branches.NONE
    is_placed: bool = False
    operator: str = ""
    qualifiers: tuple[str, ...] = ()
    is_usable: bool = True

    @property
    def kind(self) -> str:
        """The form, or "shop" where only a shop word tells that it is no company."""
        shop = self.noun and self.noun != "front" and not self.is_placed
        return self.form or ("shop" if shop else "")

    @property
    def essence(self) -> tuple[object, ...]:
        """Everything that makes the name, without the ways in which it may be written."""
        words = tuple(one.word for one in self.trades)
        kind = "shop" if self.kind in {"individual", "sole"} else self.kind
        rest = (self.groups, self.branch, self.operator, self.qualifiers, self.town)
        return (self.codes, self.key, words, self.noun, kind, *rest)

    @property
    def is_person(self) -> bool:
        """Tell whether nothing but a person's name is left of it."""
        bare = not (self.trades or self.noun or self.branch.text) and self.form in {
            "",
            "individual",
        }
        return bare and persons.is_name(self.trade_name)


@dataclass(frozen=True, slots=True)
class Parsed:
    """All readings of a name, and the former names that it brings along."""

    readings: tuple[Name, ...]
    former: tuple[Name, ...] = ()


_Parts = dict[str, Any]  # of a name that is not read to its end


@functools.lru_cache(maxsize=1 << 16)
def parse(raw: str) -> Parsed:
    """Read a name; never fails, whatever the text."""
    text = _once(normal(raw))
    bare = _PREFIX.sub("", text)
    if not _is_usable(bare):
        return Parsed((Name(text, is_usable=False),))
    outer, inner = brackets.separate(bare)
    outer = _joined(outer, inner)
    aside = brackets.read(inner)
    outer = _REMARKS.sub("", outer) or outer
    former = tuple(one for name in aside.former for one in _readings(name, brackets.Aside()))
    return Parsed(tuple(_readings(outer, aside, bare)), former)


def _once(text: str) -> str:
    """A name that was pasted twice counts once."""
    half = len(text) // 2
    return text[:half] if half > 5 and text[:half] == text[half:] else text


def _joined(outer: str, inner: list[str]) -> str:
    """What follows a dash is a branch (张三小吃店-文三路店) or nothing of its own (青柠-便利店)."""
    if "-" not in outer:
        return outer
    before, _, after = outer.rpartition("-")
    if before and branches.is_tag(after) and not trades.split("＿" + after[:-1])[1]:
        inner.append(after)
        outer = before
    return outer.replace("-", "")


def _is_usable(text: str) -> bool:
    """A name has a Chinese character, two Latin letters or another script's letter, and says something."""
    return text not in _JUNK and bool(_WORD.search(text))


def _readings(outer: str, aside: brackets.Aside, text: str = "") -> list[Name]:
    head, form = forms.take(outer)
    # the region may stand in front, in brackets, or (rarely) before the form
    tagged, tag = branches.take(outer)
    if tag and tagged:
        head, form = forms.take(tagged)
    name: _Parts = {
        "text": text or outer, "form": aside.form or form, "groups": aside.groups, "operator": aside.operator,
        "qualifiers": tuple(aside.qualifiers), "branch": branches.read(aside.branch or tag), "region": "", "town": "",
    }  # fmt: skip
    nation = _NATION.match(head)
    found = regions.leading(head)
    if found.codes and not _is_dish(head):
        if found.before and not found.is_full and _is_short(head, found.end):
            # 包头青山饭店: 青山 is a district of 包头, but here the trade name
            found = regions.Found(found.before, found.at, is_sure=True)
        readings = [_placed(name, head, found, aside=aside)]
        if not found.is_sure or (not found.is_full and _is_short(head, found.end)):
            readings.append(_rest(name, head, aside.codes))
        return readings
    if nation:
        head = head[nation.end() :]
    codes, end = aside.codes, len(head)
    if not codes and form in forms.CORPORATE:
        codes, end = regions.trailing(head, 4)
    region = regions.label(codes) if codes else ""
    return [_rest({**name, "region": region}, head[:end], codes)]


def _is_dish(head: str) -> bool:
    """兰州拉面 and 沙县小吃 are what is cooked, not where."""
    return head.startswith(_DISHES) and head not in _DISHES


_DISHES: Final = (
    "兰州拉面", "兰州牛肉面", "沙县小吃", "重庆小面", "重庆火锅", "桂林米粉", "柳州螺蛳粉", "杭州小笼包", "北京烤鸭", "上海生煎",
    "长沙臭豆腐", "武汉热干面", "新疆羊肉串", "南京板鸭", "天津包子", "四川火锅",
)  # fmt: skip


def _is_short(head: str, end: int) -> bool:
    """兴隆小吃, 重庆火锅: too little follows the region for a trade name."""
    rest = forms.noun(head[end:])[0]
    return len(rest) < 2 or trades.alone(rest) or len(trades.split(rest)[0]) < 2


def _placed(name: _Parts, head: str, found: regions.Found, *, aside: brackets.Aside) -> Name:
    codes = found.codes
    name = {**name, "region": head[: found.end]}
    if aside.codes:
        codes = regions.within(codes, aside.codes) or codes
        if not regions.within(found.codes, aside.codes):
            name["qualifiers"] = (*name["qualifiers"], regions.label(aside.codes))
    rest = head[found.end :]
    if town := _TOWN.match(rest):
        name["town"], rest = _zone(town.group()), rest[town.end() :]
    if not name["town"] and (road := _ROAD.match(rest)) and _has_name(rest[road.end() :]):
        name["town"], rest = road.group(), rest[road.end() :]
    if name["town"] and (village := _VILLAGE.match(rest)):
        rest = rest[village.end() :]
    # a second mention of the region behind the town
    return _rest(name, rest, codes)


def _has_name(text: str) -> bool:
    """In 南京路小吃店 the road is the trade name, in 文三路张三小吃店 it is not."""
    body = forms.noun(text)[0]
    return not trades.alone(body) and len(trades.split(body)[0]) > 1


def _zone(town: str) -> str:
    town = town.replace("高新技术产业开发区", "高新区").replace("高新技术开发区", "高新区")
    return re.sub(r"经济(?:技术)?开发区", "经开区", town)


def _rest(name: _Parts, text: str, codes: regions.Codes) -> Name:
    """Take trade name, trade and shop word apart, where the region is gone already."""
    body, noun = forms.noun(text) if name["form"] not in forms.CORPORATE else (text, "")
    region = name["region"]
    if trades.alone(body):
        head, found = "", trades.split("＿" + body)[1]
        if region and not text.startswith(region):
            head = region if _is_word(region) else ""
    else:
        head, found = trades.split(body)
    groups = {one.word for one in found if one.group == trades.GROUP}
    told = {
        "codes": codes, "trade_name": head, "key": with_digits(head), "noun": noun, "groups": name["groups"] | groups,
        "trades": tuple(one for one in found if one.group != trades.GROUP),
        "is_placed": not name["branch"].text and branches.is_placed(text),
    }  # fmt: skip
    return Name(**{**name, **told})


def _is_word(region: str) -> bool:
    """A region written without its 市 or 县 may serve as the trade name: 重庆火锅."""
    place = regions.places().get(region)
    return place is not None and not place.is_full
