"""The queue: one person, one key, one effect; undone within ten minutes."""

import datetime as dt

import pytest

from hedun.base.accounts.models import AuditEntry
from hedun.base.accounts.terms import Refused
from hedun.base.evidence.models import Capture
from hedun.clues.models import Clue
from hedun.desks.screening import actions, queries
from hedun.desks.screening.models import Finding, Judgement
from hedun.desks.screening.terms import FindingState, Found, Stale, Verdict
from tests import factories as f
from tests.screening.stock import store

CONFIRM, REJECT, UNSURE = Verdict.CONFIRM, Verdict.REJECT, Verdict.UNSURE


def found(desk, number, severity="normal"):
    word = {"word": "电子烟", "surface": "电子烟", "start": 0, "end": 3, "channel": "exact"}
    word |= {"cost": 0.0, "ground": "TOB", "ground_id": desk.ground.pk}
    word |= {"category": "烟草", "severity": severity}
    title = f"电子烟{number}"
    return Found("S-1", "测试店铺", number, title, title, (word,), {"price_fen": 1990})


@pytest.fixture
def run(desk, active):
    store(desk.platform)
    run = actions.start(platform_id=desk.platform.pk, by=desk.officer.viewer, at=f.NOW)
    rows = [found(desk, "L1"), found(desk, "L2", "grave"), found(desk, "L3", "slight")]
    actions.record_step(run_id=run.pk, scanned=3, found=rows, by=desk.officer.viewer, at=f.NOW)
    return run


def judge(person, finding, verdict, *, version=None, at=f.NOW, **more):
    return actions.judge(
        finding_id=finding.pk,
        version=version or finding.version,
        verdict=verdict,
        by=person.viewer,
        at=at,
        **more,
    )


def lease(person, at=f.NOW):
    return actions.lease_next(by=person.viewer, at=at)


def test_the_gravest_comes_first_and_stays_on_reload(desk, run):
    first = lease(desk.officer)
    assert first.listing_no == "L2"
    assert lease(desk.officer) == first


def test_two_people_never_see_the_same_item(desk, run):
    assert lease(desk.officer) != lease(desk.colleague)


def test_a_lease_runs_out_after_five_minutes(desk, run):
    mine = lease(desk.officer)
    assert lease(desk.colleague, f.NOW + dt.timedelta(minutes=6)) == mine


def test_the_remaining_count_leaves_out_what_colleagues_hold(desk, run):
    lease(desk.colleague)
    assert queries.todo(desk.officer.viewer, f.NOW) == 2


def test_a_confirmed_finding_becomes_a_clue_with_evidence(desk, run):
    finding = lease(desk.officer)
    judgement = judge(desk.officer, finding, CONFIRM)
    clue = Clue.objects.get()
    assert judgement.clue == clue
    assert (clue.shop, clue.body, clue.ground) == (desk.shop, desk.bureau, desk.ground)
    assert clue.finding["text"] == finding.text
    assert clue.finding["exemptions"] == [
        {"text": "仿真玩具", "applies": False},
        {"text": "烟具配件", "applies": False},
    ]
    assert clue.capture == Capture.objects.get()


def test_a_finding_with_an_exemption_is_not_confirmed(desk, run):
    with pytest.raises(Refused, match="例外"):
        judge(desk.officer, lease(desk.officer), CONFIRM, applying=["仿真玩具"])
    assert not Clue.objects.exists()


def test_the_exemption_is_the_reason_of_a_rejection(desk, run):
    judgement = judge(desk.officer, lease(desk.officer), REJECT, applying=["仿真玩具"])
    assert judgement.reason == "例外：仿真玩具"


def test_a_double_click_has_one_effect(desk, run):
    finding = lease(desk.officer)
    first = judge(desk.officer, finding, CONFIRM)
    again = judge(desk.officer, finding, CONFIRM, version=1)
    assert (first, Clue.objects.count(), Judgement.objects.count()) == (again, 1, 1)


def test_whoever_comes_later_is_told_who_was_faster(desk, run):
    finding = lease(desk.officer)
    judge(desk.officer, finding, REJECT)
    with pytest.raises(Stale, match=f"{desk.officer.name}处理为“已排除”"):
        judge(desk.colleague, finding, CONFIRM, version=1)


def test_what_a_colleague_holds_cannot_be_judged(desk, run):
    with pytest.raises(Stale, match="正由"):
        judge(desk.colleague, lease(desk.officer), REJECT)


def test_a_doubtful_finding_goes_to_a_colleague_with_the_doubt(desk, run):
    finding = lease(desk.officer)
    judge(desk.officer, finding, UNSURE, reason="是否玩具？")
    assert lease(desk.officer) != finding
    seen = lease(desk.colleague)
    assert seen == finding
    told = queries.judgements(desk.colleague.viewer, seen).get()
    assert (told.by, told.reason) == (desk.officer, "是否玩具？")


def test_a_rejection_is_undone_and_shown_again(desk, run):
    finding = lease(desk.officer)
    judge(desk.officer, finding, REJECT)
    back = actions.undo(by=desk.officer.viewer, at=f.NOW + dt.timedelta(minutes=9))
    assert (back, back.state, back.decided_by) == (finding, FindingState.PENDING, None)
    assert lease(desk.officer) == finding


def test_an_undone_confirmation_takes_its_clue_back_and_can_be_repeated(desk, run):
    finding = lease(desk.officer)
    first = judge(desk.officer, finding, CONFIRM).clue
    back = actions.undo(by=desk.officer.viewer, at=f.NOW)
    first.refresh_from_db()
    assert (back.clue, first.is_open, first.outcome) == (None, False, "unfounded")
    second = judge(desk.officer, back, CONFIRM).clue
    assert second != first
    assert second.is_open


def test_nothing_is_undone_after_ten_minutes(desk, run):
    judge(desk.officer, lease(desk.officer), REJECT)
    with pytest.raises(Refused, match="10 分钟内没有"):
        actions.undo(by=desk.officer.viewer, at=f.NOW + dt.timedelta(minutes=11))


def test_every_judgement_is_on_the_audit_trail(desk, run):
    judge(desk.officer, lease(desk.officer), REJECT)
    entry = AuditEntry.objects.get(action="screening:finding:reject")
    assert entry.person_id == desk.officer.pk


def test_editors_do_not_judge(desk, run):
    with pytest.raises(Refused, match="只有办案人员"):
        judge(desk.editor, Finding.objects.first(), REJECT)


def test_another_county_sees_nothing(desk, run):
    other = f.inspector(f.bureau(region="440106"))
    assert not queries.visible_findings(other.viewer).exists()
    with pytest.raises(Finding.DoesNotExist):
        judge(other, Finding.objects.first(), REJECT)


def test_the_funnel_counts_judgements(desk, run):
    judge(desk.officer, lease(desk.officer), CONFIRM)
    judge(desk.officer, lease(desk.officer), REJECT)
    run.refresh_from_db()
    funnel = queries.funnel(desk.officer.viewer, run)
    assert (funnel.queued, funnel.judged, funnel.precision) == (3, 2, 0.5)
