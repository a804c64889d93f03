"""The judge in columns gives every pair what the judge of single pairs gives it, bit for bit."""

import numpy as np
import pyarrow as pa
import pytest

from hedun.engine.match import identity
from hedun.engine.match.judging import with_code
from hedun.engine.match.linking import blocking, certain, choosing, source
from hedun.engine.match.linking.records import FIELDS, Record, by_name, judge_records, most, owner
from hedun.engine.match.linking.scoring import Pairs
from hedun.engine.match.linking.store import Store
from tools.bench import pairs as hand_checked
from tools.bench.roster import texts, variants
from tools.bench.roster.generate import generate
from tools.bench.roster.rows import draw
from tools.bench.roster.vocabulary import regions


def one_by_one(a, b):
    weighed, found = by_name(a, b), owner(a, b)
    total = weighed.total + min(sum(one.weight for one in found), most(weighed))
    code = identity.compare(identity.read(a.code), identity.read(b.code))
    return with_code(total, code) if code else total


def agree(a, b, x, y):
    pairs = Pairs(
        *({name: [getattr(one, name) for one in side] for name in FIELDS} for side in (a, b))
    )
    found = pairs.totals(np.array(x), np.array(y)).total
    expected = [one_by_one(a[p], b[q]) for p, q in zip(x, y, strict=True)]
    wrong = [k for k in range(len(x)) if found[k] != expected[k]]
    assert not wrong, [(a[x[k]], b[y[k]], found[k], expected[k]) for k in wrong[:3]]


def test_on_the_hand_checked_pairs():
    rows = hand_checked.read()
    a = [Record(row["a"], row["code_a"], address=row["address_a"]) for row in rows]
    b = [Record(row["b"], row["code_b"], address=row["address_b"]) for row in rows]
    where = list(range(len(rows)))
    agree(a, b, where, where)
    agree(a, b, where, where[1:] + where[:1])


@pytest.fixture(scope="module")
def generated():
    dice = np.random.default_rng(5)
    rows = draw(dice, np.arange(len(regions().codes)), 1500)
    ids = texts.plain(np.arange(len(rows)))
    registry = texts.registry(dice, rows, ids)
    roster = variants.roster(dice, rows, ids)[0]

    def records(table):
        return [Record(*(row[name] or "" for name in FIELDS)) for row in table.to_pylist()]

    return records(roster), records(registry)


def test_on_generated_records(generated):
    a, b = generated
    where = list(range(len(a)))
    agree(a, b, where, where)
    agree(a, b, where, where[7:] + where[:7])


def test_on_records_with_former_and_odd_names():
    names = [
        "", "无", "张三", "朝阳小吃店", "兴隆县兴隆小吃店", "甲乙（原名：丙丁商贸有限公司）", "蜜雪冰城文三路店",
        "蜜雪冰城（文三路店）", "杭州丙丁商贸有限公司", "余杭区张三小吃店第二分店", "KFC（肯德基）", "张*小吃店",
    ]  # fmt: skip
    a = [
        Record(name, phone="138****1234", person="张*", address="杭州市文三路1号") for name in names
    ]
    former = "杭州甲乙商贸有限公司；朝阳市朝阳小吃店"
    b = [
        Record(name, phone="13800001234", person="张三", address="宁波市文三路1号", former=former)
        for name in names
    ]
    x, y = zip(*[(p, q) for p in range(len(a)) for q in range(len(b))], strict=True)
    agree(a, b, x, y)


def test_what_is_certain_the_judge_calls_the_same(tmp_path):
    generate(tmp_path, rows=6000, registry=20_000)
    store = Store(tmp_path / "work")
    store.begin({})
    roster, registry = (
        source.opened(tmp_path / f"{name}.parquet") for name in ("roster", "registry")
    )
    parts = blocking.prepare(store, roster, np.zeros(roster.rows, np.bool_))
    batches, counts = blocking.Finder(store, parts).find(registry, registry.pieces[0])
    store.write(store.part("found", 0), batches, blocking.PAIRS)
    store.write(store.part("count", 0), [counts], blocking.COUNTS)
    blocking.hubs(store, 1)
    mine = store.read(store.part("open", 0), 0)
    found = choosing.candidates(store, mine, partition=0, parts=1)
    sure, reasons = certain.certain(mine, found)
    assert sure.sum() == len(reasons) > 1000
    rows = found.filter(pa.array(sure)).to_pylist()
    own = mine.to_pylist()
    judged = [
        judge_records(
            Record(*(own[row["open_row"]][name] for name in FIELDS)),
            Record(*(row[name] for name in FIELDS)),
        )
        for row in rows
    ]
    low = [(one, row) for one, row in zip(judged, rows, strict=True) if one.verdict != "same"]
    assert low == []
    assert min(one.score for one in judged) >= 0.9
