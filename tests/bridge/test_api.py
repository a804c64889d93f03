"""Letters over the JSON API."""

import pytest

from tests import factories as make

LETTERS = "/api/v1/letters"


def test_an_end_sees_its_own_letters(desk, client):
    letter = desk.sent()
    client.force_login(desk.answerer)
    items = client.get(LETTERS).json()["items"]
    assert [item["number"] for item in items] == [letter.number]


def test_a_rival_sees_none(desk, client):
    desk.sent()
    client.force_login(make.compliance())
    assert client.get(LETTERS).json() == {"items": [], "next_after": None}


@pytest.mark.parametrize("who", ["nobody", "admin"])
def test_others_are_not_admitted(desk, client, who):
    if who == "admin":
        client.force_login(make.admin())
    assert client.get(LETTERS).status_code == 401


def test_a_state_that_is_none_is_a_mistake_of_the_caller(desk, client):
    client.force_login(desk.inspector)
    assert client.get(LETTERS, {"state": "nonsense"}).status_code == 422
    assert client.get(LETTERS, {"state": "sent"}).status_code == 200
