"""Decisions about rules: what a rule reads of a stored listing, where it fires, how it did."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl
import pyarrow as pa

from hedun.base.lawbook.terms import Severity
from hedun.desks.screening.terms import LIMITS, RuleText, Seller
from hedun.engine.rules import (
    LISTING,
    STATED,
    Example,
    Feature,
    Funnel,
    Kind,
    Outcome,
    Precision,
    Rule,
    RuleError,
    Spread,
    Standing,
    Trace,
    apply,
    failures,
    missing,
    parse,
    precision,
    quarantine,
    record,
    stated,
    tracer,
)
from hedun.engine.rules.reading import Record
from hedun.engine.rules.trace import Tracer
from hedun.engine.rules.tree import And, Contains, Not, Or

OF_LISTING = (
    "title", "description", "category", "price_fen", "sales", "seen_at", "platform_code",
    "shop_name",
)  # fmt: skip
OF_PRICES = ("low_week_fen", "high_week_fen", "usual_fen")
OF_SELLER = ("shop_region", "operator_kind", "registry_state", "licences")
OF_PAPERS = ("certificate_no", "certificate")
HELD = frozenset((*OF_LISTING, *STATED, *OF_PRICES, *OF_SELLER, *OF_PAPERS, "words"))
Fired = dict[int, list[dict[str, Any]]]
WEEK = 7
SAMPLES = 30
TYPES: dict[Kind, Any] = {
    Kind.TEXT: pl.String, Kind.NUMBER: pl.Float64, Kind.MONEY: pl.Int64, Kind.FLAG: pl.Boolean,
    Kind.DATE: pl.Date, Kind.SET: pl.List(pl.String), Kind.WORDS: pl.List(pl.String),
}  # fmt: skip
_KINDS = {feature.name: feature.kind for feature in LISTING}


@dataclass(frozen=True, slots=True)
class Armed:
    """A version of a rule, read and ready to be applied."""

    pk: int
    code: str
    title: str
    number: int
    rule: Rule
    ground: str
    ground_id: int
    category: str
    severity: str
    is_shadow: bool

    def told(self, trace: Trace, title: str) -> dict[str, Any]:
        """Say of one listing that this rule fired, why, and where in the screened text."""
        return {
            "rule": self.pk,
            "code": self.code,
            "title": self.title,
            "number": self.number,
            "ground": self.ground,
            "ground_id": self.ground_id,
            "category": self.category,
            "severity": self.severity,
            "is_shadow": self.is_shadow,
            "trace": trace.as_dict(),
            "spans": spans(trace.as_dict(), title),
        }


# --- writing a rule ----------------------------------------------------------------------


def read_examples(text: str) -> tuple[Example, ...]:
    """Read examples as people type them: one in a line, 命中 or 不命中 before the values.

    `命中 标题=根治糖尿病 价格=9.9元`; raises RuleError naming the line and what to write.
    """
    return tuple(
        _example(number, line.strip())
        for number, line in enumerate(text.splitlines(), 1)
        if line.strip()
    )


def _example(number: int, line: str) -> Example:
    verdict, _, rest = line.partition(" ")
    if verdict not in {"命中", "不命中"}:
        raise RuleError(
            f"样例第{number}行应以“命中”或“不命中”开头，空一格再写各项；"
            f"例如：命中 标题=根治糖尿病 价格=9.9元"
        )
    body, _, note = rest.partition("#")
    values: dict[str, Any] = {}
    for word in _pairs(body):
        label, sign, value = word.partition("=")
        feature = LISTING.find(label.strip())
        if not sign or feature is None:
            hint = "" if feature else LISTING.like(label.strip())
            raise RuleError(f"样例第{number}行的“{word}”应写成“名称=值”；{hint}")
        values[feature.name] = _value(number, feature.kind, value.strip())
    return Example(values, verdict == "命中", note.strip())


def _pairs(body: str) -> list[str]:
    """Cut at blanks before `name=`, so that a value may hold blanks itself."""
    found: list[str] = []
    for word in body.split(" "):
        is_new = "=" in word and LISTING.find(word.partition("=")[0]) is not None
        if is_new or not found:
            found.append(word)
        else:
            found[-1] += f" {word}"
    return [word.strip() for word in found if word.strip()]


def _value(number: int, kind: Kind, value: str) -> Any:
    try:
        if kind is Kind.MONEY:
            return round(float(value.removesuffix("元").replace(",", "")) * 100)
        if kind is Kind.NUMBER:
            return float(value.rstrip("件分次"))
    except ValueError:
        raise RuleError(
            f"样例第{number}行的“{value}”不是{kind.label}；请写成 9.9元 或 100 这样。"
        ) from None
    if kind is Kind.FLAG:
        return value in {"是", "有", "真"}
    return value.split("、") if kind in {Kind.SET, Kind.WORDS} else value


def written_examples(examples: Iterable[Mapping[str, Any]]) -> str:
    """Write stored examples as people type them."""
    return "\n".join(map(_written, examples))


def _written(example: Mapping[str, Any]) -> str:
    words = ["命中" if example["fires"] else "不命中"]
    for name, value in example["values"].items():
        feature = LISTING.find(name)
        label = feature.label if feature else name
        if feature and feature.kind is Kind.MONEY:
            shown = f"{value / 100:g}元"
        elif isinstance(value, list):
            shown = "、".join(value)
        elif isinstance(value, bool):
            shown = "是" if value else "否"
        else:
            shown = f"{value:g}" if isinstance(value, float) else str(value)
        words.append(f"{label}={shown}")
    return " ".join(words) + (f" # {example['note']}" if example["note"] else "")


def plain_examples(examples: Iterable[Example]) -> list[dict[str, Any]]:
    """Give examples as values of JSON."""
    return [{"values": dict(e.values), "fires": e.fires, "note": e.note} for e in examples]


def as_examples(stored: Iterable[Mapping[str, Any]]) -> tuple[Example, ...]:
    """Give stored examples as values."""
    return tuple(Example(e["values"], e["fires"], e["note"]) for e in stored)


def text_problem(text: RuleText) -> str:
    """Say in Chinese what is wrong with a rule before it may be stored, or nothing."""
    if not text.code.isascii() or not text.code.replace("-", "").isalnum():
        return f"规则编号“{text.code}”只能用字母、数字和连字符；例如 PRIZE-1。"
    if text.severity not in set(Severity):
        return f"程度“{text.severity}”不在严重、一般、轻微之内；请重新选择。"
    try:
        parse(text.expression, LISTING)
    except RuleError as error:
        return f"条件读不通：{error}"
    return ""


def examples_problem(rule: Rule, examples: Sequence[Example]) -> str:
    """Say in Chinese which example a rule does not keep, or which it lacks."""
    lacking = missing(examples)
    if lacking:
        return lacking
    return "；".join(failure.message for failure in failures(rule, examples))


def lacking(rule: Rule, held: Collection[str] = HELD) -> list[str]:
    """Name what a rule reads and no stored listing has: such conditions are always open."""
    return [feature.label for feature in rule.features if feature.name not in held]


def digest(rule: Rule, ground: str) -> str:
    """Give the hash of what a backtest is about."""
    return hashlib.sha256(f"{ground}\n{rule.text}".encode()).hexdigest()


# --- what a rule reads -------------------------------------------------------------------


def price_facts(history: pl.DataFrame) -> pl.DataFrame:
    """Make of daily prices, oldest first and today last, what rules ask about them."""
    days = pl.col("price_fen")
    before = days.list.slice(0, days.list.len() - 1)
    week = before.list.tail(WEEK)
    return history.select(
        "listing_no",
        week.list.min().alias("low_week_fen"),
        week.list.max().alias("high_week_fen"),
        before.list.slice(0, (before.list.len().cast(pl.Int64) - WEEK).clip(lower_bound=0))
        .list.median()
        .cast(pl.Int64)
        .alias("usual_fen"),
    )


def feature_table(
    listings: pa.Table,
    needed: frozenset[str],
    *,
    groups: Mapping[int, Collection[str]],
    sellers: Mapping[str, Seller],
    prices: pl.DataFrame,
) -> pa.Table:
    """Lay out the columns that rules read, from stored listings and what else is known.

    `groups` says per row which groups of words were found. What nobody has handed in is a
    column of nulls: conditions over it stay open.
    """
    frame = pl.DataFrame(pl.from_arrow(listings))
    columns: dict[str, pl.Series] = {
        name: frame[name] for name in OF_LISTING if name in needed and name in frame.columns
    }
    columns |= _of_texts(frame, needed)
    if needed & set(OF_PRICES):
        joined = frame.select("listing_no").join(
            prices, on="listing_no", how="left", maintain_order="left"
        )
        columns |= {name: joined[name] for name in OF_PRICES}
    if needed & set(OF_SELLER):
        found = [sellers.get(number, Seller()) for number in frame["shop_no"].to_list()]
        columns |= {
            name: pl.Series(name, [getattr(one, name) for one in found], TYPES[_KINDS[name]])
            for name in OF_SELLER
            if name in needed
        }
    if "words" in needed:
        rows = [sorted(groups.get(row, ())) for row in range(frame.height)]
        columns["words"] = pl.Series("words", rows, pl.List(pl.String))
    for feature in LISTING:
        if feature.name in needed and feature.name not in columns:
            given = frame[feature.name] if feature.name in frame.columns else None
            columns[feature.name] = _typed(feature, given, rows=frame.height)
    return pl.DataFrame(
        [column.alias(name) for name, column in columns.items() if name in needed]
    ).to_arrow()


def with_licences(
    sellers: Mapping[str, Seller], held: Mapping[str, tuple[str, ...]] | None
) -> dict[str, Seller]:
    """Add to sellers the licences that they hold; without a table nobody can say."""
    if held is None:
        return dict(sellers)
    return {
        number: replace(one, licences=held[number]) if number in held else one
        for number, one in sellers.items()
    }


def _typed(feature: Feature, given: pl.Series | None, *, rows: int) -> pl.Series:
    if given is None:
        return pl.Series(feature.name, [None], TYPES[feature.kind]).new_from_index(0, rows)
    return given.cast(TYPES[feature.kind], strict=False)


def _of_texts(frame: pl.DataFrame, needed: Collection[str]) -> dict[str, pl.Series]:
    """Read from title and description the amounts that no column has."""
    wanted = [name for name in STATED if name in needed]
    if not wanted:
        return {}
    texts = frame.select(
        pl.concat_str(["title", "description"], separator="\n", ignore_nulls=True)
    ).to_series()
    found = {name: stated(texts, name) for name in wanted}
    for name in wanted:
        if name in frame.columns:
            found[name] = frame[name].cast(pl.Int64).fill_null(found[name])
    return found


def needed(rules: Iterable[Armed]) -> frozenset[str]:
    """Name all that some rules read."""
    return frozenset(feature.name for one in rules for feature in one.rule.features)


def fired(rules: Iterable[Armed], table: pa.Table, titles: Sequence[str | None]) -> Fired:
    """Find the rows on which rules fire; each with what every condition saw."""
    found: Fired = {}
    for one in rules:
        judged = apply(one.rule, table)
        rows = pl.Series(judged.to_pylist(), dtype=pl.Boolean).fill_null(value=False).arg_true()
        explain = tracer(one.rule)
        for row, values in zip(
            rows.to_list(),
            table.take(pa.array(rows.to_list(), pa.int64())).to_pylist(),
            strict=True,
        ):
            told = one.told(explain(values), titles[row] or "")
            found.setdefault(row, []).append(told)
    return found


def conditions(trace: Mapping[str, Any]) -> list[dict[str, str]]:
    """Give the single conditions of a stored trace, in words: what was asked, seen and decided."""
    if "parts" in trace:
        return [line for part in trace["parts"] for line in conditions(part)]
    seen = "，".join(f"{v['label']}：{v['value'] or v['note']}" for v in trace["values"])
    return [{"text": trace["text"], "outcome": Outcome(trace["outcome"]).label, "seen": seen}]


def rule_keys(rules: Iterable[Mapping[str, Any]]) -> frozenset[tuple[str, str]]:
    """Tell which rules on which grounds a finding is about; a new version is the same rule."""
    return frozenset((f"规则:{r['code']}", str(r["ground"])) for r in rules)


def rests_on(stopped: Collection[int], told: Sequence[Sequence[Any]]) -> bool:
    """Tell whether nothing but rules that were set aside led to a finding.

    `told` are its words, its checks and its rules.
    """
    words, checks, rules = told
    return not words and not checks and bool(rules) and all(r["rule"] in stopped for r in rules)


def rules_key(rules: Iterable[Mapping[str, Any]]) -> str:
    """Give the hash of the rules that led to a finding; nothing where none did."""
    codes = sorted({str(r["code"]) for r in rules})
    return hashlib.sha256("\n".join(codes).encode()).hexdigest() if codes else ""


# --- how it did --------------------------------------------------------------------------


def too_wide(*, shops: int, seen: int) -> str | None:
    """Say why a rule that fired on so many shops must be set aside."""
    return quarantine(Spread(shops, seen), LIMITS)


def record_of(states: Mapping[str, int]) -> tuple[int, int, Precision | None]:
    """Give right, judged, and the precision with its interval from 30 judgements on."""
    right, wrong = states.get("confirm", 0), states.get("reject", 0)
    return right, right + wrong, precision(right, right + wrong)


def standing(
    *, stage: Any, author: int | None, holds: bool, share: float | None, judged: int
) -> Standing:
    """Give what the engine needs to say which step may be taken."""
    return Standing(stage, str(author or ""), holds, share, judged)


def steps_of(funnel: Funnel) -> list[list[Any]]:
    """Give the steps of a funnel as values of JSON."""
    return [[s.text, s.came, s.passed, s.failed, s.unknown, s.alone] for s in funnel.steps]


def added(old: Sequence[Sequence[Any]], new: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """Add the steps of two funnels of the same rule."""
    if not old:
        return [list(row) for row in new]
    return [
        [a[0], *(int(x) + int(y) for x, y in zip(a[1:], b[1:], strict=True))]
        for a, b in zip(old, new, strict=True)
    ]


def sampled(samples: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Keep an even sample: those whose numbers have the smallest hashes, whatever the order."""

    def mark(sample: Mapping[str, Any]) -> str:
        key = json.dumps([sample["platform"], sample["listing_no"]])
        return hashlib.sha256(key.encode()).hexdigest()

    unique = {mark(sample): sample for sample in samples}
    return [unique[key] for key in sorted(unique)[:SAMPLES]]


def as_record(example: Example, rule: Rule) -> Record:
    """Give an example as a rule reads it."""
    return record(example.values, rule.features)


def word_groups(rule: Rule) -> set[str]:
    """Name the groups of words that a rule asks for."""
    return {group for node in leaves(rule.tree) for group in node}


def leaves(node: Any) -> Iterable[tuple[str, ...]]:
    """Give the groups of each condition over words."""
    if isinstance(node, Contains):
        yield node.values if node.feature.kind is Kind.WORDS else ()
    elif isinstance(node, And | Or):
        for part in node.parts:
            yield from leaves(part)
    elif isinstance(node, Not):
        yield from leaves(node.part)


def spans(trace: Mapping[str, Any], title: str) -> list[dict[str, Any]]:
    """Give the places in the screened text that a stored trace points at."""
    if "parts" in trace:
        return [span for part in trace["parts"] for span in spans(part, title)]
    begins = {"title": 0, "description": len(title) + 1}
    name = trace["values"][0]["name"] if trace["values"] else ""
    if trace["outcome"] != Outcome.TRUE or name not in begins:
        return []
    found = trace.get("found", [])
    return [
        {
            "start": begins[name] + one["start"],
            "end": begins[name] + one["end"],
            "word": trace["text"],
        }
        for one in found
    ]


@dataclass(frozen=True, slots=True)
class Ready:
    """A rule with its tracer, for single records."""

    armed: Armed
    trace: Tracer


def checked(
    rules: Iterable[Ready], values: Mapping[str, Any], title: str
) -> tuple[list[dict[str, Any]], list[str]]:
    """Judge one record by every rule: what fired, and which rules lack data to say."""
    told, unjudged = [], []
    for one in rules:
        found = one.trace(values)
        if found.value:
            told.append(one.armed.told(found, title))
        elif found.value is None:
            unjudged.append(one.armed.code)
    return told, unjudged
