"""I01: patterns run in RE2, or in Polars where that means the same, and never go back."""

import random
import sys

import polars as pl
import pytest
import re2

from hedun.engine.rules import LISTING, RuleError, check, parse
from hedun.engine.rules.columns import apply
from hedun.engine.rules.pattern import MAX_STEPS, compiled, occurs, problem
from hedun.engine.rules.portable import portable
from tests.engine.rules.grammar import pattern, text
from tools.bench.redos import PATTERNS, REFUSED, TEXTS


def test_patterns_are_compiled_by_re2():
    assert type(compiled("a", fold=False)).__module__ == re2.__name__
    assert len(PATTERNS) >= 30


@pytest.mark.parametrize("refused", REFUSED)
def test_what_would_go_back_is_refused_with_the_way_out(refused):
    with pytest.raises(RuleError) as caught:
        parse(f"标题 匹配 /{refused}/", LISTING)
    assert "；" in str(caught.value)
    assert any(word in str(caught.value) for word in ("不支持", "重复"))


@pytest.mark.parametrize(
    "refused", ["(?=a)b", "(?!a)b", "(?<=a)b", "(?<!a)b", r"(a)\1", "(?P<x>a)(?P=x)"]
)
def test_look_around_and_back_references_are_called_by_name(refused):
    wanted = "不支持环视" if "=a" in refused or "!a" in refused else "不支持反向引用"
    assert wanted in (problem(refused, fold=False) or "")


UNSOUND = [
    ("(", "圆括号没有配对"), (")", "多了一个“)”"), ("[", "方括号没有配对"), ("*a", "前面没有要重复的字"), ("a**", "连写了"),
    ("a{1001}", "太多"), ("[z-a]", "不成立"), (r"\q", "没有意义"), ("a\\", "末尾多了"), ("a*", "等于没有条件"),
    ("a" * 501, "最多500个"), (r"\p{Han}{1,20}", f"最多{MAX_STEPS}步"), (r"\p{Foo}", "不成立"),
]  # fmt: skip


@pytest.mark.parametrize(("unsound", "hint"), UNSOUND, ids=lambda v: v[:12])
def test_an_unsound_pattern_says_what_to_write(unsound, hint):
    assert hint in (problem(unsound, fold=False) or "")


@pytest.mark.parametrize("hostile", [p for p in PATTERNS if not problem(p, fold=False)])
def test_the_corpus_is_answered_alike_by_both_engines(hostile):
    texts = [*TEXTS, None, ""]
    by_re2 = occurs(hostile, texts, fold=False)
    source = f"标题 匹配 /{hostile.replace('/', chr(92) + '/')}/"
    rule = parse(source, LISTING)
    assert apply(rule, pl.DataFrame({"title": texts}).to_arrow()).to_pylist() == by_re2
    assert [check(rule, {"title": t}).value for t in texts] == by_re2


def test_no_more_than_a_few_of_the_corpus_are_refused():
    refused = [p for p in PATTERNS if problem(p, fold=False)]
    assert len(refused) <= 4
    assert all("步" in (problem(p, fold=False) or "") for p in refused)


def test_polars_means_what_re2_means():
    dice = random.Random(11)
    texts = [text(dice) for _ in range(60)]
    compared = 0
    for _ in range(3_000):
        made, fold = pattern(dice), dice.random() < 0.5
        written = None if problem(made, fold=fold) else portable(made, fold=fold)
        if written is not None:
            compared += 1
            found = pl.Series(texts).str.contains(written).to_list()
            assert found == occurs(made, texts, fold=fold), (made, fold, written)
    assert compared > 800


@pytest.mark.parametrize(
    ("made", "fold"),
    [
        (r"\p{Han}", False),
        (r"\w", False),
        (r"\d", False),
        (r"\s", False),
        ("[k-s]", True),
        ("[k]", True),
    ],
)
def test_classes_hold_the_same_characters(made, fold):
    every = [chr(n) for n in range(sys.maxunicode + 1) if not 0xD800 <= n < 0xE000]
    written = portable(made, fold=fold)
    by_polars = pl.Series(every).str.contains(written).to_numpy()
    joined = compiled(made, fold=fold)
    by_re2 = {found.group() for found in joined.finditer("".join(every))}
    assert {sign for sign, found in zip(every, by_polars, strict=True) if found} == by_re2


@pytest.mark.parametrize(
    "made",
    [
        "[[:alpha:]]",
        "[a&&b]",
        "[a--b]",
        r"[\w-]",
        "(?i)a",
        "(?P<n>a)",
        r"\x{41}",
        r"\pL",
        r"\Qa\E",
        "[]a]",
        r"[^\W]",
        r"\B",
    ],
)
def test_what_may_mean_something_else_stays_with_re2(made):
    assert portable(made, fold=False) is None


def test_letters_that_fold_by_the_unicode_version_stay_with_re2():
    assert portable("é", fold=True) is None
    assert portable("é", fold=False) == "é"


def test_slow_patterns_are_spared_rows_that_are_settled(monkeypatch):
    seen = []
    monkeypatch.setattr(
        "hedun.engine.rules.columns.patterns.occurs",
        lambda made, texts, *, fold: seen.extend(texts) or occurs(made, texts, fold=fold),
    )
    frame = pl.DataFrame(
        {"title": ["a-1", "b", "a-1", None], "is_cross_border": [True, False, None, True]}
    )
    rule = parse(r"跨境 且 标题 匹配 /[\w-]+1/", LISTING)
    assert apply(rule, frame.to_arrow()).to_pylist() == [True, False, None, None]
    assert seen == ["a-1", None, "a-1", None]
