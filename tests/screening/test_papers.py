"""Certificates and licences: tables row by row, and what listings state held against them."""

import datetime as dt
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from hedun.base.accounts.terms import Refused
from hedun.base.jobs import work
from hedun.desks.screening import actions
from hedun.desks.screening.decide import papers as decide
from hedun.desks.screening.decide.papers import Paper, Stated, Trader
from hedun.desks.screening.models import Certificate, Finding, Licence, Snapshot
from hedun.desks.screening.terms import Item, ItemKind, Reason, RegisterKind, Verdict
from hedun.engine.codes.digits import mod11_10
from tests import factories as f
from tests.screening.stock import store

DAY = dt.date(2026, 11, 23)
NUMBER = "2023010901123456"
OTHER = "2022010907654321"


def food(serial, prefix="JY"):
    digits = f"1330106{serial:06}"
    return f"{prefix}{digits}{mod11_10(digits)}"


def paper(**more):
    given = {
        "number": NUMBER,
        "holder": "甲电器有限公司",
        "status": "valid",
        "models": ("A-1", "A-2"),
    }
    return Paper(**given | more)


def reasons(stated, papers=None, **more):
    return {one.reason for one in decide.certificate_troubles(stated, papers, on=DAY, **more)}


# --- decisions ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stated", "known", "reason"),
    [
        (Stated(certificate_no=""), {}, Reason.CCC_NONE),
        (Stated(certificate_no="20230109011234"), {}, Reason.CCC_MALFORMED),
        (Stated(certificate_no=OTHER), {"holder": "x"}, Reason.CCC_UNKNOWN),
        (Stated(certificate_no=NUMBER), {"status": "suspended"}, Reason.CCC_SUSPENDED),
        (Stated(certificate_no=NUMBER), {"status": "cancelled"}, Reason.CCC_CANCELLED),
        (Stated(certificate_no=NUMBER), {"status": "revoked"}, Reason.CCC_REVOKED),
        (Stated(certificate_no=NUMBER), {"status": "expired"}, Reason.CCC_EXPIRED),
        (Stated(certificate_no=NUMBER), {"valid_to": dt.date(2026, 11, 22)}, Reason.CCC_EXPIRED),
        (Stated(certificate_no=NUMBER), {"valid_from": dt.date(2026, 11, 24)}, Reason.CCC_EXPIRED),
        (Stated(certificate_no=NUMBER, manufacturer="乙厂"), {}, Reason.CCC_HOLDER),
        (Stated(certificate_no=NUMBER, model="B-9"), {}, Reason.CCC_MODEL),
    ],
)
def test_each_fault_of_a_certificate_has_its_own_reason(stated, known, reason):
    assert reasons(stated, {NUMBER: paper(**known)}) == {reason}


@pytest.mark.parametrize(
    "stated",
    [
        Stated(),
        Stated(certificate_no=NUMBER),
        Stated(
            certificate_no="２０２３ 0109 0112 3456", model="a1", manufacturer="甲电器有限公司 "
        ),
    ],
)
def test_what_is_in_order_or_not_stated_at_all_is_no_fault(stated):
    assert reasons(stated, {NUMBER: paper()}) == set()


def test_without_any_table_nothing_can_be_missing_from_it():
    assert reasons(Stated(certificate_no=NUMBER), None) == set()


@pytest.mark.parametrize(
    ("number", "known", "trader", "reason"),
    [
        ("", {}, Trader(), Reason.LICENCE_NONE),
        (food(1)[:-1] + "x", {}, Trader(), Reason.LICENCE_MALFORMED),
        (food(2), None, Trader(), Reason.LICENCE_UNKNOWN),
        (food(1), {"status": "revoked"}, Trader(), Reason.LICENCE_INVALID),
        (food(1), {"valid_to": dt.date(2026, 1, 1)}, Trader(), Reason.LICENCE_EXPIRED),
        (food(1), {"holder": "乙"}, Trader("甲"), Reason.LICENCE_HOLDER),
        (food(1), {"credit_code": "91X"}, Trader("甲", "91Y"), Reason.LICENCE_HOLDER),
    ],
)
def test_each_fault_of_a_licence_has_its_own_reason(number, known, trader, reason):
    given = {"number": food(1), "holder": "甲", "status": "valid"}
    papers = {food(1): Paper(**given | (known or {}))}
    troubles = decide.licence_troubles(Stated(licence_no=number), papers, trader=trader, on=DAY)
    assert [one.reason for one in troubles] == [reason]


def test_the_same_credit_code_outweighs_another_name():
    papers = {food(1): Paper(food(1), "甲商行", "valid", credit_code="91X")}
    stated = Stated(licence_no=food(1))
    trader = Trader("甲商行（个体工商户）", "91X")
    assert decide.licence_troubles(stated, papers, trader=trader, on=DAY) == []


# --- tables ------------------------------------------------------------------------------


@pytest.fixture
def handlers():
    work.load()


def bring(desk, tmp_path, text, *, kind=RegisterKind.CERTIFICATE, day=DAY, encoding="utf-8"):
    path = tmp_path / f"表{f.number()}.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    row = actions.hand_in_table(
        kind=kind,
        file_name=path.name,
        content_path=path,
        taken_on=day,
        by=desk.officer.viewer,
        at=f.NOW,
    )
    work.Worker().drain()
    row.refresh_from_db()
    return row


HEAD = "证书编号,持有人,生产者,型号,产品类别,状态,有效期自,有效期至\n"
GOOD = f"{NUMBER},甲电器有限公司,甲厂,A-1、A-2,电热水壶,有效,2023-01-01,2028/1/1\n"


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("handlers")
class TestTables:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
    def test_a_table_in_any_usual_encoding(self, desk, tmp_path, encoding):
        row = bring(desk, tmp_path, HEAD + GOOD, encoding=encoding)
        assert (row.state, row.good, row.bad) == ("done", 1, 0)
        stored = Certificate.objects.get()
        assert (stored.number, stored.status, stored.valid_to) == (
            NUMBER,
            "valid",
            dt.date(2028, 1, 1),
        )

    def test_bad_rows_come_back_alone(self, desk, tmp_path):
        bad = [
            "123,甲,,,,有效,,\n",
            f"{OTHER},,,,,有效,,\n",
            f"{OTHER},甲,,,,冻结,,\n",
            f"{OTHER},甲,,,,有效,昨天,\n",
            f"{NUMBER},丙,,,,有效,,\n",
        ]
        row = bring(desk, tmp_path, HEAD + GOOD + "".join(bad))
        assert (row.good, row.bad) == (1, 5)
        told = dict(row.faults.values_list("row_no", "reason"))
        for number, text in {
            3: "16位数字",
            4: "持有人为空",
            5: "冻结",
            6: "昨天",
            7: "已有一行",
        }.items():
            assert text in told[number]

    def test_a_heading_below_a_merged_title_is_found(self, desk, tmp_path):
        row = bring(desk, tmp_path, "强制性产品认证证书一览表,,,,,,,\n" + HEAD + GOOD)
        assert (row.state, row.good) == ("done", 1)

    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            ("名称,电话\n甲,1\n", "缺少“证书编号”“持有人”“状态”列"),
            (b"", "空的"),
            (b"%PDF-1.7", "不是 .xlsx"),
            (HEAD + "1,甲,,,,有效,,\n", "没有一行可以入库"),
        ],
    )
    def test_a_table_that_cannot_be_read_is_refused(self, desk, tmp_path, content, reason):
        row = bring(desk, tmp_path, content)
        assert row.state == "refused"
        assert reason in row.reason

    def test_the_same_file_is_one_snapshot(self, desk, tmp_path):
        first = bring(desk, tmp_path, HEAD + GOOD)
        assert bring(desk, tmp_path, HEAD + GOOD) == first
        assert Certificate.objects.count() == 1

    def test_a_number_that_a_spreadsheet_rounded_comes_back(self, desk, tmp_path):
        book = openpyxl.Workbook()
        book.active.append(["证书编号", "持有人", "状态"])
        book.active.append([int(NUMBER), "甲", "有效"])
        made = io.BytesIO()
        book.save(made)
        row = bring(desk, tmp_path, made.getvalue())
        assert "精度已丢失" in row.faults.get().reason

    def test_a_hundred_thousand_rows(self, desk, tmp_path):
        lines = "".join(f"{food(n)},食品店{n},,2028-01-01\n" for n in range(100_000))
        text = "许可证编号,经营者名称,信用代码,有效期至\n" + lines + "坏,,,\n"
        row = bring(desk, tmp_path, text, kind=RegisterKind.LICENCE)
        assert (row.state, row.good, row.bad) == ("done", 100_000, 1)
        assert Licence.objects.count() == 100_000

    def test_a_date_to_come_is_refused(self, desk, tmp_path):
        with pytest.raises(Refused, match="晚于今天"):
            bring(desk, tmp_path, HEAD + GOOD, day=dt.date(2027, 1, 1))

    def test_a_worker_that_dies_loses_no_row_and_stores_none_twice(
        self, desk, tmp_path, monkeypatch
    ):
        from hedun.base.jobs.models import Job

        real, calls = actions.take_rows, []

        def dying(**kwargs):
            real(**kwargs)
            calls.append(1)
            if len(calls) == 1:
                raise RuntimeError("power cut")

        monkeypatch.setattr(actions, "take_rows", dying)
        row = bring(desk, tmp_path, HEAD + GOOD)
        Job.objects.update(run_at=f.NOW, state="waiting")
        work.Worker().drain()
        row.refresh_from_db()
        assert (row.state, row.good, Certificate.objects.count()) == ("done", 1, 1)


# --- runs --------------------------------------------------------------------------------


@pytest.fixture
def checked(desk, active, handlers, tmp_path):
    """A catalogue that asks for both papers, and a table of each."""
    f.ground(code="3C")
    f.ground(code="FOOD-L")
    items = [
        Item(ItemKind.CERTIFIED, "家用电器", "3C", categories=("家用电器",)),
        Item(ItemKind.LICENSED, "食品", "FOOD-L", categories=("休闲食品",)),
    ]
    made = actions.import_catalogue(title="名录", items=items, by=desk.editor.viewer, at=f.NOW)
    actions.approve_draft(kind="catalogue", pk=made.pk, by=desk.leader.viewer, at=f.NOW)
    bring(desk, tmp_path, HEAD + GOOD + f"{OTHER},乙,,,,暂停,,\n")
    holder = desk.shop.subject.name
    rows = f"{food(1)},{holder},2028-01-01\n{food(2)},别的店,2028-01-01\n{food(3)},{holder},2020-01-01\n"
    head = "许可证编号,经营者名称,有效期至\n"
    bring(desk, tmp_path, head + rows, kind=RegisterKind.LICENCE)
    return desk


def screen(desk, *rows):
    store(desk.platform, rows=[{"title": f"商品{i}", **row} for i, row in enumerate(rows)])
    run = actions.start(platform_id=desk.platform.pk, by=desk.officer.viewer, at=timezone.now())
    work.Worker().drain()
    run.refresh_from_db()
    return run


def found():
    return {
        finding.listing_no: [check["reason"] for check in finding.checks]
        for finding in Finding.objects.all()
    }


@pytest.mark.django_db(transaction=True)
class TestRuns:
    def test_a_run_tells_every_fault_of_a_certificate(self, checked):
        electric = {"category": "家用电器"}
        screen(
            checked,
            electric | {"certificate_no": NUMBER, "model": "A-1"},
            electric | {"certificate_no": ""},
            electric | {"certificate_no": "3C-1"},
            electric | {"certificate_no": "2021010901000001"},
            electric | {"certificate_no": OTHER},
            electric | {"certificate_no": NUMBER, "model": "B", "manufacturer": "丙"},
            {"category": "服饰鞋包", "certificate_no": ""},
        )
        assert found() == {
            "L1": ["ccc_none"],
            "L2": ["ccc_malformed"],
            "L3": ["ccc_unknown"],
            "L4": ["ccc_suspended"],
            "L5": ["ccc_holder", "ccc_model"],
        }
        one = Finding.objects.get(listing_no="L4")
        assert one.ground.code == "3C"
        assert one.checks[0]["article"]

    def test_what_concerns_the_shop_is_told_once_for_each_shop(self, checked):
        snack = {"category": "休闲食品", "licence_no": food(2)}
        run = screen(checked, snack, snack, snack)
        assert found() == {"L0": ["licence_holder"]}
        assert (run.queued, run.known) == (1, 0)
        screen(checked, snack, snack, snack | {"title": "新品"})
        assert Finding.objects.count() == 1

    @pytest.mark.parametrize(
        ("number", "reason"),
        [
            (food(1), None),
            ("", "licence_none"),
            (food(9), "licence_unknown"),
            (food(3), "licence_expired"),
        ],
    )
    def test_a_licence_is_looked_up(self, checked, number, reason):
        screen(checked, {"category": "休闲食品", "licence_no": number})
        assert found() == ({"L0": [reason]} if reason else {})

    def test_old_files_without_the_columns_say_nothing(self, checked):
        screen(checked, {"category": "休闲食品"}, {"category": "家用电器"})
        assert found() == {}

    def test_a_judged_check_returns_only_when_something_new_is_found(self, checked, tmp_path):
        kettle = {"category": "家用电器", "certificate_no": OTHER}
        screen(checked, kettle)
        actions.judge(
            finding_id=Finding.objects.get().pk,
            version=1,
            verdict=Verdict.REJECT,
            by=checked.officer.viewer,
            at=f.NOW,
        )
        screen(checked, kettle)
        assert Finding.objects.count() == 1
        bring(checked, tmp_path, HEAD + f"{OTHER},乙,,,,撤销,,\n", day=DAY)
        screen(checked, kettle)
        assert sorted(
            r for rs in Finding.objects.values_list("checks", flat=True) for r in [rs[0]["reason"]]
        ) == [
            "ccc_revoked",
            "ccc_suspended",
        ]

    def test_a_confirmed_check_becomes_a_clue_that_says_why(self, checked, client):
        screen(checked, {"category": "家用电器", "certificate_no": OTHER})
        client.force_login(checked.officer)
        page = client.get(reverse("screening:queue")).content.decode()
        assert "认证证书已暂停" in page
        assert "状态为“暂停”" in page
        one = Finding.objects.get()
        actions.judge(
            finding_id=one.pk,
            version=1,
            verdict=Verdict.CONFIRM,
            by=checked.officer.viewer,
            at=f.NOW,
        )
        one.refresh_from_db()
        page = client.get(reverse("clues:detail", args=[one.clue_id])).content.decode()
        assert "状态为“暂停”" in page

    def test_the_list_filters_by_check(self, checked, client):
        screen(
            checked,
            {"category": "家用电器", "certificate_no": ""},
            {"category": "休闲食品", "licence_no": ""},
        )
        client.force_login(checked.officer)
        page = client.get(reverse("screening:findings"), {"check": "ccc"}).content.decode()
        assert "商品0" in page
        assert "商品1" not in page


# --- pages -------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("handlers")
def test_a_table_goes_by_the_pages(client, desk):
    client.force_login(desk.officer)
    assert "还没有导入证照表" in client.get(reverse("screening:tables")).content.decode()
    file = SimpleUploadedFile("证书.csv", (HEAD + GOOD + "1,甲,,,,有效,,\n").encode("gb18030"))
    data = {"kind": "certificate", "taken_on": "2026-11-01", "file": file}
    page = client.post(reverse("screening:upload_table"), data, follow=True)
    assert "导入中" in page.content.decode()
    work.Worker().drain()
    page = client.get(reverse("screening:table", args=[Snapshot.objects.get().pk])).content.decode()
    assert "16位数字" in page
    assert NUMBER in client.get(reverse("screening:certificates"), {"q": NUMBER}).content.decode()
    sent = client.get(reverse("screening:certificates"), {"export": "xlsx"})
    assert b"".join(sent.streaming_content).startswith(b"PK")
    sent.close()
    assert "没有许可" in client.get(reverse("screening:licences")).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [("证书.exe", b"MZ", "不是"), ("证书.csv", b"", "空的")],
)
def test_a_wrong_file_is_refused_on_the_page(client, desk, name, content, reason):
    client.force_login(desk.officer)
    file = SimpleUploadedFile(name, content)
    data = {"kind": "licence", "taken_on": "2026-11-01", "file": file}
    page = client.post(reverse("screening:upload_table"), data)
    assert page.status_code == 422
    assert reason in page.content.decode()
