"""The parts of two names, each compared in its own way: trade name, region, trade, form, branch."""

from collections.abc import Iterator
from typing import Final

from hedun.engine.match import forms, regions, trade_names
from hedun.engine.match import weights as w
from hedun.engine.match.branches import Branch
from hedun.engine.match.evidence import Evidence, ordered
from hedun.engine.match.name import Name
from hedun.engine.match.trade_names import Relation
from hedun.engine.match.trades import GENERAL, Trade

_SENTENCES: Final = {
    "same": "字号一致：{one}",
    "masked": "字号未隐去的部分一致：{both}",
    "sound": "字号读音相同，可能误写：{both}",
    "shape": "字号字形相近，可能误写：{both}",
    "near": "字号读音相近，可能误写：{both}",
    "swap": "字号前后字颠倒：{both}",
    "one": "字号不同（相差一字）：{both}",
    "other": "字号不同：{both}",
    "longer": "字号一个包含另一个：{both}",
    "behind": "字号前多出文字：{both}",
    "dropped": "字号少一字：{both}",
    "script": "一个用外文、一个用中文，字号无从比较：{both}",
    "pinyin": "字号与拼音一致：{both}",
    "aside": "字号与对方括注或曾用名一致：{one}",
}
_RETAIL: Final = frozenset("店铺馆部行坊屋社吧庄")
_INDIVIDUAL: Final = frozenset({"individual", "shop", "sole"})
_RELATED: Final = (
    frozenset({"food", "retail"}), frozenset({"culture", "media"}), frozenset({"medicine", "medical"}), frozenset({"food", "liquor"}),
    frozenset({"liquor", "retail"}), frozenset({"baby", "clothing"}), frozenset({"auto", "repair"}), frozenset({"electronics", "repair"}),
    frozenset({"bakery", "catering"}),
)  # fmt: skip
_HOUSES: Final = frozenset({"hotel", "medical", "education", "finance"})
_WORKSHOPS: Final = frozenset({"auto", "repair"})  # whose 厂 is as small as a 店
_CONVERTED: Final = (frozenset({"ltd", "jsc"}),)
_LIKE_FORMS: Final = (
    frozenset({"company", "ltd"}), frozenset({"company", "jsc"}), frozenset({"shop", "individual"}), frozenset({"shop", "sole"}),
    frozenset({"partners", "gp"}), frozenset({"partners", "lp"}), frozenset({"shop", "gp"}), frozenset({"shop", "partners"}),
    frozenset({"shop", "farm"}), frozenset({"individual", "farm"}), frozenset({"shop", "lp"}),
)  # fmt: skip


def trade_name(a: Name, b: Name) -> Evidence | None:
    """Compare the trade names; a name in the other's brackets counts as well."""
    whole = all(name.trades and name.kind for name in (a, b))
    found = trade_names.compare(a.key, b.key, is_whole=whole)
    if (a.is_placed or b.is_placed) and _spelled(a) == _spelled(b):
        found = Relation("same", trade_names.rarity(min(a.key, b.key, key=len)))
    if found.kind != "same" and (alias := _alias(a, b)):
        return Evidence(trade_names.rarity(alias), _SENTENCES["aside"].format(one=alias))
    if found.kind == "absent":
        return _absent(a, b)
    text = _SENTENCES[found.kind].format(
        one=min(a.trade_name, b.trade_name), both=ordered(a.trade_name, b.trade_name)
    )
    if found.kind in {"same", "longer"} and _is_bare(a) != _is_bare(b):
        return Evidence(found.weight + w.NAME_BARE, f"{text}，一方只有简称")
    return Evidence(found.weight, text)


def _is_bare(name: Name) -> bool:
    """Nothing but a trade name, perhaps with a region."""
    return not (name.trades or name.kind or name.branch.text or name.is_placed)


def _alias(a: Name, b: Name) -> str:
    """KFC（肯德基） and 肯德基; ABC美味轩 and 美味轩 by the Chinese part."""
    for name, other in ((a, b), (b, a)):
        aliases = {name.trade_name + one for one in name.qualifiers} | set(name.qualifiers)
        aliases |= {one + name.trade_name for one in name.qualifiers}
        if len(other.trade_name) > 1 and other.trade_name in aliases:
            return other.trade_name
    return ""


def _absent(a: Name, b: Name) -> Evidence | None:
    if a.trade_name or b.trade_name:
        return Evidence(w.NAME_ABSENT_ONE, f"一方没有字号：{a.trade_name or b.trade_name}")
    return None


def region(a: Name, b: Name) -> Evidence | None:
    """Compare the regions that the names state."""
    if not a.codes or not b.codes:
        return None
    both = regions.within(a.codes, b.codes)
    if not both:
        names = ordered(regions.label(a.codes), regions.label(b.codes))
        return Evidence(w.REGION_OTHER, f"区划不同：{names}", is_clash=True)
    if a.codes == b.codes or both == a.codes == b.codes:
        return Evidence(w.REGION_SAME[_level(both)], f"区划一致：{regions.label(both)}")
    if _is_ambiguous(a.codes) != _is_ambiguous(b.codes) and min(map(len, a.codes | b.codes)) == 6:
        return Evidence(w.REGION_AMBIGUOUS, f"区划相容（有重名）：{regions.label(both)}")
    narrow, wide = sorted((a.codes, b.codes), key=lambda codes: -max(map(len, codes)))
    if max(map(len, narrow)) == max(map(len, wide)):
        return Evidence(w.REGION_SAME[_level(both)], f"区划一致：{regions.label(both)}")
    weight = w.REGION_HOLDS_WIDE if _level(wide) == 2 else w.REGION_HOLDS
    return Evidence(weight, f"区划一致：{regions.label(both)}属{_short(wide, both)}")


def _level(codes: regions.Codes) -> int:
    """Say how narrow regions are; a municipality counts as a city."""
    return 4 if codes <= regions.MUNICIPALITIES else min(map(len, codes))


def _is_ambiguous(codes: regions.Codes) -> bool:
    return len({code[:4] for code in codes}) > 1


def _short(wide: regions.Codes, both: regions.Codes) -> str:
    return regions.label(frozenset(code for code in wide if any(b.startswith(code) for b in both)))


def town(a: Name, b: Name) -> Evidence | None:
    """Compare the town or zone behind the region."""
    if not a.town or not b.town:
        return None
    if a.town == b.town:
        return Evidence(w.TOWN_SAME, f"街道、乡镇或园区一致：{a.town}")
    if a.town[-1] != b.town[-1]:
        # a zone and a street may hold each other
        return None
    text = f"街道、乡镇或园区不同：{ordered(a.town, b.town)}"
    return Evidence(w.TOWN_OTHER, text, is_clash=True)


def trade(a: Name, b: Name) -> Evidence | None:
    """Compare what the businesses do."""
    if not a.trades and not b.trades:
        return None
    words = ["".join(one.word for one in name.trades) for name in (a, b)]
    both = ordered(*words)
    if words[0] == words[1]:
        return Evidence(w.TRADE_SAME, f"行业一致：{words[0]}")
    if not all(words):
        text = f"一方没有行业用语：{''.join(words)}"
        both_filed = {a.kind, b.kind} <= forms.CORPORATE
        return Evidence(w.TRADE_MISSING, text, is_sibling=both_filed)
    found = _by_class(a.trades, b.trades, both)
    if {a.kind, b.kind} <= forms.CORPORATE:
        # a company's name is filed as it is; individuals and their shops are written freely
        weight = min(found.weight, w.TRADE_LIKE_COMPANY)
        return found._replace(weight=weight, is_sibling=True)
    if (
        found.is_clash
        and not {a.kind, b.kind} & forms.CORPORATE
        and _is_related(a.trades, b.trades)
    ):
        return Evidence(w.TRADE_RELATED, f"行业相关：{both}", is_sibling=True)
    return found


def _is_related(a: tuple[Trade, ...], b: tuple[Trade, ...]) -> bool:
    """Shops sell a little of everything: 水果店 and 生鲜超市."""
    x, y = _classes(a).keys(), _classes(b).keys()
    return (x != y or x == {"food"}) and any(x | y <= related for related in _RELATED)


def _by_class(a: tuple[Trade, ...], b: tuple[Trade, ...], both: str) -> Evidence:
    x, y = _classes(a), _classes(b)
    kinds = [(x[group], y[group]) for group in x.keys() & y.keys()]
    if (not x or not y) or (x.keys() != y.keys() and kinds and _is_part(x, y)):
        # 管理, 服务, 实业 alone, or one trade of two
        return Evidence(w.TRADE_WIDER, f"行业用语一宽一窄：{both}")
    if not kinds:
        return Evidence(w.TRADE_OTHER, f"行业不同：{both}", is_clash=True)
    if x.keys() != y.keys() or all(p and q and not p & q for p, q in kinds):
        return Evidence(w.TRADE_OTHER_KIND, f"行业细类不同：{both}", is_clash=True)
    if any(p != q for p, q in kinds):
        return Evidence(w.TRADE_WIDER, f"行业一宽一窄：{both}")
    if _generals(a) != _generals(b):
        return Evidence(w.TRADE_MORE, f"行业相近：{both}")
    return Evidence(w.TRADE_LIKE, f"行业同类：{both}")


def _classes(found: tuple[Trade, ...]) -> dict[str, frozenset[str]]:
    """Give the kinds by class; 科技 beside a narrower trade (生物科技) says nothing of its own."""
    classes: dict[str, set[str]] = {}
    for one in found:
        if one.group != GENERAL:
            classes.setdefault(one.group, set()).update({one.kind} - {""})
    if len(classes) > 1 and classes.get("tech") == set():
        del classes["tech"]
    return {group: frozenset(kinds) for group, kinds in classes.items()}


def _is_part(x: dict[str, frozenset[str]], y: dict[str, frozenset[str]]) -> bool:
    return x.keys() <= y.keys() or y.keys() <= x.keys()


def _generals(found: tuple[Trade, ...]) -> set[str]:
    return {one.word for one in found if one.group == GENERAL}


def form(a: Name, b: Name) -> Evidence | None:
    """Compare the organisational forms."""
    x, y = a.kind, b.kind
    if "front" in (a.noun, b.noun) and a.noun != b.noun:
        return Evidence(w.NOUN_FRONT, "一方是网店名称，经营者未写明")
    if not x and not y:
        return None
    if _is_house(a, b) or _is_house(b, a):
        return Evidence(w.NOUN_COMPANY, f"一方没有公司字样：{forms.LABELS[a.form or b.form]}")
    if not x or not y:
        return Evidence(w.FORM_MISSING, f"一方没有组织形式：{forms.LABELS[x or y]}")
    return _both_forms(a, b)


def _both_forms(a: Name, b: Name) -> Evidence:
    x, y = a.kind, b.kind
    if x == y and x != "shop":
        return Evidence(w.FORM_SAME, f"组织形式一致：{forms.LABELS[x]}")
    labels, pair = ordered(forms.LABELS[x], forms.LABELS[y]), frozenset({x, y})
    if x == y or pair in _LIKE_FORMS:
        text = f"末尾用语一致：{a.noun}" if x == y else f"组织形式相容：{labels}"
        return _noun(a, b) or Evidence(w.FORM_LIKE, text)
    if pair in _CONVERTED:
        return Evidence(w.FORM_CONVERTED, f"组织形式不同，可能改制：{labels}", is_clash=True)
    return Evidence(w.FORM_OTHER, f"组织形式不同：{labels}", is_clash=True)


def _is_house(name: Name, other: Name) -> bool:
    """酒店, 医院 and 学校 are often how people call a company."""
    house = not name.form and name.trades and name.trades[-1].group in _HOUSES
    return bool(house) and other.form in forms.CORPORATE


def _noun(a: Name, b: Name) -> Evidence | None:
    """Compare the shop words of individuals: 店 and 馆 are close, 店 and 厂 are not."""
    if a.noun == b.noun or not a.noun or not b.noun:
        return None
    both = ordered(a.noun, b.noun)
    if a.noun[-1] in _RETAIL and b.noun[-1] in _RETAIL:
        return Evidence(w.NOUN_OTHER, f"末尾用语不同：{both}")
    workshops = all(name.trades and name.trades[-1].group in _WORKSHOPS for name in (a, b))
    if "厂" in (a.noun[-1], b.noun[-1]) and not workshops:
        return Evidence(w.NOUN_PLANT, f"一为厂、一为店：{both}", is_clash=True)
    return Evidence(w.NOUN_OTHER, f"末尾用语不同：{both}")


def group(a: Name, b: Name) -> Evidence | None:
    """集团 or 控股 on one side only is a parent and its child."""
    words = a.groups ^ b.groups
    if not words:
        return None
    text = f"一方有“{'、'.join(sorted(words))}”字样，可能是母子公司"
    filed = {a.form, b.form} <= forms.CORPORATE and bool(a.trades) != bool(b.trades)
    return Evidence(w.GROUP_FILED if filed else w.GROUP_OTHER, text, is_clash=True)


def branch(a: Name, b: Name) -> Evidence | None:
    """Compare the branches: head office and branch, or two branches, are different subjects."""
    if a.is_placed or b.is_placed:
        return _placed(a, b)
    x, y = a.branch, b.branch
    if not x.text and not y.text:
        return None
    if not x.text or not y.text:
        text = f"一为总店（公司）、一为分支：{x.text or y.text}"
        return Evidence(w.BRANCH_OTHER, text, is_clash=True)
    both = x.text if x.text == y.text else ordered(x.text, y.text)
    if x.text == y.text or _is_one_branch(x, y):
        return Evidence(w.BRANCH_SAME, f"分支一致：{both}")
    if _holds(x, y):
        return Evidence(w.BRANCH_LIKE, f"分支名称一个包含另一个：{both}")
    return Evidence(w.BRANCH_OTHER, f"分支不同：{both}", is_clash=True)


def _is_one_branch(x: Branch, y: Branch) -> bool:
    """The same number and place, 杭州 and 杭州市, 分店 and 店."""
    if x.kind != y.kind or x.ordinal != y.ordinal or x.place != y.place:
        return False
    if x.codes and y.codes:
        return bool(regions.within(x.codes, y.codes))
    return x.codes == y.codes or bool(x.place)


def _holds(x: Branch, y: Branch) -> bool:
    """古荡文三路店 and 文三路店; but 朝阳大悦城 and 西单大悦城 are two."""
    if x.codes or y.codes or x.ordinal != y.ordinal:
        return False
    short, long = sorted((x.place, y.place), key=len)
    return len(short) > 2 and short[-1] in "路街道巷" and long.endswith(short)


def _placed(a: Name, b: Name) -> Evidence | None:
    """蜜雪冰城文三路店 against 蜜雪冰城, and against 蜜雪冰城（古墩路店）."""
    x, y = _spelled(a), _spelled(b)
    if x == y:
        return Evidence(w.BRANCH_SAME, f"分店一致：{x}")
    short, long = sorted((x, y), key=len)
    if len(short) > 1 and long.startswith(short):
        return Evidence(w.BRANCH_OTHER, f"一为总店、一为分店：{ordered(x, y)}", is_clash=True)
    if a.is_placed and b.is_placed and x[:2] == y[:2]:
        return Evidence(w.BRANCH_OTHER, f"分店不同：{ordered(x, y)}", is_clash=True)
    return None


def _spelled(name: Name) -> str:
    return name.trade_name + name.branch.text.removesuffix("店")


def operator(a: Name, b: Name) -> Evidence | None:
    """Compare the operators that stand in brackets; an operator may have changed."""
    if not a.operator or not b.operator:
        return None
    both = ordered(a.operator, b.operator)
    found = trade_names.compare(a.operator, b.operator, is_whole=True)
    if found.kind in {"same", "masked"}:
        weight = w.OPERATOR_SAME if found.kind == "same" else w.OPERATOR_SAME / 2
        return Evidence(weight, f"经营者一致：{both if found.kind == 'masked' else a.operator}")
    return Evidence(w.OPERATOR_OTHER, f"经营者不同：{both}")


def qualifier(a: Name, b: Name) -> Evidence | None:
    """Compare what else stands in brackets."""
    x, y = "、".join(sorted(a.qualifiers)), "、".join(sorted(b.qualifiers))
    if x == y:
        return Evidence(w.QUALIFIER_SAME, f"括注一致：{x}") if x else None
    if x and y:
        return Evidence(w.QUALIFIER_OTHER, f"括注不同：{ordered(x, y)}", is_clash=True)
    return Evidence(w.QUALIFIER_ONE, f"一方另有括注：{x or y}")


def others(a: Name, b: Name) -> Iterator[Evidence]:
    """Everything but the trade name."""
    for compare in (region, town, trade, form, group, branch, operator, qualifier):
        found = compare(a, b)
        if found is not None:
            yield found
