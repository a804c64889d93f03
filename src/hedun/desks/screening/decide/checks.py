"""What the checks beside words say of listings: pure, with tables and the day passed in."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pyarrow as pa

from hedun.desks.screening import decide
from hedun.desks.screening.decide.catalogue import Book, Cited, in_force, within
from hedun.desks.screening.decide.papers import (
    Paper,
    Stated,
    Trader,
    Trouble,
    certificate_troubles,
    licence_troubles,
)
from hedun.desks.screening.terms import CheckKind, Found, ItemKind, Reason
from hedun.engine.codes import ccc, licence
from hedun.engine.text import Word

OF_SHOP = frozenset(
    {Reason.LICENCE_NONE, Reason.LICENCE_MALFORMED, Reason.LICENCE_UNKNOWN}
    | {Reason.LICENCE_INVALID, Reason.LICENCE_EXPIRED, Reason.LICENCE_HOLDER}
)


@dataclass(frozen=True, slots=True)
class Campaigning:
    """A campaign as a run uses it."""

    name: str
    ground: str
    ground_id: int
    severity: str
    region_code: str
    valid_from: dt.date
    valid_to: dt.date | None
    words: tuple[tuple[str, tuple[str, ...]], ...]

    def holds(self, on: dt.date) -> bool:
        return in_force(self.valid_from, self.valid_to, on)


@dataclass(slots=True)
class Tables:
    """What is looked up for one step: papers by number, and who stands behind which shop.

    Papers are None where no table was imported at all: then nothing can be missing from it.
    """

    certificates: Mapping[str, Paper] | None = None
    licences: Mapping[str, Paper] | None = None
    traders: Mapping[str, Trader] = field(default_factory=dict)
    regions: Mapping[str, str] = field(default_factory=dict)
    seat: str = ""

    def region(self, shop_no: str) -> str:
        return self.regions.get(shop_no) or self.seat


def with_columns(listings: pa.Table) -> pa.Table:
    """Add what older parts lack: a column that was never there says nothing."""
    for name in decide.STATED:
        if name not in listings.column_names:
            listings = listings.append_column(name, pa.nulls(listings.num_rows, pa.string()))
    return listings


class Checks:
    """The checks of one run: its catalogue and its campaigns, on the day of the run."""

    def __init__(self, book: Book, campaigns: Sequence[Campaigning]) -> None:
        self.book = book
        self.campaigns = [one for one in campaigns if one.holds(book.on)]

    @property
    def is_local(self) -> bool:
        """Tell whether anything holds in one region only, so that it matters where a shop is."""
        codes = [entry.item.region_code for entry in self.book.entries]
        return any((*codes, *(one.region_code for one in self.campaigns)))

    def added_words(self, facts: list[dict[str, Any]]) -> list[Word]:
        """Let `facts` cite entries and campaigns, and give the words that the lexicon lacks.

        A word that the lexicon has keeps the lexicon's ground and innocent contexts.
        """
        place_of = {fact["word"]: place for place, fact in enumerate(facts)}
        added: list[Word] = []
        for word, number in self.book.words():
            entry = self.book.entries[number]
            if word not in place_of:
                place_of[word] = len(facts)
                facts.append(_fact(word, entry, category=entry.item.goods))
                added.append(Word(word, entry.ground, entry.severity))
            facts[place_of[word]].setdefault("items", []).append(number)
        for number, campaign in enumerate(self.campaigns):
            for word, allow in campaign.words:
                if word not in place_of:
                    place_of[word] = len(facts)
                    facts.append(_fact(word, campaign, category=campaign.name))
                    added.append(Word(word, campaign.ground, campaign.severity, allow))
                facts[place_of[word]].setdefault("campaigns", []).append(number)
        return added

    def rows(self, listings: pa.Table) -> dict[int, list[int]]:
        """Tell which rows stand in a category that entries are mapped to, and in which."""
        kinds = listings["category"].combine_chunks().dictionary_encode()
        known = [self.book.of_category(name or "") for name in kinds.dictionary.to_pylist()]
        if not any(known):
            return {}
        places = kinds.indices.to_pylist()
        return {
            row: known[place]
            for row, place in enumerate(places)
            if place is not None and known[place]
        }

    def numbers(
        self, listings: pa.Table, rows: Mapping[int, Sequence[int]]
    ) -> tuple[set[str], set[str]]:
        """Give the certificate and licence numbers that the rows state, as they are stored."""
        part = listings.take(pa.array(list(rows), pa.int64()))
        certificates = {ccc.normal(n) for n in part["certificate_no"].to_pylist() if n}
        licences = {licence.normal(n) for n in part["licence_no"].to_pylist() if n}
        return certificates, licences

    def apply(self, listings: pa.Table, found: Sequence[Found], tables: Tables) -> list[Found]:
        """Cite entries and campaigns on the words, and add what the checks find."""
        rows = self.rows(listings)
        kept: dict[int, Found] = {}
        for one in found:
            cited = self._cite(one, rows.get(one.row, []), region=tables.region(one.shop_no))
            if cited is not None:
                kept[one.row] = cited
        for row, listing in zip(rows, _listings(listings, rows), strict=True):
            checks = tuple(self._check(listing, rows[row], tables))
            if checks:
                kept[row] = replace(kept.get(row) or _bare(listing), checks=checks, row=row)
        return [kept[row] for row in sorted(kept)]

    def _cite(self, one: Found, categories: Sequence[int], *, region: str) -> Found | None:
        """Keep the words that hold for the listing, each with what it stands on."""
        words = []
        for word in one.words:
            items = [
                self.book.entries[number]
                for number in word.get("items", ())
                if self.book.meets(number, categories=categories, region=region)
            ]
            campaigns = [
                self.campaigns[number].name
                for number in word.get("campaigns", ())
                if within(region, self.campaigns[number].region_code)
            ]
            if items or campaigns or word.get("is_lexicon", True):
                plain = {k: v for k, v in word.items() if k not in _INNER}
                words.append(
                    plain
                    | ({"cites": [entry.told for entry in items]} if items else {})
                    | ({"campaign": "、".join(campaigns)} if campaigns else {})
                )
        return replace(one, words=tuple(words)) if words or one.rules else None

    def _check(
        self, listing: Mapping[str, Any], categories: Sequence[int], tables: Tables
    ) -> list[dict[str, Any]]:
        text = f"{listing['title'] or ''}\n{listing['description'] or ''}"
        shop_no = listing["shop_no"] or ""
        entries = self.book.by_category(categories, text, region=tables.region(shop_no))
        stated = Stated(**{name: listing[name] for name in decide.STATED})
        found: dict[str, dict[str, Any]] = {}
        for entry in entries:
            kind = entry.item.kind
            if kind == ItemKind.CERTIFIED:
                troubles = certificate_troubles(stated, tables.certificates, on=self.book.on)
                made = [
                    _told(CheckKind.CCC, t, entry=entry, value=stated.certificate_no)
                    for t in troubles
                ]
            elif kind == ItemKind.LICENSED:
                trader = tables.traders.get(shop_no, Trader())
                troubles = licence_troubles(stated, tables.licences, trader=trader, on=self.book.on)
                made = [
                    _told(CheckKind.LICENCE, t, entry=entry, value=stated.licence_no)
                    for t in troubles
                ]
            else:
                made = [_told(CheckKind.CATALOGUE, _listed(entry, listing), entry=entry)]
            for one in made:
                found.setdefault(one["key"], one)
        return list(found.values())


def _fact(word: str, of: Cited | Campaigning, *, category: str) -> dict[str, Any]:
    return {
        "word": word,
        "ground": of.ground,
        "ground_id": of.ground_id,
        "category": category[:30],
        "severity": of.severity,
        "is_lexicon": False,
    }


_INNER = frozenset({"items", "campaigns", "is_lexicon"})


def _listings(listings: pa.Table, rows: Mapping[int, Any]) -> list[dict[str, Any]]:
    return list(listings.take(pa.array(list(rows), pa.int64())).to_pylist())


def _listed(entry: Cited, listing: Mapping[str, Any]) -> Trouble:
    label = ItemKind(entry.item.kind).label
    condition = f"；条件：{entry.item.condition}" if entry.item.condition else ""
    text = f"类目“{listing['category']}”对应名录中的“{entry.item.goods}”（{label}{condition}）"
    return Trouble(Reason.LISTED, text)


def _told(
    check: CheckKind, trouble: Trouble, *, entry: Cited, value: str | None = None
) -> dict[str, Any]:
    """Give what a finding keeps of one outcome: check, reason, article, entry."""
    about = entry.item.goods if check is CheckKind.CATALOGUE else (value or "")
    return {
        "check": str(check),
        "reason": str(trouble.reason),
        "detail": trouble.detail,
        "ground": entry.ground,
        "ground_id": entry.ground_id,
        "article": entry.article,
        "category": entry.item.goods[:30],
        "severity": entry.severity,
        "entry": entry.told,
        "key": f"{trouble.reason}:{about}",
        "of_shop": trouble.reason in OF_SHOP,
    }


def _bare(listing: Mapping[str, Any]) -> Found:
    """Give a listing that no word was found in."""
    title, below = listing["title"] or "", listing["description"] or ""
    return Found(
        shop_no=listing["shop_no"] or "",
        shop_name=listing["shop_name"] or "",
        listing_no=listing["listing_no"],
        title=title,
        text=f"{title}\n{below}" if below else title,
        words=(),
        listing=decide.snapshot(listing),
    )


def once_for_each_shop(found: Sequence[Found], seen: dict[str, set[str]]) -> list[Found]:
    """Say what concerns the shop itself once for each shop, not for each of its listings.

    `seen` are the keys that were said of a shop before, and grows.
    """
    kept = []
    for one in found:
        said = seen.get(one.shop_no, set())
        checks = tuple(c for c in one.checks if not (c["of_shop"] and c["key"] in said))
        fresh = {c["key"] for c in checks if c["of_shop"]}
        if fresh:
            seen[one.shop_no] = said | fresh
        if checks or one.words or one.rules:
            kept.append(replace(one, checks=checks))
    return kept
