"""The pages: a citizen's phone, and the officer's desk."""

import datetime as dt
import re

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from hedun.desks.complaints.models import Submission
from hedun.desks.complaints.views import public
from tests import factories


@pytest.fixture(autouse=True)
def _fresh_cache():
    cache.clear()


@pytest.fixture
def filled(shop):
    return {
        "token": "a" * 32,
        "kind": "complaint",
        "facts": "收到的商品与页面不符",
        "request": "退货退款",
        "respondent_kind": "in_platform",
        "platform": shop.platform_id,
        "respondent": shop.name,
        "goods": "保温杯",
        "amount": "99.90",
        "name": "李某",
        "phone": "13900000000",
        "address": "某地",
        "paper": "none",
    }


@pytest.fixture
def desk(client, bureau):
    client.force_login(factories.leader(bureau))
    return client


FILE, LOOKUP = "complaints:file", "complaints:lookup"


def post(client, name, data, *args):
    answer = client.post(reverse(name, args=args), data, follow=True)
    return answer.status_code, answer.content.decode()


def handed_in(client, filled, **changes):
    _, page = post(client, FILE, filled | changes)
    return re.search(r"编号</dt><dd class=\"mono\"><b>([^<]+)", page)[1], re.search(
        r"查询码</dt><dd class=\"mono\"><b>([^<]+)", page
    )[1]


def test_the_form_opens_without_an_account_and_has_four_screens(client, law):
    page = client.get(reverse(FILE)).content.decode()
    assert len(re.findall(r"<h2>\d\. ", page)) == 4


def test_a_citizen_files_and_is_told_number_code_and_due_date(client, filled):
    status, page = post(client, FILE, filled)
    row = Submission.objects.get()
    assert (status, row.amount_fen) == (200, 9990)
    assert row.number in page
    assert "《市场监督管理投诉举报处理办法》第十五条" in page


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"name": ""}, "投诉须填写姓名"),
        ({"request": ""}, "投诉须填写投诉请求"),
        ({"platform": ""}, "请选择网店所在的平台"),
        ({"respondent_kind": "offline"}, "请填写经营者所在的区县"),
        ({"place": "月球市"}, "没有找到“月球市”"),
        ({"known_on": "2999-01-01"}, "日期晚于今天"),
        ({"amount": "-1"}, "0"),
        ({"respondent": ""}, "必填"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(client, filled, change, message):
    status, page = post(client, FILE, filled | change)
    assert status == 422
    assert message in page
    assert not Submission.objects.exists()


def test_a_place_is_found_by_its_name(client, filled):
    factories.region()
    post(client, FILE, filled | {"respondent_kind": "offline", "place": "杭州市西湖区"})
    assert Submission.objects.get().region_code == "330106"


def test_a_mixed_submission_gives_two_numbers(client, filled):
    _, page = post(client, FILE, filled | {"also_report": "on"})
    assert "两件将分别处理" in page
    assert Submission.objects.count() == 2


def test_number_and_code_show_step_article_and_due_date(client, filled):
    number, code = handed_in(client, filled)
    status, page = post(client, LOOKUP, {"number": number, "code": code})
    assert status == 200
    for words in ("待受理", "第十五条", "投诉受理决定", "已收到您的投诉", "撤回投诉"):
        assert words in page
    assert "李某" not in page


@pytest.mark.parametrize("code", ["XXXXXXXXXX", ""])
def test_a_wrong_code_shows_nothing(client, filled, code):
    number, _ = handed_in(client, filled)
    status, page = post(client, LOOKUP, {"number": number, "code": code})
    assert status == 422
    assert "待受理" not in page


def test_guessing_is_slowed_down(client, law):
    guess = {"number": "TS-2026-000001", "code": "A" * 10}
    codes = [client.post(reverse(LOOKUP), guess).status_code for _ in range(11)]
    assert codes == [422] * 10 + [429]


def test_what_was_typed_stays_when_too_much_comes_from_one_place(client, filled, monkeypatch):
    monkeypatch.setattr(public, "FILINGS_PER_HOUR", 0)
    status, page = post(client, FILE, filled)
    assert status == 429
    assert filled["facts"] in page
    assert not Submission.objects.exists()


def test_a_citizen_withdraws(client, filled):
    number, code = handed_in(client, filled)
    given = {"number": number, "code": code}
    status, page = post(client, "complaints:citizen_step", given | {"step": "withdraw"})
    assert status == 200
    assert "已撤回" in page
    status, page = post(client, "complaints:citizen_step", given | {"step": "withdraw"})
    assert status == 422
    assert "不能“撤回投诉”" in page


def test_a_reporter_is_not_told_how_the_report_is_handled(client, desk, filled):
    number, code = handed_in(client, filled, kind="report")
    row = Submission.objects.get()
    given = {"step": "r_not_ours", "note": "内部意见", "version": row.version}
    post(desk, "complaints:step", given, row.pk)
    _, page = post(client, LOOKUP, {"number": number, "code": code})
    assert "内部意见" not in page
    assert "请直接向有处理权限的机关提出" in page


def test_the_list_is_ordered_by_due_date(desk, filled):
    handed_in(desk, filled)
    Submission.objects.update(filed_at=timezone.now() - dt.timedelta(days=1))
    page = desk.get(reverse("complaints:list")).content.decode()
    assert "TS-" in page
    assert "办理期限" in page


def test_an_officer_goes_from_acceptance_to_an_agreement(desk, filled):
    handed_in(desk, filled)
    row = Submission.objects.get()
    for step, more in (
        ("accept", {}),
        ("mediate", {"consents": "on"}),
        ("agree", {"note": "退款九十九元九角"}),
    ):
        row.refresh_from_db()
        status, page = post(
            desk, "complaints:step", {"step": step, "version": row.version, **more}, row.pk
        )
        assert status == 200, page
    row.refresh_from_db()
    assert row.state == "agreed"
    assert "《市场监督管理投诉举报处理办法》第二十四条" in page
    assert "现在没有您可以办理的步骤" not in page  # a violation may still become a clue


def test_a_form_that_lacks_something_comes_back_as_it_was(desk, filled):
    handed_in(desk, filled)
    row = Submission.objects.get()
    given = {"step": "refuse", "note": "超过三年", "version": row.version}
    status, page = post(desk, "complaints:step", given, row.pk)
    assert status == 422
    assert "超过三年" in page
    row.refresh_from_db()
    assert row.state == "received"


def test_a_step_that_is_none_is_refused(desk, filled):
    handed_in(desk, filled)
    row = Submission.objects.get()
    assert post(desk, "complaints:step", {"step": "close_all"}, row.pk)[0] == 422


def test_a_call_is_registered_by_a_clerk(desk, filled):
    form = desk.get(reverse("complaints:register")).content.decode()
    assert "投诉人、举报人的信息" in form
    assert "您的信息" not in form
    _, page = post(desk, "complaints:register", filled)
    row = Submission.objects.get()
    assert (row.channel, row.intake_body.name) == ("phone", row.body.name)
    assert "查询码" in page


def test_two_officers_open_an_identity_on_the_page(client, bureau, filled):
    asker, other = factories.inspector(bureau), factories.inspector(bureau)
    handed_in(client, filled, kind="report")
    row = Submission.objects.get()
    client.force_login(asker)
    post(client, "complaints:ask_unlock", {"why": "需补充证据"}, row.pk)
    client.force_login(other)
    assert "需补充证据" in client.get(reverse("complaints:detail", args=[row.pk])).content.decode()
    post(client, "complaints:grant_unlock", {}, row.pk, row.unlocks.get().pk)
    client.force_login(asker)
    _, page = post(client, "complaints:identity", {}, row.pk)
    assert "李某" in page
    assert "已记入审计日志" in page


def test_a_platform_has_no_desk_here(client, law):
    client.force_login(factories.compliance())
    assert client.get(reverse("complaints:list")).status_code == 403
