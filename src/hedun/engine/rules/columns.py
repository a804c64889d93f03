"""Whole columns against one rule: the same tree as a Polars expression, the same answers.

`apply` takes and gives Arrow, so that the same function runs on one machine and, by
mapInArrow, on Spark:

    frame.mapInArrow(functools.partial(passing, rule), frame.schema)
"""

from collections.abc import Iterable, Iterator
from functools import reduce
from operator import and_
from typing import Any

import polars as pl
import pyarrow as pa

from hedun.engine.rules import pattern as patterns
from hedun.engine.rules.errors import RuleError
from hedun.engine.rules.feature import Feature
from hedun.engine.rules.leaves import SIGNS, factors
from hedun.engine.rules.portable import portable
from hedun.engine.rules.rule import Rule
from hedun.engine.rules.terms import Kind
from hedun.engine.rules.tree import (
    And,
    Between,
    Compare,
    Constant,
    Contains,
    Has,
    Known,
    Leaf,
    Matches,
    Node,
    Not,
    OneOf,
    Or,
    Scaled,
    Side,
    feature_of,
)

_TYPES: dict[Kind, Any] = {
    Kind.TEXT: pl.String, Kind.NUMBER: pl.Float64, Kind.MONEY: pl.Int64, Kind.FLAG: pl.Boolean,
    Kind.DATE: pl.Date, Kind.SET: pl.List(pl.String), Kind.WORDS: pl.List(pl.String),
}  # fmt: skip


def apply(rule: Rule, table: pa.Table | pa.RecordBatch) -> pa.BooleanArray:
    """Judge every row: true, false, or null where data are missing.

    The table has the columns that the rule reads, of types that fit; RuleError names the one
    that does not. Other columns are ignored.
    """
    return judge(rule.tree, prepared(rule, table))


def passing(rule: Rule, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Give of each batch the rows for which the rule holds."""
    for batch in batches:
        yield batch.filter(apply(rule, batch))


def judge(node: Node, frame: pl.DataFrame) -> pa.BooleanArray:
    """Judge every row of a prepared frame by one node of a tree."""
    return frame.select(expression(node)).to_series().to_arrow()


def prepared(rule: Rule, table: pa.Table | pa.RecordBatch) -> pl.DataFrame:
    """Take the columns that the rule reads, each in the type that its kind has."""
    names = set(table.schema.names)
    lost = [f"{f.label}（{f.name}）" for f in rule.features if f.name not in names]
    if lost:
        raise RuleError(f"表中没有规则要读的列：{'、'.join(lost)}；请补上这一列，没有的值留空。")
    frame = pl.from_arrow(table.select([f.name for f in rule.features]))
    assert isinstance(frame, pl.DataFrame)
    return frame.select(_fitting(feature, frame.schema[feature.name]) for feature in rule.features)


def _fitting(feature: Feature, found: pl.DataType) -> pl.Expr:
    """Cast a column to the type of its kind, where that loses nothing."""
    column, wanted = pl.col(feature.name), _TYPES[feature.kind]
    if found in (wanted, pl.Null):
        return column.cast(wanted)
    if feature.kind is Kind.DATE and found == pl.Datetime:
        return column.dt.date()
    fits = (
        (feature.kind is Kind.NUMBER and found.is_numeric())
        or (feature.kind is Kind.MONEY and found.is_integer())
        or (feature.kind is Kind.TEXT and found in (pl.Categorical, pl.Enum))
    )
    if not fits:
        raise RuleError(
            f"列“{feature.name}”的类型是 {found}，“{feature.label}”应为{feature.kind.label}"
            f"（{wanted}）；请转换后再用。"
        )
    return column.cast(wanted, strict=False)


def expression(node: Node, *, guard: pl.Expr | None = None) -> pl.Expr:
    """Give the Polars expression of a tree over columns of the right types.

    Where the guard is false the outcome is settled by other conditions, and patterns that
    only RE2 can run are spared those rows.
    """
    if isinstance(node, Not):
        return ~expression(node.part, guard=guard)
    if isinstance(node, And | Or):
        return _joined(node, guard)
    if isinstance(node, Compare):
        return _compare(node)
    return _single(node, _column(node.feature), guard)


def _joined(node: And | Or, guard: pl.Expr | None) -> pl.Expr:
    """Join all parts at once, Kleene's way; slow parts look only where the quick ones are open."""
    quick = [expression(part) for part in node.parts if not _is_slow(part)]
    together = pl.all_horizontal if isinstance(node, And) else pl.any_horizontal
    if len(quick) == len(node.parts):
        return together(quick)
    open_ = [guard] if guard is not None else []
    if quick:
        so_far = together(quick)
        open_.append(so_far.fill_null(True) if isinstance(node, And) else ~so_far.fill_null(False))
    narrower = reduce(and_, open_) if open_ else None
    slow = [expression(part, guard=narrower) for part in node.parts if _is_slow(part)]
    return together([*quick, *slow])


def _is_slow(node: Node) -> bool:
    """Tell whether a part holds a pattern that only RE2 can run, row by row."""
    if isinstance(node, And | Or):
        return any(map(_is_slow, node.parts))
    if isinstance(node, Not):
        return _is_slow(node.part)
    return isinstance(node, Matches) and portable(node.pattern, fold=node.fold) is None


def _column(feature: Feature) -> pl.Expr:
    column = pl.col(feature.name)
    return column.fill_nan(None) if feature.kind is Kind.NUMBER else column


def _lit(feature: Feature, value: Constant) -> pl.Expr:
    return pl.lit(value, _TYPES[feature.kind])


def _single(node: Leaf, column: pl.Expr, guard: pl.Expr | None) -> pl.Expr:
    """Give the expression of a condition over one column."""
    match node:
        case Has(feature):
            is_text = feature.kind is Kind.TEXT
            found = (column.str.len_bytes() if is_text else column.list.drop_nulls().list.len()) > 0
        case Known():
            found = column.is_not_null()
        case Between(feature, low, high):
            found = column.is_between(_lit(feature, low), _lit(feature, high))
        case OneOf(feature, values):
            found = column.is_in(pl.lit(pl.Series(values, dtype=_TYPES[feature.kind])).implode())
        case Contains():
            found = _contains(node, column)
        case Matches():
            found = _matches(node, column, guard)
        case _:
            found = column
    return found


def _contains(node: Contains, column: pl.Expr) -> pl.Expr:
    if node.feature.kind is not Kind.TEXT:
        return pl.any_horizontal([column.list.contains(value) for value in node.values])
    if len(node.values) == 1:
        return column.str.contains(node.values[0], literal=True)
    return column.str.contains_any(list(node.values))


def _matches(node: Matches, column: pl.Expr, guard: pl.Expr | None) -> pl.Expr:
    written = portable(node.pattern, fold=node.fold)
    if written is not None:
        return column.str.contains(written)
    if guard is not None:
        column = pl.when(guard).then(column)

    def occurs(texts: pl.Series) -> pl.Series:
        found = patterns.occurs(node.pattern, texts.to_list(), fold=node.fold)
        return pl.Series(found, dtype=pl.Boolean)

    return column.map_batches(occurs, return_dtype=pl.Boolean)


def _compare(node: Compare) -> pl.Expr:
    left, right = (_side(side, node) for side in (node.left, node.right))
    by_left, by_right = factors(node)
    if by_left != by_right:
        if feature_of(node.left).kind is Kind.MONEY:  # 64 bits would run over
            left, right = left.cast(pl.Int128), right.cast(pl.Int128)
        left, right = left * by_left, right * by_right
    compared: pl.Expr = SIGNS[node.sign](left, right)
    return compared


def _side(side: Side | Constant, node: Compare) -> pl.Expr:
    if isinstance(side, Feature | Scaled):
        return _column(feature_of(side))
    return _lit(feature_of(node.left), side)
