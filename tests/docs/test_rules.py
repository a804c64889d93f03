"""Every rule in the guide can be read."""

import re
from pathlib import Path

import pytest

from hedun.engine.rules import LISTING, RuleError, parse

GUIDE = (Path(__file__).parents[2] / "docs/rules.zh-CN.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```规则\n(.*?)```", GUIDE, re.DOTALL)
FIRST_CELLS = [line.split(" | ")[0] for line in GUIDE.splitlines() if line.startswith("| `")]
CELLS = [rule for cell in FIRST_CELLS for rule in re.findall(r"`([^`]+)`", cell)]


@pytest.mark.parametrize("source", [*BLOCKS, *CELLS])
def test_every_rule_in_the_guide_can_be_read(source):
    rule = parse(source.replace("\\|", "|"), LISTING)
    assert parse(rule.text, LISTING).tree == rule.tree


def test_the_guide_has_examples_of_everything():
    assert len(BLOCKS) >= 6
    assert len(CELLS) >= 18


def test_mixed_joints_are_refused_as_the_guide_says():
    with pytest.raises(RuleError, match="请用括号分清"):
        parse("跨境 且 有 证书 或 价格 < 1元", LISTING)
