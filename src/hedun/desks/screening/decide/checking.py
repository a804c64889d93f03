"""Checking single listings before they go live: what was found, in which field, on what basis."""

from collections.abc import Collection, Mapping
from typing import Any

from hedun.desks.screening.decide import rules as ruling
from hedun.engine.rules import STATED, stated_in
from hedun.engine.text import Channel


def text_of(values: Mapping[str, Any]) -> str:
    """Give the text of one listing that is screened, as `texts` gives that of stored ones."""
    below = values.get("description")
    return f"{values['title']}\n{below}" if below else str(values["title"])


def record_of(
    values: Mapping[str, Any], text: str, *, needed: frozenset[str], groups: Collection[str]
) -> dict[str, Any]:
    """Give what rules read of one listing; what was not given is absent.

    One record needs no columns: laying out a frame for it would take longer than judging it.
    """
    read = {name: stated_in(text, name) for name in STATED if name in needed}
    return {**read, **values, "words": sorted(groups)}


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
