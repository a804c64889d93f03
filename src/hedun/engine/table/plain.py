"""CSV for officials: with a BOM, so that Excel and WPS show Chinese, and no cell that computes."""

import csv
import io
import pathlib
from collections.abc import Iterable, Sequence

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|", "%")


def neutral(cell: object) -> str:
    """Give a cell that no spreadsheet runs: a dangerous beginning gets an apostrophe.

    Numbers keep their minus sign; text that looks like a formula does not pass.
    """
    if cell is None:
        return ""
    if isinstance(cell, int | float):
        return str(cell)
    text = str(cell)
    if text.lstrip(" \u3000\u200b\ufeff").startswith(_STARTS):
        return "'" + text
    return text


def write(
    target: pathlib.Path | io.TextIOBase, columns: Sequence[str], rows: Iterable[Sequence[object]]
) -> None:
    """Write rows as UTF-8 CSV with a BOM; every cell is neutral."""
    if isinstance(target, pathlib.Path):
        with target.open("w", encoding="utf-8", newline="") as file:
            write(file, columns, rows)
        return
    target.write("\ufeff")
    writer = csv.writer(target)
    writer.writerow([neutral(name) for name in columns])
    writer.writerows([neutral(cell) for cell in row] for row in rows)
