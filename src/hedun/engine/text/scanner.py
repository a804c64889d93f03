"""Looks for many words at once in an Arrow column of texts.

The rows of a chunk are joined, folded by one table look-up and run through one automaton
in Rust; Python touches only what was found.
"""

import sys
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from ahocorasick_rs import BytesAhoCorasick, Implementation, MatchKind
from numpy.typing import NDArray

from hedun.engine.text.fold import Codes, codes_of, fold, fold_codes
from hedun.engine.text.word import COST, Channel, Word

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
HITS = pa.schema(
    [
        ("row", pa.int64()),
        ("entry", pa.int32()),
        ("start", pa.int32()),
        ("end", pa.int32()),
        ("channel", pa.string()),
        ("cost", pa.float32()),
    ]
)
SEPARATOR = "\x00"
CHUNK_ROWS = 16_384
# above this many words the faster automaton costs more memory than it is worth
DFA_WORDS = 5_000


_LETTER, _DIGIT = 1, 2
_KIND = np.zeros(sys.maxunicode + 1, dtype=np.uint8)
_KIND[ord("a") : ord("z") + 1] = _LETTER
_KIND[ord("0") : ord("9") + 1] = _DIGIT


class _Found(NamedTuple):
    """Parallel arrays of hits: which word, and the span in the joined text."""

    entry: Ints
    start: Ints
    end: Ints

    def only(self, mask: Any) -> "_Found":
        return _Found(self.entry[mask], self.start[mask], self.end[mask])


class Scanner:
    """Finds words in columns of text, each hit with its place in the original.

    Three rules decide what is a hit:
    1. The folded text contains the folded word. Where the word begins or ends with a Latin
       letter (digit), the neighbouring character is not a Latin letter (digit): king is not
       found in smoking, 9 not in 19.
    2. No phrase of the word's allow-list covers the place.
    3. Of hits that lie wholly inside one another in the same row only the longest remains
       (野生娃娃鱼 hides 娃娃鱼); hits that overlap in part all remain. `nested=True` keeps
       the inner ones as well.
    """

    def __init__(self, words: Sequence[Word], *, nested: bool = False) -> None:
        """Build the automaton.

        Raises ValueError for an empty word or one with the character U+0000.
        """
        self.words = tuple(words)
        self.nested = nested
        self._is_folded = np.array([fold(word.text) == word.text for word in self.words], bool)
        patterns: dict[str, _Pattern] = {}
        for entry, word in enumerate(self.words):
            _pattern(patterns, word.text).entries.append(entry)
            for phrase in word.allow:
                _pattern(patterns, phrase).allows.append(entry)
        self._patterns = tuple(patterns.values())
        self._count = np.array([len(p.entries) for p in self._patterns], dtype=np.int64)
        self._entries = np.array([e for p in self._patterns for e in p.entries], dtype=np.int64)
        self._first = np.cumsum(self._count) - self._count
        self._has_allows = np.array([bool(p.allows) for p in self._patterns], dtype=bool)
        self._automaton = BytesAhoCorasick(
            [text.encode() for text in patterns],
            matchkind=MatchKind.Standard,
            implementation=(
                Implementation.DFA if len(patterns) <= DFA_WORDS else Implementation.ContiguousNFA
            ),
        )

    def scan(self, column: pa.Array | pa.ChunkedArray) -> pa.Table:
        """Find every word in every row of a string column.

        Gives a table with the schema HITS: `row` counts from 0 over the whole column,
        `entry` is the place in `words`, `start` and `end` are code points of the original
        text, ordered by row and start. Null rows have no hits.
        """
        chunks = column.chunks if isinstance(column, pa.ChunkedArray) else [column]
        tables = [HITS.empty_table()]
        base = 0
        for chunk in chunks:
            tables.extend(
                self._scan_part(chunk.slice(first, CHUNK_ROWS), base + first)
                for first in range(0, len(chunk), CHUNK_ROWS)
            )
            base += len(chunk)
        return pa.concat_tables(tables)

    def _scan_part(self, part: pa.Array, base: int) -> pa.Table:
        texts = pc.fill_null(part.cast(pa.large_string()), "")
        rows_as_one = pa.ListArray.from_arrays(pa.array([0, len(texts)], pa.int32()), texts)
        between = pa.scalar(SEPARATOR, pa.large_string())
        joined: str = pc.binary_join(rows_as_one, between)[0].as_py()
        codes = codes_of(joined)
        folded = fold_codes(codes)
        data = folded.tobytes().decode("utf-32-le").encode()
        matches = self._automaton.find_matches_as_indexes(data, overlapping=True)
        if not matches:
            return HITS.empty_table()
        hits = self._accepted(folded, _in_code_points(data, np.asarray(matches, dtype=np.int64)))
        lengths = pc.utf8_length(texts).to_numpy(zero_copy_only=False).astype(np.int64)
        begins = np.concatenate(([0], np.cumsum(lengths + 1)))
        rows = np.searchsorted(begins, hits.start, side="right") - 1
        is_exact = self._shown_as_written(joined, codes != folded, hits)
        return pa.Table.from_arrays(
            [
                pa.array(rows + base, pa.int64()),
                pa.array(hits.entry, pa.int32()),
                pa.array(hits.start - begins[rows], pa.int32()),
                pa.array(hits.end - begins[rows], pa.int32()),
                pc.if_else(pa.array(is_exact), str(Channel.EXACT), str(Channel.FOLDED)),
                pc.if_else(
                    pa.array(is_exact),
                    pa.scalar(COST[Channel.EXACT], pa.float32()),
                    pa.scalar(COST[Channel.FOLDED], pa.float32()),
                ),
            ],
            schema=HITS,
        )

    def _accepted(self, folded: Codes, matches: Ints) -> _Found:
        """Apply the three rules, and order by start, longest first."""
        number, start, end = matches[:, 0], matches[:, 1], matches[:, 2]
        count = np.where(_stands_alone(folded, start, end), self._count[number], 0)
        total = int(count.sum())
        inner = np.arange(total) - np.repeat(np.cumsum(count) - count, count)
        found = _Found(
            self._entries[np.repeat(self._first[number], count) + inner],
            np.repeat(start, count),
            np.repeat(end, count),
        )
        covers = self._has_allows[number]
        if covers.any():
            found = found.only(self._is_not_allowed(found, matches[covers]))
        found = found.only(np.lexsort((found.entry, -found.end, found.start)))
        return found if self.nested else found.only(_outermost(found))

    def _is_not_allowed(self, found: _Found, phrases: Ints) -> Flags:
        allowed: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for number, low, high in phrases.tolist():
            for entry in self._patterns[number].allows:
                allowed[entry].append((low, high))
        keep = np.ones(len(found.entry), dtype=bool)
        for entry, spans in allowed.items():
            places = np.flatnonzero(found.entry == entry)
            lows, highs = np.array(sorted(spans)).T
            furthest = np.concatenate(([-1], np.maximum.accumulate(highs)))
            begun = np.searchsorted(lows, found.start[places], side="right")
            keep[places[furthest[begun] >= found.end[places]]] = False
        return keep

    def _shown_as_written(self, joined: str, is_changed: Flags, hits: _Found) -> Flags:
        """Tell which hits show the word letter by letter as the lexicon has it."""
        changes = np.concatenate(([0], np.cumsum(is_changed)))
        is_plain = changes[hits.start] == changes[hits.end]
        result: Flags = is_plain & self._is_folded[hits.entry]
        for place in np.flatnonzero(~self._is_folded[hits.entry]).tolist():
            surface = joined[hits.start[place] : hits.end[place]]
            result[place] = surface == self.words[int(hits.entry[place])].text
        return result


class _Pattern:
    """What an automaton pattern stands for: words, and words it makes innocent."""

    __slots__ = ("allows", "entries")

    def __init__(self) -> None:
        self.entries: list[int] = []
        self.allows: list[int] = []


def _pattern(patterns: dict[str, _Pattern], text: str) -> _Pattern:
    if not text or SEPARATOR in text:
        raise ValueError(f"a word must have characters, and none of them U+0000: {text!r}")
    return patterns.setdefault(fold(text), _Pattern())


def _stands_alone(folded: Codes, start: Ints, end: Ints) -> Flags:
    """Tell which spans do not begin or end in the middle of a Latin word or a number."""
    kinds = np.concatenate((_KIND[folded], [0]))  # so that -1 and the length are no letters
    left, right = kinds[start], kinds[end - 1]
    cuts_left = (left != 0) & (kinds[start - 1] == left)
    cuts_right = (right != 0) & (kinds[end] == right)
    alone: Flags = ~(cuts_left | cuts_right)
    return alone


def _outermost(hits: _Found) -> Flags:
    """Mark hits that lie in no longer one; the hits come ordered by start, longest first."""
    if not len(hits.entry):
        return np.zeros(0, dtype=bool)
    furthest = np.maximum.accumulate(hits.end)
    keep = np.concatenate(([True], hits.end[1:] > furthest[:-1]))
    is_same = (hits.start[1:] == hits.start[:-1]) & (hits.end[1:] == hits.end[:-1])
    is_first = np.concatenate(([True], ~is_same))
    # of several words on one span all share the fate of the first
    firsts = np.maximum.accumulate(np.where(is_first, np.arange(len(keep)), 0))
    shared: Flags = keep[firsts]
    return shared


def _in_code_points(data: bytes, matches: Ints) -> Ints:
    """Turn byte positions of UTF-8 text into code points."""
    firsts = np.flatnonzero((np.frombuffer(data, dtype=np.uint8) & 0xC0) != 0x80)
    spans = matches.copy()
    spans[:, 1:] = np.searchsorted(firsts, matches[:, 1:])
    return spans
