"""What anybody may look up, and the officers' queue."""

import pytest
from django.urls import reverse

from hedun.base.accounts.terms import Role
from hedun.desks.disclosure import actions
from hedun.desks.disclosure.decide import SEARCHES_PER_MINUTE, add_months, masked_text
from tests import factories as make

NOW = make.NOW
SEARCH = reverse("disclosure:search")


@pytest.fixture
def page(office):
    return reverse("disclosure:shop", args=[office.shop.pk])


def test_the_shop_page_shows_the_record_without_login(office, client, page):
    actions.publish(fact_id=office.fact.pk, by=office.by, at=NOW)
    text = client.get(page).content.decode()
    assert "使用绝对化用语" in text
    assert "提出异议" in text
    assert office.shop.subject.credit_code in text


def test_a_withdrawn_record_is_gone_from_page_and_search(office, client, page):
    row = actions.publish(fact_id=office.fact.pk, by=office.by, at=NOW)
    actions.withdraw(publication_id=row.pk, reason="更正", by=office.by, at=NOW)
    assert "使用绝对化用语" not in client.get(page).content.decode()
    hits = client.get(SEARCH, {"q": office.shop.name}).context["hits"]
    assert [hit["count"] for hit in hits] == [0]


@pytest.mark.parametrize("field", ["name", "shop_no", "code", "operator"])
def test_the_search_finds_a_shop(office, client, field):
    shop = office.shop
    text = {
        "name": shop.name[:-1],
        "shop_no": shop.shop_no,
        "code": shop.subject.credit_code,
        "operator": shop.subject.name,
    }[field]
    hits = client.get(SEARCH, {"q": text}).context["hits"]
    assert shop.pk in [hit["shop"].pk for hit in hits]


def test_one_sign_is_too_short(office, client):
    assert client.get(SEARCH, {"q": "店"}).status_code == 422


def test_an_empty_page_says_what_to_do(office, client):
    assert "输入网店名称开始查询" in client.get(SEARCH).content.decode()
    assert "没有找到" in client.get(SEARCH, {"q": "无此店铺"}).content.decode()


def test_an_address_that_asks_too_fast_is_told_to_wait(office, client):
    answers = [client.get(SEARCH, {"q": "测试"}) for _ in range(SEARCHES_PER_MINUTE + 1)]
    assert {a.status_code for a in answers[:-1]} == {200}
    assert (answers[-1].status_code, answers[-1].headers["Retry-After"]) == (429, "60")
    assert "一分钟后" in answers[-1].content.decode()


def test_the_public_page_names_no_person_and_no_telephone(office, client, page):
    office.shop.subject.phone = "13800001111"
    office.shop.subject.save()
    text = client.get(page).content.decode()
    assert "13800001111" not in text
    assert office.publisher.name not in text


def test_the_queue_publishes_with_one_key(office, client):
    client.force_login(office.publisher)
    queue = reverse("disclosure:queue")
    assert 'data-key="1"' in client.get(queue).content.decode()
    publish = reverse("disclosure:publish", args=[office.fact.pk])
    assert "已公示" in client.post(publish, {}, follow=True).content.decode()


def test_the_queue_shows_a_decision_by_its_case(office, client):
    office.new_penalty(case_no="AJ-2026-000001")
    client.force_login(office.publisher)
    actions.withhold(fact_id=office.fact.pk, reason="测试", by=office.by, at=NOW)
    page = client.get(reverse("disclosure:queue")).content.decode()
    assert "<dt>案件</dt><dd>AJ-2026-000001" in page


def test_a_platform_may_not_open_the_queue(office, client):
    client.force_login(make.compliance())
    assert client.get(reverse("disclosure:queue")).status_code == 403


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("电话13812345678", "电话138****5678"),
        ("证件110105194912310021", "证件1****************1"),
        ("单号202611010000000001", "单号202611010000000001"),
    ],
)
def test_numbers_of_persons_are_hidden_in_free_text(text, said):
    assert masked_text(text) == said


def test_months_end_where_the_month_ends():
    import datetime as dt

    assert add_months(dt.date(2026, 11, 30), 3) == dt.date(2027, 2, 28)


@pytest.mark.parametrize("step", ["publish", "withhold"])
def test_a_foreign_record_looks_absent(office, client, step):
    client.force_login(make.person(make.bureau(region="440305"), Role.PUBLISHER))
    address = reverse(f"disclosure:{step}", args=[office.fact.pk])
    assert client.post(address, {"reason": "测试"}).status_code == 404


def test_a_record_of_another_bureau_that_one_sees_says_whose_it_is(office, client):
    client.force_login(make.person(make.bureau("city", "330100"), Role.PUBLISHER))
    answer = client.post(reverse("disclosure:publish", args=[office.fact.pk]))
    assert answer.status_code == 403
    assert "只能由作出处置的单位公示" in answer.text
