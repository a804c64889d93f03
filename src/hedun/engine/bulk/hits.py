"""Hits as people take them away: with the word, the characters that were matched, and the basis."""

from collections.abc import Iterator, Sequence
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from hedun.engine.bulk.words import Listed
from hedun.engine.text import Scanner

OUT: Final = pa.schema(
    [
        ("row", pa.int64()),
        ("word", pa.string()),
        ("start", pa.int32()),
        ("end", pa.int32()),
        ("matched", pa.string()),
        ("channel", pa.string()),
        ("cost", pa.float32()),
        ("basis", pa.string()),
        ("category", pa.string()),
    ]
)


class Screen:
    """A compiled lexicon that turns columns of texts into tables of hits."""

    def __init__(self, words: Sequence[Listed]) -> None:
        self._scanner = Scanner([one.word for one in words])
        self._facts = pa.table(
            {
                "word": pa.array([one.word.text for one in words], pa.string()),
                "basis": pa.array([one.basis for one in words], pa.string()),
                "category": pa.array([one.category for one in words], pa.string()),
            }
        )

    def table(self, rows: pa.Array, texts: pa.Array | pa.ChunkedArray) -> pa.Table:
        """Give the hits of texts as a table with the schema OUT, ordered by row and start.

        `rows` are the numbers that the texts have in the input; null texts have no hits.
        """
        hits = self._scanner.scan(texts)
        facts = self._facts.take(hits["entry"])
        places = zip(*(hits[name].to_pylist() for name in ("row", "start", "end")), strict=True)
        found = pc.take(texts, hits["row"]).to_pylist()
        matched = [text[start:end] for text, (_, start, end) in zip(found, places, strict=True)]
        return pa.table(
            [
                pc.take(rows, hits["row"]),
                facts["word"],
                hits["start"],
                hits["end"],
                pa.array(matched, pa.string()),
                hits["channel"],
                hits["cost"],
                facts["basis"],
                facts["category"],
            ],
            schema=OUT,
        )

    def batches(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Turn batches with the columns `row` and `text` into batches of hits, one by one."""
        for batch in batches:
            yield from self.table(batch["row"].cast(pa.int64()), batch["text"]).to_batches()
