"""The tree agrees with the recursive definition of RFC 6962, written anew here, on any size."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hedun.engine.seal.merkle import (
    Digest,
    Tiles,
    consistency,
    inclusion,
    is_consistent,
    is_included,
    root,
)

BOTH = st.sampled_from(["sha256", "sm3"])


class Oracle:
    """MTH, PATH and SUBPROOF exactly as section 2.1 of RFC 6962 writes them."""

    def __init__(self, name, leaves):
        self.name, self.d = name, leaves

    def h(self, data):
        return hashlib.new(self.name, data).digest()

    def k(self, n):
        k = 1
        while k * 2 < n:
            k *= 2
        return k

    def mth(self, d):
        if not d:
            return self.h(b"")
        if len(d) == 1:
            return self.h(b"\0" + d[0])
        k = self.k(len(d))
        return self.h(b"\1" + self.mth(d[:k]) + self.mth(d[k:]))

    def path(self, m, d):
        if len(d) == 1:
            return []
        k = self.k(len(d))
        if m < k:
            return [*self.path(m, d[:k]), self.mth(d[k:])]
        return [*self.path(m - k, d[k:]), self.mth(d[:k])]

    def subproof(self, m, d, b):
        if m == len(d):
            return [] if b else [self.mth(d)]
        k = self.k(len(d))
        if m <= k:
            return [*self.subproof(m, d[:k], b), self.mth(d[k:])]
        return [*self.subproof(m - k, d[k:], False), self.mth(d[:k])]


def leaves(count):
    return [b"leaf %d" % number for number in range(count)]


def tree(name, count):
    made = Tiles(Digest(name), lambda *_: b"")
    for leaf in leaves(count):
        made.add(made.digest.leaf(leaf))
    return made


@settings(max_examples=60, deadline=None)
@given(BOTH, st.integers(1, 700), st.data())
def test_roots_and_proofs_are_those_of_the_rfc(name, size, data):
    oracle, made = Oracle(name, leaves(size)), tree(name, size)
    assert root(made.digest, made.read, size) == oracle.mth(oracle.d)
    index = data.draw(st.integers(0, size - 1))
    path = inclusion(made.digest, made.read, index=index, size=size)
    assert path == oracle.path(index, oracle.d)
    first = data.draw(st.integers(1, size))
    proof = consistency(made.digest, made.read, first=first, second=size)
    assert proof == oracle.subproof(first, oracle.d, True)
    top, early = oracle.mth(oracle.d), oracle.mth(oracle.d[:first])
    leaf = made.digest.leaf(oracle.d[index])
    assert is_included(made.digest, leaf, index=index, size=size, path=path, root=top)
    assert is_consistent(made.digest, first=first, second=size, roots=(early, top), path=proof)


@settings(max_examples=150, deadline=None)
@given(BOTH, st.integers(2, 70), st.data())
def test_a_changed_proof_proves_nothing(name, size, data):
    made = tree(name, size)
    top = root(made.digest, made.read, size)
    index = data.draw(st.integers(0, size - 1))
    path = inclusion(made.digest, made.read, index=index, size=size)
    leaf = made.digest.leaf(leaves(size)[index])
    other = data.draw(st.integers(0, size - 1).filter(lambda n: n != index))
    spot = data.draw(st.integers(0, len(path) - 1))
    torn = bytes([path[spot][0] ^ 1]) + path[spot][1:]
    for wrong in (
        {"index": other},
        {"path": path[:-1]},
        {"path": [*path, top]},
        {"path": [*path[:spot], torn, *path[spot + 1 :]]},
        {"root": leaf if size > 1 else top[::-1]},
        {"index": -1},
        {"index": size},
    ):
        asked = {"index": index, "size": size, "path": path, "root": top} | wrong
        assert not is_included(made.digest, leaf, **asked)


@settings(max_examples=100, deadline=None)
@given(BOTH, st.integers(2, 90), st.data())
def test_a_rewritten_past_is_not_consistent(name, size, data):
    first = data.draw(st.integers(1, size - 1))
    changed = data.draw(st.integers(0, first - 1))
    honest = tree(name, size)
    forged = Tiles(Digest(name), lambda *_: b"")
    for number, leaf in enumerate(leaves(size)):
        forged.add(forged.digest.leaf(b"forged" if number == changed else leaf))
    early = root(honest.digest, honest.read, first)
    late = root(forged.digest, forged.read, size)
    for source in (honest, forged):
        path = consistency(source.digest, source.read, first=first, second=size)
        roots = (early, late)
        assert not is_consistent(honest.digest, first=first, second=size, roots=roots, path=path)


@pytest.mark.parametrize("count", [255, 256, 257, 65_535, 65_536, 65_537, 70_000])
def test_a_tree_goes_on_from_its_stored_tiles(count):
    stored = {}
    made = Tiles(Digest(), lambda *key: stored.get(key, b""))
    for number in range(count):
        made.add(made.digest.leaf(b"%d" % number))
        if number % 1000 == 999:  # stored and opened again, as every run of the job does
            stored.update(made.changed)
            made = Tiles(Digest(), lambda *key: stored.get(key, b""), size=made.size)
    stored.update(made.changed)
    again = Tiles(Digest(), lambda *key: stored.get(key, b""), size=count)
    whole = tree("sha256", 0)
    for number in range(count):
        whole.add(whole.digest.leaf(b"%d" % number))
    assert root(again.digest, again.read, count) == root(whole.digest, whole.read, count)
    assert len(stored) <= count // 255 + 4


def test_the_known_tree_of_the_rfc_9162_test_vectors():
    data = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657",
            "606162636465666768696a6b6c6d6e6f"]  # fmt: skip
    made = Tiles(Digest(), lambda *_: b"")
    for each in data:
        made.add(made.digest.leaf(bytes.fromhex(each)))
    top = "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
    assert root(made.digest, made.read, 8).hex() == top
