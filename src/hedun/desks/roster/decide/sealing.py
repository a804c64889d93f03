"""Raw cells taken over without the identity numbers in them: from here on nobody can read one.

What stands in an identity column becomes a keyed hash, four characters and a remark on what is
wrong with it; a number that was typed anywhere else is covered.

Basis: heguishuju art. 15
"""

import json
import re
from collections.abc import Mapping

import polars as pl

from hedun.desks.roster.decide.fields import FIELDS, Heading
from hedun.engine.codes import citizen, uscc

IDENTITIES = {"id_number": "id", "owner_id": "owner"}
COVER = "[证件号码已隐去]"
# eighteen signs with a date of birth inside, also with spaces or hyphens between the groups
_NUMBER = re.compile(
    r"(?<![0-9A-Za-z])[1-8]\d{5}[ -]?(?:18|19|20)\d{2}[ -]?(?:0[1-9]|1[0-2])[ -]?"
    r"(?:0[1-9]|[12]\d|3[01])[ -]?\d{3}[\dXx](?![0-9A-Za-z])"
)
_OLD = re.compile(
    r"(?<![0-9A-Za-z])[1-8]\d{5}\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}(?![0-9A-Za-z])"
)
_HINT = r"\d{6}[ -]?\d{4}"
LOST = r"^-?\d(\.\d+)?[eE]\+?\d+$|^\d{6,}\.0+$"


def seal(
    staged: pl.DataFrame, heading: Heading, *, of: str, extra: Mapping[str, int], key: bytes
) -> pl.DataFrame:
    """Give the fields of a staged group as text columns, identities hashed, the rest covered."""
    columns: dict[str, pl.Series] = {
        "row_no": staged["row_no"],
        "problem": pl.Series([covered(t or "") for t in staged["problem"]], dtype=pl.String),
    }
    raw = {f.name: _cells(staged, heading.columns.get(f.name)) for f in FIELDS[of]}
    if "credit_code" in raw and "id_number" in raw:
        raw["credit_code"], raw["id_number"] = _sorted_out(raw["credit_code"], raw["id_number"])
    for name, cells in raw.items():
        if name in IDENTITIES:
            columns |= hashed(cells, prefix=IDENTITIES[name], key=key)
        elif name == "credit_code":
            # a sound code may look like a number with a date in it
            is_code = uscc.sound([uscc.normal(text) for text in cells])
            columns[name] = cells.zip_with(pl.Series(is_code), cover(cells))
        else:
            columns[name] = cover(cells)
    columns["lost"] = _lost(staged, heading, of)
    columns["extra"] = _extra(staged, extra)
    return pl.DataFrame(columns)


def covered(text: str) -> str:
    """Give a text without the identity numbers in it."""
    wide = text if text.isascii() else text.translate(_WIDE)
    return _OLD.sub(COVER, _NUMBER.sub(COVER, wide))


_WIDE = {0xFF10 + n: str(n) for n in range(10)} | {0xFF38: "X", 0xFF58: "x"}


def cover(cells: pl.Series) -> pl.Series:
    """Cover what looks like an identity number in a column; most columns have none."""
    plain = cells.str.replace_many([chr(n) for n in _WIDE], list(_WIDE.values()))
    doubtful = plain.str.contains(_HINT) | plain.str.contains(r"\d{15}")
    if not doubtful.any():
        return cells
    texts = [covered(t) if d else t for t, d in zip(cells, doubtful, strict=True)]
    return pl.Series(texts, dtype=pl.String)


def hashed(cells: pl.Series, *, prefix: str, key: bytes) -> dict[str, pl.Series]:
    """Turn identity numbers into hash, last four characters and what is wrong with them."""
    numbers = [citizen.normal(text) for text in cells]
    sound = citizen.sound(numbers)
    hashes, tails, problems = [], [], []
    for number, is_sound in zip(numbers, sound, strict=True):
        hashes.append(citizen.keyed(number, key=key) if is_sound else "")
        tails.append(number[-4:] if is_sound else "")
        problems.append((citizen.problem(number) or "") if number and not is_sound else "")
    return {
        f"{prefix}_hash": pl.Series(hashes, dtype=pl.String),
        f"{prefix}_tail": pl.Series(tails, dtype=pl.String),
        f"{prefix}_problem": pl.Series(problems, dtype=pl.String),
    }


def _sorted_out(codes: pl.Series, numbers: pl.Series) -> tuple[pl.Series, pl.Series]:
    """An identity number in the column of credit codes belongs into its own."""
    normal = [citizen.normal(text) for text in codes]
    is_number = citizen.sound(normal) & ~uscc.sound(normal)
    if not is_number.any():
        return codes, numbers
    rows = list(zip(codes, numbers, is_number, strict=True))
    return (
        pl.Series(["" if moved else code for code, _, moved in rows], dtype=pl.String),
        pl.Series([code if moved and not n else n for code, n, moved in rows], dtype=pl.String),
    )


def _cells(staged: pl.DataFrame, place: int | None) -> pl.Series:
    if place is None:
        return pl.repeat("", staged.height, dtype=pl.String, eager=True)
    return staged[f"c{place:03}"].fill_null("").str.strip_chars()


def _lost(staged: pl.DataFrame, heading: Heading, of: str) -> pl.Series:
    """Name, row by row, the numbers that a spreadsheet has rounded."""
    told = [""] * staged.height
    bits = staged["lost"].to_numpy()
    for field in FIELDS[of]:
        place = heading.columns.get(field.name)
        if not field.is_code or place is None:
            continue
        damaged = ((bits >> place) & 1 != 0) | _cells(staged, place).str.contains(LOST).to_numpy()
        for row in damaged.nonzero()[0]:
            told[int(row)] += f"{field.name} "
    return pl.Series([text.strip() for text in told], dtype=pl.String)


def _extra(staged: pl.DataFrame, extra: Mapping[str, int]) -> pl.Series:
    if not extra:
        return pl.repeat("", staged.height, dtype=pl.String, eager=True)
    columns = {label: cover(_cells(staged, place)).to_list() for label, place in extra.items()}
    rows = zip(*columns.values(), strict=True)
    return pl.Series(
        [json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False) for row in rows],
        dtype=pl.String,
    )
