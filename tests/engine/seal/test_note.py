"""A checkpoint is good only as it was written, by every key that must have signed it."""

import base64
import datetime as dt
import hashlib
import random

import pytest

from hedun.engine.seal import note, signing

AT = dt.datetime(2026, 11, 23, 1, 0, tzinfo=dt.UTC)
ORIGIN = "hz.example/log"


def pair(algorithm, name=ORIGIN):
    private = signing.generate(algorithm)
    return note.Key(name, algorithm, signing.public_of(algorithm, private)), private


KEYS = [pair("ed25519"), pair("sm2-sm3")]
PUBLIC = [key for key, _ in KEYS]
HEAD = note.Checkpoint(ORIGIN, 12, hashlib.sha256(b"x").digest(), "sha256", AT)


def test_what_was_signed_is_read_back():
    assert note.verify(note.sign(HEAD, KEYS), PUBLIC) == HEAD


def test_the_ed25519_line_is_that_of_c2sp():
    key, _ = KEYS[0]
    line = note.sign(HEAD, KEYS[:1]).splitlines()[-1]
    raw = base64.b64decode(line.split(" ")[2])
    name = hashlib.sha256(f"{ORIGIN}\n".encode() + b"\x01" + key.public).digest()[:4]
    assert line.startswith(f"— {ORIGIN} ")
    assert raw[:4] == name
    assert len(raw) == 4 + 64


def test_any_changed_character_is_found():
    good, chance = note.sign(HEAD, KEYS[:1]), random.Random(3)
    for _ in range(2000):
        spot = chance.randrange(len(good))
        put = chance.choice("abcdefAZ09+/=\n —")
        if good[spot] == put:
            continue
        with pytest.raises(note.BadNote):
            note.verify(good[:spot] + put + good[spot + 1 :], PUBLIC[:1])


@pytest.mark.parametrize(
    "keys", [[], PUBLIC[:1], [*PUBLIC, pair("ed25519")[0]], [pair("ed25519", "other")[0]]]
)
def test_exactly_the_keys_that_are_asked_for_have_signed(keys):
    with pytest.raises(note.BadNote):
        note.verify(note.sign(HEAD, KEYS), keys)


def test_a_signature_that_was_taken_away_is_missed():
    good = note.sign(HEAD, KEYS)
    short = "\n".join(good.splitlines()[:-1]) + "\n"
    with pytest.raises(note.BadNote):
        note.verify(short, PUBLIC)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\nb", "日志", "x" * 101])
def test_a_name_that_would_be_misread_is_refused(name):
    with pytest.raises(note.BadNote):
        note.text(note.Checkpoint(name, 1, bytes(32), "sha256", AT))


@pytest.mark.parametrize("junk", ["", "\n\n", "a\n\nb\n", "— x y\n", "x" * 5000])
def test_junk_is_no_checkpoint(junk):
    with pytest.raises(note.BadNote):
        note.read(junk)
