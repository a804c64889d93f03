"""The hand-checked set: what it holds, and the bars that both halves keep."""

import pytest

from tools.bench import pairs

ROWS = pairs.read()


def test_the_set_is_large_and_varied():
    assert len(ROWS) >= 1000
    assert len({row["kind"] for row in ROWS}) >= 15
    assert {row["truth"] for row in ROWS} == {"same", "different", "unsure"}
    assert sum(row["part"] == "held out" for row in ROWS) >= 300


@pytest.mark.parametrize("part", pairs.PARTS)
def test_both_halves_keep_the_bars(part):
    chosen = [row for row in ROWS if row["part"] == part]
    found = pairs.figures(chosen, pairs.ours(chosen))
    assert found.same_precision >= 0.98
    assert found.same_recall >= 0.94
    assert found.different_precision >= 0.96
    assert found.different_recall >= 0.96


def test_no_same_is_called_different_nor_the_other_way_round():
    verdicts = pairs.ours(ROWS)
    mistaken = [
        (row["a"], row["b"])
        for row, verdict in zip(ROWS, verdicts, strict=True)
        if {row["truth"], verdict} == {"same", "different"}
    ]
    assert len(mistaken) <= 5, mistaken
