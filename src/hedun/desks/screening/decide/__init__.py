"""Decisions of the screening desk: pure, with values and times passed in."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from hedun.base.lawbook.terms import Severity
from hedun.desks.screening.terms import (
    UNDO_WITHIN,
    Change,
    EditionState,
    FindingState,
    Found,
    Row,
    Verdict,
)
from hedun.engine.text import fold

LONGEST_WORD = 60
RANKS = {Severity.GRAVE: 0, Severity.NORMAL: 1, Severity.SLIGHT: 2}
OUTCOMES = {
    Verdict.CONFIRM: FindingState.CONFIRMED,
    Verdict.REJECT: FindingState.REJECTED,
    Verdict.UNSURE: FindingState.UNSURE,
}


def rank(severity: str) -> int:
    """Give the place of a severity in the queue: the gravest comes first."""
    return RANKS[Severity(severity)]


def word_problem(row: Row) -> str:
    """Say in Chinese what is wrong with a word, or nothing."""
    if row.word != row.word.strip() or "\x00" in row.word:
        return f"“{row.word}”首尾有空白或含有控制字符；请删去后再保存。"
    if len(row.word) < 2:
        return f"“{row.word}”只有一个字，会命中大量无关商品；请写成两个字以上的词。"
    if len(row.word) > LONGEST_WORD:
        return f"“{row.word[:10]}…”超过 {LONGEST_WORD} 个字；请只保留违禁的词，不要写整句。"
    for phrase in row.allow:
        if fold(row.word) not in fold(phrase) or fold(row.word) == fold(phrase):
            return (
                f"放行语境“{phrase}”须比“{row.word}”长并且包含它，否则不起作用；"
                f"例如“大麻”的放行语境“大麻烦”。"
            )
    return ""


def fingerprint(rows: Iterable[Row]) -> str:
    """Give one hash for the content of an edition, whatever the order of its words."""
    lines = sorted(
        json.dumps(
            [r.word, r.ground, r.category, r.severity, sorted(r.allow), r.note, r.is_active],
            ensure_ascii=False,
        )
        for r in rows
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Difference:
    """One word that two editions do not have alike."""

    word: str
    change: Change
    before: Row | None
    after: Row | None

    @property
    def fields(self) -> tuple[tuple[str, str, str], ...]:
        """The columns that changed: label, before, after."""
        if self.before is None or self.after is None:
            return ()
        shown = zip(_shown(self.before), _shown(self.after), strict=True)
        return tuple((label, old, new) for (label, old), (_, new) in shown if old != new)


def _shown(row: Row) -> tuple[tuple[str, str], ...]:
    return (
        ("事由", row.ground),
        ("类别", row.category),
        ("程度", Severity(row.severity).label),
        ("放行语境", "、".join(row.allow)),
        ("说明", row.note),
        ("状态", "启用" if row.is_active else "停用"),
    )


def differences(before: Iterable[Row], after: Iterable[Row]) -> list[Difference]:
    """Compare two editions word by word."""
    old = {row.word: row for row in before}
    new = {row.word: row for row in after}
    found = []
    for word in sorted(old.keys() | new.keys()):
        was, now = old.get(word), new.get(word)
        if was != now:
            change = Change.CHANGED if was and now else Change.ADDED if now else Change.REMOVED
            found.append(Difference(word, change, was, now))
    return found


def edit_problem(state: str, *, made_by: int | None, by: int | None, noun: str = "词库版本") -> str:
    """Say in Chinese why this person may not edit this edition, or nothing."""
    if state != EditionState.DRAFT:
        return (
            f"{noun}“{EditionState(state).label}”，已提交或已批准的版本不能改动；"
            "请新建下一版后编辑。"
        )
    if made_by is not None and made_by != by:
        return "本版由他人编制，只能由编制人修改；请与编制人联系，或另建新版。"
    return ""


def approval_problem(
    state: str, *, made_by: int | None, by: int | None, noun: str = "词库版本"
) -> str:
    """Say in Chinese why this person may not approve this edition, or nothing."""
    if state != EditionState.SUBMITTED:
        return f"{noun}“{EditionState(state).label}”，只有“待审批”的版本可以审批。"
    if by is None or made_by == by:
        return "编制和审批须为不同的两人；请由另一名词库维护员或负责人审批。"
    return ""


def undo_problem(*, judged_at: dt.datetime, at: dt.datetime) -> str:
    """Say in Chinese why a judgement can no longer be undone, or nothing."""
    if at - judged_at > UNDO_WITHIN:
        return (
            f"上一条判定作于 {judged_at:%H:%M}，已超过 10 分钟，不能撤销；"
            "如需更正，请在线索中备注或处置为“不成立”。"
        )
    return ""


def word_keys(words: Iterable[Mapping[str, Any]]) -> frozenset[tuple[str, str]]:
    """Tell which words on which grounds a finding is about."""
    return frozenset((str(w["word"]), str(w["ground"])) for w in words)


def check_keys(checks: Iterable[Mapping[str, Any]]) -> frozenset[tuple[str, str]]:
    """Tell which checks with which outcome a finding is about."""
    return frozenset((f"check:{c['check']}", str(c["key"])) for c in checks)


def checks_key(checks: Iterable[Mapping[str, Any]]) -> str:
    """Give one hash for what the checks found; empty where they found nothing."""
    keys = sorted(f"{check} {key}" for check, key in check_keys(checks))
    return text_hash("\n".join(keys)) if keys else ""


def text_hash(text: str) -> str:
    """Give the hash by which the same text is known again."""
    return hashlib.sha256(text.encode()).hexdigest()


def texts(listings: pa.Table) -> pa.ChunkedArray:
    """Give the text of each listing that is screened: the title, and below it the description."""
    # a row of nothing but nulls would drop out of the join and shift all rows behind it
    title = pc.fill_null(listings["title"].cast(pa.large_string()), "")
    below = listings["description"].cast(pa.large_string())
    below = pc.if_else(pc.equal(below, ""), pa.scalar(None, pa.large_string()), below)
    between = pa.scalar("\n", pa.large_string())
    return pc.binary_join_element_wise(title, below, between, null_handling="skip")


STATED = ("certificate_no", "licence_no", "model", "manufacturer")
SNAPSHOT = ("category", "price_fen", "sales", "url", "seen_at")


def collect(
    listings: pa.Table,
    hits: pa.Table,
    facts: Sequence[Mapping[str, Any]],
    *,
    fired: Mapping[int, Sequence[dict[str, Any]]] | None = None,
) -> list[Found]:
    """Put the hits of a scan together by listing; `facts` says what each entry stands for.

    `fired` says which rules fired on which row.
    """
    by_row: dict[int, list[dict[str, Any]]] = {row: [] for row in fired or ()}
    for hit in hits.to_pylist():
        by_row.setdefault(hit["row"], []).append(hit)
    rows = listings.take(pa.array(by_row, pa.int64()))
    shown = texts(rows).to_pylist()
    found = []
    of_rows = zip(rows.to_pylist(), shown, by_row.items(), strict=True)
    for listing, text, (row, of_row) in of_rows:
        words = tuple(
            {
                **facts[hit["entry"]],
                "surface": text[hit["start"] : hit["end"]],
                "start": hit["start"],
                "end": hit["end"],
                "channel": hit["channel"],
                "cost": round(hit["cost"], 3),
            }
            for hit in of_row
        )
        found.append(
            Found(
                shop_no=listing["shop_no"] or "",
                shop_name=listing["shop_name"] or "",
                listing_no=listing["listing_no"],
                title=listing["title"] or "",
                text=text,
                words=words,
                listing=snapshot(listing),
                row=row,
                rules=tuple((fired or {}).get(row, ())),
            )
        )
    return found


def groups_of(hits: pa.Table, facts: Sequence[Mapping[str, Any]]) -> dict[int, set[str]]:
    """Say per row which groups of the lexicon were found: by category and by ground.

    Words of catalogue and campaigns hold for a region or for a time, and are no group.
    """
    found: dict[int, set[str]] = {}
    for row, entry in zip(hits["row"].to_pylist(), hits["entry"].to_pylist(), strict=True):
        fact = facts[entry]
        if fact.get("is_lexicon", True):
            found.setdefault(row, set()).update((fact["category"], fact["ground"]))
    return found


def snapshot(listing: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a finding keeps of its listing besides the text."""
    stated = {name: listing[name] for name in STATED if listing.get(name)}
    return {name: _plain(listing[name]) for name in SNAPSHOT} | stated


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date | dt.datetime) else value


@dataclass(frozen=True, slots=True)
class Funnel:
    """How many listings came through each stage of a run."""

    scanned: int
    hit: int
    known: int
    queued: int
    states: Mapping[str, int]

    @property
    def judged(self) -> int:
        return self.states.get(FindingState.CONFIRMED, 0) + self.states.get(
            FindingState.REJECTED, 0
        )

    @property
    def precision(self) -> float | None:
        """The share of judged findings that were confirmed; None before the first."""
        confirmed = self.states.get(FindingState.CONFIRMED, 0)
        return confirmed / self.judged if self.judged else None

    @property
    def rows(self) -> list[tuple[str, int]]:
        """Stages and their numbers, from wide to narrow."""
        return [
            ("已筛商品", self.scanned),
            ("命中", self.hit),
            ("进入复核", self.queued),
            ("已判定", self.judged),
            ("已确认", self.states.get(FindingState.CONFIRMED, 0)),
        ]
