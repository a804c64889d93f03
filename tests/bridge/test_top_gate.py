"""What the gateway refuses, with which code; and what it never does: crash."""

import datetime as dt

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hedun.base.accounts.models import Person
from hedun.base.accounts.terms import Role
from hedun.desks.bridge import actions, queries
from hedun.desks.bridge.models import AppKey, AppSecret, Letter
from hedun.desks.bridge.partners.top import sign
from tests import factories as make
from tests.bridge.gateway import INFO, PATH, Caller, signature

SUBMIT, QUERY = "taobao.sungari.dispose.submit", "taobao.sungari.dispose.query"
ASK = {"param_list": "x"}
NOW = make.NOW


@pytest.mark.parametrize(
    ("system", "code", "sub_code"),
    [
        ({"method": None}, 21, "isv.missing-method"),
        ({"app_key": None}, 28, "isv.missing-app-key"),
        ({"sign": None}, 24, "isv.missing-signature"),
        ({"timestamp": None}, 30, "isv.missing-timestamp"),
        ({"v": None}, 32, "isv.missing-version"),
        ({"v": "1.0"}, 34, "isv.unsupported-version"),
        ({"v": "zwei"}, 33, "isv.invalid-version"),
        ({"app_key": "99"}, 29, "isv.appkey-not-exists"),
        ({"app_key": "99\ud7ff'--"}, 29, "isv.appkey-not-exists"),
        ({"sign": "0" * 32}, 25, "isv.invalid-signature"),
        ({"sign": "签名"}, 25, "isv.invalid-signature"),
        ({"sign_method": "rot13", "sign": "0"}, 25, "isv.invalid-signature"),
        ({"timestamp": "gestern"}, 31, "isv.invalid-timestamp"),
        ({"timestamp": "2020-01-01 00:00:00"}, 31, "isv.invalid-timestamp"),
        ({"timestamp": "1"}, 31, "isv.invalid-timestamp"),
        ({"timestamp": "9" * 14}, 31, "isv.invalid-timestamp"),
        ({"method": "taobao.user.get"}, 22, "isv.invalid-method"),
    ],
)
def test_each_system_parameter_has_its_own_error(bureau_system, system, code, sub_code):
    error = bureau_system(QUERY, ASK, **system)["error_response"]
    assert (error["code"], error["sub_code"]) == (code, sub_code)
    assert error["msg"]
    assert error["sub_msg"]
    assert len(error["request_id"]) == 13


def test_arguments_have_their_own_errors(bureau_system):
    error = bureau_system(QUERY)["error_response"]
    assert (error["code"], error["sub_code"]) == (40, "isv.missing-parameter:param_list")
    for wrong in ("{", "[]", "3", '{"a":NaN}', "[" * 9000, "1" * 9000):
        error = bureau_system(SUBMIT, {"info": wrong})["error_response"]
        assert (error["code"], error["sub_code"]) == (41, "isv.invalid-parameter:info")


@pytest.mark.parametrize("method", ["md5", "hmac", "hmac-sha256"])
def test_every_way_of_signing_is_taken(bureau_system, method):
    assert "error_response" not in bureau_system(QUERY, ASK, sign_method=method)
    bureau_system.secret += "x"
    assert bureau_system.code(QUERY, ASK, sign_method=method) == 25


def test_a_changed_parameter_breaks_the_signature(bureau_system):
    params = bureau_system.params(SUBMIT, {"info": INFO})
    for name in params.keys() - {"sign", "method", "format", "app_key", "v", "sign_method"}:
        changed = params | {name: params[name] + " "}
        error = bureau_system.client.post(PATH, changed).json()["error_response"]
        assert error["code"] in {25, 31}
    assert Letter.objects.count() == 0


@pytest.mark.parametrize("form", ["%Y-%m-%d %H:%M:%S", "millis"])
@pytest.mark.parametrize(
    ("minutes", "is_taken"), [(9, True), (-9, True), (11, False), (-11, False)]
)
def test_both_forms_of_time_and_ten_minutes(bureau_system, form, minutes, is_taken):
    at = dt.datetime.now(make.SHANGHAI) + dt.timedelta(minutes=minutes)
    text = str(int(at.timestamp() * 1000)) if form == "millis" else at.strftime(form)
    answer = bureau_system(QUERY, ASK, timestamp=text)
    assert ("error_response" not in answer) == is_taken


@pytest.mark.parametrize("is_signed", [True, False])
def test_an_empty_parameter_is_signed_or_left_out(bureau_system, is_signed):
    params = bureau_system.params(QUERY, ASK, session="")
    if not is_signed:
        filled = {k: v for k, v in params.items() if v and k != "sign"}
        params["sign"] = signature(bureau_system.secret, filled)
    assert "error_response" not in bureau_system.client.post(PATH, params).json()


def test_the_same_name_with_two_values_is_refused(bureau_system):
    params = bureau_system.params(QUERY, ASK)
    answer = bureau_system.client.post(f"{PATH}?param_list=y", params)
    assert answer.json()["error_response"]["code"] == 41


def test_other_verbs_formats_and_encodings(bureau_system):
    client = bureau_system.client
    assert b"<code>9</code>" in client.put(PATH).content
    assert client.delete(PATH).status_code == 200
    assert b"<code>23</code>" in client.get(PATH, {"format": "yaml"}).content
    assert b"<code>47</code>" in client.get(f"{PATH}?method=%FF").content
    kind = "application/x-www-form-urlencoded;charset=GBK"
    assert b"<code>47</code>" in client.post(PATH, "a=b", content_type=kind).content


def test_too_much_is_refused_before_it_is_read(bureau_system, monkeypatch):
    monkeypatch.setattr("hedun.desks.bridge.partners.top.wire.MOST_BYTES", 1000)
    answer = bureau_system.client.post(PATH, {"format": "json", "a": "x" * 2000})
    assert b"isv.request-too-large" in answer.content
    many = "&".join(f"a{n}=1" for n in range(300))
    assert b"<code>41</code>" in bureau_system.client.get(f"{PATH}?{many}").content


def test_more_calls_than_allowed_wait_for_the_next_minute(bureau_system, settings):
    settings.PARTNER_CALLS = 2
    codes = [bureau_system(QUERY, ASK).get("error_response", {}).get("code") for _ in range(4)]
    assert codes.count(7) >= 1
    later = timezone.now() + dt.timedelta(minutes=1)
    key = AppKey.objects.get()
    assert actions.count_call(key_id=key.pk, by=make.SYSTEM, at=later) == 1


def test_a_rotated_secret_is_good_for_the_grace_only(bureau_system):
    key, at = AppKey.objects.get(), timezone.now()
    given = {"key_id": key.pk, "by": make.SYSTEM, "at": at}
    fresh = actions.rotate_key(**given)
    new = Caller(bureau_system.client, fresh.app_key, fresh.secret)
    assert all("error_response" not in caller(QUERY, ASK) for caller in (bureau_system, new))
    late = at + dt.timedelta(hours=25)
    assert queries.live_secrets(make.SYSTEM, key, late) == [fresh.secret]
    newest = actions.rotate_key(**given, grace=dt.timedelta(0))
    assert (bureau_system.code(QUERY, ASK), new.code(QUERY, ASK)) == (25, 25)
    assert newest.secret not in (bureau_system.secret, fresh.secret)


def test_a_stopped_key_and_a_person_who_left_are_refused(desk, bureau_system):
    key = AppKey.objects.get()
    actions.stop_key(key_id=key.pk, by=make.SYSTEM, at=NOW)
    assert bureau_system.code(QUERY, ASK) == 29
    actions.resume_key(key_id=key.pk, by=make.SYSTEM, at=NOW)
    Person.objects.filter(pk=desk.inspector.pk).update(is_active=False)
    assert bureau_system.code(QUERY, ASK) == 11


def test_a_person_without_the_role_hands_nothing_in(desk, bureau_system):
    desk.inspector.grants.all().delete()
    assert bureau_system.submit()["resule_code"] == 2
    assert Letter.objects.count() == 0


def test_the_secret_lies_sealed_and_opens_only_in_its_place(bureau_system, settings):
    row = AppSecret.objects.get()
    assert bureau_system.secret.encode() not in bytes(row.sealed)
    settings.PARTNER_KEY = bytes(32)
    assert bureau_system.code(QUERY, ASK) == 25


def test_only_who_may_issue_keys_does(desk):
    given = {"platform_id": desk.platform.body_id, "person_id": desk.inspector.pk, "at": NOW}
    for person in (desk.inspector, desk.answerer, make.admin(Role.SYSTEM_ADMIN)):
        with pytest.raises(PermissionError, match="安全管理员"):
            actions.issue_key(**given, by=person.viewer)
    made = actions.issue_key(**given, by=make.admin(Role.SECURITY_ADMIN).viewer)
    assert len(made.secret) == 32


@pytest.mark.parametrize("who", ["rival", "publisher"])
def test_a_key_is_given_to_fitting_people_only(desk, who):
    person = make.compliance() if who == "rival" else make.person(desk.bureau, Role.PUBLISHER)
    with pytest.raises(ValueError, match="责任人"):
        actions.issue_key(
            platform_id=desk.platform.body_id, person_id=person.pk, by=make.SYSTEM, at=NOW
        )


def test_the_signature_is_the_protocols_own():
    params = {"method": "m", "foo": "1", "bar": "2", "foobar": "4", "foo_bar": "3"}
    text = "bar2foo1foo_bar3foobar4methodm"
    assert sign.text_of(params) == text
    for method in sign.METHODS:
        assert sign.sign(params, secret="s", method=method) == signature("s", params, method)


ANY = st.characters(exclude_categories=())  # lone surrogates too
NASTY = st.one_of(st.text(ANY, max_size=40), st.sampled_from(["", "\x00", "\ufffe", "ä" * 3000]))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | NASTY,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NASTY, inner, max_size=4),
    max_leaves=12,
)
FIELDS = [
    "id",
    "ids",
    "rows",
    "attachments",
    "questions",
    "state",
    "page_no",
    "due_on",
    "text",
    "kind",
    "licence_no",
    "shop_no",
    "item_id",
]
DATA = st.fixed_dictionaries({}, optional=dict.fromkeys((*INFO, *FIELDS), JSON))
NAMES = st.sampled_from(
    ["letter.submit", "letter.query", "letter.reply", "letter.accept", "letter.propose", "x"]
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=DATA, name=NAMES, base=st.booleans())
def test_no_content_makes_it_crash(bureau_system, platform_system, data, name, base):
    if base:
        data = {**INFO, "text": "请协查。", **data}
    for caller in (bureau_system, platform_system):
        for method, given_ in (
            (SUBMIT, {"info": data}),
            ("taobao.cloudbridge.caseinvest.execute", {"api_name": name, "data": data}),
            ("taobao.sungari.inspection.submit", {"method_name": name, "data": data}),
        ):
            answer = caller.raw(method, given_)
            assert b'"code":10,' not in answer.content


KINDS = [
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=b",
    "multipart/form-data",
    "multipart/form-data; boundary*=''%FF",
    "text/plain; charset=\ud7ff",
    "",
]
PART = b'--b\r\nContent-Disposition: file; name="a"\r\n\r\n%b\r\n--b--\r\n'
BODY = st.binary(max_size=400)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.binary(max_size=200), body=BODY | BODY.map(lambda b: PART % b), data=st.data())
def test_no_bytes_make_it_crash(client, db, query, body, data):
    kind, asked = data.draw(st.sampled_from(KINDS)), query.decode("latin-1")
    answer = client.generic("POST", PATH, body, content_type=kind, QUERY_STRING=asked)
    assert answer.status_code == 200
    assert b"<code>10</code>" not in answer.content
    assert b"<code>" in answer.content
