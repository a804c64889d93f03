"""The gateway that existing systems call: submit, query, co-investigation, sampling."""

import datetime as dt
import hashlib
import json
from xml.etree import ElementTree as ET

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from hedun.base.accounts.models import AuditEntry
from hedun.desks.bridge import actions
from hedun.desks.bridge.models import Letter, Reply
from tests import factories as make
from tests.bridge.gateway import INFO, PATH, Caller

SUBMIT, QUERY = "taobao.sungari.dispose.submit", "taobao.sungari.dispose.query"
EXECUTE = "taobao.cloudbridge.caseinvest.execute"
ASKED = {
    "doc_name": "测市监协函〔2026〕3号",
    "link_man": "经办人",
    "phone": "1",
    "text": "请协查。",
}


def test_a_task_becomes_a_letter_that_the_platform_sees(desk, bureau_system, client_of):
    answer = bureau_system.submit()
    assert (answer["resule_code"], answer["result_code"]) == (1, 1)
    letter = Letter.objects.get(message_id=answer["data"])
    assert (letter.from_body, letter.to_body) == (desk.bureau, desk.platform.body)
    assert letter.number.endswith("云桥〔2026〕1号")
    assert letter.channel_no == 1
    page = client_of(desk.answerer).get(f"/letters/{letter.pk}/").content.decode()
    assert "720081190001" in page
    assert INFO["doc_name"] in page


def test_the_same_task_again_is_11_with_the_same_identifier(bureau_system):
    first, again = bureau_system.submit(), bureau_system.submit(reason="另一种说法")
    assert (again["resule_code"], again["data"]) == (11, first["data"])
    assert bureau_system.submit(dispose_content="720081190002")["resule_code"] == 1
    assert Letter.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"doc_name": None, "phone": ""}, "函件文号（doc_name）、联系电话（phone）"),
        ({"dispose_type": 9}, "2 商品ID"),
        ({"reason": "\x00\x07"}, "处置原因"),
        ({"doc_name": {"a": 1}}, "函件文号"),
        ({"phone": "1" * 41}, "超过 40 字"),
    ],
)
def test_a_task_that_lacks_something_is_2_and_says_what(bureau_system, changes, said):
    answer = bureau_system.submit(**changes)
    assert answer["resule_code"] == 2
    assert said in answer["message"]
    assert Letter.objects.count() == 0


def test_humps_in_names_are_the_same_names(bureau_system):
    humps = {"".join(w.title() if i else w for i, w in enumerate(k.split("_"))): v
             for k, v in INFO.items()}  # fmt: skip
    answer = bureau_system(SUBMIT.removeprefix("taobao."), {"info": humps}, simplify="true")
    assert answer["resule_code"] == 1


def test_the_query_follows_the_letter_to_its_answer(desk, bureau_system):
    key = bureau_system.submit()["data"]
    assert bureau_system.query(key)["list"]["dispose_result_vo"][0]["status"] == "待签收"
    letter = Letter.objects.get()
    at = timezone.now()
    actions.accept(letter_id=letter.pk, by=desk.at_platform, at=at)
    actions.answer(letter_id=letter.pk, text="已下架。", by=desk.at_platform, at=at)
    for name in (key, INFO["doc_name"], letter.number):
        row = bureau_system.query(name)["list"]["dispose_result_vo"][0]
        assert (row["id"], row["status"], row["result"]) == (key, "已复函", "已下架。")
    assert row["reply_key"] == Reply.objects.get().sha256
    assert row["reply_url"].endswith(f"/letters/{letter.pk}/reply-1.pdf")
    assert AuditEntry.objects.filter(action="bridge:key:read").count() == 4


def test_unknown_keys_are_named_and_too_many_refused(bureau_system):
    result = bureau_system.query("keine", "x" * 300)
    assert result["list"] == {"dispose_result_vo": []}
    assert "keine" in result["message"]
    many = ",".join(str(n) for n in range(21))
    for wrong in (many, " , "):
        assert bureau_system.code(QUERY, {"param_list": wrong}) == 41


def test_simplified_answers_are_bare_and_lists_unwrapped(bureau_system):
    key = bureau_system.submit()["data"]
    bare = bureau_system(QUERY, {"param_list": key}, simplify="true")
    assert bare["result"]["list"][0]["id"] == key
    assert bare["request_id"]


def test_xml_is_the_default_and_wraps_lists(bureau_system):
    bureau_system.submit(reason="“<b>&”最\ufffe")
    raw = bureau_system.raw(QUERY, {"param_list": INFO["doc_name"]}, format=None)
    root = ET.fromstring(raw.content)
    assert root.tag == "sungari_dispose_query_response"
    assert root.find("result/list/dispose_result_vo/status").text == "待签收"
    error = ET.fromstring(bureau_system.client.get(PATH).content)
    assert (error.tag, error.find("code").text) == ("error_response", "21")


def test_nothing_of_another_body_is_seen(desk, bureau_system):
    key = bureau_system.submit()["data"]
    given = {"platform_id": desk.platform.body_id, "by": make.SYSTEM, "at": make.NOW}
    other = make.inspector(make.bureau(region="330108"))
    city = make.inspector(make.bureau("city", "330100"))
    rival = make.platform()
    strangers = [
        actions.issue_key(person_id=other.pk, **given),
        actions.issue_key(person_id=city.pk, **given),
        actions.issue_key(person_id=desk.inspector.pk, **given | {"platform_id": rival.body_id}),
    ]
    for made in strangers:
        caller = Caller(bureau_system.client, made.app_key, made.secret)
        assert caller.query(key, INFO["doc_name"])["list"]["dispose_result_vo"] == []
        assert caller.step("query")[1]["total"] == 0
        assert caller.step("withdraw", id=key, reason="不归我")[0] == 2
    assert Letter.objects.get().state == "sent"


def test_the_whole_ring_by_wire_alone(bureau_system, platform_system):
    code, made, _ = bureau_system.step("submit", **ASKED)
    assert (code, made["state"]) == (1, "sent")
    _, seen, _ = platform_system.step("query", state="sent")
    letter = seen["letters"][0]
    assert (letter["doc_name"], letter["questions"]) == (ASKED["doc_name"], ["identity", "goods"])
    assert platform_system.step("reply", id=letter["id"], text="早了")[0] == 2
    assert platform_system.step("accept", id=letter["id"])[1]["state"] == "accepted"
    goods = [{"listing_no": "A1", "商品标题": "测试商品", "price": 129.9}]
    given = {"id": letter["id"], "text": "无主体信息。", "rows": {"goods": goods}}
    assert platform_system.step("reply", **given)[1]["round"] == 1
    _, seen, _ = bureau_system.step("query", ids=[letter["id"]])
    reply = seen["letters"][0]["replies"][0]
    assert reply["rows"] == {
        "goods": [{"listing_no": "A1", "title": "测试商品", "price": "129.90"}]
    }
    assert bureau_system.step("close", id=letter["id"])[1]["state"] == "closed"


def test_the_same_answer_twice_is_one_answer_and_a_supplement_is_another(
    bureau_system, platform_system
):
    key = bureau_system.step("submit", **ASKED)[1]["id"]
    platform_system.step("accept", id=key)
    answers = [platform_system.step("reply", id=key, text="见附件。") for _ in range(2)]
    assert [code for code, _, _ in answers] == [1, 11]
    assert answers[0][1]["sha256"] == answers[1][1]["sha256"]
    assert bureau_system.step("return", id=key, reason="缺销售数据")[0] == 1
    assert platform_system.step("reply", id=key, text="见附件。")[1]["round"] == 2


def test_rows_that_cannot_be_read_are_named_and_nothing_is_answered(bureau_system, platform_system):
    key = bureau_system.step("submit", **ASKED)[1]["id"]
    platform_system.step("accept", id=key)
    rows = {"identity": [{"name": "甲", "credit_code": "123"}], "goods": []}
    code, data, _ = platform_system.step("reply", id=key, text="见下。", rows=rows)
    assert code == 2
    assert data["rows"][0]["place"] == "身份信息第1行"
    assert not Reply.objects.filter(answered_at__isnull=False).exists()


def test_each_end_takes_its_own_steps_only(bureau_system, platform_system):
    key = bureau_system.step("submit", **ASKED)[1]["id"]
    assert bureau_system.step("accept", id=key)[0] == 2
    assert platform_system.step("withdraw", id=key, reason="不想答")[0] == 2
    assert platform_system.step("submit", **ASKED | {"doc_name": "反了"})[0] == 2
    assert platform_system.submit()["resule_code"] == 2
    assert Letter.objects.get().state == "sent"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"period_from": "2020-01-01", "period_to": "2026-01-01"}, "too_wide"),
        ({"kind": "clue_notice", "questions": ["支付信息"]}, "needless"),
        ({"due_on": "2026-01-01"}, "due_past"),
    ],
)
def test_a_letter_by_wire_passes_the_same_gates(bureau_system, given, code):
    answer = bureau_system.step("submit", **ASKED | given)
    assert answer[0] == 2
    assert code in [defect["code"] for defect in answer[1]["defects"]]


def test_fields_beyond_the_standard_need_consent(bureau_system):
    code, data, _ = bureau_system.step("submit", **ASKED, questions=["identity", "聊天记录"])
    assert code == 2
    assert data["defects"][0]["code"] == "non_standard"


@pytest.mark.parametrize(
    "name", ["letter.submit", "addCaseLetter", "caseLetterInsert", "case_save"]
)
def test_the_verb_of_a_foreign_name_counts(bureau_system, name):
    given = {"api_name": name, "data": ASKED}
    answer = bureau_system(EXECUTE, given, simplify="true")
    assert answer["result"]["code"] == 1


def test_a_name_without_a_verb_is_answered_with_what_there_is(bureau_system):
    answer = bureau_system(EXECUTE, {"api_name": "xyz", "data": "{}"}, simplify="true")
    assert answer["result"]["code"] == 2
    assert "letter.submit" in answer["result"]["message"]


def test_a_sampling_order_says_whose_goods_they_are(desk, bureau_system):
    shop = desk.clue.shop
    data = {"doc_name": "抽〔2026〕1号", "link_man": "甲", "phone": "1", "shop_no": shop.shop_no}
    given = {"method_name": "order", "data": data}
    answer = bureau_system("taobao.sungari.inspection.submit", given, simplify="true")
    assert answer["return_code"] == 1
    assert answer["data"]["licence_no"] == shop.subject.credit_code
    assert Letter.objects.get().kind == "sampling"
    again = bureau_system("taobao.sungari.inspection.submit", given, simplify="true")
    assert again["return_code"] == 11


def test_files_come_by_multipart_bound_by_their_hash(
    settings, tmp_path, bureau_system, platform_system
):
    settings.DATA_DIR = tmp_path
    key = bureau_system.step("submit", **ASKED)[1]["id"]
    platform_system.step("accept", id=key)
    content = b"%PDF-1.7 x"
    file = {"name": "回执.pdf", "file": "f1", "sha256": hashlib.sha256(content).hexdigest()}
    for sent, code in ((b"%PDF-1.7 y", 2), (content, 1)):
        given = {"api_name": "letter.reply"}
        given["data"] = json.dumps({"id": key, "text": "见附件", "attachments": [file]})
        params = platform_system.params(EXECUTE, given, simplify="true")
        upload = SimpleUploadedFile("回执.pdf", sent)
        answer = platform_system.client.post(PATH, {**params, "f1": upload}).json()
        assert answer["result"]["code"] == code
    assert Reply.objects.get().attachments[0]["sha256"] == file["sha256"]


def test_system_parameters_may_stand_in_the_query(bureau_system):
    from urllib.parse import urlencode

    params = bureau_system.params(SUBMIT, {"info": INFO})
    body = urlencode({"info": params.pop("info")})
    kind = "application/x-www-form-urlencoded"
    answer = bureau_system.client.post(f"{PATH}?{urlencode(params)}", body, content_type=kind)
    assert answer.json()["sungari_dispose_submit_response"]["resule_code"] == 1
    params = bureau_system.params(QUERY, {"param_list": INFO["doc_name"]})
    found = bureau_system.client.get(PATH, params).json()
    assert found["sungari_dispose_query_response"]["result"]["result_code"] == 1


def test_a_letter_keeps_its_clock_and_its_reminders(bureau_system):
    bureau_system.submit()
    letter = Letter.objects.get()
    assert letter.target_at - letter.sent_at == dt.timedelta(hours=24)
    assert letter.due_at > letter.target_at


@pytest.fixture
def client_of():
    from django.test import Client

    def log_in(person):
        client = Client()
        client.force_login(person)
        return client

    return log_in
