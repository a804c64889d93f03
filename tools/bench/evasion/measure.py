"""What a scanner finds of the hidden words, and what it finds where nothing is hidden."""

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from hedun.engine.text import Channel, Scanner, Word
from tools.bench.evasion.corpus import Clean
from tools.bench.evasion.hiding import Hidden

# names the words that each text contains, by their place in the lexicon
Finder = Callable[[Sequence[str]], list[set[int]]]


@dataclass
class Score:
    """Recall by disguise, and the clean texts in which something was found."""

    name: str
    recall: dict[str, float] = field(default_factory=dict)
    false: float | None = None  # of the clean texts, those with a word in disguise
    any: float = 0.0  # those with any hit, also of a word as it is written
    seconds: float = 0.0
    missed: dict[str, list[str]] = field(default_factory=dict)
    surfaces: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    lengths: dict[int, list[int]] = field(default_factory=dict)  # length: missed, all
    kinds: Counter[str] = field(default_factory=Counter)

    def macro(self, names: Sequence[str]) -> float:
        return sum(self.recall[name] for name in names) / len(names)


def scanner(words: Sequence[Word], channels: Sequence[str] = ()) -> Scanner:
    """Build the product's scanner with the named channels; with all it has, if none."""
    wanted = [Channel(name) for name in channels] or list(Channel)
    try:
        return Scanner(words, channels=tuple(wanted))  # type: ignore[call-arg,unused-ignore]
    except TypeError:
        return Scanner(words)


def _longer(words: Sequence[Word]) -> dict[int, set[int]]:
    """For each word, itself and the words that contain it: to name one of them is right."""
    texts = [word.text for word in words]
    place: dict[str, list[int]] = defaultdict(list)
    for entry, text in enumerate(texts):
        for a in range(len(text)):
            for b in range(a + 1, len(text) + 1):
                place[text[a:b]].append(entry)
    return {entry: set(place[text]) for entry, text in enumerate(texts)}


def engine(
    name: str,
    scan: Scanner,
    hidden: Mapping[str, Sequence[Hidden]],
    *,
    clean: Sequence[Clean],
) -> Score:
    """Measure the product: the right word at a place that overlaps where it was put."""
    score, right = Score(name), _longer(scan.words)
    started = time.perf_counter()
    for disguise, texts in hidden.items():
        found: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
        hits = scan.scan(pa.array([one.text for one in texts], pa.string()))
        columns = (hits[column].to_pylist() for column in ("row", "entry", "start", "end"))
        for row, *hit in zip(*columns, strict=True):
            found[row].append((hit[0], hit[1], hit[2]))
        missed = [
            one
            for row, one in enumerate(texts)
            if not any(
                e in right[one.entry] and a < one.end and one.start < b for e, a, b in found[row]
            )
        ]
        score.recall[disguise] = 1 - len(missed) / max(len(texts), 1)
        if disguise != "plain":
            _count(score, [len(scan.words[one.entry].text) for one in missed], place=0)
            _count(score, [len(scan.words[one.entry].text) for one in texts], place=1)
        score.missed[disguise] = [f"{scan.words[m.entry].text}\t{m.surface}" for m in missed]
    _innocent(score, scan, clean)
    score.seconds = time.perf_counter() - started
    return score


def _count(score: Score, lengths: Sequence[int], *, place: int) -> None:
    for length, count in Counter(lengths).items():
        score.lengths.setdefault(length, [0, 0])[place] += count


def _innocent(score: Score, scan: Scanner, clean: Sequence[Clean]) -> None:
    texts = [one.text for one in clean]
    hits = scan.scan(pa.array(texts, pa.string())).to_pylist()
    rows: set[int] = set()
    exact: set[int] = set()
    for hit in hits:
        (exact if hit["channel"] == Channel.EXACT else rows).add(hit["row"])
        word = scan.words[hit["entry"]].text
        surface = texts[hit["row"]][hit["start"] : hit["end"]]
        score.surfaces[hit["channel"], word, surface] += 1
    score.kinds = Counter(clean[row].kind for row in rows)
    score.false, score.any = len(rows) / len(texts), len(rows | exact) / len(texts)


def peer(
    name: str,
    find: Finder,
    hidden: Mapping[str, Sequence[Hidden]],
    *,
    clean: Sequence[Clean],
) -> Score:
    """Measure a plain filter: the right word anywhere in the text, for it knows no places."""
    score = Score(name)
    started = time.perf_counter()
    for disguise, texts in hidden.items():
        named = find([one.text for one in texts])
        got = sum(one.entry in found for one, found in zip(texts, named, strict=True))
        score.recall[disguise] = got / max(len(texts), 1)
    score.any = sum(map(bool, find([one.text for one in clean]))) / len(clean)
    score.seconds = time.perf_counter() - started
    return score


def write(score: Score, place: Path) -> None:
    """Write what was missed and what was found falsely, the most frequent first."""
    place.mkdir(parents=True, exist_ok=True)
    lines = ["times\tchannel\tword\tsurface"]
    lines += ["\t".join((str(n), *what)) for what, n in score.surfaces.most_common()]
    (place / "false.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    for disguise, missed in score.missed.items():
        safe = "".join(char if char.isalnum() else "-" for char in disguise)
        text = "".join(line + "\n" for line in missed)
        (place / f"missed-{safe}.tsv").write_text(text, encoding="utf-8")
