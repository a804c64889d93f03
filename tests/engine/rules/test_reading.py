"""Rules are read as an official writes them, and what cannot be read says why and what to write."""

import pickle

import pytest

from hedun.engine.rules import LISTING, Feature, Kind, Registry, RuleError, parse
from hedun.engine.rules.cursor import MAX_DEPTH, MAX_NODES

SAME = [
    (
        '类目 包含 "保健食品" 且 有 词("疗效") 且 价格 < 100元 且 无 证书',
        "类目包含“保健食品”且有词【“疗效”】且价格＜１００元且无证书",
        "category contains '保健食品' and has words['疗效'] and price_fen < 100元 and not certificate",
    ),
    ("价格 在 10元 到 15000元 之间", "价格在10元至1.5万元之间", "价格 between 10元 and 1.5万元"),
    ("价格 < 原价 的 30%", "价格<原价×0.3", "价格 低于 原价的30%"),
    ("价格 的 1.5倍 < 100元", "100元 > 价格 × 1.5", "价格的150%低于100元"),
    ("采集日期 ≥ 2026-11-01", "采集日期不小于2026年11月1日", "2026-11-1 <= seen_at"),
    ("销量 > 10000件", "销量超过1万件", "sales > 10000", "销量 > 10千  # 一万件以上"),
    ('标题 不属于 {"a"、"b"}', "非 title in {'a', 'b'}", '标题不属于｛"a"，"b"，"a"｝'),
    ("评分 > 0.35分", "评分 > 35%", "评分 大于 0.35"),
    ("跨境 且 (有 词 或 许可 未知)", "is_cross_border 同时 （has words 或者 licences unknown）"),
    ("标题 匹配 /加.{0,2}微\\/信/i", "title matches /加.{0,2}微\\/信/i"),
    ("非 (跨境 或 有 证书)", "not(跨境or 证书)", "并非（跨境 或者 有证书）"),
    ('标题 = "他说\\"好\\""', "标题 是 '他说\"好\"'", '标题等于「他说"好"」'),
    ("无 证书", "没有证书", "非证书", "lacks certificate", "not has 证书"),
    ("价格 已知 且 价格 ≠ 0元", "价格已知并且价格不等于0元", "价格 known and 价格 <> 0元"),
]


@pytest.mark.parametrize("spellings", SAME, ids=lambda s: s[0])
def test_every_spelling_says_the_same(spellings):
    rules = [parse(source, LISTING) for source in spellings]
    assert {rule.text for rule in rules} == {spellings[0]}
    assert len({rule.digest for rule in rules}) == 1
    assert all(rule.tree == rules[0].tree for rule in rules)


WRONG = [
    ("", 1, 1, "规则没有写完"),
    ("# 只有注释", 1, 7, "请写一个条件"),
    ("价格 < 100", 1, 6, "缺单位“元”；请写成 100元"),
    ("价恪 < 100元", 1, 1, "是不是“价格”"),
    ("价格 < 100元 且", 1, 12, "规则没有写完"),
    ("价格 < 三百元", 1, 6, "请用阿拉伯数字写"),
    ("价格 < 0.001元", 1, 6, "不足一分"),
    ("价格 < 99999999亿元", 1, 6, "金额太大"),
    ("销量 > 100元", 1, 6, "单位不是“元”；请写成 1000件"),
    ("销量 > \n  '多'", 2, 3, "要和数比较"),
    ('标题 < "a"', 1, 4, "“标题”是文本，不能用“<”"),
    ("标题 包含 100", 1, 7, "请加引号"),
    ("标题 = 开店日期", 1, 6, "不能相比"),
    ("标题 = 1", 1, 6, "要和带引号的文字比较"),
    ("标题", 1, 1, "单独不成条件"),
    ("1 < 2", 1, 5, "至少要有一个名称"),
    ("100元", 1, 1, "单独不成条件"),
    ("0元 < 价格 < 100元", 1, 9, "在 … 到 … 之间"),
    ("价格 < 1元 且 跨境 或 有 证书", 1, 14, "请用括号分清"),
    ("(价格 < 1元", 1, 9, "补上“)”"),
    ("价格 < 1元)", 1, 8, "多了一个“)”"),
    ("价格 < 1元 跨境", 1, 9, "请写“且”或“或”"),
    ('标题 包含 "abc', 1, 7, "引号没有配对"),
    ('标题 包含 “abc"', 1, 7, "以 ” 结束"),
    ('标题 包含 ""', 1, 7, "引号里没有文字"),
    ("有 价格", 1, 3, "没有“有无”之分"),
    ("有", 1, 2, "后面请写名称"),
    ("跨境 = 1", 1, 6, "只有是与非"),
    ("价格(100元)", 1, 3, "不能用“(”"),
    ('词("疗效"', 1, 7, "补上“)”"),
    ('词 = "疗效"', 1, 3, "有 词"),
    ('许可 属于 {"a"}', 1, 4, "许可 包含"),
    ('标题 属于 "a"', 1, 7, "花括号"),
    ('标题 属于 {"a" "b"}', 1, 12, "顿号"),
    ("价格 在 3元 到 2元 之间", 1, 6, "请调换"),
    ("价格 在 3元", 1, 8, "在 … 到 … 之间"),
    ("标题 在 'a' 到 'b' 之间", 1, 4, "“标题”是文本"),
    ("采集日期 > 2026-02-30", 1, 8, "不是日历上的日期"),
    ("采集日期 > '2026-02-03'", 1, 8, "例如 2026-11-01"),
    ("价格 < 原价 的 3333.33333倍", 1, 11, "最多四位小数"),
    ("价格 < 原价 的 30元", 1, 11, "百分比或倍数"),
    ("标题 匹配 '加微'", 1, 7, "请写 /匹配式/"),
    ("标题 匹配 /加微", 1, 7, "以 / 结束"),
    ("标题 匹配 /a*/", 1, 7, "等于没有条件"),
    ("销量 匹配 /1/", 1, 4, "“销量”是数值"),
    ("标题.upper()", 1, 3, "这里没有成员"),
    ("标题; 跨境", 1, 3, "一条规则只有一个条件式"),
    ("价格 + 1元 < 2元", 1, 4, "规则不做加法"),
    ("跨境 && 有 证书", 1, 4, "请写“且”"),
    ("!跨境", 1, 1, "请写“非”"),
    ("¥100 > 价格", 1, 1, "金额请写作 100元"),
    ("跨境。", 1, 3, "规则不用句号"),
    ("__import__('os')", 1, 1, "不认识“__import__”"),
    ("跨境\u200b", 1, 3, "请删去"),
    ("跨\x00境", 1, 2, "U+0000"),
    ("标题 包含 '\ud800'", 1, 8, "U+D800"),
    ("销量 > " + "9" * 33, 1, 6, "数太长"),
    ("跨境且" * 67 + "跨境", 1, 1, "请在条件之间加空格"),
    ("标题 包含 '" + "长" * 201 + "'", 1, 7, "最多200个"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "line", "column", "hint"), WRONG, ids=lambda v: str(v)[:24])
def test_what_cannot_be_read_says_where_and_the_way_out(source, line, column, hint):
    with pytest.raises(RuleError) as caught:
        parse(source, LISTING)
    error = caught.value
    assert (error.line, error.column) == (line, column), str(error)
    assert hint in str(error)
    assert str(error).startswith(f"第{line}行第{column}列：")
    assert error.start <= error.end <= len(source)


def nested(depth):
    return "(" * depth + "跨境" + ")" * depth


def chained(count):
    return " 且 ".join(["跨境"] * count)


@pytest.mark.parametrize(
    ("within", "beyond", "hint"),
    [
        (nested(MAX_DEPTH - 1), nested(MAX_DEPTH), f"超过{MAX_DEPTH}层"),
        ("非" * (MAX_DEPTH - 1) + "跨境", "非" * MAX_DEPTH + "跨境", f"超过{MAX_DEPTH}层"),
        (chained(MAX_NODES // 2), chained(MAX_NODES // 2 + 1), f"超过{MAX_NODES}个"),
        ("跨境" + " " * 3_998, "跨境" + " " * 3_999, "最多4000个"),
    ],
    ids=["brackets", "negations", "conditions", "characters"],
)
def test_every_limit_is_reached_and_kept(within, beyond, hint):
    parse(within, LISTING)
    with pytest.raises(RuleError, match=hint):
        parse(beyond, LISTING)


def test_a_rule_is_plain_data_that_can_be_shipped():
    rule = parse(SAME[0][0], LISTING)
    shipped = pickle.loads(pickle.dumps(rule))
    assert (shipped, shipped.digest) == (rule, rule.digest)
    assert [f.name for f in rule.features] == ["category", "words", "price_fen", "certificate"]


REFUSED_NAMES = [
    ([Feature("and", "名", Kind.TEXT)], "规则语言的用词"),
    ([Feature("a", "有", Kind.TEXT)], "规则语言的用词"),
    ([Feature("a", "名", Kind.TEXT), Feature("b", "名", Kind.TEXT)], "另一个名称"),
    ([Feature("a", "证书", Kind.FLAG), Feature("b", "有证书", Kind.FLAG)], "会被读成“有 证书”"),
    ([Feature("a", "3C证书", Kind.FLAG)], "应以汉字或字母开头"),
    ([Feature("a.b", "名", Kind.FLAG)], "应以汉字或字母开头"),
    ([Feature("a", "名" * 41, Kind.FLAG)], "不超过40字"),
    ([Feature("a", "名", Kind.NUMBER, unit="万")], "计量单位“万”已有含义"),
]


@pytest.mark.parametrize(("features", "hint"), REFUSED_NAMES, ids=lambda v: str(v)[:12])
def test_names_that_could_be_read_in_two_ways_are_refused(features, hint):
    with pytest.raises(RuleError, match=hint):
        Registry(features)


def test_a_run_that_divides_in_two_ways_asks_for_a_space():
    registry = Registry(Feature(n, n, Kind.FLAG) for n in ("甲乙", "丙", "甲", "乙丙", "丁"))
    with pytest.raises(RuleError, match="请加空格"):
        parse("丁且甲乙丙", registry)


def test_values_that_do_not_exist_are_refused_with_the_nearest():
    choices = frozenset({"保健食品", "药品"})
    registry = Registry(
        [
            Feature("c", "类目", Kind.TEXT, choices=choices),
            Feature("w", "词", Kind.WORDS, choices=choices),
        ]
    )
    for source in ('类目 = "保键食品"', '类目 属于 {"保键食品"}', '有 词("保键食品")'):
        with pytest.raises(RuleError, match="是不是“保健食品”"):
            parse(source, registry)
    assert parse('类目 包含 "键"', registry)
