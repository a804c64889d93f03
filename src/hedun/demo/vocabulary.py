"""The word lists of the demo, read once."""

import functools
import pathlib
import random
import tomllib
from typing import Any

FOLDER = pathlib.Path(__file__).parent / "words"


@functools.cache
def words(name: str) -> dict[str, Any]:
    """Give one word list: people, trade, goods, plants or disguise."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def dice(seed: int, topic: str) -> random.Random:
    """Give the source of chance of one topic, so that one part never shifts another."""
    return random.Random(f"{seed}:{topic}")  # noqa: S311 - a generator must repeat itself


def person_name(chance: random.Random) -> str:
    """Make up somebody's name."""
    people = words("people")
    # the lists begin with the frequent names
    surname = people["surnames"][int(chance.random() ** 2 * len(people["surnames"]))]
    given = chance.choice(people["given_last"])
    if chance.random() < 0.75:
        given = chance.choice(people["given_first"]) + given
    return str(surname + given)


def street(chance: random.Random) -> str:
    """Make up the part of an address below the county."""
    people = words("people")
    place = f"{chance.choice(people['streets'])}{chance.randint(1, 980)}号"
    if chance.random() < 0.6:
        floor, room = chance.randint(1, 28), chance.randint(1, 30)
        place += f"{chance.choice(people['buildings'])}{chance.randint(1, 9)}幢{floor}{room:02}室"
    return place


def phone(chance: random.Random) -> str:
    """Make up a mobile number that no operator has given out (prefix 100)."""
    return f"100{chance.randint(0, 99_999_999):08}"


def brand(chance: random.Random) -> str:
    """Make up a brand of two characters."""
    trade = words("trade")
    return str(chance.choice(trade["brand_first"]) + chance.choice(trade["brand_last"]))
