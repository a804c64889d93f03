"""`hedun node`: what an administrator types to let two houses know each other."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from hedun.base.exchange.models import NodeKey


def said(*words):
    out = io.StringIO()
    call_command("node", *words, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


@pytest.mark.django_db
def test_a_house_is_registered_and_shows_its_key():
    first = said("init", "a")[0]
    assert said("init", "a")[0] == first
    partner = said("add", "b", "--address", "https://b.example", "--public", "ab" * 32)[0]
    assert partner["key_id"].startswith("ed25519:")
    assert [row["name"] for row in said("show")] == ["a", "b"]


@pytest.mark.django_db
def test_a_new_key_retires_the_old_one():
    old = said("init", "a")[0]["key_id"]
    new = said("key", "a", "--algorithm", "sm2-sm3")[0]
    assert (new["key_id"] != old, new["algorithm"]) == (True, "sm2-sm3")
    assert NodeKey.objects.get(key_id=old).retired_at


@pytest.mark.django_db
@pytest.mark.parametrize(
    "words",
    [
        ("key", "nobody"),
        ("add", "b", "--address", "x", "--public", "zz"),
        ("add", "b", "--address", "x", "--public", "00", "--algorithm", "rsa"),
    ],
)
def test_nonsense_is_refused(words):
    with pytest.raises(CommandError):
        said(*words)
