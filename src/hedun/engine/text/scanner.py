"""Looks for many words at once in an Arrow column of texts, also where they are disguised.

One compiled pass over the Arrow buffers decodes, folds, walks the lexicon and weighs what it
meets; numpy and Python touch only what was found.
"""

import contextlib
import functools
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from hedun.engine.text import acceptance, compiled, masks
from hedun.engine.text.arena import together
from hedun.engine.text.arrays import Lexicon
from hedun.engine.text.canonical import canonical, folded
from hedun.engine.text.cutting import CommonWords, common_words
from hedun.engine.text.kernel import Scene, scan, scan_plain, scene
from hedun.engine.text.kernel.scene import (
    AROUND,
    END,
    ENTRY,
    MASK,
    ROW_NO,
    SINGLE,
    START,
    UNWANTED,
)
from hedun.engine.text.lexicon import compile_words, orders
from hedun.engine.text.likelihood import Likelihood, likelihood
from hedun.engine.text.memo import Memo, memo
from hedun.engine.text.word import PLAIN, STRANGEST, Channel, Word

Ints = NDArray[np.int32]
Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]
Tables = tuple[Lexicon, Likelihood, CommonWords]
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
CHUNK_ROWS = 65_536
ROOM_PER_ROW = 4
LONGEST = 1 << 28  # bytes of a row: places of longer ones would not fit the kernel's lists
ORDINARY = 4096  # bytes of a row, for which room is laid out at once


class Scanner:
    """Finds words in columns of text, each hit with its place in the original.

    1. Every character of the word stands in the text: as it is, or by one of `channels`.
       Where the word begins or ends with a Latin letter (digit), the neighboring character
       is not a Latin letter (digit): king is not found in smoking, 9 not in 19. A word of two
       or three characters is not torn out of others: 口交 is not found in 路口交通 (`cutting`).
    2. A disguise is improbable enough as ordinary Chinese (`acceptance`).
    3. No phrase of the word's allow-list covers the place, nor one that has the word in another
       order.
    4. Of hits that lie wholly inside one another in the same row only the longest remains
       (野生娃娃鱼 hides 娃娃鱼); hits that overlap in part all remain. `nested=True` keeps
       the inner ones as well.
    """

    def __init__(
        self,
        words: Sequence[Word],
        *,
        nested: bool = False,
        channels: Sequence[Channel] = tuple(Channel),
    ) -> None:
        """Compile the words.

        Raises ValueError for a word without any letter or digit, or with U+0000.
        """
        self.words = tuple(words)
        self.nested = nested
        self.channels = frozenset(channels)
        self._is_fuzzy = not self.channels <= set(PLAIN)
        texts = [canonical(word.text) for word in self.words]
        for word, text in zip(self.words, texts, strict=True):
            if not text or "\0" in word.text:
                raise ValueError(f"a word must have characters, and no U+0000: {word.text!r}")
        fuzzy = [self._is_fuzzy and _is_disguisable(text) for text in texts]
        self._has_single = any(len(text) == 1 for text in texts)
        # what a scan has worked out serves the next one, also of another scanner of these words
        self._tables, self._memos = _compiled(tuple(texts), tuple(fuzzy), self._is_fuzzy)
        self._unwanted = sum(bit for bit, channel in STRANGEST if channel not in self.channels)
        self._allows = {
            entry: _phrases(word) for entry, word in enumerate(self.words) if word.allow
        }
        self._is_allowed = np.array([bool(word.allow) for word in self.words], dtype=np.bool_)
        pairs = zip(self.words, texts, strict=True)
        self._is_canonical = np.array([word.text == text for word, text in pairs], dtype=np.bool_)

    def scan(self, column: pa.Array | pa.ChunkedArray) -> pa.Table:
        """Find every word in every row of a string column.

        Gives a table with the schema HITS: `row` counts from 0 over the whole column,
        `entry` is the place in `words`, `start` and `end` are code points of the original
        text, ordered by row and start. Null rows have no hits. Raises ValueError for a row of
        LONGEST bytes and more.
        """
        chunks = column.chunks if isinstance(column, pa.ChunkedArray) else [column]
        tables = [HITS.empty_table()]
        base, stage = 0, self._laid(self._memo(), longest=ORDINARY, room=1024)
        for chunk in chunks:
            for first in range(0, len(chunk), CHUNK_ROWS):
                part = chunk.slice(first, CHUNK_ROWS)
                table, stage = self._scan_part(part, base + first, stage)
                tables.append(table)
            base += len(chunk)
        self._memos.append(stage.memo)
        return pa.concat_tables(tables)

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_memos": []}

    def _memo(self) -> Memo:
        """Take what an earlier scan worked out; another thread may have been quicker."""
        with contextlib.suppress(IndexError):
            return self._memos.pop()
        return memo(is_wanted=self._is_fuzzy)

    def _laid(self, known: Memo, *, longest: int, room: int) -> Scene:
        """Lay out what the kernel needs for rows of so many bytes and so many hits."""
        stage = scene(self._tables, known, longest=longest, room=room)
        stage.now[UNWANTED], stage.now[SINGLE] = self._unwanted, self._has_single
        return stage

    def _scan_part(self, part: pa.Array, base: int, stage: Scene) -> tuple[pa.Table, Scene]:
        texts, offsets, data = _laid_open(part)
        longest = int(np.diff(offsets).max(initial=0))
        if longest >= LONGEST:
            raise ValueError(f"a text of {longest} bytes; at most {LONGEST - 1} are screened")
        room = ROOM_PER_ROW * len(texts)
        while True:
            if len(stage.code) < longest + AROUND or len(stage.hits) < room:
                stage = self._laid(stage.memo, longest=longest, room=room)
            count = (scan if self._is_fuzzy else scan_plain)(stage, data, offsets)
            if count <= len(stage.hits):
                break
            room = count
        hits, costs = self._chosen(stage.hits[:count], stage.hit_costs[:count], texts)
        return self._table(hits, costs, texts=texts, base=base), stage

    def _chosen(self, ints: Ints, costs: Floats, texts: pa.Array) -> tuple[Ints, Floats]:
        if self._allows and len(ints):
            keep = self._is_not_allowed(ints, texts)
            ints, costs = ints[keep], costs[keep]
        order = _in_order(ints, costs)
        ints, costs = ints[order], costs[order]
        keep = _cheapest(ints) & ~_is_plain_inside(ints, self._tables[0].length)
        ints, costs = ints[keep], costs[keep]
        if not self.nested:
            keep = _outermost(ints)
            # a guess at a disguise never hides a word that stands there as it is written
            written = np.flatnonzero((ints[:, MASK] & ~acceptance.WRITTEN) == 0)
            keep[written] = _outermost(ints[written])
            ints, costs = ints[keep], costs[keep]
        return ints, costs

    def _is_not_allowed(self, ints: Ints, texts: pa.Array) -> Flags:
        keep = np.ones(len(ints), dtype=bool)
        candidates = np.flatnonzero(self._is_allowed[ints[:, ENTRY]])
        asked = ints[candidates]
        # each text once: a long one may have a hit in every line
        numbers, which = np.unique(asked[:, ROW_NO], return_inverse=True)
        whole = texts.take(pa.array(numbers)).to_pylist()
        rows = zip(
            candidates.tolist(), which.tolist(), asked[:, ENTRY : END + 1].tolist(), strict=True
        )
        for place, text, (entry, start, end) in rows:
            phrases, longest = self._allows[entry]
            low = max(0, start - longest)
            near = folded(whole[text][low : end + longest])
            keep[place] = not _is_covered(near, start - low, end - low, phrases=phrases)
        return keep

    def _table(self, ints: Ints, costs: Floats, *, texts: pa.Array, base: int) -> pa.Table:
        names = [str(channel) for _, channel in STRANGEST]
        which = _strangest()[ints[:, MASK]]
        exact, width = names.index(Channel.EXACT), names.index(Channel.WIDTH)
        is_written = (ints[:, MASK] & ~acceptance.WRITTEN) == 0
        # what the lexicon writes in another way than folded text has to be compared
        for place in np.flatnonzero(is_written & ~self._is_canonical[ints[:, ENTRY]]).tolist():
            row, entry, start, end = ints[place, :4].tolist()
            if texts[row].as_py()[start:end] == self.words[entry].text:
                which[place] = exact
            elif which[place] == exact:
                which[place] = width
        return pa.Table.from_arrays(
            [
                pa.array(ints[:, ROW_NO].astype(np.int64) + base),
                pa.array(ints[:, ENTRY]),
                pa.array(ints[:, START]),
                pa.array(ints[:, END]),
                pa.array(names, pa.string()).take(pa.array(which)),
                pa.array(costs),
            ],
            schema=HITS,
        )


def is_built() -> bool:
    """Tell whether the machine code for all channels is there; else the first scan makes it, in half a minute."""
    return compiled.is_built("scan", "scan")


def _laid_open(part: pa.Array) -> tuple[pa.Array, NDArray[np.int64], NDArray[np.uint8]]:
    """Give texts without nulls, where each begins and the last ends, and their bytes."""
    is_short = part.type == pa.string()
    texts = part if is_short else part.cast(pa.large_string())
    if texts.null_count:
        texts = pc.fill_null(texts, "")
    width, first = np.dtype(np.int32 if is_short else np.int64), texts.offset
    offsets = np.frombuffer(texts.buffers()[1] or bytes(8), dtype=width)
    offsets = offsets[first : first + len(texts) + 1].astype(np.int64)
    return texts, offsets, np.frombuffer(texts.buffers()[2] or b"\0", dtype=np.uint8)


@functools.cache
def _strangest() -> NDArray[np.int64]:
    """Give for every mask the place of its channel in STRANGEST."""
    every = np.arange(2 << masks.LEAPT.bit_length() - 1)
    strange = np.array([bit for bit, _ in STRANGEST])
    which: NDArray[np.int64] = (every[:, None] & strange != 0).argmax(axis=1)
    return which


@functools.lru_cache(maxsize=2)
def _compiled(
    texts: tuple[str, ...],
    fuzzy: tuple[bool, ...],
    is_wanted: bool,  # noqa: ARG001, FBT001 - what is worked out for disguises has other tables
) -> tuple[Tables, list[Memo]]:
    """Compile words, with room for what scans work out about them.

    The same words only once, for the tables take time and some 60 MB.
    """
    return together((compile_words(texts, fuzzy=fuzzy), likelihood(), common_words())), []


def _phrases(word: Word) -> tuple[list[str], int]:
    """Give what is allowed, folded, and the greatest length.

    不能替代药物 allows 不能代替药物, which is no other claim.
    """
    forms = (word.text, *orders(word.text))
    phrases = [folded(p.replace(word.text, form)) for p in word.allow for form in forms]
    return phrases, max(map(len, phrases))


def _is_disguisable(text: str) -> bool:
    return len(text) >= 2 and all(0x3400 <= ord(char) <= 0x9FFF for char in text)


def _is_covered(text: str, start: int, end: int, *, phrases: Sequence[str]) -> bool:
    """Tell whether a phrase, unbroken, covers the span; text and phrases are folded."""
    for phrase in phrases:
        if phrase not in text:
            continue
        at = text.find(phrase, max(0, end - len(phrase)))
        while 0 <= at <= start:
            if at + len(phrase) >= end:
                return True
            at = text.find(phrase, at + 1)
    return False


def _in_order(ints: Ints, costs: Floats) -> NDArray[np.int64]:
    """Give the order by row, start, longest first, word, cost, how it is hidden."""
    row, start, end = (ints[:, column].astype(np.int64) for column in (ROW_NO, START, END))
    width = int(end.max(initial=0)) + 1
    less = ints[:, MASK], costs, ints[:, ENTRY]
    if width >= 1 << 22:  # no room for all three in one number
        return np.lexsort((*less, -end, start, row))
    spans = (row * width + start) * width - end
    order = np.argsort(spans)
    # few lie on one span, so that the rest is asked of these only
    same = np.diff(spans[order]) == 0
    tied = np.flatnonzero(np.append(same, False) | np.insert(same, 0, False))
    which = order[tied]
    order[tied] = which[np.lexsort((*(key[which] for key in less), spans[which]))]
    return order


def _cheapest(ints: Ints) -> Flags:
    """Mark the first of several candidates for one word on one span; they come ordered."""
    if not len(ints):
        return np.zeros(0, dtype=bool)
    same = (ints[1:, :4] == ints[:-1, :4]).all(axis=1)
    return np.concatenate(([True], ~same))


def _is_plain_inside(ints: Ints, lengths: Ints) -> Flags:
    """Mark disguises that hold the same word as it is written: 乙乙丙 is 乙丙 behind a 乙."""
    written = (ints[:, MASK] & ~acceptance.WRITTEN) == 0
    marks = np.zeros(len(ints), dtype=bool)
    of_word = (ints[:, ROW_NO].astype(np.int64) << 32) | ints[:, ENTRY]
    is_longer = ints[:, END] - ints[:, START] > lengths[ints[:, ENTRY]]
    suspects = np.flatnonzero(~written & is_longer)
    suspects = suspects[np.isin(of_word[suspects], of_word[written])]
    if len(suspects):
        asked = np.isin(of_word[written], of_word[suspects])
        plain = {tuple(row) for row in ints[written][asked, :4].tolist()}
        for place in suspects.tolist():
            row, entry, start, end = ints[place, :4].tolist()
            spans = ((a, b) for a in range(start, end) for b in range(a + 1, end + 1))
            marks[place] = any((row, entry, a, b) in plain for a, b in spans)
    return marks


def _outermost(ints: Ints) -> Flags:
    """Mark hits that lie in no longer one of their row; ordered by row, start, longest first."""
    if not len(ints):
        return np.zeros(0, dtype=bool)
    row, start, end = (ints[:, column].astype(np.int64) for column in (ROW_NO, START, END))
    # rows one behind another on one line, so that one running maximum serves all
    width = int(end.max()) + 1
    low, high = row * width + start, row * width + end
    furthest = np.maximum.accumulate(high)
    keep = np.concatenate(([True], high[1:] > furthest[:-1]))
    same = (low[1:] == low[:-1]) & (high[1:] == high[:-1])
    is_first = np.concatenate(([True], ~same))
    # of several words on one span all share the fate of the first
    firsts = np.maximum.accumulate(np.where(is_first, np.arange(len(keep)), 0))
    shared: Flags = keep[firsts]
    return shared
