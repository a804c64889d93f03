"""The candidates of a partition judged, and the best of each row chosen."""

from itertools import pairwise
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hedun.engine.codes import uscc
from hedun.engine.match import weights as w
from hedun.engine.match.judging import verdict_of
from hedun.engine.match.linking import certain, kernel
from hedun.engine.match.linking.records import FIELDS, judge_records
from hedun.engine.match.linking.scoring import Pairs, Totals, with_codes
from hedun.engine.match.linking.store import Store
from hedun.engine.match.terms import Verdict

LINKS: Final = pa.schema(
    [
        ("roster_row", pa.int32()), ("roster_id", pa.large_string()), ("registry_id", pa.large_string()),
        ("list", pa.large_string()), ("rank", pa.int8()), ("score", pa.float64()), ("verdict", pa.string()),
        ("found_by", pa.string()), ("reasons", pa.string()),
    ]
)  # fmt: skip
SEPARATOR: Final = "；"
RANKS: Final = 3  # records shown of a row where several fit
_LEAST: Final = -2.2  # log-odds below which a pair is different
CANDIDATES: Final = 6  # of a row that are judged
_BEHIND: Final = 5.0  # how much less may speak for a candidate than for the best of its row
# roughly how much a shared key says; of each group only the strongest counts
_GROUPS: Final = (
    ((kernel.CODE, 6.0), (kernel.CODE_HEAD, 3.0), (kernel.CODE_TAIL, 4.0)),
    ((kernel.IDENTITY, 5.0), (kernel.MASKED_IDENTITY, 4.0)),
    ((kernel.PHONE, 4.0), (kernel.MASKED_PHONE, 2.0)),
    ((kernel.PERSON, 2.0),),
    (
        (kernel.WHOLE, 7.0), (kernel.CORE, 5.0), (kernel.SOUND, 4.0), (kernel.ANYWHERE, 4.0), (kernel.GAP, 3.0),
        (kernel.NAME, 2.5),
    ),
    ((kernel.SPOT, 4.0), (kernel.SPOT_FIRST, 2.5)),
)  # fmt: skip
_SURE: Final = 1 << kernel.SPOT | 1 << kernel.PHONE | 1 << kernel.IDENTITY
LABELS: Final = (
    "代码", "身份号码", "电话", "字号", "字号与行业", "读音", "全国同名", "门牌", "门牌与首字", "经营者", "打码身份号码", "代码前段",
    "代码后段", "差一字", "打码电话", "同县同名",
)  # fmt: skip


def candidates(store: Store, mine: pa.Table, *, partition: int, parts: int) -> pa.Table:
    """Give the candidates of a partition that were found by more than hubs."""
    hubs, kinds = store.array("hubs"), store.array("kinds")
    found = pa.concat_tables(
        [store.read(store.part("found", part), partition) for part in range(parts)]
    )
    lists = pa.concat_arrays(found["keys"].chunks)
    lengths = np.diff(lists.offsets.to_numpy())
    keys = lists.flatten().to_numpy()
    kept = ~hubs[keys]
    bits = np.where(kept, 1 << kinds[keys].astype(np.int64), 0)
    rows = np.repeat(np.arange(len(found)), lengths)
    by = np.zeros(len(found), np.int64)
    np.bitwise_or.at(by, rows, bits)
    found = found.drop_columns(["keys"]).append_column("by", pa.array(by))
    found = found.filter(pa.array(_likely(found["open_row"].to_numpy(), by)))
    return found.filter(pa.array(~_contradicted(mine, found)))


def _contradicted(mine: pa.Table, found: pa.Table) -> NDArray[np.bool_]:
    """Tell which candidates have another sound code, and are not so alike that a person should see it."""
    own = mine["code"].take(pa.array(found["open_row"].to_numpy())).to_pylist()
    other, by = found["code"].to_pylist(), found["by"].to_numpy()
    alike = (by >> kernel.WHOLE & 1 == 1) & (by & _SURE > 0)
    sound = uscc.sound([code.upper() for code in own]) & uscc.sound(
        [code.upper() for code in other]
    )
    differ = [a.upper() != b.upper() for a, b in zip(own, other, strict=True)]
    return np.asarray(sound & np.array(differ, np.bool_) & ~alike)


def _likely(rows: NDArray[np.int32], by: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell which candidates are worth judging: the few of each row that the most keys speak for."""
    rough = np.zeros(len(by))
    for group in _GROUPS:
        rough += np.max([np.where(by >> kind & 1, worth, 0.0) for kind, worth in group], axis=0)
    order = np.lexsort((-rough, rows))
    best = np.zeros(int(rows.max(initial=0)) + 1)
    np.maximum.at(best, rows, rough)
    sorted_rows = rows[order]
    first = np.searchsorted(sorted_rows, sorted_rows)
    place = np.empty(len(rows), np.int64)
    place[order] = np.arange(len(rows)) - first
    return (by > 0) & (place < CANDIDATES) & (rough >= best[rows] - _BEHIND)


def chosen(mine: pa.Table, found: pa.Table) -> list[pa.RecordBatch]:
    """Judge the candidates of open rows, keep the best."""
    sure, reasons = certain.certain(mine, found)
    settled = _settled(mine, found.filter(pa.array(sure)), reasons)
    return [settled, _judged(mine, certain.without(found, sure))]


def _settled(mine: pa.Table, found: pa.Table, reasons: list[str]) -> pa.RecordBatch:
    rows, count = found["open_row"], len(found)
    by, which = np.unique(found["by"].to_numpy(), return_inverse=True)
    labels = pa.array([found_by(int(bits)) for bits in by], pa.string())
    columns = [
        mine["row"].take(rows), mine["id"].take(rows), found["id"], found["list"], pa.array(np.ones(count, np.int8)),
        pa.array(np.full(count, certain.SCORE)), pa.array([Verdict.SAME.value] * count, pa.string()),
        labels.take(pa.array(which)), pa.array(reasons, pa.string()),
    ]  # fmt: skip
    whole = pa.table(columns, schema=LINKS).combine_chunks().to_batches()
    return whole[0] if whole else pa.RecordBatch.from_pylist([], schema=LINKS)


def _judged(mine: pa.Table, found: pa.Table) -> pa.RecordBatch:
    """Weigh what is left."""
    open_rows, x = np.unique(found["open_row"].to_numpy(), return_inverse=True)
    mine = mine.take(pa.array(open_rows))
    others, other = np.unique(found["registry_row"].to_numpy(), return_index=True)
    y = np.searchsorted(others, found["registry_row"].to_numpy())
    texts = found.take(pa.array(other))
    pairs = Pairs(
        {name: mine[name].to_pylist() for name in FIELDS},
        {name: texts[name].to_pylist() for name in FIELDS},
    )
    totals = pairs.totals(x, y)
    by = found["by"].to_numpy()
    only = _only(totals, x, by)
    before = totals.before + np.where(only, w.ONLY, 0.0)
    totals = totals._replace(before=before, total=with_codes(before, totals.code), is_exact=only)
    order = np.lexsort((found["registry_row"].to_numpy(), -totals.total, x))
    ids, lists = texts["id"].to_pylist(), texts["list"].to_pylist()
    rows = _rows(pairs, totals, (x[order], y[order], order))
    return _batch(rows, (mine, ids, lists, by))


def _only(totals: Totals, x: NDArray[np.int64], by: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell which pairs have the very name, and no other record of the registry has it.

    The key of name and city found all that there are, unless it was a hub.
    """
    exact = totals.is_exact & (by >> kernel.CORE & 1 == 1)
    often = np.bincount(x[totals.is_exact], minlength=int(x.max(initial=0)) + 1)
    return np.asarray(exact & (often[x] == 1))


def _rows(pairs: Pairs, totals: Totals, found: tuple[Any, Any, Any]) -> list[tuple[Any, ...]]:
    """Give (row of the roster, row of the registry, pair, rank, judgement, verdict, further reason)."""
    x, y, order = found
    bounds = np.searchsorted(x, np.unique(x)).tolist()
    total, before = totals.total[order], totals.before[order]
    rows: list[tuple[Any, ...]] = []
    for start, end in pairwise([*bounds, len(x)]):
        best = total[start]
        if best <= _LEAST:
            _vetoed(rows, pairs, (start, end, before, x, y, order))
            continue
        rivals = _rivals(
            pairs, total[start : min(end, start + RANKS + 1)].tolist(), y[start:end].tolist()
        )
        for rank in range(1 + rivals):
            at = start + rank
            only = bool(totals.is_exact[order[at]])
            judged = judge_records(pairs.record(0, x[at]), pairs.record(1, y[at]), is_only=only)
            verdict, more = judged.verdict, ""
            if rivals and verdict == Verdict.SAME:
                verdict = Verdict.UNSURE
                more = f"登记库中有 {1 + rivals} 条记录同样相近，须由人确认"
            rows.append((x[at], y[at], order[at], rank + 1, judged, verdict, more))
    return rows


def _rivals(pairs: Pairs, totals: list[float], y: list[int]) -> int:
    """Count the records that fit nearly as well as the best and are not the same subject."""
    codes = pairs.columns[1]["code"]
    for rank in range(1, min(len(totals), RANKS)):
        same = bool(codes[y[rank]]) and codes[y[rank]] == codes[y[0]]
        if totals[rank] < totals[0] - w.RIVAL or totals[rank] <= 0 or same:
            return rank - 1
    return min(len(totals), RANKS) - 1


def _vetoed(rows: list[tuple[Any, ...]], pairs: Pairs, found: tuple[Any, ...]) -> None:
    """Show a record that would fit but for its code: two sound codes that differ."""
    start, end, before, x, y, order = found
    at = start + int(np.argmax(before[start:end]))
    if verdict_of(1 / (1 + np.exp(-before[at]))) == Verdict.SAME:
        judged = judge_records(pairs.record(0, x[at]), pairs.record(1, y[at]))
        rows.append((x[at], y[at], order[at], 1, judged, judged.verdict, ""))


def found_by(bits: int) -> str:
    """Say by which keys a pair was found."""
    return "、".join(label for kind, label in enumerate(LABELS) if bits >> kind & 1)


def _batch(rows: list[tuple[Any, ...]], tables: tuple[Any, ...]) -> pa.RecordBatch:
    mine, ids, lists, by = tables
    own, numbers = mine["id"].to_pylist(), mine["row"].to_pylist()
    columns = [
        [numbers[row[0]] for row in rows], [own[row[0]] for row in rows], [ids[row[1]] for row in rows],
        [lists[row[1]] for row in rows], [row[3] for row in rows], [row[4].score for row in rows],
        [row[5].value for row in rows], [found_by(int(by[row[2]])) for row in rows],
        [SEPARATOR.join(filter(None, (*row[4].reasons, row[6]))) for row in rows],
    ]  # fmt: skip
    arrays = [pa.array(values, field.type) for values, field in zip(columns, LINKS, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=LINKS)
