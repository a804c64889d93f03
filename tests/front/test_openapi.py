"""The document says everything that machines may call, and nothing that is not so."""

import json
import re

import pytest
from django.urls import reverse

from hedun.front.openapi import VERBS, document, patterns
from tests import factories as make

# the documents themselves, and the page for people
ITSELF = {"/api/", "/api/openapi.json", "/api/v1/openapi.json", "/api/v1/"}


def machines():
    """Addresses for programs: below /api/, or without the token that only our own pages know."""
    for path, pattern in patterns():
        is_free = getattr(pattern.callback, "csrf_exempt", False)
        if (path.startswith("/api/") or is_free) and path not in ITSELF:
            yield path


def test_every_address_for_programs_is_in_the_document():
    assert sorted(set(machines()) - set(document()["paths"])) == []
    assert len(set(machines())) >= 7


def test_every_address_in_the_document_is_one_of_the_product():
    assert sorted(set(document()["paths"]) - {path for path, _ in patterns()}) == []


def operations():
    for path, said in document()["paths"].items():
        for verb in said:
            yield path, verb, said[verb]


def test_every_reference_leads_somewhere_and_every_name_is_used_once():
    made = document()
    text = json.dumps(made)
    names = set(re.findall(r'"#/components/schemas/([^"]+)"', text))
    assert names <= set(made["components"]["schemas"])
    ids = [one["operationId"] for _, _, one in operations()]
    assert len(ids) == len(set(ids))
    assert made["openapi"].startswith("3.1")


def test_every_verb_is_one_and_every_refusal_is_a_problem():
    for path, verb, one in operations():
        assert verb in VERBS, path
        for status, answer in one["responses"].items():
            kinds = set(answer.get("content", {}))
            assert status < "400" or kinds == {"application/problem+json"}, (path, status)


@pytest.mark.django_db
def test_what_goes_wrong_is_a_problem_wherever_it_goes_wrong(client):
    cases = {
        "/api/v1/nowhere": 404,
        "/api/v1/letters": 401,
        "/api/v1/public/shops": 422,
        "/api/v1/public/shops?q=1&q=": 422,
    }
    for path, status in cases.items():
        answer = client.get(path)
        assert (answer.status_code, answer.headers["Content-Type"]) == (
            status,
            "application/problem+json",
        ), path
        said = answer.json()
        assert said["status"] == status
        assert said["type"].startswith("urn:hedun:problem:")
        assert said["detail"]


@pytest.mark.django_db
def test_a_wrong_verb_is_a_problem_that_names_the_right_one(client):
    for path, allowed in (("/api/v1/letters", "GET"), ("/exchange/messages", "POST")):
        answer = client.delete(path)
        assert (answer.status_code, answer.headers["Allow"]) == (405, allowed)
        assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.django_db
def test_a_wrong_part_of_a_request_is_named(client):
    client.force_login(make.compliance())
    answer = client.post("/api/v1/screening/check", "{}", content_type="application/json")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["loc"][-1] == "items"
    answer = client.post("/api/v1/screening/check", "{", content_type="application/json")
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}, 422),
        ({"Origin": "http://testserver"}, 422),
        ({}, 422),
    ],
)
def test_a_page_of_another_site_changes_nothing_with_a_persons_session(client, headers, status):
    client.force_login(make.compliance())
    given = {"content_type": "application/json", "headers": headers}
    answer = client.post("/api/v1/screening/check", "{}", **given)
    assert (answer.status_code, answer.headers["Content-Type"]) == (
        status,
        "application/problem+json",
    )
    assert "403" in document()["paths"]["/api/v1/screening/check"]["post"]["responses"]


@pytest.mark.django_db
def test_the_page_shows_every_operation_and_the_document_is_served(client):
    page = client.get(reverse("reference")).text
    for path, _, one in operations():
        assert path in page
        assert one["summary"] in page
    assert client.get(reverse("openapi")).json()["paths"].keys() == document()["paths"].keys()
    assert not re.search(r'(?:src|href)="https?://', page)
