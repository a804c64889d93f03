"""Nothing lost, nothing twice, nothing out of nothing, whatever the link does."""

import pytest

from tests.exchange.simulation import Simulation


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(2))
def test_everything_arrives_once_over_a_bad_link(seed):
    sim = Simulation(seed)
    assert sim.run() == []
    assert len(sim.done) > 40
    assert sim.link.attempts.total() > len(sim.done)
