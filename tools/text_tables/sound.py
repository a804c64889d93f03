"""sound.tsv: how each character is read, without tones, the most usual reading first."""

import functools
import re
import unicodedata

from tools.text_tables.characters import is_han, standard
from tools.text_tables.sources import PYPINYIN, UNICODE, read_json, unihan
from tools.text_tables.writing import write

READINGS = 3
# dictionaries spell a hum without a vowel; people type it as it sounds
_OWN = {"嗯": ("en", "n", "ng")}
_DIAERESIS = "\u0308"


@functools.cache
def toneless(reading: str) -> str:
    """Strip the tone: lǜ becomes lv."""
    letters = unicodedata.normalize("NFD", reading.lower()).replace(f"u{_DIAERESIS}", "v")
    plain = "".join(letter for letter in letters if letter.isascii() and letter.isalpha())
    return plain.replace("ue", "ve") if plain in {"lue", "nue"} else plain


@functools.cache
def _modern() -> dict[str, tuple[str, ...]]:
    """Readings that are in use: by frequency, then by the dictionaries of 1983 and 2013."""
    found: dict[str, list[str]] = {}
    for field in ("kHanyuPinlu", "kTGHZ2013", "kXHC1983"):
        for char, value in unihan("Readings", field).items():
            text = re.sub(r"\(\d+\)", "", value)
            parts = [part.rpartition(":")[2].split(",") for part in text.split(" ")]
            found.setdefault(char, []).extend(r for part in parts for r in part)
    return {char: tuple(dict.fromkeys(map(toneless, rs))) for char, rs in found.items()}


def _readings(char: str, listed: list[str]) -> tuple[str, ...]:
    usual = [toneless(reading) for reading in listed]
    modern = _modern().get(char, ())
    if char in standard() and modern:
        usual = [*(r for r in usual[:1] if r in modern), *modern]
    found = dict.fromkeys(reading for reading in usual if reading)
    voiced = [reading for reading in found if set(reading) & set("aeiouv")]
    return tuple(voiced or found)[:READINGS]


@functools.cache
def table() -> dict[str, tuple[str, ...]]:
    """Give the readings of every Han character that has one."""
    listed = {
        chr(int(code)): value.split(",")
        for code, value in read_json(PYPINYIN, "pypinyin/pinyin_dict.json").items()
    }
    for char, value in unihan("Readings", "kMandarin").items():
        listed.setdefault(char, value.split(" "))
    found = {char: _readings(char, values) for char, values in listed.items() if is_han(char)}
    return {char: readings for char, readings in found.items() if readings} | _OWN


def build() -> None:
    """Write the table."""
    rows = ((char, " ".join(readings)) for char, readings in table().items())
    write("sound.tsv", rows, (PYPINYIN, UNICODE))
