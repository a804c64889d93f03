"""A list filters, sorts, pages and exports; its whole state is in the address."""

import datetime as dt
import io

import openpyxl
import pytest
from django.test import RequestFactory
from django.utils import timezone

from hedun.base.accounts.models import AuditEntry
from hedun.base.accounts.terms import BodyKind, Viewer
from hedun.base.pages.listing import Choice, Column, DateRange, Listing, Text
from hedun.base.pages.listing import listing as module

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
START = timezone.make_aware(dt.datetime(2026, 11, 1, 12))
NAMES = ["=1+1", "乙", "丙", "丁", "戊"]


@pytest.fixture
def entries():
    return AuditEntry.objects.bulk_create(
        AuditEntry(at=START + DAY * n, person_name=name, action=f"a{n % 2}", subject_id=str(n))
        for n, name in enumerate(NAMES)
    )


def listing(address="", **options):
    request = RequestFactory().get("/list" + address)
    request.viewer = Viewer(1, "甲", 1, BodyKind.BUREAU)
    columns = [
        Column("时间", "at", sort="at"),
        Column("姓名", "person_name", sort="person_name"),
        Column("编号", lambda row: 10**17 + int(row.subject_id), numeric=True),
        Column("动作", "action"),
    ]
    filters = [
        Text("q", "姓名", ["person_name"]),
        Choice("action", "动作", [("a0", "甲类"), ("a1", "乙类")]),
        DateRange("at", "时间"),
    ]
    settings = {"default_sort": "at", "export_name": "清单"} | options
    return Listing(request, AuditEntry.objects.all(), columns=columns, filters=filters, **settings)


def names(address="", **options):
    return [row.person_name for row in listing(address, **options).rows]


def sheet(address):
    response = listing(address).respond()
    content = b"".join(response.streaming_content)
    response.close()
    return openpyxl.load_workbook(io.BytesIO(content))


def test_rows_come_in_the_default_order(entries):
    assert names() == NAMES


def test_a_text_filters(entries):
    assert names("?q=丙") == ["丙"]


def test_a_percent_sign_is_a_letter_and_not_a_pattern(entries):
    assert names("?q=%25") == []


def test_a_choice_filters_and_an_unknown_choice_does_not(entries):
    assert names("?action=a1") == ["乙", "丁"]
    assert names("?action=a1'%20OR%201=1") == NAMES


def test_a_day_range_includes_its_last_day(entries):
    assert names("?at_from=2026-11-02&at_to=2026-11-03") == ["乙", "丙"]


@pytest.mark.parametrize("text", ["x", "0001-01-01", "9999-12-31", "2026-02-30"])
def test_a_day_that_is_none_is_not_asked(entries, text):
    assert names(f"?at_from={text}") == NAMES


def test_a_column_sorts_both_ways(entries):
    assert names("?sort=-at") == NAMES[::-1]


@pytest.mark.parametrize("field", ["action", "person_id", "pk;drop", "at__year", "?", "--at", "-"])
def test_a_field_that_no_column_offers_never_orders(entries, field):
    assert names(f"?sort={field}") == NAMES


def test_rows_without_a_value_come_last():
    AuditEntry.objects.bulk_create(
        AuditEntry(at=START, person_name=name, action="a", subject_id="1", body_id=body_id)
        for name, body_id in (("甲", None), ("乙", 2), ("丙", None), ("丁", 1))
    )
    assert names(default_sort="body_id") == ["丁", "乙", "甲", "丙"]


def test_behind_the_cap_rows_without_a_value_are_still_reached(monkeypatch):
    monkeypatch.setattr(module, "CAP", 2)
    AuditEntry.objects.bulk_create(
        AuditEntry(at=START, person_name=f"{n}", action="a", subject_id="1", body_id=n or None)
        for n in (2, 0, 1, 0, 0, 3)
    )
    seen, address = [], ""
    while True:
        one = listing(address, default_sort="body_id", page_size=2)
        seen += [row.person_name for row in one.rows]
        if not one.next_url:
            break
        address = one.next_url
    assert seen == ["1", "2", "3", "0", "0", "0"]


def test_heads_offer_the_other_direction(entries):
    heads = {column.label: (url, now) for column, url, now in listing("?sort=at").heads()}
    assert heads["时间"] == ("?sort=-at", "up")
    assert heads["动作"] == ("", "")


def test_pages_hold_their_rows(entries):
    assert names("?page=2", page_size=2) == ["丙", "丁"]


@pytest.mark.parametrize("page", ["0", "-1", "x", "99", "9" * 30, "²"])
def test_a_page_that_is_none_shows_one_that_is(entries, page):
    assert names(f"?page={page}", page_size=2)


def test_behind_the_cap_the_key_goes_on(entries, monkeypatch):
    monkeypatch.setattr(module, "CAP", 2)
    first = listing(page_size=2)
    assert first.total == "2 以上"
    assert names(first.next_url, page_size=2) == ["丙", "丁"]


def test_the_key_goes_on_downwards_too(entries, monkeypatch):
    monkeypatch.setattr(module, "CAP", 2)
    first = listing("?sort=-at", page_size=2)
    assert names(first.next_url, page_size=2) == ["丙", "乙"]


@pytest.mark.parametrize("mark", ["x", "~", "x~1", "~1", "2026~x", "'~1"])
def test_a_broken_key_starts_over_or_shows_nothing(entries, mark):
    assert set(names(f"?after={mark}")) <= set(NAMES)


def test_the_address_keeps_the_filters_and_drops_the_page():
    assert listing("?q=a&page=3&other=1").address(sort="at") == "?q=a&other=1&sort=at"


def test_the_form_carries_what_is_not_its_own():
    assert listing("?q=a&page=3&tab=open&sort=at").hidden == [("tab", "open"), ("sort", "at")]


def test_the_workbook_has_the_filtered_rows_of_every_page(entries):
    rows = list(sheet("?export=xlsx&action=a0")["数据"].values)
    assert [row[1] for row in rows] == ["姓名", "=1+1", "丙", "戊"]


def test_a_formula_in_a_cell_stays_a_text(entries):
    cell = sheet("?export=xlsx")["数据"]["B2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_times_are_typed_and_long_numbers_are_texts(entries):
    row = next(sheet("?export=xlsx")["数据"].iter_rows(min_row=2, values_only=True))
    assert row[0] == dt.datetime(2026, 11, 1, 12)
    assert row[2] == "100000000000000000"


def test_the_workbook_says_what_was_asked(entries):
    notes = [row[0] for row in sheet("?export=xlsx&q=乙")["说明"].values]
    assert "姓名：乙" in notes
    assert "行数：1" in notes


def test_a_list_without_a_name_for_the_file_is_not_exported(entries):
    response = listing("?export=xlsx", export_name="").respond()
    assert response["Content-Type"].startswith("text/html")


def test_markup_in_a_row_is_escaped(entries):
    entry = AuditEntry(at=START, person_name="<script>alert(1)</script>", action="a")
    entry.subject_id = "9"
    entry.save()
    html = listing().respond().content.decode()
    assert "<script>alert" not in html


def test_an_empty_list_says_how_to_clear_the_filters():
    html = listing("?q=无").respond().content.decode()
    assert "清除条件" in html


def test_a_page_of_rows_costs_two_queries(entries, django_assert_num_queries):
    with django_assert_num_queries(2):
        listing("?q=").respond()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (dt.datetime(2026, 11, 23, 18, 5, tzinfo=dt.UTC), "2026-11-24 02:05"),
        (dt.date(2026, 11, 23), "2026-11-23"),
    ],
)
def test_a_moment_is_written_alike_in_every_list_and_never_broken(value, text):
    column = Column("时间", lambda _: value)
    assert column.shown(object()) == f'<span class="nowrap">{text}</span>'
