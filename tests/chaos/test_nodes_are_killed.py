"""The short form of the chaos run over two houses (make chaos)."""

import pytest

from tests.chaos import kill_nodes


@pytest.mark.slow
def test_no_letter_is_lost_or_doubled_when_processes_are_killed(tmp_path):
    found = kill_nodes.run(tmp_path, seconds=45, every=3.0)
    assert found["kills"] >= 4
    assert found["acknowledged"] > 0
    assert [found[name] for name in ("lost", "unsent", "doubled", "phantom")] == [0, 0, 0, 0]
    assert (found["is_chain"], found["is_gapless"]) == (True, True)
