"""Texts as long as books: nothing is dropped where more was reached than is weighed together."""

import pyarrow as pa

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
