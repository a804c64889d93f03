"""A hidden word is found, and ordinary text is left alone: `make bench-screen` in small.

The disguises come from tables that the engine does not read; see tools/bench/evasion.
"""

import json
import random
from pathlib import Path

import pytest

from hedun.engine.text import Word
from tools.bench.evasion import corpus, hiding, measure
from tools.bench.evasion.disguise import DISGUISES
from tools.bench.evasion.sources import SHARED
from tools.bench.evasion.tables import Tables
from tools.bench.screening import lexicon, titles

# what must hold now; these bars only go up (FALSE only down). The aim is .93, .70 and .005.
MEAN, WORST, FALSE = 0.94, 0.71, 0.001
FIXTURE = json.loads(Path(__file__).with_name("disguises.json").read_text(encoding="utf-8"))
needs_texts = pytest.mark.skipif(not SHARED.is_dir(), reason="no ../shared/data/text here")


@pytest.fixture(scope="module")
def scan():
    own = {word.text: word for word in lexicon()}
    return measure.scanner([own.get(text, Word(text)) for text in FIXTURE["words"]])


@pytest.fixture(scope="module")
def hidden():
    dice = random.Random(1)
    carriers = corpus.carriers(300, dice) if SHARED.is_dir() else titles(lexicon())[1:100]
    known = Tables(**FIXTURE["tables"])
    return hiding.hide(FIXTURE["words"], carriers, known, disguises=DISGUISES)


def test_every_disguise_hides_many_words(hidden):
    counts = {name: len(found) for name, found in hidden.items()}
    assert len(counts) >= 18
    assert min(counts.values()) >= 80, counts


def test_a_hidden_word_lies_where_it_was_put(hidden):
    for one in (one for found in hidden.values() for one in found):
        assert FIXTURE["words"][one.entry] not in one.text[: one.start]
        assert one.surface != FIXTURE["words"][one.entry]


def test_hidden_words_are_found(scan, hidden):
    score = measure.engine("all channels", scan, hidden, clean=[corpus.Clean("无", "none")])
    assert score.macro(list(hidden)) >= MEAN, score.recall
    assert min(score.recall.values()) >= WORST, score.recall


def test_words_as_they_are_written_are_found(scan):
    plain = {"plain": hiding.plain(FIXTURE["words"], ["新品，包邮"])}
    score = measure.engine("all channels", scan, plain, clean=[corpus.Clean("无", "none")])
    assert score.recall["plain"] >= 0.99


@needs_texts
def test_ordinary_texts_are_left_alone(scan):
    score = measure.engine("all channels", scan, {}, clean=corpus.clean("held-out"))
    assert score.false <= FALSE, score.surfaces.most_common(20)


@needs_texts
def test_the_two_halves_of_the_clean_texts_do_not_meet():
    dev, held_out = ({one.text for one in corpus.clean(half)} for half in ("dev", "held-out"))
    assert not dev & held_out
    assert min(len(dev), len(held_out)) > 10_000
