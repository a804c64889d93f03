"""Comparison: each change one event, both ways; judgements remembered; nothing twice."""

import datetime as dt

import pytest
from django.utils import timezone

from hedun.base.accounts.terms import Refused
from hedun.desks.roster import actions, queries
from hedun.desks.roster.models import Comparison, Lead, Pair, Problem, Transition
from hedun.desks.roster.terms import (
    How,
    LeadState,
    ListKind,
    ListMode,
    NotPossible,
    Opinion,
    PairState,
)
from hedun.desks.roster.work import comparing
from tests import factories as make
from tests.roster.conftest import ADDRESS, entry, identity, person, row


def event(n, *, is_listed=True, kind="abnormal"):
    return (f"D{n:06}", kind, is_listed)


def nameless(n=1, **more):
    given = {"code": "", "name": "杭州市西湖区云禾小吃店"}
    return row(n, **(given | more))


def unknown(**more):
    given = {"code": "", "name": "西湖区云禾小吃店（个体工商户）", "address": ADDRESS}
    return entry(1, **(given | more))


def test_a_new_merchant_meets_old_lists_and_a_new_list_all_merchants(desk):
    desk.list([entry(1), entry(2)])
    desk.file([row(1), row(3)])
    assert desk.events() == [event(1)]
    desk.list([entry(1), entry(3)], as_of=timezone.localdate())
    assert desk.events() == [event(1), event(3)]
    problem = Problem.objects.get(shop_no="D000003")
    assert (problem.is_listed, problem.how) == (True, How.CODE)
    assert problem.entry["reason"] == "未按规定公示年度报告"


def test_the_same_again_raises_nothing(desk):
    desk.list([entry(1)])
    desk.file([row(1), row(2)])
    desk.list([entry(1), entry(9)])
    desk.file([row(1), row(2), row(4)])
    assert desk.events() == [event(1)]
    assert Comparison.objects.filter(finished_at__isnull=True).count() == 0


def test_the_way_back_is_an_event_too(desk):
    desk.file([row(1), row(2)])
    desk.list([entry(1)])
    desk.list([entry(1, action="移出", removed="2026-04-01")], mode=ListMode.DELTA)
    desk.list([entry(1, action="列入", listed="2026-05-01")], mode=ListMode.DELTA)
    assert desk.events() == [event(1), event(1, is_listed=False), event(1)]
    assert [t.seq for t in Transition.objects.order_by("pk")] == [1, 2, 3]


def test_a_person_is_found_by_the_hash_of_the_number(desk):
    desk.file([person(1), person(2)])
    header = ("名称", "身份证件号码")
    desk.list(desk.table([["张测1", identity(1)]], header), ListKind.DISHONEST)
    assert desk.events() == [event(1, kind="dishonest")]
    assert Problem.objects.get().how == How.IDENTITY


def test_taking_an_import_back_undoes_its_events_and_raises_none(desk):
    desk.file([row(n) for n in range(1, 6)])
    desk.list([entry(1)])
    second = desk.list([entry(n) for n in range(2, 6)])  # 1 leaves, four come
    assert len(desk.events()) == 6
    actions.withdraw_list(version_id=second.pk, why="导错文件", by=desk.officer, at=timezone.now())
    desk.drained(second)
    assert desk.events() == [event(1)]
    assert list(Problem.objects.filter(is_listed=True).values_list("shop_no", flat=True)) == [
        "D000001"
    ]
    assert Transition.objects.filter(is_undone=True).count() == 5


def test_a_list_that_comes_in_the_middle_is_what_counts(desk, monkeypatch):
    desk.file([row(1), row(2)])
    plain, seen = comparing.Comparer._names, []

    def interrupted(self):
        plain(self)
        if not seen:
            seen.append(1)
            desk.list([entry(2)])  # its own comparison runs to the end here

    monkeypatch.setattr(comparing.Comparer, "_names", interrupted)
    desk.list([entry(1)])
    assert desk.events() == [event(2)]
    assert Comparison.objects.filter(finished_at__isnull=True).count() == 0


def test_two_platforms_and_two_lists_are_apart(desk):
    other = make.platform()
    desk.file([row(1)])
    desk.file([row(1)], on=other)
    desk.list([entry(1)], ListKind.REVOKED)
    desk.list([entry(1)], ListKind.PENALTY)
    places = Problem.objects.values_list("platform_id", "kind").distinct().count()
    assert (len(desk.events()), places) == (4, 4)


@pytest.fixture(params=[comparing.MOST_LINKED, 0], ids=["in memory", "out of core"])
def _linked(request, monkeypatch):
    monkeypatch.setattr(comparing, "MOST_LINKED", request.param)


@pytest.mark.usefixtures("_linked")
def test_a_name_without_a_code_waits_for_a_person(desk):
    desk.file([nameless()])
    desk.list([unknown()], ListKind.REVOKED)
    assert desk.events() == []
    pair = Pair.objects.get()
    assert (pair.state, pair.verdict) == (PairState.OPEN, Opinion.SAME)
    assert any("字号" in reason or "一致" in reason for reason in pair.reasons)
    desk.judge(pair, why="地址、字号均一致")
    assert desk.events() == [event(1, kind="revoked")]
    desk.list([unknown(), entry(7)], ListKind.REVOKED)  # found again, and no second event
    assert desk.events() == [event(1, kind="revoked")]


@pytest.mark.usefixtures("_linked")
def test_a_rejected_pair_returns_only_when_an_input_changed(desk):
    desk.file([nameless()])
    desk.list([unknown()], ListKind.REVOKED)
    desk.judge(Pair.objects.get(), Opinion.DIFFERENT)
    desk.list([unknown(), entry(7)], ListKind.REVOKED)
    desk.file([nameless(), row(5)])
    assert Pair.objects.get().state == PairState.DIFFERENT
    desk.file([nameless(address="浙江省杭州市西湖区测试路2号")])
    pair = Pair.objects.get()
    assert pair.state == PairState.OPEN
    assert pair.judgements.count() == 1  # the old judgement is still remembered
    assert desk.events() == []


def test_an_undone_judgement_leaves_no_event(desk):
    desk.file([nameless()])
    desk.list([unknown()], ListKind.REVOKED)
    desk.judge(Pair.objects.get())
    actions.undo(by=desk.officer, at=timezone.now())
    assert desk.events() == []
    assert Pair.objects.get().state == PairState.OPEN
    desk.list([unknown(), entry(7)], ListKind.REVOKED)
    assert desk.events() == []
    with pytest.raises(NotPossible, match="没有可以撤销"):
        actions.undo(by=desk.officer, at=timezone.now())


def test_an_undo_has_its_time(desk):
    desk.file([nameless()])
    desk.list([unknown()], ListKind.REVOKED)
    desk.judge(Pair.objects.get())
    with pytest.raises(NotPossible):
        actions.undo(by=desk.officer, at=timezone.now() + dt.timedelta(minutes=11))


def test_a_revised_judgement_is_an_event_again(desk):
    desk.file([nameless()])
    desk.list([unknown()], ListKind.REVOKED)
    desk.judge(Pair.objects.get())
    desk.judge(Pair.objects.get(), Opinion.DIFFERENT)
    assert [e[2] for e in desk.events()] == [True, False]


def test_a_stale_page_judges_nothing(desk):
    desk.file([nameless()])
    desk.list([unknown()], ListKind.REVOKED)
    pair = Pair.objects.get()
    desk.judge(pair)
    with pytest.raises(NotPossible, match="有变化"):
        desk.judge(pair, Opinion.DIFFERENT)
    with pytest.raises(Refused):
        actions.judge(
            pair_id=pair.pk, verdict=Opinion.SAME, row_version=2, by=desk.filer, at=timezone.now()
        )


def test_two_officers_get_two_pairs(desk):
    desk.file([nameless(1), nameless(2, name="杭州市西湖区木棠花店")])
    desk.list([unknown(), unknown(name="西湖区木棠花店", address=ADDRESS)], ListKind.REVOKED)
    other = make.inspector(desk.bureau).viewer
    one = actions.hold_next(by=desk.officer, at=timezone.now())
    two = actions.hold_next(by=other, at=timezone.now())
    assert one is not None
    assert two is not None
    assert one != two
    assert actions.hold_next(by=desk.officer, at=timezone.now()) == one


def test_a_right_code_under_another_name_waits_for_a_person(desk):
    desk.list([entry(1, name="宁波完全不同实业有限公司"), entry(2)], ListKind.REGISTERED)
    desk.file([row(1), row(2)])
    pair = Pair.objects.get()
    assert (pair.shop_no, pair.kind) == ("D000001", ListKind.REGISTERED)
    assert "借用他人执照" in pair.reasons[0]
    assert Comparison.objects.get(filing__isnull=False).counts["registered"] == 2


def test_an_owner_who_opens_again_is_a_lead_for_a_person(desk):
    desk.list(
        [
            entry(1, owner="赵测", owner_id=identity(1)),
            entry(2, owner="钱测", phone="0571-88888888"),
        ],
        ListKind.REVOKED,
    )
    desk.file(
        [
            row(8, owner="赵测", owner_id=identity(1)),
            row(9, owner="钱测", phone="0571-88888888"),
            row(7, owner="孙测", phone="0571-88888888"),
        ]
    )
    found = {(lead.shop_no, lead.kind) for lead in Lead.objects.all()}
    assert found == {("D000008", "owner"), ("D000009", "phone")}
    lead = Lead.objects.get(shop_no="D000008")
    raised = actions.decide_lead(
        lead_id=lead.pk, is_worth_it=True, by=desk.officer, at=timezone.now()
    )
    assert (raised.state, raised.clue.source) == (LeadState.RAISED, "roster")
    other = Lead.objects.get(shop_no="D000009")
    with pytest.raises(NotPossible, match="写明理由"):
        actions.decide_lead(lead_id=other.pk, is_worth_it=False, by=desk.officer, at=timezone.now())
    desk.file([row(8, owner="赵测", owner_id=identity(1))])
    assert Lead.objects.count() == 2


def test_a_merchant_elsewhere_goes_to_its_own_bureau_as_a_clue(desk):
    make.region("440305", "南山区", "广东省深圳市南山区")
    home = make.bureau(region="440305")
    desk.file([row(1, address="广东省深圳市南山区一路1号")])
    desk.list([entry(1)])
    problem = actions.pass_home(
        problem_id=Problem.objects.get().pk, by=desk.officer, at=timezone.now()
    )
    assert (problem.clue.body, problem.clue.raised_body) == (home, desk.bureau)
    with pytest.raises(NotPossible, match="已经移交"):
        actions.pass_home(problem_id=problem.pk, by=desk.officer, at=timezone.now())


def test_ten_thousand_changes_are_ten_thousand_events(desk):
    rows = [row(n) for n in range(1, 6_001)]
    desk.file(rows)
    desk.list([entry(n) for n in range(1, 5_001)])
    desk.list([entry(n) for n in range(4_001, 6_001)], as_of=timezone.localdate())
    made = list(Transition.objects.values_list("problem__shop_no", "is_listed"))
    assert len(made) == len(set(made)) == 10_000
    assert queries.visible_problems(make.SYSTEM).filter(is_listed=True).count() == 2_000
