"""The ways of hiding a word, each a function of the word, the tables and a seeded dice."""

import random
from collections.abc import Callable, Sequence

from tools.bench.evasion.tables import Choices, Tables

Disguise = Callable[[str, Tables, random.Random], str]
UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u2063\u180e\ufe0f\u034f"
NOISE = " .,-_*/|~·、。，！!?？+=^:：;；'“”()（）【】[]<>《》…—&#@%\u3000\u00a0→★☆●◆■※"
EMOJI = "😀😂🤣😍😭👍🎉✨🌹💯🔞🍀🎁💥💦🌟🙈🐾🛒📦🚀💌🧧🎀🪄🫶"
STROKES = "丨丶丿口亅"
# letters of other scripts that look like a Latin one
SCRIPTS = {
    "a": "аａ𝐚𝓪ɑ", "b": "ｂ𝐛Ьʙ", "c": "сｃ𝐜ϲ", "d": "ｄ𝐝ԁ", "e": "еｅ𝐞ҽ", "f": "ｆ𝐟ƒ",
    "g": "ｇ𝐠ɡ", "h": "ｈ𝐡һ", "i": "іｉ𝐢ι", "j": "јｊ𝐣", "k": "ｋ𝐤κ", "l": "ｌ𝐥ӏ",
    "m": "ｍ𝐦м", "n": "ｎ𝐧ո", "o": "оｏ𝐨ο", "p": "рｐ𝐩ρ", "q": "ｑ𝐪ԛ", "r": "ｒ𝐫г",
    "s": "ѕｓ𝐬ꜱ", "t": "ｔ𝐭τ", "u": "ｕ𝐮υ", "v": "ｖ𝐯ν", "w": "ｗ𝐰ԝ", "x": "хｘ𝐱χ",
    "y": "уｙ𝐲γ", "z": "ｚ𝐳ᴢ",
}  # fmt: skip


def _some(word: str, choices: Choices, dice: random.Random, *, count: int) -> str:
    """Replace up to so many characters for which there are choices."""
    places = [place for place, char in enumerate(word) if choices.get(char)]
    chars = list(word)
    for place in dice.sample(places, min(count, len(places))):
        chars[place] = dice.choice(choices[chars[place]])
    return "".join(chars)


def _every(table: str) -> Disguise:
    """Replace every character for which the table has a choice."""
    return lambda word, tables, dice: _some(word, getattr(tables, table), dice, count=len(word))


def _one_or_two(table: str) -> Disguise:
    """Replace one character, two in a long word."""
    return lambda word, tables, dice: _some(
        word, getattr(tables, table), dice, count=1 + (len(word) > 3)
    )


def _one_or_all(table: str) -> Disguise:
    """Replace one character or every one, as the dice falls."""
    return lambda word, tables, dice: _some(
        word, getattr(tables, table), dice, count=dice.choice((1, len(word)))
    )


def _between(parts: Sequence[str], alphabet: str, dice: random.Random) -> str:
    """Put one to three characters of the alphabet into at least one gap."""
    sure = dice.randrange(1, len(parts))
    made = parts[0]
    for gap, part in enumerate(parts[1:], 1):
        if gap == sure or dice.random() < 0.7:
            made += "".join(dice.choices(alphabet, k=dice.choice((1, 1, 2, 3))))
        made += part
    return made


def _noise(alphabet: str) -> Disguise:
    return lambda word, _tables, dice: _between(word, alphabet, dice)


def _strokes(word: str, _tables: Tables, dice: random.Random) -> str:
    return _between(word, dice.choice(STROKES), dice)


def _repeated(word: str, _tables: Tables, dice: random.Random) -> str:
    times = [dice.choice((1, 2, 2, 3)) for _ in word]
    times[dice.randrange(len(word))] = dice.choice((2, 3))
    return "".join(char * count for char, count in zip(word, times, strict=True))


def _sounding(word: str, tables: Tables) -> list[list[str]]:
    """Give, for each place of the word, the other characters that sound the same there."""
    return [
        [other for other in tables.sounds.get(said, []) if other != char]
        for char, said in zip(word, tables.syllables(word), strict=True)
    ]


def _put(word: str, at_place: Sequence[Sequence[str]], dice: random.Random, *, count: int) -> str:
    """Replace up to so many characters by a choice for their place."""
    places = [place for place, others in enumerate(at_place) if others]
    chars = list(word)
    for place in dice.sample(places, min(count, len(places))):
        chars[place] = dice.choice(at_place[place])
    return "".join(chars)


def _homophone_one(word: str, tables: Tables, dice: random.Random) -> str:
    return _put(word, _sounding(word, tables), dice, count=1)


def _homophone_all(word: str, tables: Tables, dice: random.Random) -> str:
    heard = _sounding(word, tables)
    return _put(word, heard, dice, count=len(word)) if all(heard) else word


def _spelt(word: str, tables: Tables, dice: random.Random) -> list[str]:
    """Spell every syllable in Latin letters, all in one manner of writing."""
    said = tables.syllables(word)
    manner = dice.choice((str.lower, str.lower, str.upper, str.capitalize))
    return [manner(one) for one in said] if all(said) else []


def _pinyin_one(word: str, tables: Tables, dice: random.Random) -> str:
    said = tables.syllables(word)
    return _put(word, [[one] if one else [] for one in said], dice, count=1)


def _pinyin_all(word: str, tables: Tables, dice: random.Random) -> str:
    return "".join(_spelt(word, tables, dice)) or word


def _pinyin_spaced(word: str, tables: Tables, dice: random.Random) -> str:
    return dice.choice(" -.'").join(_spelt(word, tables, dice)) or word


def _initials(word: str, tables: Tables, dice: random.Random) -> str:
    """Write the first letters; of two, one stays a character, for the two say nothing."""
    letters = [[one[0]] if one else [] for one in tables.syllables(word)]
    if not all(letters):
        return word
    return _put(word, letters, dice, count=len(word) if len(word) > 2 else 1)


def _picture(word: str, tables: Tables, dice: random.Random) -> str:
    """Show a part of the word as a picture, a whole name before a single character."""
    spans = [(a, b) for a in range(len(word)) for b in range(a + 1, len(word) + 1)]
    there = [(a, b) for a, b in spans if tables.picture.get(word[a:b])]
    if not there:
        return word
    longest = max(b - a for a, b in there)
    a, b = dice.choice([(a, b) for a, b in there if b - a == longest])
    return word[:a] + dice.choice(tables.picture[word[a:b]]) + word[b:]


def _mixed(word: str, tables: Tables, dice: random.Random) -> str:
    """Spell one or two characters in letters of several scripts, the rest traditional."""
    letters = [
        ["".join(dice.choice(letter + SCRIPTS[letter]) for letter in one)] if one else []
        for one in tables.syllables(word)
    ]
    spelt = _put(word, letters, dice, count=1 + (len(word) > 3))
    return _every("traditional")(spelt, tables, dice) if spelt != word else word


def _swapped(word: str, _tables: Tables, dice: random.Random) -> str:
    place = dice.randrange(len(word) - 1)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def _reverse(word: str, _tables: Tables, _dice: random.Random) -> str:
    return word[::-1]


def _then_noise(first: Disguise) -> Disguise:
    def both(word: str, tables: Tables, dice: random.Random) -> str:
        hidden = first(word, tables, dice)
        alphabet = dice.choice((NOISE, UNSEEN, EMOJI))
        return _between(hidden, alphabet, dice) if hidden != word else word

    return both


def _near_sound(word: str, tables: Tables, dice: random.Random) -> str:
    """Replace one character by one that many people pronounce alike: z zh, n l, in ing."""
    pairs = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("ng", "n"), ("h", "f"))
    heard: list[list[str]] = []
    for said in tables.syllables(word):
        alike = {said.replace(a, b, 1) for a, b in pairs} | {
            said.replace(b, a, 1) for a, b in pairs
        }
        heard.append(
            [char for one in sorted(alike - {said}) for char in tables.sounds.get(one, [])]
        )
    return _put(word, heard, dice, count=1)


_traditional = _every("traditional")
DISGUISES: dict[str, Disguise] = {
    "traditional": _traditional,
    "compatibility forms": _every("compatible"),
    "zero-width": _noise(UNSEEN),
    "punctuation, spaces": _noise(NOISE),
    "emoji noise": _noise(EMOJI),
    "stroke noise 丨丶口": _strokes,
    "repeated characters": _repeated,
    "homophone, one": _homophone_one,
    "homophone, all": _homophone_all,
    "pinyin, one": _pinyin_one,
    "pinyin, all": _pinyin_all,
    "pinyin, spaced": _pinyin_spaced,
    "pinyin initials": _initials,
    "look-alike, same part": _one_or_two("sibling"),
    "look-alike, rendered": _one_or_two("lookalike"),
    "split across 拆字": _one_or_all("across"),
    "split down 拆字": _one_or_all("down"),
    "emoji for a word": _picture,
    "mixed scripts": _mixed,
    "swapped": _swapped,
    "reversed": _reverse,
    "traditional + noise": _then_noise(_traditional),
    "homophone + noise": _then_noise(_homophone_one),
    "pinyin + noise": _then_noise(_pinyin_one),
}
# printed below the others and not in the mean: a foretaste of what comes next
EXTRA: dict[str, Disguise] = {"near sound": _near_sound}
