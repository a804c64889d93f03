"""The pages: upload, map, receipt, rejected rows, shops."""

import io

import fastexcel
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from hedun.base.jobs import work
from hedun.market.models import ImportBatch, Shop
from hedun.market.terms import ImportState
from tests import factories
from tests.market.conftest import roster_row

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def officer(client, data):
    person = factories.inspector(factories.bureau(region="330108"))
    client.force_login(person)
    return client


def post(client, path, platform, name="名册.csv"):
    file = SimpleUploadedFile(name, path.read_bytes())
    form = {"kind": "roster", "platform": platform.pk, "file": file}
    return client.post(reverse("market:upload"), form)


def test_a_file_goes_from_upload_to_receipt(officer, table):
    work.load()
    platform = factories.platform()
    page = post(officer, table([roster_row(1), roster_row(2, code="1")]), platform)
    batch = ImportBatch.objects.get()
    assert page.url == reverse("market:mapping", args=[batch.pk])
    shown = officer.get(page.url).content.decode()
    assert "店铺唯一标识码" in shown
    columns = {"col_shop_no": "店铺唯一标识码", "col_shop_name": "网店名称"}
    columns |= {"col_name": "名称（姓名）", "col_credit_code": "统一社会信用代码"}
    page = officer.post(page.url, columns)
    assert page.url == reverse("market:batch", args=[batch.pk])
    work.Worker().drain()
    receipt = officer.get(page.url).content.decode()
    assert "1 行" in receipt
    assert "例如第 3 行" in receipt


def test_rejected_rows_come_as_a_workbook(officer, importing, table):
    rows = [roster_row(1), roster_row(2, code="1", name="=1+1")]
    batch = importing(table(rows), platform=factories.platform())
    answer = officer.get(reverse("market:rejected", args=[batch.pk]))
    content = b"".join(answer.streaming_content)
    answer.close()
    sheet = fastexcel.read_excel(content).load_sheet(0, dtypes="string").to_polars()
    assert sheet["原行号"].to_list() == ["3"]
    assert "有1位，应为18位" in sheet["退回原因"][0]
    assert sheet["名称（姓名）"].to_list() == ["=1+1"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert io.BytesIO(content).read(2) == b"PK"


def test_a_mapping_without_a_required_column_is_explained(officer, table):
    post(officer, table([roster_row(1)]), factories.platform())
    url = reverse("market:mapping", args=[ImportBatch.objects.get().pk])
    page = officer.post(url, {"col_shop_no": "店铺唯一标识码"})
    assert page.status_code == 422
    assert "缺少必需的列" in page.content.decode()


def test_an_unreadable_upload_leaves_no_row_and_no_file(officer, tmp_path, data):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"PK\x03\x04 nothing")
    page = post(officer, path, factories.platform(), "a.xlsx")
    assert "另存为" in page.content.decode()
    assert not ImportBatch.objects.exists()
    assert not [p for p in data.rglob("*") if p.is_file()]


def test_the_same_upload_again_leads_to_the_first_receipt(officer, importing, table):
    platform = factories.platform()
    path = table([roster_row(1)])
    post(officer, path, platform)
    batch = ImportBatch.objects.get()
    officer.post(reverse("market:mapping", args=[batch.pk]), {})
    again = post(officer, path, platform)
    assert ImportBatch.objects.count() == 1
    assert str(batch.pk) in again.url


@pytest.mark.parametrize("name", ["shops", "subjects", "platforms", "imports"])
def test_lists_open_and_export(officer, importing, table, name):
    importing(table([roster_row(1)]), platform=factories.platform())
    assert officer.get(reverse(f"market:{name}")).status_code == 200
    answer = officer.get(reverse(f"market:{name}"), {"export": "xlsx"})
    assert answer.headers["Content-Disposition"].startswith("attachment")
    answer.close()


def test_details_open_and_foreign_ones_do_not_exist(officer, client):
    mine = factories.shop()
    assert officer.get(reverse("market:shop", args=[mine.pk])).status_code == 200
    assert officer.get(reverse("market:subject", args=[mine.subject.pk])).status_code == 200
    client.force_login(factories.compliance())
    assert client.get(reverse("market:shop", args=[mine.pk])).status_code == 404
    assert client.get(reverse("market:subject", args=[mine.subject.pk])).status_code == 404


def test_the_command_imports_and_tells(table, data, capsys):
    platform = factories.platform()
    person = factories.compliance(platform.body)
    path = str(table([roster_row(1), roster_row(2, code="1")]))
    args = {"kind": "roster", "platform": platform.code, "username": person.username}
    call_command("import", path, wait=True, **args)
    assert "入库 1（未变 0），退回 1" in capsys.readouterr().out
    assert ImportBatch.objects.get().state == ImportState.DONE
    assert Shop.objects.count() == 1
    with pytest.raises(CommandError, match="没有编码为"):
        call_command("import", path, **args | {"platform": "nobody"})
