"""Every text of every row is a word of its own, and the ledger knows who may read it."""

import itertools
import re
from dataclasses import dataclass, field
from typing import Any

from django.db import models

WORD = re.compile(r"QZ\d{5}X")
SHORTEST = 8
# texts that have a form of their own: codes, hashes, names of rules
FORMED = re.compile(
    "region_code|parent_code|credit_code|id_hash|id_tail|sha256|fingerprint|row_hash|content_hash"
    "|code|due_rule|media_type|password|session_key|confidence|kind|unique_key|worker|key"
    "|subject_kind|subject_id|source_kind|source_id|source_key"
)


@dataclass(frozen=True, slots=True)
class Canary:
    """Where a word stands, and who may read it there."""

    where: str
    seers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Thing:
    """A row that addresses point at: whose it is, who may see it, who may act on it."""

    kind: str
    owner: str
    pk: int
    seers: frozenset[str]
    doers: frozenset[str]
    words: frozenset[str] = frozenset()
    more: dict[str, Any] = field(default_factory=dict)


class Ledger:
    """The words, the rows and the things of one house."""

    def __init__(self) -> None:
        self.canaries: dict[str, Canary] = {}
        self.literals: dict[str, Canary] = {}
        self.rows: dict[tuple[str, int], frozenset[str]] = {}
        self.things: dict[str, list[Thing]] = {}
        self._numbers = itertools.count(1)

    def word(self, where: str, seers: frozenset[str]) -> str:
        """Make a word that only these people may read."""
        made = f"QZ{next(self._numbers):05}X"
        self.canaries[made] = Canary(where, seers)
        return made

    def literal(self, text: str, where: str, seers: frozenset[str]) -> str:
        """Take a text that has a form of its own, such as a credit code, as a word."""
        self.literals[text] = Canary(where, seers)
        return text

    def plant(
        self,
        model: type[models.Model],
        seers: frozenset[str],
        special: dict[str, frozenset[str]] | None = None,
        **given: Any,
    ) -> Any:
        """Store a row whose every free text that was not given is a word of its own."""
        for column in model._meta.concrete_fields:
            if column.name not in given and is_free_text(column):
                where = f"{model._meta.label_lower}.{column.name}"
                given[column.name] = self.word(where, (special or {}).get(column.name, seers))
        row = model(**given)
        row.save()
        return self.keep(row, seers)

    def keep(self, row: Any, seers: frozenset[str]) -> Any:
        """Remember a row that was stored otherwise: nobody else may change it."""
        self.rows[row._meta.db_table, row.pk] = seers
        return row

    def thing(
        self,
        kind: str,
        owner: str,
        row: Any,
        /,
        *,
        seers: frozenset[str] | None = None,
        doers: frozenset[str] | None = None,
        **more: Any,
    ) -> None:
        """Let addresses point at a row; without `seers` those who may see the row itself."""
        sees = self.rows[row._meta.db_table, row.pk] if seers is None else seers
        text = " ".join(str(value) for value in vars(row).values())
        words = frozenset(WORD.findall(text)) | {w for w in self.literals if w in text}
        made = Thing(kind, owner, row.pk, sees, sees if doers is None else doers, words, more)
        self.things.setdefault(kind, []).append(made)

    def foreign(self, text: str, who: str) -> list[str]:
        """Find the words in a text that this person may not read, with their places."""
        found = {w: self.canaries[w] for w in set(WORD.findall(text)) if w in self.canaries}
        found |= {word: canary for word, canary in self.literals.items() if word in text}
        return sorted(f"{c.where} {word}" for word, c in found.items() if who not in c.seers)


def is_free_text(column: Any) -> bool:
    """Tell whether people can write what they like into a column."""
    is_text = isinstance(column, models.CharField | models.TextField) and not column.choices
    is_long = (column.max_length or SHORTEST) >= SHORTEST
    return is_text and is_long and not FORMED.fullmatch(column.name)
