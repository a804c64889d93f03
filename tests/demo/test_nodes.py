"""Two houses in one database at a time: their people, their acquaintance, their first letters."""

import json

import pytest
from django.core.management import call_command

from hedun.base.accounts.models import Person
from hedun.base.exchange.models import Node, Outgoing
from hedun.demo import nodes
from hedun.desks.bridge.models import Letter

PEER = {"name": "tongji", "public": "00" * 32}


@pytest.mark.django_db
def test_the_bureaus_house_writes_to_the_platforms_once(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.DEMO_APP = ("12345678", "s3cret")
    peer = tmp_path / "peer.json"
    peer.write_text(json.dumps(PEER))
    for _ in range(2):
        call_command("demo_node", "bureau")
        call_command("demo_node", "bureau", "--peer", str(peer), "--address", "http://x")
    own = json.loads((tmp_path / "demo" / "node.json").read_text())
    assert (own["name"], own["is_local"], len(own["public"])) == ("hz-bureau", True, 64)
    assert Node.objects.get(name="tongji").address == "http://x"
    assert Letter.objects.count() == Outgoing.objects.count() == 3
    assert not Person.objects.filter(username="tongji1").exists()


@pytest.mark.django_db
def test_the_platforms_house_has_its_own_people(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    call_command("demo_node", "platform")
    assert Person.objects.filter(username="tongji1").exists()
    assert not Person.objects.filter(username="jc").exists()


def test_the_card_names_both_houses_and_the_gateway():
    env = {"HEDUN_DEMO_APP_KEY": "12345678", "HEDUN_DEMO_APP_SECRET": "s3cret"}
    text = nodes.card({"bureau": 8000, "platform": 8001}, env)
    for part in (":8000/", ":8001/", ":8000/router/rest", "12345678", "s3cret"):
        assert part in text
