"""Logins and sessions survive the abuse cases of group A."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hedun.base.accounts import actions
from hedun.base.accounts.models import AuditEntry, LoginTry, Visit
from hedun.base.accounts.terms import Role
from tests import factories as make

pytestmark = pytest.mark.django_db
LOGIN = "/login/"
HOME = "/me/"


def log_in(client, person, password=make.PASSWORD, **more):
    data = {"username": person.username, "password": password, **more}
    return client.post(LOGIN, data)


def guess(client, username, times, **headers):
    data = {"username": username, "password": "wrong"}
    return [client.post(LOGIN, data, **headers).status_code for _ in range(times)]


@pytest.fixture
def person():
    return make.inspector()


def test_a_right_password_opens_the_page_that_was_asked_for(client, person):
    answer = client.get(HOME)
    assert answer.url == f"{LOGIN}?next={HOME}"
    assert log_in(client, person, next=HOME).url == HOME
    assert client.get(HOME).status_code == 200


def test_a01_the_sixth_try_is_refused_even_with_the_right_password(client, person):
    assert guess(client, person.username, 5) == [200] * 5
    answer = log_in(client, person)
    assert answer.status_code == 429
    assert "分钟后再试" in answer.text
    assert int(answer["Retry-After"]) <= 901


def test_a01_an_administrator_unlocks_and_that_is_audited(client, person):
    guess(client, person.username, 5)
    by = make.admin().viewer
    actions.unlock(person_id=person.pk, by=by, at=timezone.now())
    assert log_in(client, person).status_code == 302
    assert AuditEntry.objects.filter(action="accounts:login:unlock", person_id=by.person_id)


def test_a01_the_wait_ends_after_fifteen_minutes(client, person):
    guess(client, person.username, 5)
    LoginTry.objects.update(at=timezone.now() - dt.timedelta(minutes=16))
    assert log_in(client, person).status_code == 302


def test_a02_another_login_from_the_same_address_does_not_unlock(client, person):
    guess(client, person.username, 5)
    log_in(Client(), make.inspector())
    assert log_in(client, person).status_code == 429


def test_a03_nothing_tells_whether_an_account_exists(client, person):
    gone, admin = make.person(), make.admin()
    gone.is_active = False
    gone.save()
    pages = set()
    for name in (person.username, gone.username, admin.username, "nobody"):
        page = client.post(LOGIN, {"username": name, "password": "wrong"})
        pages.add((page.status_code, page.text.replace(name, "").split("</head>")[1][-900:]))
    assert len(pages) == 1


def test_a03_an_unknown_account_waits_like_a_known_one(client):
    assert guess(client, "nobody", 6)[-1] == 429


def test_a05_until_the_password_is_changed_every_page_is_refused(client):
    issued = actions.add_person(
        body_id=make.bureau().pk, username="xin", name="新", by=make.SYSTEM, at=make.NOW
    )
    log_in(client, issued.person, issued.password)
    assert client.get(HOME).url == reverse("accounts:password")
    assert client.get(HOME, headers={"HX-Request": "true"}).status_code == 403
    assert client.post(reverse("accounts:end_session", args=[1])).status_code == 403
    change = {"current": issued.password, "new": "Yunqi-9-Chang", "again": "Yunqi-9-Chang"}
    assert client.post(reverse("accounts:password"), change).status_code == 302
    assert client.get(HOME).status_code == 200


def test_a06_after_ninety_days_the_password_must_change(client, person):
    person.password_changed_at = timezone.now() - dt.timedelta(days=90)
    person.save()
    log_in(client, person)
    assert client.get(HOME).url == reverse("accounts:password")


def test_a09_the_session_id_changes_at_login(client, person):
    client.get(LOGIN)
    session = client.session
    session["planted"] = 1
    session.save()
    planted = session.session_key
    client.cookies["hedun"] = planted
    log_in(client, person)
    assert client.cookies["hedun"].value != planted


def test_a09_the_session_id_changes_with_the_password(client, person):
    log_in(client, person)
    before = client.cookies["hedun"].value
    change = {"current": make.PASSWORD, "new": "Yunqi-9-Chang", "again": "Yunqi-9-Chang"}
    client.post(reverse("accounts:password"), change)
    assert client.cookies["hedun"].value != before
    assert client.get(HOME).status_code == 200


def idle(minutes):
    Visit.objects.update(seen_at=timezone.now() - dt.timedelta(minutes=minutes))


def test_a10_thirty_idle_minutes_end_the_session(client, person):
    log_in(client, person)
    idle(30)
    assert "ended=idle" in client.get(HOME).url
    assert "未操作" in client.get(f"{LOGIN}?ended=idle").text


def test_a10_polling_does_not_keep_a_session_alive(client, person):
    log_in(client, person)
    idle(29)
    client.get(HOME, headers={"X-Hedun-Poll": "1"})
    assert timezone.now() - Visit.objects.get().seen_at > dt.timedelta(minutes=28)
    client.get(HOME)
    assert timezone.now() - Visit.objects.get().seen_at < dt.timedelta(minutes=1)


def test_a10_htmx_is_told_to_go_to_the_login_page(client, person):
    log_in(client, person)
    idle(31)
    answer = client.get(HOME, headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (401, f"{LOGIN}?ended=idle")


def test_a11_twelve_hours_end_a_busy_session(client, person):
    log_in(client, person)
    Visit.objects.update(began_at=timezone.now() - dt.timedelta(hours=12))
    assert "ended=too_old" in client.get(HOME).url


def test_a12_a_deactivated_person_is_out_at_the_next_request(client, person):
    log_in(client, person)
    by = make.admin().viewer
    actions.deactivate_person(person_id=person.pk, reason="调离", by=by, at=timezone.now())
    assert client.get(HOME).status_code == 302


def test_a12_a_revoked_role_is_gone_at_the_next_request(client, person):
    admin = make.admin(Role.SECURITY_ADMIN)
    make.admin(Role.SECURITY_ADMIN)
    log_in(client, admin)
    assert client.get("/people/").status_code == 200
    actions.revoke_role(
        person_id=admin.pk, role=Role.SECURITY_ADMIN, by=make.SYSTEM, at=timezone.now()
    )
    assert client.get("/people/").status_code == 403


def test_a13_the_fourth_session_ends_the_first_and_says_why(person):
    clients = [Client() for _ in range(4)]
    for each in clients:
        log_in(each, person)
    assert "ended=superseded" in clients[0].get(HOME).url
    assert all(each.get(HOME).status_code == 200 for each in clients[1:])


def strict_client(person):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(person)
    return strict


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"headers": {"X-CSRFToken": "x" * 64}},
        {"headers": {"X-HTTP-Method-Override": "GET"}},
        {"content_type": "text/plain", "data": "{}"},
    ],
)
def test_a14_a_post_without_the_token_is_refused(person, more):
    answer = strict_client(person).post(reverse("accounts:logout"), **more)
    assert answer.status_code == 403
    assert "刷新页面" in answer.text


def test_a14_another_persons_token_is_refused(person):
    other = strict_client(make.inspector())
    other.get(reverse("accounts:password"))
    token = other.cookies["hedun_csrf"].value
    answer = strict_client(person).post(reverse("accounts:logout"), {"csrfmiddlewaretoken": token})
    assert answer.status_code == 403


def test_a15_a_copied_cookie_opens_nothing_after_logout(client, person):
    log_in(client, person)
    thief = Client()
    thief.cookies["hedun"] = client.cookies["hedun"].value
    assert thief.get(HOME).status_code == 200
    client.post(reverse("accounts:logout"))
    assert thief.get(HOME).status_code == 302


def test_a15_logout_takes_post_only(client, person):
    log_in(client, person)
    assert client.get(reverse("accounts:logout")).status_code == 405


def test_a18_a_foreign_host_is_refused(client):
    assert client.get(LOGIN, headers={"Host": "evil.example"}).status_code == 400


def test_a18_the_trail_does_not_believe_a_stranger_about_the_address(client, person):
    log_in(client, person)
    client.post(
        LOGIN,
        {"username": person.username, "password": "wrong"},
        headers={"X-Forwarded-For": "9.9.9.9"},
    )
    seen = AuditEntry.objects.filter(action__startswith="accounts:login")
    assert set(seen.values_list("address", flat=True)) == {"127.0.0.1"}


def test_a18_a_trusted_proxy_names_the_sender(client, person, settings):
    settings.TRUSTED_PROXIES = {"127.0.0.1", "10.0.0.2"}
    data = {"username": person.username, "password": "wrong"}
    client.post(LOGIN, data, headers={"X-Forwarded-For": "8.8.8.8, 9.9.9.9, 10.0.0.2"})
    assert AuditEntry.objects.get(action="accounts:login:fail").address == "9.9.9.9"


@pytest.mark.parametrize(
    "wanted",
    ["//evil.example", "/\\evil.example", "https://evil.example", "http:///evil.example",
     "/\n//evil.example", "javascript:alert(1)", "\\\\evil.example", "http://testserver/me/"],
)  # fmt: skip
def test_a20_login_never_leads_to_another_site(client, person, wanted):
    assert log_in(client, person, next=wanted).url == "/"


def test_a20_no_header_can_be_added_through_next(client, person):
    answer = log_in(client, person, next="/me/%0d%0aSet-Cookie:a=b")
    assert "a" not in answer.cookies


@pytest.mark.parametrize("verb", ["put", "patch", "delete", "options", "trace"])
def test_a23_no_other_verb_tries_a_password(client, person, verb):
    data = f"username={person.username}&password={make.PASSWORD}"
    answer = getattr(client, verb)(LOGIN, data=data) if verb != "trace" else client.trace(LOGIN)
    assert answer.status_code == 405
    assert not client.session.get("_auth_user_id")


def test_a23_spraying_many_accounts_from_one_address_is_slowed(client):
    answers = [guess(client, f"account{n}", 1)[0] for n in range(26)]
    assert answers == [200] * 25 + [429]


def test_a23_guessing_one_account_from_many_addresses_is_slowed(client, person):
    answers = [guess(client, person.username, 1, REMOTE_ADDR=f"10.1.0.{n}")[0] for n in range(31)]
    assert answers == [200] * 30 + [429]


def test_a_password_typed_as_the_account_is_not_written_down(client):
    guess(client, "Mi-Mima-Shuru-Cuo", 1)
    entry = AuditEntry.objects.get(action="accounts:login:fail")
    assert "Mima" not in f"{entry.detail}{entry.subject_id}"


def test_one_ends_ones_own_sessions_elsewhere(client, person):
    log_in(client, person)
    elsewhere = Client()
    log_in(elsewhere, person)
    other = Visit.objects.get(session_key=elsewhere.cookies["hedun"].value)
    client.post(reverse("accounts:end_session", args=[other.pk]))
    assert elsewhere.get(HOME).status_code == 302


def test_nobody_ends_anothers_session(client, person):
    log_in(client, person)
    stranger = Client()
    log_in(stranger, make.inspector())
    visit = Visit.objects.get(person=person)
    assert stranger.post(reverse("accounts:end_session", args=[visit.pk])).status_code == 404
    assert client.get(HOME).status_code == 200
