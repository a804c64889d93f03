"""Every answer carries the headers that protect its reader; errors say what to do next."""

import subprocess
import sys

import pytest
from django.urls import reverse

from hedun.base.accounts.guard import errors
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client):
    client.force_login(make.inspector())
    return client.get("/me/")


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("X-Frame-Options", "DENY"),
        ("Cache-Control", "no-store, private"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ],
)
def test_a_page_carries_the_header(page, header, value):
    assert page[header] == value


@pytest.mark.parametrize(
    "directive",
    ["default-src 'self'", "img-src 'self' data:", "frame-ancestors 'none'", "base-uri 'none'",
     "object-src 'none'", "form-action 'self'"],
)  # fmt: skip
def test_the_policy_names(page, directive):
    assert directive in page["Content-Security-Policy"].split("; ")


def test_the_policy_allows_nothing_inline(page):
    assert "unsafe" not in page["Content-Security-Policy"]


def test_an_error_page_carries_the_policy_too(client):
    answer = client.get("/no/such/page/")
    assert answer.status_code == 404
    assert "Content-Security-Policy" in answer


@pytest.mark.parametrize("status", sorted(errors.TITLES))
def test_every_error_says_what_to_do_next(rf, status):
    request = rf.get("/")
    page = errors.error_page(request, status) if status != 500 else errors.on_crash(request)
    assert page.status_code == status
    assert errors.NEXT[status] in page.text


def test_a_missing_page_and_a_foreign_one_look_alike(client):
    client.force_login(make.admin())
    missing = client.get(reverse("accounts:person", args=[999_999_999]))
    assert missing.status_code == 404
    assert "移交其他单位" in missing.text


def test_a22_in_operation_everything_is_https(tmp_path):
    """`check --deploy` has nothing to say, and the cookies are for https only."""
    code = (
        "import django; django.setup();"
        "from django.conf import settings as s; from django.core.management import call_command;"
        "call_command('check', deploy=True, fail_level='WARNING');"
        "print(s.SECURE_SSL_REDIRECT, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,"
        " s.SESSION_COOKIE_HTTPONLY, s.SESSION_COOKIE_SAMESITE, s.SESSION_COOKIE_NAME)"
    )
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env={
            "DJANGO_SETTINGS_MODULE": "hedun.settings",
            "HEDUN_SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
            "HEDUN_HOSTS": "hedun.example",
            "HEDUN_DATA": str(tmp_path),
            "PYTHONPATH": ":".join(sys.path),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.split("\n")[-2] == "True True True True Lax __Host-hedun"
