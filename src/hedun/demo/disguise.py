"""How a word is hidden from a list: the evasions that the truth table names."""

import functools
import random

from hedun.demo.vocabulary import words

PLAIN = "plain"
WEIGHTS = {
    PLAIN: 58,
    "sign": 12,
    "sound": 8,
    "shape": 7,
    "pinyin": 5,
    "invisible": 4,
    "full_width": 3,
    "emoji": 3,
}


@functools.cache
def _table(name: str) -> dict[str, str]:
    return {token[0]: token[1:] for token in words("disguise")[name].split()}


def _swap_one(chance: random.Random, word: str, table: dict[str, str]) -> str:
    places = [i for i, sign in enumerate(word) if sign in table]
    if not places:
        return word
    place = chance.choice(places)
    return word[:place] + table[word[place]] + word[place + 1 :]


def _swap_all(word: str, table: dict[str, str]) -> str:
    return "".join(table.get(sign, sign) for sign in word)


def _wide(word: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in word)


def hide(chance: random.Random, word: str) -> tuple[str, str]:
    """Give the word as a seller would write it, and by which evasion ("plain": by none)."""
    how = chance.choices(list(WEIGHTS), weights=list(WEIGHTS.values()))[0]
    lists = words("disguise")
    if how == "sign":
        hidden = chance.choice(lists["signs"]).join(word)
    elif how == "invisible":
        place = max(1, len(word) // 2)
        hidden = word[:place] + lists["invisible"] + word[place:]
    elif how == "emoji":
        hidden = word[0] + chance.choice("🔥✨💯👑") + word[1:]
    elif how == "full_width":
        hidden = _wide(word)
    elif how == "shape":
        hidden = _swap_all(word, _table("shape"))
    elif how in {"sound", "pinyin"}:
        hidden = _swap_one(chance, word, _table(how))
    else:
        return word, PLAIN
    return (hidden, how) if hidden != word else (word, PLAIN)


def fill(chance: random.Random, form: str, *, may_hide: bool = True) -> tuple[str, str, str]:
    """Write out a form "… [core] …": the text, the core as written, and the evasion."""
    head, _, rest = form.partition("[")
    core, _, tail = rest.partition("]")
    written, how = hide(chance, core) if may_hide else (core, PLAIN)
    return head + written + tail, written, how
