"""Organisational forms (组织形式) at the end of a name, and the shop words of individuals."""

from typing import Final

from hedun.engine.match import trades

# each family is one legal form under its several names; longer endings come first
FORMS: Final = {
    "股份有限责任公司": "jsc",
    "股份有限公司": "jsc",
    "有限责任公司": "ltd",
    "责任有限公司": "ltd",
    "股份公司": "jsc",
    "有限公司": "ltd",
    "有限责任": "ltd",
    "特殊普通合伙企业": "gp",
    "特殊普通合伙": "gp",
    "普通合伙企业": "gp",
    "有限合伙企业": "lp",
    "普通合伙": "gp",
    "有限合伙": "lp",
    "合伙企业": "partners",
    "个人独资企业": "sole",
    "个人独资": "sole",
    "独资企业": "sole",
    "农民专业合作社联合社": "coop",
    "专业合作社联合社": "coop",
    "农民专业合作社": "coop",
    "专业合作社": "coop",
    "股份经济合作社": "collective",
    "经济合作社": "collective",
    "合作联社": "coop",
    "合作社": "coop",
    "家庭农场": "farm",
    "个体工商户": "individual",
    "个体工商业户": "individual",
    "个体经营户": "individual",
    "个体经营": "individual",
    "个体商户": "individual",
    "个体户": "individual",
    "个体": "individual",
    "公司": "company",
    "有限公": "ltd",
    "有限": "ltd",
    "股份": "jsc",
}
_SIZES: Final = sorted({len(one) for one in FORMS}, reverse=True)
LABELS: Final = {
    "jsc": "股份有限公司",
    "ltd": "有限公司",
    "company": "公司",
    "gp": "普通合伙",
    "lp": "有限合伙",
    "partners": "合伙企业",
    "sole": "个人独资企业",
    "coop": "合作社",
    "collective": "集体经济组织",
    "farm": "家庭农场",
    "individual": "个体工商户",
    "shop": "店铺",
}
# the part of an online shop's name that says nothing of its operator
SHOPFRONTS: Final = (
    "海外旗舰店", "官方旗舰店", "品牌旗舰店", "旗舰店", "官方专卖店", "专卖店", "专营店", "官方店", "企业店铺", "企业店",
    "官方直营店", "直营店", "加盟店", "官方商城", "网上商店", "淘宝店", "天猫店", "拼多多店", "京东店", "抖音店",
)  # fmt: skip
_LONG_NOUNS: Final = (
    "工作室", "服务中心", "服务部", "服务站", "服务店", "加工厂", "加工店", "加工部", "加工坊", "制造厂", "制品厂", "中心",
    "会所", "事务所", "俱乐部", "作坊", "摊位", "摊点", "收购站", "收购点", "生活馆", "体验馆", "体验店", "连锁店", "专门店",
    "工坊", "总店", "总汇", "门店", "店铺", "驿站", "基地",
)  # fmt: skip
_FRONT_ENDS: Final = tuple({one[-2:] for one in SHOPFRONTS})
_ALWAYS: Final = "店铺部厂摊"
_AFTER_TRADE: Final = "馆行坊屋社场室吧庄院站城园所楼居汇间点会苑棚号廊"
NOUNS: Final = _ALWAYS + _AFTER_TRADE
CORPORATE: Final = frozenset({"jsc", "ltd", "company"})
SHOP_WORDS: Final = (*SHOPFRONTS, *_LONG_NOUNS, *NOUNS)


def take(text: str) -> tuple[str, str]:
    """Cut the forms off the end: what is before them, and the last form that was written.

    A name that is nothing but a form keeps it.
    """
    form = ""
    while (ending := _ending(text)) and len(text) > len(ending):
        text, form = text[: -len(ending)], form or FORMS[ending]
    return text, form


def _ending(text: str) -> str:
    if text[-1:] not in "司限责任伙业社户体营公份场":
        return ""
    return next((text[-size:] for size in _SIZES if text[-size:] in FORMS), "")


def noun(text: str) -> tuple[str, str]:
    """Cut the shop word off: 张三小吃│店. What is part of a trade word (饭店, 客栈) is told and stays."""
    if text.endswith(_FRONT_ENDS):
        for one in SHOPFRONTS:
            if text.endswith(one) and len(text) > len(one):
                return text[: -len(one)], "front"
    if text.endswith(_LONG_NOUNS):
        for one in _LONG_NOUNS:
            if text.endswith(one) and len(text) > len(one) + 1:
                return text[: -len(one)], one
    last, before = text[-1:], text[:-1]
    if not last or last not in NOUNS or len(text) < 3:
        return text, ""
    whole, rest = trades.split("＿" + text), trades.split("＿" + before)
    # 拉面馆 is 拉面 and 馆, not 拉 and 面馆
    if whole[1] and len(whole[0]) <= len(rest[0]):
        return text, last
    return (before, last) if rest[1] or last in _ALWAYS else (text, "")
