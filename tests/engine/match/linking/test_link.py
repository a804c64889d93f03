"""A roster linked with a registry: what is found, what is not, and what a kill changes (nothing)."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hedun.engine.bulk.unusable import Unusable
from hedun.engine.match.linking import blocking, link, run, source
from hedun.engine.match.linking.records import FIELDS
from hedun.engine.match.linking.store import Store
from tools.bench.roster.generate import generate

A, B = "91330100799655058B", "9144030071526726XG"


def write(path, rows):
    columns = {"id": [str(at) for at in range(len(rows))]}
    for name in FIELDS:
        columns[name] = [row.get(name, "") for row in rows]
    pq.write_table(pa.table({name: pa.array(v, pa.string()) for name, v in columns.items()}), path)


def linked(folder, roster, registry, **given):
    write(folder / "roster.parquet", roster)
    write(folder / "registry.parquet", registry)
    out = folder / "links.parquet"
    link(folder / "roster.parquet", folder / "registry.parquet", out, processes=1, **given)
    return pq.read_table(out).to_pylist()


def verdicts(links):
    return [(one["roster_id"], one["registry_id"], one["verdict"]) for one in links]


SHOP = {"name": "余杭区张三小吃店", "address": "浙江省杭州市余杭区文一西路969号"}


def test_a_sound_code_settles_it_whatever_the_name(tmp_path):
    links = linked(
        tmp_path,
        [{"name": "小张的店", "code": A.lower()}],
        [{"name": "杭州鲸落科技有限公司", "code": A}],
    )
    assert verdicts(links) == [("0", "0", "same")]
    assert "名称写法不同" in links[0]["reasons"]


def test_two_sound_codes_that_differ_are_a_veto(tmp_path):
    links = linked(tmp_path, [SHOP | {"code": A}], [SHOP | {"code": B}])
    assert verdicts(links) == [("0", "0", "different")]
    assert "统一社会信用代码不同" in links[0]["reasons"]


@pytest.mark.parametrize(
    "mine",
    [
        {"name": "杭州市余杭区张三小吃店（个体工商户）", "address": "余杭区文一西路969号2室"},
        {"name": "余杭區張三小吃店", "address": "杭州市余杭区文一西路969号"},
        {"name": "张三小吃店", "address": "杭州市余杭区文一西路969号"},
        {"name": "余杭区张山小吃店", "address": "杭州市余杭区文一西路969号"},
    ],
)
def test_a_name_with_its_address_is_found(tmp_path, mine):
    assert verdicts(linked(tmp_path, [mine], [SHOP])) in (
        [("0", "0", "same")],
        [("0", "0", "unsure")],
    )


@pytest.mark.parametrize(
    "other",
    [
        {"name": "余杭区美味轩小吃店", "address": SHOP["address"]},
        {"name": "西湖区张三小吃店", "address": "浙江省杭州市西湖区文三路1号"},
        {"name": "余杭区张三五金店", "address": "浙江省杭州市余杭区文三路1号"},
    ],
)
def test_a_near_one_is_not_taken_for_it(tmp_path, other):
    assert "same" not in [one["verdict"] for one in linked(tmp_path, [SHOP], [other])]


def test_one_owner_with_two_shops_is_told_apart(tmp_path):
    owner = {"identity": "a" * 32, "phone": "13800000000", "person": "张三"}
    other = {"name": "余杭区鑫源五金店", "address": "浙江省杭州市余杭区古墩路5号"} | owner
    links = linked(tmp_path, [SHOP | owner], [other, SHOP | owner])
    assert verdicts(links) == [("0", "1", "same")]


def test_two_records_that_fit_alike_are_left_to_a_person(tmp_path):
    mine = {"name": "鲸落小吃店", "person": "张三"}
    twins = [{"name": f"{place}鲸落小吃店", "person": "张三"} for place in ("余杭区", "临平区")]
    links = linked(tmp_path, [mine | {"address": "杭州市"}], twins)
    assert {one["verdict"] for one in links} == {"unsure"}
    assert [one["rank"] for one in links] == [1, 2]
    assert "2 条记录" in links[0]["reasons"]


def test_a_moved_business_is_known_by_its_one_name(tmp_path):
    moved = SHOP | {"address": "浙江省杭州市余杭区古墩路5号"}
    links = linked(tmp_path, [moved], [SHOP])
    assert verdicts(links) == [("0", "0", "same")]
    assert "只有这一家" in links[0]["reasons"]


def test_a_former_name_finds_it(tmp_path):
    today = {"name": "余杭区李四面馆", "former": SHOP["name"], "address": SHOP["address"]}
    links = linked(tmp_path, [SHOP], [today])
    assert verdicts(links) == [("0", "0", "same")]
    assert "曾用名" in links[0]["reasons"]


def test_an_agency_s_telephone_finds_nobody(tmp_path):
    crowd = [{"name": f"余杭区第{at}号五金店", "phone": "13900000000"} for at in range(100)]
    assert linked(tmp_path, [{"name": "西湖区鲸落书店", "phone": "13900000000"}], crowd) == []


@pytest.fixture(scope="module")
def market(tmp_path_factory):
    folder = tmp_path_factory.mktemp("market")
    generate(folder, rows=1500, registry=3000)
    return folder


def test_the_generated_market_is_linked_well(market, tmp_path):
    out = tmp_path / "links.parquet"
    link(market / "roster.parquet", market / "registry.parquet", out, processes=1)
    truth = {
        row["id"]: row["registry"] for row in pq.read_table(market / "truth.parquet").to_pylist()
    }
    same = [one for one in pq.read_table(out).to_pylist() if one["verdict"] == "same"]
    right = sum(truth[one["roster_id"]] == one["registry_id"] for one in same)
    assert right / len(same) > 0.998
    assert right / sum(one is not None for one in truth.values()) > 0.98


class Killed(Exception):
    pass


def test_a_run_that_was_killed_goes_on_and_ends_alike(market, tmp_path, monkeypatch):
    monkeypatch.setattr(source, "PIECE", 700)
    monkeypatch.setattr(blocking, "PARTITION", 200)
    pieces = tmp_path / "registry.parquet"
    pq.write_table(pq.read_table(market / "registry.parquet"), pieces, row_group_size=500)
    whole, again = tmp_path / "whole.parquet", tmp_path / "again.parquet"
    link(market / "roster.parquet", pieces, whole, processes=1)
    for step in ("exact", "found", "judged"):

        def die(at, done, _all, step=step):
            if at == step and done:
                raise Killed

        with pytest.raises(Killed):
            link(market / "roster.parquet", pieces, again, processes=1, progress=die)
    done = []
    link(
        market / "roster.parquet",
        pieces,
        again,
        processes=1,
        progress=lambda *told: done.append(told),
    )
    assert done[0][0] == "exact"
    assert done[0][1] == done[0][2]
    assert pq.read_table(again).equals(pq.read_table(whole))
    assert not again.with_name(f".{again.name}.work").exists()


def test_pieces_and_partitions_change_nothing(market, tmp_path, monkeypatch):
    links = []
    for size in (3000, 250):
        monkeypatch.setattr(blocking, "PARTITION", size)
        monkeypatch.setattr(source, "PIECE", size)
        pieces, out = tmp_path / f"{size}.parquet", tmp_path / f"links-{size}.parquet"
        pq.write_table(pq.read_table(market / "registry.parquet"), pieces, row_group_size=size)
        link(market / "roster.parquet", pieces, out, processes=1)
        links.append(sorted(tuple(one.values()) for one in pq.read_table(out).to_pylist()))
    assert links[0] == links[1]


def test_two_processes_link_as_one_does(market, tmp_path, monkeypatch):
    pieces = tmp_path / "registry.parquet"
    pq.write_table(pq.read_table(market / "registry.parquet"), pieces, row_group_size=250)
    monkeypatch.setattr(source, "PIECE", 250)
    monkeypatch.setattr(blocking, "PARTITION", 100)
    links = []
    for processes in (1, 2):
        out = tmp_path / f"{processes}.parquet"
        link(market / "roster.parquet", pieces, out, processes=processes)
        links.append(pq.read_table(out))
    assert links[0].equals(links[1])


def test_hubs_depend_on_no_order(market, tmp_path):
    registry = source.opened(market / "registry.parquet")
    roster = source.opened(market / "roster.parquet")
    found = []
    for backwards in (False, True):
        store = Store(tmp_path / str(backwards))
        store.begin({})
        parts = blocking.prepare(store, roster, np.zeros(roster.rows, np.bool_))
        finder = blocking.Finder(store, parts)
        pieces = list(enumerate(registry.pieces))[:: -1 if backwards else 1]
        for number, piece in pieces:
            batches, counts = finder.find(registry, piece)
            store.write(store.part("found", number), batches, blocking.PAIRS)
            store.write(store.part("count", number), [counts], blocking.COUNTS)
        blocking.hubs(store, len(registry.pieces))
        found.append(np.asarray(store.array("hubs")).tolist())
    assert found[0] == found[1]


def test_what_is_no_parquet_or_lacks_a_column_is_named(tmp_path):
    (tmp_path / "a.parquet").write_text("no")
    with pytest.raises(Unusable, match="不是完整的 Parquet"):
        source.opened(tmp_path / "a.parquet")
    pq.write_table(pa.table({"编号": ["1"], "name": ["甲"]}), tmp_path / "b.parquet")
    with pytest.raises(Unusable, match="没有列id"):
        source.opened(tmp_path / "b.parquet")
    assert source.opened(tmp_path / "b.parquet", {"id": "编号"}).rows == 1
    with pytest.raises(Unusable, match="没有文件"):
        source.opened(tmp_path / "c.parquet")


def test_an_empty_roster_links_nothing(tmp_path):
    assert linked(tmp_path, [], [SHOP]) == []
    assert linked(tmp_path, [SHOP], []) == []
    assert run.SETTLED > 0.999
