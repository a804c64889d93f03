import datetime as dt
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from hedun.base.accounts.terms import Role
from hedun.base.lawbook import queries
from hedun.base.lawbook.decide import SHANGHAI
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


@pytest.mark.parametrize(
    "name", ["instruments", "grounds", "reasons", "duties", "forms", "due", "calendar"]
)
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
    assert not response.context["answer"]


def test_the_calculator_draws_the_count_day_by_day(desk):
    query = {"rule": "clue.verify", "start": "2026-09-28T09:00"}
    page = desk.get(reverse("lawbook:due"), query).content.decode()
    assert '<span class="chip blue">28 起</span>' in page
    assert '<span class="chip amber">10 班 5</span>' in page
    assert '<span class="chip red">23 止 15</span>' in page
    assert "10-01 国庆节：休息日，不计入" in page


def test_a_day_moved_on_is_drawn_as_moved(desk):
    query = {"rule": "case.pay", "start": "2026-06-04T09:00"}
    page = desk.get(reverse("lawbook:due"), query).content.decode()
    assert '<span class="chip red">22 止</span>' in page
    assert '<span class="chip gray">20 顺</span>' in page


def test_an_old_act_keeps_the_old_rule_and_shows_the_new_one_beside_it(desk):
    query = {"rule": "complaint.mediate", "start": "2026-03-02T09:00"}
    page = desk.get(reverse("lawbook:due"), query).content.decode()
    assert "2026-05-08 23:59 届满" in page
    assert "尚未施行" in page
    assert "若适用：2026-05-06" in page


def test_a_new_act_has_the_new_rule_and_shows_the_old_one_beside_it(desk):
    query = {"rule": "complaint.mediate", "start": "2026-05-06T09:00"}
    page = desk.get(reverse("lawbook:due"), query).content.decode()
    assert "2026-07-06 23:59 届满" in page
    assert "已失效" in page
    assert "《市场监督管理投诉举报处理暂行办法》第二十一条" in page


def test_what_must_precede_an_event_is_counted_back(desk):
    query = {"rule": "case.hearing_notice", "start": "2026-10-15T09:00"}
    assert "2026-09-30 23:59 以前" in desk.get(reverse("lawbook:due"), query).content.decode()


def test_a_repealed_instrument_names_what_took_its_place(desk):
    row = Instrument.objects.get(code="complaint_report_interim")
    page = desk.get(reverse("lawbook:instrument", args=[row.pk])).content.decode()
    assert "已被取代" in page


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


DAY = {"on": "2026-12-31", "kind": "off", "name": "元旦", "source": "国办发明电〔2026〕1号"}


def test_an_administrator_sets_one_day_right(admin, system):
    start = dt.datetime(2026, 12, 30, 9, tzinfo=SHANGHAI)
    assert str(queries.due(system, "platform.measure_publish", start).on) == "2026-12-31"
    page = admin.post(reverse("lawbook:change_day"), DAY, follow=True).content.decode()
    assert "2026 年第 2 版" in page
    assert "国办发明电〔2026〕1号" in page
    after = queries.due(system, "platform.measure_publish", start)
    assert str(after.on) == "2027-01-04"
    assert after.calendar_version == "2026-v2+2027-暂定"


def test_a_day_made_ordinary_again_is_a_new_version(admin):
    admin.post(reverse("lawbook:change_day"), DAY)
    admin.post(reverse("lawbook:change_day"), DAY | {"kind": "ordinary"})
    newest = CalendarYear.objects.filter(year=2026).latest("version")
    assert newest.version == 3
    assert not newest.days.filter(on="2026-12-31").exists()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"on": "2027-01-04"}, "先导入整年的通知"),
        ({"name": ""}, "放假须填写名称"),
        ({"on": "x"}, "没有这一天，或者写法不对"),
        ({"source": ""}, "必填"),
    ],
)
def test_a_change_that_cannot_be_says_why(admin, change, message):
    page = admin.post(reverse("lawbook:change_day"), DAY | change, follow=True).content.decode()
    assert message in page
    assert not CalendarYear.objects.filter(year=2026, version=2).exists()


def test_nobody_else_changes_a_day(desk):
    assert desk.post(reverse("lawbook:change_day"), DAY).status_code == 403


@pytest.mark.parametrize("name", ["article", "instrument"])
def test_what_does_not_exist_is_404(desk, name):
    assert desk.get(reverse(f"lawbook:{name}", args=[999_999])).status_code == 404
