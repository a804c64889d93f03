"""One hash over what the demo generated, so that two runs can be compared."""

import hashlib
import json
import pathlib
from collections.abc import Iterable
from typing import Any

import polars as pl

from hedun.clues import queries as clues
from hedun.demo.simulation import MACHINE
from hedun.desks.bridge import queries as bridge
from hedun.desks.roster import queries as roster
from hedun.desks.screening import queries as screening
from hedun.market import queries as market


def tables() -> dict[str, list[Any]]:
    """Give the rows of the desk plane that chance decides, without keys that differ by design."""
    shops = market.visible_shops(MACHINE).values_list(
        "platform__code", "shop_no", "name", "region_code", "address", "subject__name", "state"
    )
    subjects = market.visible_subjects(MACHINE).values_list(
        "kind", "name", "credit_code", "id_tail", "registry_state"
    )
    clue_rows = clues.visible_clues(MACHINE).values_list(
        "number", "title", "state", "outcome", "raised_at", "due_at", "body__name", "officer__name"
    )
    letters = bridge.visible_letters(MACHINE).values_list(
        "number", "title", "state", "sent_at", "due_at", "answered_at", "is_late"
    )
    findings = screening.visible_findings(MACHINE).values_list(
        "platform__code", "listing_no", "text", "state"
    )
    facts = [
        # a letter's message number is random by design, and so is the hash over its answer
        (kind, {k: v for k, v in payload.items() if k != "result"}, day, shop_no)
        for kind, payload, day, shop_no in market.facts(MACHINE).values_list(
            "kind", "payload", "happened_on", "shop__shop_no"
        )
    ]
    filings = roster.visible_filings(MACHINE).values_list(
        "platform__code", "window", "state", "good", "flagged", "returned"
    )
    changes = roster.transitions(MACHINE).values_list(
        "problem__shop_no", "problem__kind", "is_listed", "how", "at"
    )
    pairs = roster.visible_pairs(MACHINE).values_list("shop_no", "kind", "score", "state")
    found: dict[str, Iterable[Any]] = {
        "shops": shops,
        "subjects": subjects,
        "clues": clue_rows,
        "letters": letters,
        "findings": findings,
        "facts": facts,
        "filings": filings,
        "changes": changes,
        "pairs": pairs,
    }
    return {name: sorted(map(str, rows)) for name, rows in found.items()}


def fingerprint(folder: pathlib.Path) -> dict[str, str]:
    """Give one SHA-256 for each table and each Parquet file of the market."""
    marks = {name: _hash(rows) for name, rows in tables().items()}
    for path in sorted([*folder.glob("reviews/*.parquet"), folder / "demo" / "truth.parquet"]):
        marks[path.name] = _hash([str(row) for row in pl.read_parquet(path).rows()])
    listings = pl.scan_parquet(market.listings(MACHINE)).select(
        "platform_code", "shop_no", "listing_no", "title", "price_fen", "sales", "description"
    )
    marks["listings"] = _hash([str(row) for row in listings.collect().rows()])
    return marks


def _hash(rows: list[str]) -> str:
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()
