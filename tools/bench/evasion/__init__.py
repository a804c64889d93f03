"""How much of a lexicon is still found when it is hidden, and what is found in clean text.

    .venv/bin/python -m tools.bench.evasion --words 2000 --debug DIR

The disguises are made from sources that the product does not use: xpinyin and CC-CEDICT for
sounds, CJKVI-IDS for parts, hanziconv for traditional characters, two Debian fonts for
look-alikes. Nothing of them is shipped; they are fetched into var/bench.
"""
