"""The pages on which the security administrator issues, rotates and stops keys."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from hedun.base.accounts.models import AuditEntry
from hedun.base.accounts.terms import Role
from hedun.desks.bridge.models import AppKey
from tests import factories as make
from tests.bridge.gateway import Caller

SECRET = re.compile(r"<b>([0-9a-f]{32})</b>")


@pytest.fixture
def security(desk):
    client = Client()
    client.force_login(make.admin(Role.SECURITY_ADMIN))
    return client


def issue(desk, security):
    form = {"platform_id": desk.platform.body_id, "person_id": desk.inspector.pk, "note": "局系统"}
    return security.post(reverse("bridge:add_key"), form).content.decode()


def test_a_key_from_the_page_works_and_its_secret_is_shown_once(desk, security, client):
    make.article(make.instrument("heguishuju"), "9")
    page = issue(desk, security)
    key, secret = AppKey.objects.get(), SECRET.search(page)[1]
    assert "/router/rest" in page
    assert Caller(client, key.app_key, secret).submit()["resule_code"] == 1
    shown = security.get(reverse("bridge:key", args=[key.pk])).content.decode()
    assert secret not in shown + security.get(reverse("bridge:keys")).content.decode()
    entry = AuditEntry.objects.get(action="bridge:key:issue")
    assert secret not in str(entry.detail)


@pytest.mark.parametrize(("form", "is_old_good"), [({}, True), ({"now": "1"}, False)])
def test_rotating_keeps_the_old_secret_for_a_day_or_not_at_all(
    desk, security, client, form, is_old_good
):
    old = SECRET.search(issue(desk, security))[1]
    key = AppKey.objects.get()
    page = security.post(reverse("bridge:rotate_key", args=[key.pk]), form).content.decode()
    asked = ("taobao.sungari.dispose.query", {"param_list": "x"})
    assert "error_response" not in Caller(client, key.app_key, SECRET.search(page)[1])(*asked)
    assert ("error_response" not in Caller(client, key.app_key, old)(*asked)) == is_old_good


def test_stopping_and_resuming(desk, security):
    issue(desk, security)
    key = AppKey.objects.get()
    for is_active in (False, True):
        security.post(reverse("bridge:switch_key", args=[key.pk]))
        key.refresh_from_db()
        assert key.is_active == is_active


def test_an_unfit_person_is_refused_with_the_reason(desk, security):
    rival = make.compliance()
    form = {"platform_id": desk.platform.body_id, "person_id": rival.pk}
    page = security.post(reverse("bridge:add_key"), form).content.decode()
    assert "请改选责任人" in page
    assert not AppKey.objects.exists()


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.AUDITOR])
def test_other_administrators_have_no_part_in_it(desk, role):
    client = Client()
    client.force_login(make.admin(role))
    assert client.get(reverse("bridge:keys")).status_code == 403
