"""A case from its source to the archive, and what the rules refuse on the way."""

import datetime as dt

import pytest

from hedun.base.accounts.terms import Refused, Role
from hedun.base.procedure.models import Clock, Passage
from hedun.base.procedure.terms import NotPossible
from hedun.clues.models import Clue
from hedun.desks.cases import actions, queries
from hedun.desks.cases.models import Case
from hedun.desks.cases.terms import PartyKind, PenaltyKind, RulingStage, ServiceWay
from hedun.desks.disclosure import actions as disclosure
from hedun.desks.disclosure import queries as publications
from tests import factories
from tests.cases.conftest import AT, DAY, FINE, OPENED, TO_DECISION, TO_NOTICE
from tests.cases.conftest import REASONS as TICKED


def clock(row, rule):
    return Clock.objects.filter(procedure="case", matter=row.pk, rule=rule).latest("pk")


def on(moment):
    return moment.astimezone(factories.SHANGHAI).date()


def test_a_case_goes_from_its_source_to_the_archive(source, take, team):
    row = take(source(), *OPENED)
    assert on(clock(row, "case.decide").due_at) == dt.date(2026, 12, 7)  # 6 December is a Sunday
    row = take(row, *TO_DECISION, at=AT + DAY)
    assert row.decision_no.endswith("处罚〔2026〕1号")
    row = take(row, ("serve", "handler"), at=AT + 2 * DAY)
    fact = row.fact
    assert (fact.kind, fact.payload["measure"]) == (
        "penalty", f"罚款20,000 元（{row.decision_no}）",
    )  # fmt: skip
    assert fact in publications.waiting(team["publisher"])
    disclosure.publish(fact_id=fact.pk, by=team["publisher"], at=AT + 3 * DAY)
    assert clock(row, "penalty.publish").state == "met"
    row = take(row, ("pay", "handler"), at=AT + 5 * DAY)
    row = take(row, ("close", "leader"), at=AT + 6 * DAY, reason="Z77-1")
    row = take(row, ("archive", "handler"), at=AT + 7 * DAY)
    assert (row.state, row.is_open, row.due_at) == ("archived", False, None)


def test_the_term_of_verification_runs_from_the_clue(source, bureau, take):
    clue = factories.clue(bureau)
    Clue.objects.filter(pk=clue.pk).update(raised_at=AT - 5 * DAY)
    row = source(clue_id=clue.pk)
    assert clock(row, "clue.verify").started_at == AT - 5 * DAY
    take(row, *OPENED)
    clue.refresh_from_db()
    assert (clue.state, clue.outcome) == ("disposed", "filed")
    assert queries.annexes_of_clue(factories.SYSTEM, clue.pk)[0].label == f"案件 {row.number}"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"conditions": ("F19-1", "F19-2")}, "尚未确认：属于本部门管辖"),
        ({"officers": ()}, "不得少于两人"),
    ],
)
def test_a_case_is_opened_on_four_conditions_by_two_officers(source, take, changes, said):
    row = source()
    with pytest.raises(NotPossible, match=said):
        take(row, *OPENED, **changes)
    assert Case.objects.get(pk=row.pk).state == "verifying"


def test_an_officer_without_certificate_handles_no_case(source, take, bureau, team):
    lacking = factories.inspector(bureau)
    with pytest.raises(NotPossible, match="没有登记执法证号"):
        take(source(), *OPENED, officers=(lacking.pk, team["handler"].person_id))


def test_somebody_must_be_left_who_may_decide(source, take, team, bureau):
    both = (team["leader"].person_id, team["handler"].person_id)
    row = source()
    with pytest.raises(NotPossible, match="本案将无人可以批准"):
        take(row, *OPENED, officers=both)
    factories.person(bureau, Role.LEADER)
    assert take(row, *OPENED, officers=both).state == "investigating"


def test_too_late_is_not_opened(source, take):
    row = source(happened_on=dt.date(2024, 3, 1))
    with pytest.raises(NotPossible, match="处罚时效已于 2026-03-02 届满"):
        take(row, *OPENED)
    grave = source(happened_on=dt.date(2024, 3, 1), is_grave=True)
    assert take(grave, *OPENED).state == "investigating"


def test_the_first_evidence_needs_the_notice_of_rights(opened, take):
    row = opened()
    with pytest.raises(NotPossible, match="申请回避的权利"):
        take(row, ("evidence", "handler"), has_told_rights=False)
    take(row, ("evidence", "handler"))
    take(row, ("evidence", "handler"), has_told_rights=False)


def test_who_handles_a_case_neither_reviews_nor_decides_it(opened, take):
    row = take(opened(), *TO_NOTICE[:2])
    for hand in ("handler", "second"):
        with pytest.raises(Refused, match="非本案办案人员"):
            take(row, ("review_pass", hand))
    assert take(row, ("review_pass", "reviewer")).state == "reviewed"


def test_time_for_tests_is_not_counted(opened, take):
    row = take(opened(), ("test", "handler"), at=AT + DAY)
    assert clock(row, "case.decide").state == "paused"
    row = take(row, ("extend", "leader"), at=AT + 3 * DAY)
    row = take(row, ("tested", "handler"), at=AT + 11 * DAY)
    # 90 + 30 days and 10 of tests, from 7 September
    assert on(clock(row, "case.decide").due_at) == dt.date(2027, 1, 15)


def test_a_second_extension_is_the_heads_together(opened, take):
    row = take(opened(), ("extend", "leader"))
    with pytest.raises(NotPossible, match="集体讨论决定继续延期"):
        take(row, ("extend", "leader"))
    row = take(row, ("extend_more", "leader"))
    assert on(clock(row, "case.decide").due_at) == dt.date(2027, 1, 25)


def test_the_collective_extension_comes_second(opened, take):
    with pytest.raises(NotPossible, match="尚未延长三十日"):
        take(opened(), ("extend_more", "leader"))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"fine_fen": 200_000_000}, "超过法定上限 1,000,000 元"),
        ({"amount_code": ""}, "须选择所依据的罚则幅度"),
        ({"why": " "}, "裁量理由"),
        ({"fine_fen": 0}, "与金额不一致"),
        ({"amount_code": "FN-F25S"}, "低于法定下限 1,000,000 元"),
        ({"factors": ("X-1",)}, "没有裁量因素 X-1"),
    ],
)
def test_a_ruling_outside_the_law_is_refused(opened, take, changes, said):
    row = take(opened(), ("evidence", "handler"))
    values = {name: getattr(FINE, name) for name in FINE.__slots__}
    with pytest.raises(NotPossible, match=said):
        take(row, ("report", "handler"), ruled=type(FINE)(**(values | changes)))


def ruled(fen, **changes):
    values = {name: getattr(FINE, name) for name in FINE.__slots__}
    return type(FINE)(**(values | {"fine_fen": fen} | changes))


def test_below_the_range_goes_only_who_mitigates(opened, take):
    row = take(opened(), ("evidence", "handler"))
    less = ruled(50_000_000, amount_code="FN-F25S", factors=("Q32-4",))
    assert take(row, ("report", "handler"), ruled=less).state == "reviewing"


@pytest.mark.parametrize(
    ("party", "fen", "may"),
    [
        (PartyKind.ORGANIZATION, 9_999_999, False),
        (PartyKind.ORGANIZATION, 10_000_000, True),
        (PartyKind.NATURAL, 1_000_000, True),
        (PartyKind.NATURAL, 999_999, False),
    ],
)
def test_a_hearing_is_offered_from_the_sum_of_the_law(opened, take, party, fen, may):
    row = take(opened(party_kind=party), *TO_NOTICE, ruled=ruled(fen))
    assert row.may_hear is may
    if not may:
        with pytest.raises(NotPossible, match="不属于听证范围"):
            take(row, ("ask_hearing", "handler"))


def test_a_hearing_leads_to_legal_review_and_discussion(opened, take):
    grave = ruled(20_000_000)
    row = take(opened(), *TO_NOTICE, ("ask_hearing", "handler"), ruled=grave)
    with pytest.raises(NotPossible, match="还没有通知听证"):
        take(row, ("hold_hearing", "reviewer"))
    with pytest.raises(NotPossible, match="最迟应于"):
        take(row, ("set_hearing", "reviewer"), hearing_on=AT.date() + 5 * DAY)
    row = take(row, ("set_hearing", "reviewer"))
    row = take(row, ("hold_hearing", "reviewer"), at=AT + 30 * DAY)
    assert (row.state, row.is_major) == ("heard", True)
    row = take(row, ("submit_legal", "handler"), ("legal_pass", "reviewer"), at=AT + 31 * DAY)
    with pytest.raises(NotPossible, match="集体讨论"):
        take(row, ("decide", "leader"), at=AT + 32 * DAY, ruled=grave)
    path = (("discuss", "leader"), ("decide", "leader"))
    assert take(row, *path, at=AT + 33 * DAY, ruled=grave).state == "decided"


def test_nobody_is_punished_harder_for_speaking_up(opened, take):
    row = take(opened(), *TO_NOTICE, ("state", "handler"), ("term_over", "handler"))
    with pytest.raises(NotPossible, match="决定比告知的更重：罚款 20,000 元 → 30,000 元"):
        take(row, ("decide", "leader"), ruled=ruled(3_000_000))
    less = take(row, ("decide", "leader"), ruled=ruled(1_000_000))
    assert less.rulings.get(stage=RulingStage.DECIDED).fine_fen == 1_000_000


def test_five_working_days_are_the_party_s(opened, take):
    row = take(opened(), *TO_NOTICE)
    with pytest.raises(NotPossible, match="期限至 2026-09-14"):
        take(row, ("term_over", "handler"), at=AT + 3 * DAY, is_waived=False)
    assert take(row, ("term_over", "handler"), at=AT + 8 * DAY, is_waived=False).state == "ready"


def test_a_notice_in_public_takes_thirty_days(opened, take):
    row = take(opened(), *TO_NOTICE[:4], ("announce", "handler"))
    with pytest.raises(NotPossible, match="应为 2026-10-08"):
        take(row, ("announced", "handler"), at=AT + 20 * DAY)
    row = take(row, ("announced", "handler"), at=AT + 31 * DAY)
    assert row.services.get().way == ServiceWay.PUBLIC
    assert clock(row, "case.decide").state == "running"


def test_electronic_service_needs_the_confirmed_address(opened, take):
    row = take(opened(), *TO_NOTICE[:4])
    with pytest.raises(NotPossible, match="送达地址确认书"):
        take(row, ("notify", "handler"), way=ServiceWay.ELECTRONIC)
    row = take(row, ("notify", "handler"), way=ServiceWay.ELECTRONIC, has_address_consent=True)
    assert row.state == "notified"


def test_enforcement_waits_for_reminder_and_remedies(opened, take):
    row = take(opened(), *TO_DECISION, ("serve", "handler"))
    with pytest.raises(NotPossible, match="履行期限至 2026-09-22"):
        take(row, ("urge", "handler"), at=AT + 10 * DAY)
    later = AT + 16 * DAY
    row = take(row, ("urge", "handler"), at=later)
    with pytest.raises(NotPossible, match="催告期至"):
        take(row, ("enforce", "leader"), at=later + DAY)
    with pytest.raises(NotPossible, match="复议、诉讼期限"):
        take(row, ("enforce", "leader"), at=later + 30 * DAY)
    path = (("rights_over", "handler"), ("enforce", "leader"), ("court_end", "handler"))
    assert take(row, *path, at=later + 30 * DAY).state == "performed"


def test_a_late_fine_may_grow_but_never_double(opened, take, team):
    row = take(opened(), *TO_DECISION, ("serve", "handler"))
    due = dt.date(2026, 9, 22)
    assert queries.late_fee(team["handler"], row, due) == (0, 0)
    assert queries.late_fee(team["handler"], row, due + 2 * DAY) == (2, 120_000)
    assert queries.late_fee(team["handler"], row, due + 90 * DAY) == (90, 2_000_000)


def test_paying_less_is_not_performing(opened, take):
    row = take(opened(), *TO_DECISION, ("serve", "handler"))
    with pytest.raises(NotPossible, match="应缴 20,000 元"):
        take(row, ("pay", "handler"), amount_fen=100)


def test_an_archive_waits_for_publication(opened, take):
    row = take(opened(), *TO_DECISION, ("serve", "handler"), ("pay", "handler"))
    row = take(row, ("close", "leader"), reason="Z77-1")
    with pytest.raises(NotPossible, match="公示"):
        take(row, ("archive", "handler"))
    assert take(row, ("not_publish", "leader"), ("archive", "handler")).state == "archived"


def test_publication_is_noted_by_publication_only(opened, take, team):
    row = take(opened(), *TO_DECISION, ("serve", "handler"))
    with pytest.raises(Refused, match="公示审核员"):
        take(row, ("publish", "leader"))
    assert "publish" not in {step.code for step in queries.next_steps(team["leader"], row)}


def test_a_mere_warning_is_not_shown(opened, take, team):
    warning = ruled(0, kinds=frozenset({PenaltyKind.WARNING}), amount_code="")
    row = take(opened(), *TO_DECISION, ("serve", "handler"), ruled=warning)
    assert "仅受到警告" in publications.hindrance(team["publisher"], row.fact)


def test_an_overturned_decision_is_taken_down_in_three_days(opened, take, team):
    row = take(opened(), *TO_DECISION, ("serve", "handler"))
    shown = disclosure.publish(fact_id=row.fact_id, by=team["publisher"], at=AT + DAY)
    row = take(row, ("overturn", "leader"), at=AT + 2 * DAY)
    assert on(clock(row, "case.withdraw").due_at) == dt.date(2026, 9, 14)
    disclosure.withdraw(
        publication_id=shown.pk, reason="决定被撤销", by=team["publisher"], at=AT + 3 * DAY
    )
    assert clock(row, "case.withdraw").state == "met"


def test_other_decisions_close_the_case(opened, take):
    path = (("evidence", "handler"), ("report", "handler"), ("review_pass", "reviewer"))
    row = take(opened(), *path)
    with pytest.raises(NotPossible, match="移送公安机关"):
        take(row, ("decide_other", "leader"), reason="D60-5")
    row = take(row, ("decide_other", "leader"), reason="D60-2")
    assert take(row, ("close", "leader"), reason="Z77-4").state == "closed"


def test_the_same_form_sent_twice_is_one_case(source):
    assert source(token="t" * 32).pk == source(token="t" * 32).pk
    assert Case.objects.count() == 1


def test_what_changed_meanwhile_is_not_overwritten(opened, filled, team):
    row = opened()
    with pytest.raises(NotPossible, match="已有变动"):
        actions.take_step(
            case_id=row.pk, step="evidence", form=filled(), by=team["handler"], at=AT,
            expected_version=1,
        )  # fmt: skip


def test_every_step_cites_its_article(opened, take):
    row = take(opened(), *TO_DECISION)
    events = Passage.objects.filter(procedure="case", matter=row.pk)
    assert events.count() == 9
    assert not events.filter(article__isnull=True).exists()


def test_reasons_are_those_of_the_law(opened, take):
    row = opened()
    with pytest.raises(NotPossible, match="法定情形"):
        take(row, ("suspend", "leader"), reason="Z77-1")
    row = take(row, ("suspend", "leader"), reason=TICKED["suspend"])
    assert take(row, ("resume", "leader"), at=AT + DAY).state == "investigating"
