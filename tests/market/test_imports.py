"""Files come in: every good row in, every bad row explained, nothing twice."""

import polars as pl
import pytest

from hedun.base.accounts.terms import Refused
from hedun.market import queries
from hedun.market.models import ColumnMapping, Fact, ImportBatch, Shop, Subject
from hedun.market.terms import ImportKind, ImportState, RegistryState
from tests import factories
from tests.market.conftest import GOODS, goods_row, roster_row


def reasons(batch):
    paths = queries.rejected_parts(factories.SYSTEM, batch.pk)
    return pl.concat([pl.read_parquet(p) for p in paths]).rows_by_key("row_no", named=True)


def test_a_roster_becomes_subjects_and_shops(importing, table):
    factories.region()
    platform = factories.platform()
    batch = importing(table([roster_row(i) for i in range(1, 51)]), platform=platform)
    assert (batch.state, batch.good, batch.bad) == (ImportState.DONE, 50, 0)
    shop = Shop.objects.get(platform=platform, shop_no="D000007")
    assert shop.subject.credit_code == factories.credit_code(7)
    assert shop.region_code == "330106"
    assert (Shop.objects.count(), Subject.objects.count()) == (50, 50)


def test_bad_rows_come_back_and_good_rows_stay(importing, table):
    rows = [roster_row(1), roster_row(2, code="913301060000000201"), roster_row(3, name="")]
    batch = importing(table(rows), platform=factories.platform())
    found = reasons(batch)
    assert (batch.good, batch.bad, batch.total) == (1, 2, 3)
    assert "校验位" in found[3][0]["reason"]
    assert "经营者名称为空" in found[4][0]["reason"]
    assert found[3][0]["c003"] == "913301060000000201"


def test_identity_numbers_are_kept_as_hash_and_tail(importing, table):
    row = roster_row(1, code="", id="11010519491231002x")
    importing(table([row]), platform=factories.platform())
    subject = Subject.objects.get()
    assert (subject.kind, subject.id_tail, subject.credit_code) == ("natural", "002X", None)
    assert len(subject.id_hash) == 64


def test_the_same_person_on_two_platforms_is_one_subject(importing, table):
    row = roster_row(1, code="", id="11010519491231002X")
    for _ in range(2):
        importing(table([row]), platform=factories.platform())
    assert (Subject.objects.count(), Shop.objects.count()) == (1, 2)


def test_unchanged_rows_are_counted_and_left_alone(importing, table):
    platform = factories.platform()
    importing(table([roster_row(i) for i in range(1, 11)]), platform=platform)
    before = Shop.objects.get(shop_no="D000001").updated_at
    rows = [roster_row(i) for i in range(1, 10)] + [roster_row(10, shop="改名网店")]
    batch = importing(table(rows, name="b.csv"), platform=platform)
    assert (batch.good, batch.unchanged) == (10, 9)
    assert Shop.objects.get(shop_no="D000010").name == "改名网店"
    assert Shop.objects.get(shop_no="D000001").updated_at == before


def test_listings_go_to_parquet_and_the_newest_version_counts(importing, table):
    platform = factories.platform()
    args = {"platform": platform, "kind": ImportKind.LISTINGS}
    importing(table([goods_row(1), goods_row(2)], GOODS), **args)
    second = importing(
        table([goods_row(1), goods_row(2, price="9.9")], GOODS, name="b.csv"), **args
    )
    assert (second.good, second.unchanged) == (2, 1)
    assert queries.listing(factories.SYSTEM, platform.pk, "G2")["price_fen"] == 990
    third = importing(table([goods_row(2)], GOODS, name="c.csv"), **args)
    assert third.unchanged == 0  # the first version is back, and that is a change
    assert len(queries.listings(factories.SYSTEM, platform_id=platform.pk)) == 3


def test_a_mapping_is_remembered_for_the_sender(importing, table):
    header = ("甲", "乙", "丙", "丁")
    columns = {"shop_no": "甲", "shop_name": "乙", "name": "丙", "credit_code": "丁"}
    platform = factories.platform()
    rows = [roster_row(1)[:4]]
    asked = importing(table(rows, header), platform=platform)
    assert asked.state == ImportState.MAPPING
    done = importing(table(rows, header), platform=platform, mapping=columns)
    assert (done.pk, done.state) == (asked.pk, ImportState.DONE)
    again = importing(table([roster_row(2)[:4]], header, name="b.csv"), platform=platform)
    assert again.state == ImportState.DONE
    assert ColumnMapping.objects.count() == 1


def test_a_registry_list_marks_subjects_and_records_facts(importing, table):
    subject = factories.subject()
    header = ("统一社会信用代码", "企业名称", "登记状态", "吊销日期")
    row = [subject.credit_code, "测试", "吊销，未注销", "2026-03-01"]
    by = factories.inspector().viewer
    batch = importing(table([row], header), kind=ImportKind.REGISTRY, by=by)
    subject.refresh_from_db()
    assert (batch.good, subject.registry_state) == (1, RegistryState.REVOKED)
    assert Fact.objects.get(subject=subject).payload["after"] == "吊销"


def test_a_file_nobody_can_read_is_refused_with_the_reason(importing, tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"PK\x03\x04 broken")
    batch = importing(path, platform=factories.platform())
    assert batch.state == ImportState.REFUSED
    assert "另存为" in batch.reason


def test_a_platform_hands_in_for_itself_only(importing, table):
    mine, theirs = factories.platform(), factories.platform()
    by = factories.compliance(mine.body).viewer
    path = table([roster_row(1)])
    with pytest.raises(Refused):
        importing(path, platform=theirs, by=by)
    assert importing(path, platform=mine, by=by).good == 1


def test_a_bureau_hands_in_for_platforms_of_its_area(importing, table):
    platform = factories.platform()
    path = table([roster_row(1)])
    away = factories.inspector(factories.bureau(region="440305")).viewer
    with pytest.raises(Refused):
        importing(path, platform=platform, by=away)
    here = factories.inspector(factories.bureau(region="330108")).viewer
    assert importing(path, platform=platform, by=here).good == 1
    assert ImportBatch.objects.count() == 1
