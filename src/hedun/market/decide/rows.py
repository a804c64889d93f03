"""The rows of one step, judged together: what is right goes in, what is wrong is explained."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from hedun.engine.table.values import Wrong, code
from hedun.market.decide.headers import FIELDS
from hedun.market.terms import ImportKind

LIMITS = {
    "shop_no": 64, "shop_name": 120, "url": 300, "name": 120, "address": 200, "domicile": 200,
    "phone": 40, "listing_no": 64, "title": 500, "category": 100, "reason": 300,
    "region_code": 6, "certificate_no": 64, "licence_no": 64, "model": 120, "manufacturer": 120,
}  # fmt: skip


@dataclass(slots=True)
class Rows:
    """Raw cells by field, with the reasons against each row."""

    kind: ImportKind
    frame: pl.DataFrame
    reasons: dict[int, list[str]] = field(default_factory=dict)
    given: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls,
        staged: pl.DataFrame,
        mapping: Mapping[str, str],
        *,
        names: Sequence[str],
        kind: ImportKind,
    ) -> "Rows":
        """Take the mapped columns out of a staged group; unreadable rows are wrong already."""
        places = {name: index for index, name in enumerate(names)}
        columns = {
            f.name: staged[f"c{places[mapping[f.name]]:03}"]
            if f.name in mapping
            else pl.repeat("", staged.height, dtype=pl.String, eager=True)
            for f in FIELDS[kind]
        }
        frame = pl.DataFrame({"row_no": staged["row_no"], **columns})
        rows = cls(kind, frame, given=frozenset(mapping))
        for index, problem in enumerate(staged["problem"].to_list()):
            if problem is not None:
                rows.blame(index, problem)
        rows._blame_lost(staged["lost"].to_numpy(), {f: places[c] for f, c in mapping.items()})
        return rows

    def __len__(self) -> int:
        return self.frame.height

    def texts(self, name: str) -> list[str]:
        """Give the cells of a field."""
        return self.frame[name].to_list()

    def stated(self, name: str) -> pl.Series:
        """Give the cells of an optional field; null where the file has no such column at all."""
        if name not in self.given:
            return pl.repeat(None, self.frame.height, dtype=pl.String, eager=True)
        return self.frame[name].str.strip_chars()

    def blame(self, index: int, reason: str) -> None:
        """Note a reason against a row."""
        self.reasons.setdefault(index, []).append(reason)

    def good(self) -> pl.Series:
        """Tell for each row whether nothing speaks against it."""
        mask = np.ones(len(self), np.bool_)
        mask[list(self.reasons)] = False
        return pl.Series(mask)

    def reason(self, index: int) -> str:
        """Give all reasons against a row in one text."""
        return "；".join(text.rstrip("；。") for text in self.reasons[index]) + "。"

    def _blame_lost(
        self, lost: "np.ndarray[tuple[int], np.dtype[np.int64]]", at: dict[str, int]
    ) -> None:
        """An identifier that a spreadsheet kept as a number has lost its last digits.

        Beyond 15 digits the digits that the file shows are not those that were typed.
        """
        for one in FIELDS[self.kind]:
            if not one.is_code or one.name not in at:
                continue
            texts = self.frame[one.name]
            damaged = (lost >> at[one.name]) & 1 != 0
            shaped = texts.str.contains(r"^-?\d(\.\d+)?[eE]\+?\d+$|^\d{6,}\.0+$").to_numpy()
            for index in np.flatnonzero(damaged | shaped):
                self.blame(
                    int(index),
                    f"{one.label}“{texts[int(index)][:24]}”精度已丢失：Excel 把超过15位的数字存成了"
                    "近似值；请将该列设为“文本”格式，重新填写后提交",
                )

    def require(self, name: str, label: str) -> None:
        """Blame rows whose cell is empty."""
        for index in self.frame[name].str.strip_chars().eq("").arg_true():
            self.blame(index, f"{label}为空；请补充")

    def cut(self) -> None:
        """Blame rows with a cell that is longer than the market keeps."""
        for one in FIELDS[self.kind]:
            limit = LIMITS.get(one.name)
            if limit is None:
                continue
            lengths = self.frame[one.name].str.len_chars()
            for index in (lengths > limit).arg_true():
                self.blame(index, f"{one.label}有{lengths[index]}个字，最多{limit}个字；请删减")

    def each(self, name: str, read: Callable[[str], object]) -> list[object]:
        """Read every cell of a column once for each distinct text; None where empty or wrong."""
        known: dict[str, object] = {"": None}
        values: list[object] = []
        for index, text in enumerate(self.texts(name)):
            if text not in known:
                known[text] = _read(read, text)
            value = known[text]
            if isinstance(value, Wrong):
                self.blame(index, str(value))
                value = None
            values.append(value)
        return values


def _read(read: Callable[[str], object], text: str) -> object:
    if not text.strip():
        return None
    try:
        return read(text)
    except Wrong as problem:
        return problem


def codes(texts: Iterable[str]) -> list[str]:
    """Give senders' own numbers as they are stored."""
    return [code(text) for text in texts]


def fingerprints(frame: pl.DataFrame) -> pl.Series:
    """Give a stable 128-bit fingerprint of each row: the same in every version and process."""
    cells = [pl.col(name).cast(pl.String).fill_null("") for name in frame.columns]
    lines = frame.select(pl.concat_str(cells, separator="\x1f")).to_series()
    digests = [hashlib.blake2b(line.encode(), digest_size=16).hexdigest() for line in lines]
    return pl.Series(digests, dtype=pl.String)
