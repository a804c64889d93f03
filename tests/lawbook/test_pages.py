import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from hedun.base.accounts.terms import Role
from hedun.base.lawbook import queries
from hedun.base.lawbook.models import CalendarYear, Instrument
from tests import factories


@pytest.fixture
def desk(client, law):
    """A client of an inspector, with the law loaded."""
    client.force_login(factories.person(factories.bureau(), Role.INSPECTOR))
    return client


@pytest.fixture
def admin(client, law):
    client.force_login(factories.person(factories.operation_body(), Role.SYSTEM_ADMIN))
    return client


@pytest.mark.parametrize("name", ["instruments", "grounds", "due", "calendar"])
def test_the_page_opens(desk, name):
    assert desk.get(reverse(f"lawbook:{name}")).status_code == 200


def test_an_article_shows_its_words_and_what_rests_on_it(desk, system):
    row = queries.article(system, "chufa_chengxu", "18")
    page = desk.get(reverse("lawbook:article", args=[row.pk])).content.decode()
    assert "自发现线索或者收到材料之日起十五个工作日内予以核查" in page
    assert "违法行为线索核查" in page
    assert "已核对原文" in page


def test_what_was_not_read_says_so(desk, system):
    row = queries.article(system, "coinvestigation_rules", "全文")
    page = desk.get(reverse("lawbook:article", args=[row.pk])).content.decode()
    assert "二手来源" in page
    assert "未收录条文原文" in page


def test_an_instrument_lists_its_articles(desk):
    row = Instrument.objects.get(code="advertising_law")
    page = desk.get(reverse("lawbook:instrument", args=[row.pk])).content.decode()
    assert "第九条" in page


def test_the_calculator_shows_date_trace_and_article(desk):
    query = {"rule": "clue.verify", "start": "2026-09-28T09:00"}
    page = desk.get(reverse("lawbook:due"), query).content.decode()
    assert "2026-10-23 23:59 届满" in page
    assert "2026-10-10（星期六）为调休工作日" in page
    assert "《市场监督管理行政处罚程序规定》第十八条" in page


def test_the_calculator_marks_what_is_provisional(desk):
    query = {"rule": "clue.verify", "start": "2026-12-20T09:00", "extended": "on"}
    assert "暂定" in desk.get(reverse("lawbook:due"), query).content.decode()


@pytest.mark.parametrize("start", ["", "x", "1600-01-01", "9999-12-31", "2018-01-01"])
def test_the_calculator_explains_a_bad_start(desk, start):
    response = desk.get(reverse("lawbook:due"), {"rule": "complaint.accept", "start": start})
    assert response.status_code == 200
    assert not response.context["due"]


def test_the_calendar_shows_an_adjusted_workday(desk):
    page = desk.get(reverse("lawbook:calendar"), {"year": 2026}).content.decode()
    assert "10 班" in page
    assert "未公布" not in page


def test_an_administrator_imports_a_notice(admin):
    notice = {"year": 2027, "days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": True}]}
    file = SimpleUploadedFile("2027.json", json.dumps(notice).encode())
    admin.post(reverse("lawbook:take_notice"), {"notice": file})
    assert CalendarYear.objects.filter(year=2027, version=2, is_published=True).exists()


def test_nobody_else_imports_a_notice(desk):
    file = SimpleUploadedFile("2027.json", b"{}")
    assert desk.post(reverse("lawbook:take_notice"), {"notice": file}).status_code == 403


@pytest.mark.parametrize("name", ["article", "instrument"])
def test_what_does_not_exist_is_404(desk, name):
    assert desk.get(reverse(f"lawbook:{name}", args=[999_999])).status_code == 404
