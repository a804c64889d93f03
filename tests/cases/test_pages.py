"""The pages: from a clue to a case, its steps by forms, its lists, and the statistics."""

import io
import re

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from hedun.base.accounts.models import Person
from hedun.base.accounts.terms import Role
from hedun.clues.models import Clue
from hedun.desks.cases import queries
from hedun.desks.cases.models import Case
from tests import factories
from tests.cases.conftest import CONDITIONS, TO_DECISION


@pytest.fixture
def as_(client, team):
    def do(name):
        client.force_login(Person.objects.get(pk=team[name].person_id))
        return client

    return do


def post(client, name, data, *args):
    answer = client.post(reverse(name, args=args), data, follow=True)
    return answer.status_code, answer.content.decode()


def get(client, name, *args, **query):
    answer = client.get(reverse(name, args=args), query)
    return answer.content.decode()


def test_a_clue_s_page_leads_to_a_case(as_, bureau, shop):
    clue = factories.clue(bureau, on=shop)
    client = as_("handler")
    page = get(client, "clues:detail", clue.pk)
    assert f"/cases/new/?clue={clue.pk}" in page
    page = get(client, "cases:new", clue=clue.pk)
    assert shop.subject.name in page
    day = timezone.localtime(clue.raised_at).date().isoformat()
    assert re.search(f'type="date"[^>]*value="{day}"|value="{day}"[^>]*type="date"', page)
    data = {
        "token": "t" * 32, "clue": clue.pk, "source": "clue", "found_on": str(timezone.localdate()),
        "ground": "FUC", "title": "测试案由", "party_kind": "organization",
        "party_name": shop.subject.name, "facts": "虚构交易",
    }  # fmt: skip
    status, page = post(client, "cases:new", data)
    row = Case.objects.get()
    assert (status, row.clue_id, row.shop_id) == (200, clue.pk, shop.pk)
    assert "违法行为线索核查" in page
    assert "《市场监督管理行政处罚程序规定》第十八条" in page
    assert row.number in get(client, "clues:detail", clue.pk)
    assert not Clue.objects.get(pk=clue.pk).outcome


def test_a_case_is_opened_by_its_form(as_, source, team):
    row = source(timezone.now())
    page = get(as_("leader"), "cases:detail", row.pk)
    assert "现在可以办理" in page
    assert 'id="documents"' in page
    data = {"step": "open", "version": row.version, "note": "符合立案条件"}
    status, page = post(as_("leader"), "cases:step", data, row.pk)
    assert (status, Case.objects.get().state) == (422, "verifying")
    people = [team["handler"].person_id, team["second"].person_id]
    data |= {"officers": people, "conditions": CONDITIONS}
    status, page = post(as_("leader"), "cases:step", data, row.pk)
    assert (status, Case.objects.get().state) == (200, "investigating")
    assert "浙A0001" in page


def test_a_refused_step_keeps_what_was_typed(as_, source):
    row = source(timezone.now())
    data = {"step": "not_open", "version": row.version, "note": "轻微，已改正", "reason": "X"}
    status, page = post(as_("leader"), "cases:step", data, row.pk)
    assert status == 422
    assert "轻微，已改正" in page
    assert page.count('<details class="card" open>') == 1


def test_a_leader_who_investigates_reads_why_others_decide(as_, source, team, bureau):
    factories.person(bureau, Role.LEADER)
    row = source(timezone.now())
    data = {"step": "open", "version": row.version, "note": "符合", "conditions": CONDITIONS}
    data["officers"] = [team["leader"].person_id, team["second"].person_id]
    assert "办案后不能审核、决定本案" in get(as_("leader"), "cases:detail", row.pk)
    _, page = post(as_("leader"), "cases:step", data, row.pk)
    assert "您是本案的办案人员，不能审核、批准或者决定本案" in page
    again = {"step": "suspend", "version": 2, "note": "等待", "reason": "S46-1", "on": "2026-09-07"}
    status, page = post(as_("leader"), "cases:step", again, row.pk)
    assert (status, "第四十九条" in page) == (403, True)
    assert "您是本案的办案人员" not in get(as_("second"), "cases:detail", row.pk)


def test_a_measure_has_its_own_page_and_clock(as_, opened, source, take):
    row = take(source(timezone.now()), ("open", "leader"), at=timezone.now())
    client = as_("handler")
    data = {"kind": "case_hold", "step": "h_ask", "goods": "电脑主机一台", "note": "防止灭失"}
    _, page = post(client, "cases:begin", data | {"goods": ""}, row.pk)
    assert page.count(" open>") == 2  # the kind and its step, with what was typed
    status, page = post(client, "cases:begin", data, row.pk)
    assert (status, "电脑主机一台" in page) == (200, True)
    branch = row.branches.get()
    data = {"step": "h_approve", "version": branch.version, "note": "同意"}
    status, page = post(as_("leader"), "cases:branch_step", data, branch.pk)
    assert "先行登记保存证据的处理" in page
    assert "先行登记保存：批准措施" in get(as_("handler"), "cases:detail", row.pk)


@pytest.mark.parametrize("scope", ["mine", "body", "area", "done"])
def test_an_empty_list_says_what_to_do(as_, scope):
    page = get(as_("handler"), "cases:list", scope=scope)
    assert "在线索页点“登记案源”" in page


def test_the_list_filters_sorts_and_exports(as_, opened, source):
    row, other = opened(), source(title="另一案", ground="ABS")
    client = as_("handler")
    assert row.number in get(client, "cases:list", scope="mine")
    page = get(client, "cases:list", state="verifying")
    assert other.number in page
    assert row.number not in page
    answer = client.get(reverse("cases:list"), {"export": "xlsx", "sort": "-number"})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.getvalue()))["数据"]
    assert [line[0] for line in sheet.iter_rows(min_row=2, values_only=True)] == [
        other.number, row.number,
    ]  # fmt: skip


def test_a_foreign_case_looks_absent(as_, opened):
    row = opened()
    assert as_("stranger").get(reverse("cases:detail", args=[row.pk])).status_code == 404
    assert as_("platform").get(reverse("cases:detail", args=[row.pk])).status_code in {403, 404}


def test_the_figures_are_those_of_the_trail(as_, opened, take, begin, go):
    row = take(opened(), ("correct", "handler"))
    go(begin(row, "case_site", "s_propose"), ("s_approve", "leader"), ("s_closed", "handler"))
    go(begin(row, "case_handoff", "t_propose"), ("t_approve", "leader"))
    client, query = as_("leader"), {"from": "2026-09-01", "to": "2026-09-30"}
    page = get(client, "cases:statistics", **query)
    assert "2026-09" in page
    answer = client.get(reverse("cases:statistics"), query | {"export": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.getvalue()))["数据"]
    lines = list(sheet.iter_rows(values_only=True))
    assert lines[0] == ("月份", "单位", "立案", "责令改正", "移送", "清理")
    assert lines[1][2:] == (1, 1, 1, 1)


def test_the_workbench_shows_cases_by_due_date(as_, source):
    row = source(timezone.now())
    page = get(as_("leader"), "front:home")
    assert row.title in page
    assert "/cases/" in page


def test_volumes_stand_in_the_order_of_the_rules(as_, opened, take):
    row = take(opened(), *TO_DECISION, ("serve", "handler"))
    page = get(as_("handler"), "cases:volumes", row.pk)
    order = [
        "立案",
        "作出处罚决定",
        "送达处罚告知书",
        "证据 1",
        "登记案源",
        "调查终结送审",
        "审核同意",
    ]
    places = [page.index(f"<li>{title}") for title in order]
    assert places == sorted(places)


def test_values_for_documents_have_stable_keys(opened, take, team):
    row = take(opened(), *TO_DECISION, ("serve", "handler"))
    values = queries.values_of(team["handler"], row)
    assert set(values) == set(queries.VALUE_KEYS)
    assert values["officers.1.certificate"] == "浙A0001"
    assert values["ruling.fine_yuan"] == "20000.00"
    assert values["dates.open"] == "2026年9月7日"
    assert values["exhibits"][0]["kind"] == "电子数据"
    assert values["decision.number"] == row.decision_no
    fresh = queries.values_of(team["handler"], opened())
    assert set(fresh) == set(queries.VALUE_KEYS)
    assert fresh["decision.text"] == ""


def test_past_decisions_are_compared(opened, take, team):
    take(opened(), *TO_DECISION)
    found = queries.comparable(team["leader"], opened())
    assert (found.count, found.least, found.most) == (1, 2_000_000, 2_000_000)
