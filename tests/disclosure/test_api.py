"""The public JSON API and its document."""

from django.urls import get_resolver

from hedun.desks.disclosure import actions
from hedun.desks.disclosure.decide import SEARCHES_PER_MINUTE
from tests import factories as make

SHOPS = "/api/v1/public/shops"


def test_the_records_on_show_and_only_those(office, client):
    row = actions.publish(fact_id=office.fact.pk, by=office.by, at=make.NOW)
    found = client.get(SHOPS, {"q": office.shop.name}).json()["items"][0]
    assert found["records"][0]["matter"] == "使用绝对化用语"
    actions.withdraw(publication_id=row.pk, reason="更正", by=office.by, at=make.NOW)
    assert client.get(SHOPS, {"q": office.shop.name}).json()["items"][0]["records"] == []


def test_too_short_and_too_fast_are_said(office, client):
    assert client.get(SHOPS, {"q": "店"}).status_code == 422
    answers = [client.get(SHOPS, {"q": "测试"}) for _ in range(SEARCHES_PER_MINUTE + 1)]
    assert answers[-1].status_code == 429


def test_the_document_is_public(client, db):
    document = client.get("/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    assert {"/api/v1/public/shops", "/api/v1/letters"} <= set(document["paths"])


def test_every_api_view_carries_its_mark():
    found = next(p for p in get_resolver().url_patterns if str(p.pattern) == "api/v1/")
    assert all(hasattr(view.callback, "mark") for view in found.url_patterns)
