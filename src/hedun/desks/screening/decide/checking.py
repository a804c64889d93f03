"""Checking single listings before they go live: what was found, in which field, on what basis."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import pyarrow as pa

from hedun.desks.screening.decide import rules as ruling
from hedun.engine.text import Channel

TEXTS = ("shop_no", "platform_code", "listing_no")


def table(items: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Lay listings out as stored ones are; what was not given is absent."""
    schema: dict[str, Any] = {
        "title": pl.String, "description": pl.String, "category": pl.String, "price_fen": pl.Int64,
        "list_price_fen": pl.Int64, "sales": pl.Int64, "rating": pl.Float64, "shop_name": pl.String,
        "certificate_no": pl.String, "certificate": pl.Boolean, "is_cross_border": pl.Boolean,
        "licences": pl.List(pl.String), **dict.fromkeys(TEXTS, pl.String),
    }  # fmt: skip
    return pl.DataFrame(list(items), schema=schema).to_arrow()


def place(start: int, end: int, *, title: str, text: str) -> dict[str, Any]:
    """Say where in the screened text (title, line feed, description) something stands."""
    is_title = start < len(title)
    begin = 0 if is_title else len(title) + 1
    return {
        "field": "title" if is_title else "description",
        "start": start - begin,
        "end": end - begin,
        "surface": text[start:end],
    }


def word_hit(
    hit: Mapping[str, Any], fact: Mapping[str, Any], basis: Mapping[str, Any], *, title: str,
    text: str,
) -> dict[str, Any]:  # fmt: skip
    """Say of one word where it stands, how it is hidden, and why it matters."""
    return {
        "kind": "word",
        "name": fact["word"],
        "category": fact["category"],
        "severity": fact["severity"],
        "channel": hit["channel"],
        "channel_label": Channel(hit["channel"]).label,
        "cost": round(hit["cost"], 3),
        "places": [place(hit["start"], hit["end"], title=title, text=text)],
        "conditions": [],
        **basis,
    }


def rule_hit(
    told: Mapping[str, Any], basis: Mapping[str, Any], *, title: str, text: str
) -> dict[str, Any]:
    """Say of one rule what every condition saw, and where it points."""
    return {
        "kind": "rule",
        "name": f"{told['code']} {told['title']}",
        "category": told["category"],
        "severity": told["severity"],
        "channel": None,
        "channel_label": None,
        "cost": None,
        "places": [place(s["start"], s["end"], title=title, text=text) for s in told["spans"]],
        "conditions": ruling.conditions(told["trace"]),
        **basis,
    }
