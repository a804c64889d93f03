"""The short form of the chaos run over two houses; the long one is `make chaos-nodes`."""

import pytest

from tests.chaos import kill_nodes, servers, syscalls


@pytest.mark.slow
@pytest.mark.parametrize("on", ["sqlite", "postgresql"])
def test_no_letter_is_lost_or_doubled_when_processes_are_killed(on):
    if on == "postgresql" and servers.binaries() is None:
        pytest.skip("PostgreSQL's initdb is not installed")
    with kill_nodes.folder() as place:
        found = kill_nodes.run(place, seconds=30, every=1.0, on=on)
    assert found["kills"] >= 10
    assert found["messages"] > 20
    assert kill_nodes.is_good(found), found


def lab_run(**given):
    """The lab needs a process of its own: it settles Django on its own database."""
    words = [
        f"--{name}={value}" if value is not True else f"--{name}" for name, value in given.items()
    ]
    return syscalls.elsewhere(*words)


@pytest.mark.slow
@pytest.mark.skipif(not syscalls.may_trace(), reason="strace is not installed, or may not trace")
def test_an_exchange_survives_a_crash_at_a_system_call_and_a_seeded_bug_does_not():
    status, told = lab_run(step=12)
    assert (status, "0 violations" in told) == (0, True), told
    status, told = lab_run(step=12, mutant=True)
    assert (status, " 0 violations" in told) == (0, False), told
