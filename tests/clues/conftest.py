"""A county bureau with an inspector and a leader, and a clue that waits for them."""

import pytest

from tests import factories as make

NOW = make.NOW


class Desk:
    """Two officers of one county, one of the county beside it, and the city above."""

    def __init__(self):
        self.rule = make.deadline()
        self.bureau = make.bureau()
        self.city = make.bureau("city", "330100")
        self.beside = make.bureau(region="330105")
        self.inspector = make.inspector(self.bureau)
        self.leader = make.leader(self.bureau)
        self.neighbor = make.inspector(self.beside)
        self.chief = make.leader(self.city)

    def clue(self, **given):
        return make.clue(self.bureau, **given)


@pytest.fixture
def desk(db):
    return Desk()
