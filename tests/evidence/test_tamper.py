"""E01, E02, E11: the short form of `python -m tools.tamper`; every alteration is found and located."""

import pytest

from tools import tamper


@pytest.fixture(scope="module")
def tamperer():
    return tamper.Tamperer(3)


def test_what_was_not_altered_is_right(tamperer):
    assert tamperer.found(tamper.bit, tamperer.bundle) == []
    assert tamperer.found(tamper.log_bit, b"".join(tamperer.lines)) == []


@pytest.mark.parametrize("change", sorted(set(tamper.CHANGES), key=lambda c: c.__name__))
def test_every_alteration_is_found_where_it_is(tamperer, monkeypatch, change):
    monkeypatch.setattr(tamper, "CHANGES", (change,))
    counts, missed = tamperer.run(60)
    assert missed == []
    assert counts.total() > 50


def test_the_library_agrees_with_openssl(tamperer):
    pytest.importorskip("subprocess")
    listed = tamperer.members["bundle.json"]
    for key, private in tamperer.house.keys:
        made = tamper.signing.sign(key.algorithm, private, listed)
        asked = tamper.verify.Key(key.name, key.algorithm, key.public)
        for message, signature in ((listed, made), (listed + b" ", made), (listed, made[::-1])):
            same = tamper.verify.by_openssl(asked, message, signature)
            assert tamperer.check(asked, message, signature) == same


def test_a_verifier_that_looks_away_is_noticed(tamperer, monkeypatch):
    """A harness that cannot fail proves nothing: each check that is left out comes to light.

    Not those of leaves and checkpoint: without a key they cannot be altered but as listed files.
    """
    for name in ("_file_findings", "_capture_findings", "_added"):
        with monkeypatch.context() as patch:
            patch.setattr(tamper.verify, name, lambda *_, **__: iter(()))
            _, missed = tamperer.run(400)
        assert missed, name
