"""Checking single listings before they go live: what was found, in which field, on what basis."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import pyarrow as pa

from hedun.desks.screening.decide import STATED as OF_PAPERS
from hedun.desks.screening.decide import rules as ruling
from hedun.desks.screening.terms import CheckKind, Reason
from hedun.engine.rules import STATED, Outcome, stated_in
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


SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("title", "description", "category", *OF_PAPERS)),
        *((name, pa.int64()) for name in ("price_fen", "sales")),
        # of a listing that is not yet there nobody knows these
        *((name, pa.string()) for name in ("shop_no", "shop_name", "listing_no", "url", "seen_at")),
    ]
)


def table_of(items: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Lay out listings as stored ones are, so that both are judged by the same functions."""
    rows = [{**item, "listing_no": str(place)} for place, item in enumerate(items)]
    return pa.Table.from_pylist(rows, SCHEMA)


def word_hit(
    word: Mapping[str, Any], basis: Mapping[str, Any], *, title: str, text: str
) -> dict[str, Any]:
    """Say of one word where it stands, how it is hidden, and why it matters."""
    return {
        "kind": "word",
        "name": word["word"],
        "category": word["category"],
        "severity": word["severity"],
        "channel": word["channel"],
        "channel_label": Channel(word["channel"]).label,
        "cost": word["cost"],
        "places": [place(word["start"], word["end"], title=title, text=text)],
        "conditions": [],
        "cites": _cites(word),
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


def _cites(word: Mapping[str, Any]) -> list[str]:
    """Name the entries and campaigns that a word stands on besides the lexicon."""
    cited = [f"名录“{entry['goods']}”（{entry['article']}）" for entry in word.get("cites", ())]
    return cited + ([f"专项“{word['campaign']}”"] if "campaign" in word else [])


def check_hit(check: Mapping[str, Any], basis: Mapping[str, Any]) -> dict[str, Any]:
    """Say of one check what is wrong, and on which entry of the catalogue it stands."""
    reason = Reason(check["reason"]).label
    return {
        "kind": "check",
        "name": f"{CheckKind(check['check']).label}：{reason}",
        "category": check["category"],
        "severity": check["severity"],
        "channel": None,
        "channel_label": None,
        "cost": None,
        "places": [],
        "conditions": [{"text": reason, "outcome": Outcome.TRUE.label, "seen": check["detail"]}],
        "cites": [f"名录“{check['entry']['goods']}”（{check['article']}）"],
        **basis,
    }
