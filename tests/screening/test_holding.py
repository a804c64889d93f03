"""What a rule queued leaves the queue when the rule is set aside, and comes back with it."""

import pytest
from django.urls import reverse

from hedun.desks.screening import actions, queries
from hedun.desks.screening.models import Finding, RuleVersion
from hedun.desks.screening.queries import rules as reading
from hedun.desks.screening.terms import FindingState, Stale, Verdict
from hedun.engine.rules import Stage, Step
from tests import factories as f
from tests.screening.stock import drain, store

pytestmark = pytest.mark.django_db(transaction=True)
TITLES = [f"茶具套装{n}" for n in range(25)] + [f"毛巾{n}" for n in range(25)]
HELD, PENDING = FindingState.HELD, FindingState.PENDING


@pytest.fixture
def in_use(desk, active, rule, handlers):
    RuleVersion.objects.filter(pk=rule.pk).update(
        stage=Stage.ACTIVE, activated_by=desk.leader, activated_at=f.NOW
    )
    return rule


def run(desk):
    made = actions.start(platform_id=desk.platform.pk, by=desk.officer.viewer, at=f.NOW)
    drain()
    made.refresh_from_db()
    return made


def step(row, what, by, note="样本均不成立"):
    return actions.step_rule(version_id=row.pk, step=what, by=by.viewer, at=f.NOW, note=note)


def judge(desk, finding, verdict):
    return actions.judge(
        finding_id=finding.pk, version=finding.version, verdict=verdict, by=desk.officer.viewer,
        at=f.NOW,
    )  # fmt: skip


def state(title):
    return Finding.objects.get(title=title).state


def test_what_a_wide_rule_queued_leaves_the_queue(desk, in_use):
    store(desk.platform, TITLES, group=50, shops=[f"S{n}" for n in range(50)])
    run(desk)
    assert set(Finding.objects.values_list("state", flat=True)) == {HELD}
    assert queries.todo(desk.officer.viewer, f.NOW) == 0
    assert actions.lease_next(by=desk.officer.viewer, at=f.NOW) is None
    assert reading.held(desk.officer.viewer, in_use) == 25


def test_what_words_or_another_rule_found_as_well_stays(desk, in_use):
    store(desk.platform, ["电子烟套装", "茶具套装"])
    run(desk)
    step(in_use, Step.QUARANTINE, desk.editor)
    assert (state("电子烟套装"), state("茶具套装")) == (PENDING, HELD)


def test_a_release_puts_it_back_as_it_was(desk, in_use):
    store(desk.platform, ["茶具套装", "果盘套装", "餐具套装"])
    run(desk)
    judge(desk, Finding.objects.get(title="果盘套装"), Verdict.UNSURE)
    judge(desk, Finding.objects.get(title="餐具套装"), Verdict.CONFIRM)
    step(in_use, Step.QUARANTINE, desk.editor)
    assert (state("果盘套装"), state("餐具套装")) == (HELD, FindingState.CONFIRMED)
    step(in_use, Step.RELEASE, desk.leader, note="样本均成立")
    assert (state("茶具套装"), state("果盘套装")) == (PENDING, FindingState.UNSURE)
    assert reading.held(desk.officer.viewer, in_use) == 0


def test_whoever_has_it_on_the_screen_is_told(desk, in_use):
    store(desk.platform, ["茶具套装"])
    run(desk)
    seen = actions.lease_next(by=desk.officer.viewer, at=f.NOW)
    step(in_use, Step.QUARANTINE, desk.editor)
    with pytest.raises(Stale, match="SET-1 已被隔离"):
        judge(desk, seen, Verdict.CONFIRM)


@pytest.mark.parametrize("verdict", [Verdict.CONFIRM, Verdict.UNSURE])
def test_an_undone_judgement_does_not_bring_it_back(desk, in_use, verdict):
    store(desk.platform, ["茶具套装"])
    run(desk)
    judge(desk, Finding.objects.get(), verdict)
    step(in_use, Step.QUARANTINE, desk.editor)
    actions.undo(by=desk.officer.viewer, at=f.NOW)
    assert state("茶具套装") == HELD
    step(in_use, Step.RELEASE, desk.leader, note="样本均成立")
    assert state("茶具套装") == PENDING


def test_a_better_version_brings_back_what_it_finds_again(desk, in_use):
    store(desk.platform, ["茶具套装", "果盘套装"])
    run(desk)
    step(in_use, Step.QUARANTINE, desk.editor)
    fresh = actions.revise_rule(version_id=in_use.pk, by=desk.editor.viewer, at=f.NOW)
    RuleVersion.objects.filter(pk=fresh.pk).update(
        stage=Stage.ACTIVE, activated_by=desk.leader, expression='标题 包含 "茶具套装"'
    )
    made = run(desk)
    assert (state("茶具套装"), state("果盘套装")) == (PENDING, HELD)
    assert (made.queued, made.known) == (1, 0)
    back = Finding.objects.get(title="茶具套装")
    assert [rule["number"] for rule in back.rules] == [2]
    step(fresh, Step.QUARANTINE, desk.editor)
    assert state("茶具套装") == HELD


def test_the_pages_say_so(desk, in_use, client):
    store(desk.platform, ["茶具套装"])
    run(desk)
    step(in_use, Step.QUARANTINE, desk.editor)
    client.force_login(desk.officer)
    one = Finding.objects.get()
    page = client.get(reverse("screening:finding", args=[one.pk])).content.decode()
    assert "暂停复核" in page
    assert "已隔离" in page
    page = client.get(reverse("screening:rule", args=[in_use.pk])).content.decode()
    assert "1 条命中已撤出复核" in page
    listed = client.get(reverse("screening:findings"), {"state": "held"}).content.decode()
    assert "茶具套装" in listed
