"""Passwords, roles, places and waits are decided without a database."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedun.base.accounts import decide
from hedun.base.accounts.queries import common_passwords
from hedun.base.accounts.terms import BodyKind, Role, Viewer

NOW = dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC)
COMMON = common_passwords(Viewer.system())


def problems(password, username="liming", name="李明"):
    return decide.password_problems(password, username=username, name=name, common=COMMON)


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("Ab3#xyz", "至少 8 位"),
        ("abcdefghijk", "至少 3 类"),
        ("ABCDEFG12345", "至少 3 类"),
        ("Xx9-liming-Q", "不能包含账号"),
        ("Xx9-李明-Qqq", "不能包含账号或姓名"),
        ("Woaini1314", "常见密码"),
        ("woaini1314", "常见密码"),
        ("P@ssw0rd", "常见密码"),
        ("Admin@123", "常见密码"),
        ("Qwer1234!", "常见密码"),
        ("1qaz@WSX", "常见密码"),
        ("Abc123456", "常见密码"),
        ("Zhejiang2026!", "常见密码"),
        ("Hedun@2026", "常见密码"),
    ],
)
def test_a04_a_weak_password_is_refused_with_its_reason(password, reason):
    assert any(reason in problem for problem in problems(password))


@pytest.mark.parametrize("password", ["Yunqi-9-Chang", "7棵Tree-在河边", "rX4!kd0Pq"])
def test_a_good_password_may_be_set(password):
    assert problems(password) == []


@given(st.text(max_size=7))
def test_no_short_password_ever_passes(password):
    assert problems(password)


def test_a_password_lasts_ninety_days():
    life = dt.timedelta(days=90)
    assert decide.password_is_stale(NOW - life, NOW)
    assert not decide.password_is_stale(NOW - life + dt.timedelta(seconds=1), NOW)
    assert decide.password_is_stale(None, NOW)


@pytest.mark.parametrize("kind", list(BodyKind))
@pytest.mark.parametrize("role", list(Role))
def test_every_role_belongs_to_one_kind_of_body(kind, role):
    problem = decide.grant_problem(role, kind=kind, held=[])
    assert (problem == "") == (role in decide.ROLES_OF_KIND[kind])


@given(st.integers(0, 10), st.integers(0, 40), st.integers(0, 30))
def test_a_login_waits_exactly_when_a_limit_is_reached(pair, account, network):
    tries = [
        (pair, NOW, decide.PAIR_TRIES),
        (account, NOW, decide.ACCOUNT_TRIES),
        (network, NOW, decide.NETWORK_TRIES),
    ]
    is_beyond = any(count >= limit for count, _, limit in tries)
    assert bool(decide.login_wait(tries, NOW)) == is_beyond


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("10.1.2.3", "10.1.2.3"),
        ("::ffff:10.1.2.3", "10.1.2.3"),
        ("2001:db8::1", "2001:db8::/64"),
        ("2001:db8::ffff:1", "2001:db8::/64"),
        ("not an address", "unknown"),
    ],
)
def test_tries_are_counted_by_network(address, network):
    assert decide.network_of(address) == network


@pytest.mark.parametrize(
    ("remote", "forwarded", "sender"),
    [
        ("1.1.1.1", "", "1.1.1.1"),
        ("1.1.1.1", "9.9.9.9", "1.1.1.1"),
        ("10.0.0.1", "9.9.9.9", "9.9.9.9"),
        ("10.0.0.1", "8.8.8.8, 9.9.9.9", "9.9.9.9"),
        ("10.0.0.1", "8.8.8.8, 10.0.0.2", "8.8.8.8"),
    ],
)
def test_a18_only_our_own_proxies_name_the_sender(remote, forwarded, sender):
    assert decide.client_address(remote, forwarded, {"10.0.0.1", "10.0.0.2"}) == sender


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("浙江省", "浙江"),
        ("西湖区", "西湖"),
        ("东区", "东区"),
        ("新疆维吾尔自治区", "新疆"),
        ("广西壮族自治区", "广西"),
        ("沙县", "沙县"),
        ("浦东新区", "浦东"),
    ],
)
def test_a_place_is_called_shortly(name, short):
    assert decide.short_region(name) == short


@pytest.mark.parametrize("code", ["", "3", "331", "33010", "3301061", "33O1", "３３"])
def test_a_code_of_another_length_is_none(code):
    with pytest.raises(ValueError, match="位数字"):
        decide.padded_code(code)


@pytest.mark.parametrize(
    "text", ["当事人李某", "商家名册.xlsx", "13800000000", "XS-2026-000001", "PX 12", "a note"]
)
def test_the_auditor_reads_no_words_of_a_matter(text):
    told = decide.told("clues:clue:comment", {"event": 7, "note": text, "more": [{"why": text}]})
    assert told == {"event": 7, "note": decide.MATTER, "more": [{"why": decide.MATTER}]}


@pytest.mark.parametrize("value", [7, True, None, "", "confirmed", "bridge:letter", "f" * 64, "12"])
def test_the_auditor_reads_keys_states_and_hashes(value):
    assert decide.told("bridge:letter:send", {"x": value}) == {"x": value}


def test_the_auditor_reads_what_administrators_did_in_full():
    detail = {"reason": "调离"}
    assert decide.told("accounts:person:deactivate", detail) == detail


def test_each_region_has_the_level_that_its_code_shows():
    names = {"330000": "浙江省", "330100": "杭州市", "330106": "西湖区"}
    found = {row.code: (row.level, row.parent_code) for row in decide.tree(names)}
    assert found == {
        "330000": ("province", ""),
        "330100": ("city", "330000"),
        "330106": ("county", "330100"),
    }
