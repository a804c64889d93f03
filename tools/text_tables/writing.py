"""Where the tables lie, and how one is written."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from tools.text_tables.sources import Source

TABLES = Path(__file__).parents[2] / "src/hedun/engine/text/tables"


def write(name: str, rows: Iterable[tuple[str, str]], sources: Sequence[Source]) -> None:
    """Write a table, sorted by its keys, with its sources in the first line."""
    ordered = sorted(rows)
    assert len({key for key, _ in ordered}) == len(ordered)
    head = (
        f"# {name}. Derived from: " + "; ".join(source.cited for source in sources) + "; see NOTICE"
    )
    body = "".join(f"{key}\t{value}\n" for key, value in ordered)
    TABLES.mkdir(parents=True, exist_ok=True)
    (TABLES / name).write_text(f"{head}\n{body}", encoding="utf-8", newline="\n")
