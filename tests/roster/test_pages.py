"""Pages, interface and command: what people see, do, and are told."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hedun.base.accounts.models import Person
from hedun.base.accounts.terms import Role
from hedun.desks.bridge.models import Letter
from hedun.desks.roster.models import Filing, ListVersion, Pair, Problem, Push, PushRow
from hedun.desks.roster.terms import ListKind, PushState
from tests import factories as make
from tests.roster.conftest import ADDRESS, COLUMNS, LIST_COLUMNS, entry, identity, person, row

PLAIN = ("desk", "lists", "as_of", "board", "problems", "changes", "leads", "pairs", "queue",
         "pushes", "extensions", "over_limits", "upload_list")  # fmt: skip


def client_of(viewer):
    client = Client()
    client.force_login(Person.objects.get(pk=viewer.person_id))
    return client


@pytest.fixture
def bureau(desk):
    desk.second = make.inspector(desk.bureau)
    person = Person.objects.get(pk=desk.officer.person_id)
    person.phone = "0571-80000000"
    person.save()
    make.article(make.instrument("network_trade_rules"), "24")
    return client_of(desk.officer)


@pytest.fixture
def platform(desk):
    return client_of(desk.filer)


def page(client, name, *args, status=200, **query):
    answer = client.get(reverse(f"roster:{name}", args=args), query)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def text_of(html):
    return re.sub(r"<[^>]+>", " ", html)


def upload(desk, rows, header=COLUMNS, name="名册.csv"):
    return SimpleUploadedFile(name, desk.table(rows, header).read_bytes())


@pytest.mark.parametrize("name", PLAIN)
def test_every_page_speaks_before_there_is_anything(bureau, name):
    assert "没有" in page(bureau, name) or name in {"upload_list", "as_of", "desk"}


@pytest.mark.parametrize("name", ["desk", "pushes", "upload"])
def test_a_platform_has_its_own_pages(platform, name):
    page(platform, name)


@pytest.mark.parametrize("name", ["board", "problems", "changes", "pairs", "lists", "leads"])
def test_a_platform_has_no_business_at_the_comparison_desk(platform, name):
    page(platform, name, status=403)


def test_a_filing_through_the_pages(desk, platform):
    assert re.search("待报送|逾期未报", page(platform, "desk"))
    given = {"platform": desk.platform.pk, "sheet": "operators", "mode": "full",
             "window": re.search(r'<option value="(\d{4}-\d\d)"', page(platform, "upload"))[1],
             "file": upload(desk, [row(1), row(2, code="913301060000000201")])}  # fmt: skip
    answer = platform.post(reverse("roster:upload"), given)
    filing = Filing.objects.get()
    assert answer.url == reverse("roster:filing", args=[filing.pk])
    assert "正在排队" in page(platform, "filing", filing.pk)
    desk.drained(filing)
    shown = text_of(page(platform, "filing", filing.pk))
    assert "校验位应为" in shown
    assert "信用代码校验不符" in shown
    assert "已报送" in page(platform, "desk")
    workbook = platform.get(reverse("roster:outcome", args=[filing.pk]))
    assert b"".join(workbook.streaming_content)[:2] == b"PK"
    other = client_of(make.compliance(make.platform().body).viewer)
    assert other.get(reverse("roster:filing", args=[filing.pk])).status_code == 404


def test_a_file_that_is_no_filing_is_answered_on_the_form(desk, platform):
    window = re.search(r'<option value="(\d{4}-\d\d)"', page(platform, "upload"))[1]
    given = {"platform": desk.platform.pk, "sheet": "operators", "mode": "full", "window": window}
    answer = platform.post(
        reverse("roster:upload"), given | {"file": upload(desk, [["1"]], ["别的"])}
    )
    assert answer.status_code == 422
    assert "缺少必需的列" in answer.content.decode()
    answer = platform.post(
        reverse("roster:upload"), given | {"mode": "correction", "file": upload(desk, [row(1)])}
    )
    assert "先报送整份数据" in answer.content.decode()


def test_the_template_has_the_columns(desk, platform, bureau):
    answer = bureau.post(
        reverse("roster:extensions"),
        {"sheet": "operators", "label": "从业人数", "kind": "number", "is_required": "on"},
    )
    assert answer.status_code == 302
    body = b"".join(platform.get(reverse("roster:template", args=["operators"])).streaming_content)
    assert body[:2] == b"PK"
    assert "从业人数" in page(bureau, "extensions")


def test_a_list_through_the_pages_and_its_withdrawal(desk, bureau):
    desk.file([row(1)])
    given = {"kind": "abnormal", "mode": "snapshot", "as_of": timezone.localdate().isoformat(),
             "file": upload(desk, [entry(1), entry(2, code="1")], LIST_COLUMNS)}  # fmt: skip
    bureau.post(reverse("roster:upload_list"), given)
    version = desk.drained(ListVersion.objects.get())
    shown = text_of(page(bureau, "list", version.pk))
    assert "1 户" in shown
    assert "应为18位" in shown
    assert "杭州测试1商贸有限公司" in page(bureau, "board")
    found = page(bureau, "as_of", code=make.credit_code(1), on=timezone.localdate().isoformat())
    assert "未按规定公示年度报告" in found
    problem = Problem.objects.get()
    assert "未按规定公示年度报告" in page(bureau, "problem", problem.pk)
    bureau.post(reverse("roster:withdraw_list", args=[version.pk]), {"reason": "导错"})
    desk.drained(version)
    problem.refresh_from_db()
    assert not problem.is_listed
    assert "已撤销" in page(bureau, "changes")


def test_a_pair_is_judged_by_one_key_and_the_next_one_follows(desk, bureau):
    nameless = {"code": ""}
    desk.file(
        [
            row(1, name="杭州市西湖区云禾小吃店", **nameless),
            row(2, name="杭州市西湖区木棠花店", **nameless),
        ]
    )
    listed = [entry(1, code="", name="西湖区云禾小吃店", address=ADDRESS),
              entry(2, code="", name="西湖区木棠花店", address=ADDRESS)]  # fmt: skip
    desk.list(listed, ListKind.REVOKED)
    shown = page(bureau, "queue")
    assert "<mark>杭州市</mark>" in shown
    for left in (1, 0):
        action = re.search(r'id="judge" method="post" action="([^"]+)"', shown)[1]
        version = re.search(r'name="row_version" value="(\d+)"', shown)[1]
        answer = bureau.post(action, {"verdict": "same", "row_version": version})
        assert answer.url == reverse("roster:queue")
        shown = page(bureau, "queue")
        assert f"data-remaining>{left}<" in shown
    assert "没有待判定的" in shown
    bureau.post(reverse("roster:undo"))
    assert Pair.objects.filter(state="open").count() == 1
    assert "撤销" in page(bureau, "pair", Pair.objects.filter(state="open").get().pk)


def test_a_person_above_the_limit_becomes_a_clue(desk, bureau):
    desk.file([person(1, turnover="120000", over="是")])
    assert "120,000.00" in page(bureau, "over_limits")
    from hedun.desks.roster.models import OverLimit

    found = OverLimit.objects.get()
    answer = bureau.post(reverse("roster:over_limit", args=[found.pk]))
    found.refresh_from_db()
    assert answer.url == reverse("clues:detail", args=[found.clue_id])


def pushed(desk, bureau, *numbers):
    """Push merchants back through the page."""
    desk.file([row(n) for n in numbers])
    desk.list([entry(n) for n in numbers])
    picked = {"pk": list(Problem.objects.values_list("pk", flat=True))}
    form = bureau.post(reverse("front:push"), picked).content.decode()
    due = re.search(r'name="due_on" value="([\d-]+)"', form)[1]
    given = picked | {"go": "1", "reason": "请核查处理", "due_on": due}
    answer = bureau.post(reverse("front:push"), given)
    assert answer.status_code == 302, text_of(answer.content.decode())[-900:]
    return Push.objects.get()


def test_merchants_are_pushed_back_by_letter_and_answered_one_by_one(desk, bureau, platform):
    push = pushed(desk, bureau, 1, 2, 3, 4)
    letter = Letter.objects.get()
    assert (push.state, push.letter_no, letter.state) == (PushState.SENT, letter.number, "sent")
    assert "4户" in letter.title
    assert (
        reverse("roster:push", args=[push.pk])
        in platform.get(reverse("bridge:detail", args=[letter.pk])).content.decode()
    )
    submit = reverse("front:push_answer", args=[push.pk])
    assert "还有4户没有反馈" in platform.post(submit, follow=True).content.decode()
    rows = list(PushRow.objects.order_by("pk"))
    for one, answer in zip(rows, ("closed", "corrected", "disputed", "not_ours"), strict=True):
        url = reverse("roster:answer", args=[push.pk, one.pk])
        platform.post(url, {"answer": answer, "note": "已注销旧照，另有新照"})
    platform.post(submit)
    push.refresh_from_db()
    letter.refresh_from_db()
    assert (push.state, letter.state) == (PushState.ANSWERED, "answered")
    assert "已关闭1户" in letter.replies.get().text
    assert "平台异议" in page(bureau, "problem", rows[2].problem_id)


def test_a_dispute_stops_what_happens_by_itself(desk, bureau, platform):
    push = pushed(desk, bureau, 1)
    one = PushRow.objects.get()
    url = reverse("roster:answer", args=[push.pk, one.pk])
    platform.post(url, {"answer": "disputed", "note": ""})
    assert not PushRow.objects.get().answer  # a dispute needs its reason
    platform.post(url, {"answer": "disputed", "note": "同名不同主体"})
    desk.list([entry(9)])
    problem = Problem.objects.get(shop_no="D000001")
    assert (problem.is_frozen, problem.is_listed) == (True, True)
    again = bureau.post(reverse("front:push"), {"pk": problem.pk}, follow=True)
    assert "争议中" in again.content.decode()
    bureau.post(reverse("roster:settle", args=[problem.pk]), {"do": "wrong", "why": "代码一致"})
    desk.list([entry(9), entry(8)])
    problem.refresh_from_db()
    assert (problem.is_frozen, problem.is_listed) == (False, False)


def test_nobody_else_sees_or_answers_a_push(desk, bureau, platform):
    push = pushed(desk, bureau, 1)
    url = reverse("roster:answer", args=[push.pk, PushRow.objects.get().pk])
    for viewer in (
        make.compliance(make.platform().body).viewer,
        make.leader(make.bureau(region="440305")).viewer,
    ):
        other = client_of(viewer)
        assert other.get(reverse("roster:push", args=[push.pk])).status_code == 404
        assert other.post(url, {"answer": "closed"}).status_code in {403, 404}
        assert other.post(reverse("front:push_answer", args=[push.pk])).status_code in {403, 404}
    assert not PushRow.objects.get().answer


def test_rows_are_filed_by_the_interface(desk, platform):
    rows = [{"shop_no": "A1", "shop_name": "甲", "name": "甲公司", "credit_code": make.credit_code(5),
             "address": ADDRESS, "phone": "1", "url": "x"},
            {"shop_no": "A2", "shop_name": "乙", "name": "", "id_number": identity(2)}]  # fmt: skip
    window = timezone.localdate().strftime("%Y-") + (
        "07" if timezone.localdate().month > 6 else "01"
    )
    body = {"platform": desk.platform.code, "window": window, "mode": "full", "rows": rows}
    address = "/api/v1/roster/filings"
    answer = platform.post(address, json.dumps(body), content_type="application/json")
    assert answer.status_code == 202, answer.content
    desk.drained(Filing.objects.get())
    told = platform.get(f"{address}/{answer.json()['id']}").json()
    assert (told["state"], told["filed"], told["returned"]) == ("filed", 1, 1)
    assert {one["row"] for one in told["outcomes"] if one["fault"] == "missing"} == {2}
    again = platform.post(address, json.dumps(body), content_type="application/json")
    assert again.json()["id"] == told["id"]
    body["rows"] = [{"what": "1"}]
    refused = platform.post(address, json.dumps(body), content_type="application/json")
    assert "没有“what”这一项" in refused.json()["detail"]


def test_a_bureau_fetches_changes_by_the_interface(desk, bureau):
    desk.file([row(1)])
    desk.list([entry(1)])
    items = bureau.get("/api/v1/roster/changes").json()["items"]
    assert [(one["shop_no"], one["is_listed"]) for one in items] == [("D000001", True)]
    assert bureau.get(f"/api/v1/roster/changes?after={items[0]['id']}").json()["items"] == []


def test_a_file_is_filed_from_the_command_line(desk, capsys):
    filer = make.person(desk.platform.body, Role.COMPLIANCE, username="filer")
    path = desk.table([row(1), row(2, name="")])
    call_command("file", path, "--platform", desk.platform.code, "--as", filer.username, "--wait")
    assert "已报送 1（须更正 0），退回 1" in capsys.readouterr().out
    with pytest.raises(CommandError, match="没有编码"):
        call_command("file", path, "--platform", "nowhere", "--as", filer.username)


@pytest.mark.parametrize(
    "name", ["problems", "changes", "pairs", "lists", "desk", "leads", "pushes"]
)
def test_lists_filter_sort_and_export(desk, bureau, name):
    desk.file([row(1)])
    desk.list([entry(1)])
    page(bureau, name, q="测试", kind="abnormal", state="open", sort="kind")
    answer = bureau.get(reverse(f"roster:{name}"), {"export": "xlsx"})
    assert b"".join(answer.streaming_content)[:2] == b"PK"
