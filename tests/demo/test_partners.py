"""The demo's keys for other systems are what the environment says, at every start."""

import pytest

from hedun.base.accounts.terms import Role
from hedun.demo.partners import PLATFORM_USER, DemoKey, make_keys
from hedun.desks.bridge import queries
from hedun.desks.bridge.models import AppKey
from tests import factories as make


@pytest.mark.django_db
def test_keys_are_made_once_and_follow_the_environment():
    platform = make.platform()
    make.person(platform.body, Role.COMPLIANCE, username=PLATFORM_USER)
    make.person(make.bureau(), Role.INSPECTOR, username="jc")
    for secret in ("one", "one", "two"):
        wanted = (DemoKey("jc", "甲", "11111111", secret), DemoKey("nobody", "乙", "2", "x"))
        assert make_keys(wanted, at=make.NOW) == [wanted[0]]
        key = AppKey.objects.get()
        assert queries.live_secrets(make.SYSTEM, key, make.NOW) == [secret]
    assert key.holder.name != key.platform.name


@pytest.mark.django_db
def test_without_people_or_values_there_is_no_key():
    assert make_keys((DemoKey("jc", "甲", "", ""),), at=make.NOW) == []
