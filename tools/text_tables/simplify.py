"""simplify.tsv: the simplified, ordinary character for each traditional or variant one."""

import functools

from tools.text_tables.characters import is_han, standard
from tools.text_tables.parts import pieces_in_use
from tools.text_tables.sources import CHAIZI, DECOMPOSITION, OPENCC, UNICODE, lines, unihan
from tools.text_tables.writing import write

# words of the net that OpenCC leaves alone or Unicode equates with something else
_OWN = {"妳": "你", "祂": "他", "牠": "它", "囍": "喜", "嗮": "晒"}


@functools.cache
def table() -> dict[str, str]:
    """Give the map, closed: no target is a key."""
    direct = _radicals() | _unihan() | _regional() | _traditional() | _OWN
    closed = {char: _end(direct, char) for char in direct}
    # of two that are called variants of each other the first in Unicode stays
    ends = {char: end for char, end in closed.items() if closed.get(end) != char or end < char}
    return {char: end for char, end in ends.items() if end != char and end <= "\uffff"}


def simple(text: str) -> str:
    """Simplify a text."""
    known = table()
    return "".join(known.get(char, char) for char in text)


def _end(direct: dict[str, str], char: str) -> str:
    seen = {char}
    while char in direct and direct[char] not in seen:
        char = direct[char]
        seen.add(char)
    return char


def _pairs(name: str) -> dict[str, str]:
    """Read an OpenCC list of single characters; the first target is the usual one."""
    rows = (line.split("\t") for line in lines(OPENCC, f"data/{name}.txt"))
    pairs = {row[0]: row[1].split(" ")[0] for row in rows}
    return {a: b for a, b in pairs.items() if len(a) == len(b) == 1}


def _traditional() -> dict[str, str]:
    found = _pairs("TSCharactersExt") | _pairs("TSCharacters")
    return {a: b for a, b in found.items() if a != b}


def _regional() -> dict[str, str]:
    """Taiwan, Hong Kong and Japanese forms, unless the form is an ordinary simplified character."""
    found: dict[str, str] = {}
    for name in ("JPShinjitaiCharacters", "TWVariantsRev", "HKVariantsRev"):
        found |= {a: b for a, b in _pairs(name).items() if a not in standard()}
    return found


def _radicals() -> dict[str, str]:
    """Radicals and strokes that Unicode calls the same as an ideograph."""
    found: dict[str, str] = {}
    for line in lines(UNICODE, "unicode/EquivalentUnifiedIdeograph.txt"):
        span, target = line.split("#")[0].split(";")
        low, _, high = span.strip().partition("..")
        for point in range(int(low, 16), int(high or low, 16) + 1):
            found[chr(point)] = chr(int(target, 16))
    return found


def _unihan() -> dict[str, str]:
    """Variants that are not standard, build no standard character, and point to exactly one."""
    found: dict[str, str] = {}
    traditional = _traditional()
    kept = standard() | pieces_in_use()
    for field in ("kSemanticVariant", "kZVariant", "kSimplifiedVariant"):
        for char, value in unihan("Variants", field).items():
            codes = (part.split("<")[0] for part in value.split(" "))
            targets = {chr(int(code.removeprefix("U+"), 16)) for code in codes}
            ends = {traditional.get(t, t) for t in targets} & standard()
            if len(ends) == 1 and char not in kept and is_han(char):
                found[char] = ends.pop()
    return found


def build() -> None:
    """Write the table."""
    write("simplify.tsv", table().items(), (OPENCC, UNICODE, CHAIZI, DECOMPOSITION))
