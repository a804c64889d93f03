"""Texts as long as books: nothing is dropped where more was reached than is weighed together."""

import pyarrow as pa
import pytest

from hedun.engine.text import Scanner, Word
from hedun.engine.text.kernel.scene import FULL

MANY = 6 * FULL


def test_every_word_of_a_long_text_is_found():
    found = Scanner([Word(text="电子烟")]).scan(pa.array(["电子烟，" * MANY, "无", "电子烟"]))
    assert found.num_rows == MANY + 1
    assert found["start"].to_pylist()[MANY - 1] == 4 * (MANY - 1)
    assert found["row"].to_pylist()[-1] == 2


def test_every_disguised_word_of_a_long_text_is_found():
    found = Scanner([Word(text="仿真枪支")]).scan(pa.array(["仿珍枪支。好。" * MANY]))
    assert found.num_rows == MANY
    assert set(found["channel"].to_pylist()) == {"sound"}


def test_an_allowed_phrase_is_asked_of_a_long_text_once(monkeypatch):
    text = "大麻烦，大麻。" * MANY
    scanner, taken = Scanner([Word(text="大麻", allow=("大麻烦",))]), []
    phrases = scanner._is_not_allowed

    class Counted:
        def __init__(self, texts):
            self.texts = texts

        def take(self, rows):
            taken.append(len(rows))
            return self.texts.take(rows)

    monkeypatch.setattr(
        scanner, "_is_not_allowed", lambda ints, texts: phrases(ints, Counted(texts))
    )
    found = scanner.scan(pa.array(["无", text, "大麻烦"]))
    assert found.num_rows == MANY
    assert max(taken) <= 2, "the text was copied for each of its hits"


def test_a_text_that_has_no_room_in_the_lists_is_refused(monkeypatch):
    monkeypatch.setattr("hedun.engine.text.scanner.LONGEST", 30)
    scanner = Scanner([Word("电子烟")])
    assert scanner.scan(pa.array(["卖电紫烟，" + "好" * 4])).num_rows == 1
    with pytest.raises(ValueError, match="at most 29"):
        scanner.scan(pa.array(["卖电紫烟", "好" * 10]))
