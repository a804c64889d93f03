"""Rules: written by one, proved by examples and a trial, activated by another, stopped when wide."""

import pytest
from django.db import IntegrityError, transaction

from hedun.base.accounts.terms import Refused
from hedun.base.jobs.models import Job
from hedun.desks.screening import actions, tasks
from hedun.desks.screening.decide import rules as decide
from hedun.desks.screening.models import Finding, Hunt, RuleHit, RuleVersion
from hedun.desks.screening.queries import rules as reading
from hedun.desks.screening.terms import RunState, Verdict
from hedun.engine.rules import Example, RuleError, Stage, Step
from tests import factories as f
from tests.screening.stock import EXAMPLES, drain, rule_text, store

pytestmark = pytest.mark.django_db(transaction=True)


def step(rule, what, by, **more):
    return actions.step_rule(version_id=rule.pk, step=what, by=by.viewer, at=f.NOW, **more)


def run(desk):
    made = actions.start(platform_id=desk.platform.pk, by=desk.officer.viewer, at=f.NOW)
    drain()
    made.refresh_from_db()
    return made


def judge(desk, hit, verdict=Verdict.CONFIRM, by=None):
    by = (by or desk.officer).viewer
    return actions.judge_hit(hit_id=hit.pk, verdict=verdict, by=by, at=f.NOW)


@pytest.fixture
def active_rule(desk, shadow):
    run(desk)
    judge(desk, RuleHit.objects.get())
    return step(shadow, Step.ACTIVATE, desk.leader)


def test_a_faulty_expression_is_refused_with_its_place(desk):
    text = rule_text(expression="价恪 < 100元")
    with pytest.raises(Refused, match=r"第1行第1列.*是不是“价格”"):
        actions.create_rule(text=text, by=desk.editor.viewer, at=f.NOW)


def test_a_code_is_given_once(desk, rule):
    with pytest.raises(Refused, match="已有编号"):
        actions.create_rule(text=rule_text(), by=desk.leader.viewer, at=f.NOW)


def test_an_unknown_ground_is_named(desk):
    with pytest.raises(Refused, match="NOPE"):
        actions.create_rule(text=rule_text(ground="NOPE"), by=desk.editor.viewer, at=f.NOW)


def test_inspectors_write_no_rules(desk):
    with pytest.raises(Refused, match="词库维护员"):
        actions.create_rule(text=rule_text(), by=desk.officer.viewer, at=f.NOW)


def test_a_rule_goes_no_further_than_its_examples(desk, rule):
    wrong = (*EXAMPLES, Example({"title": "毛巾", "price_fen": 1}, fires=True))
    actions.save_rule(
        version_id=rule.pk,
        text=rule_text(examples=wrong),
        seen=rule.version,
        by=desk.editor.viewer,
        at=f.NOW,
    )
    with pytest.raises(Refused, match="样例3（应当命中）"):
        step(rule, Step.TEST, desk.editor)
    with pytest.raises(Refused, match="还没有通过"):
        actions.backtest(version_id=rule.pk, by=desk.editor.viewer, at=f.NOW)


def test_a_version_that_left_the_draft_is_never_changed(desk, shadow):
    with pytest.raises(Refused, match="不能改动"):
        actions.save_rule(
            version_id=shadow.pk,
            text=rule_text(),
            seen=shadow.version,
            by=desk.editor.viewer,
            at=f.NOW,
        )
    fresh = actions.revise_rule(version_id=shadow.pk, by=desk.leader.viewer, at=f.NOW)
    assert (fresh.number, fresh.stage, fresh.made_by) == (2, Stage.DRAFT, desk.leader)
    shadow.refresh_from_db()
    assert shadow.stage == Stage.SHADOW


def test_a_draft_is_its_authors_alone_and_no_edit_is_lost(desk, rule):
    given = {"version_id": rule.pk, "text": rule_text(), "at": f.NOW}
    with pytest.raises(Refused, match="他人起草"):
        actions.save_rule(seen=rule.version, by=desk.leader.viewer, **given)
    with pytest.raises(Refused, match="已被改过"):
        actions.save_rule(seen=rule.version - 1, by=desk.editor.viewer, **given)


def test_the_trial_counts_every_listing_and_explains_a_sample(desk, shadow):
    hunt = Hunt.objects.get()
    tally = hunt.tally
    assert (hunt.state, hunt.scanned, tally["hit"], tally["shops"]) == (RunState.DONE, 5, 1, 1)
    assert [row[1:] for row in tally["steps"]] == [[5, 1, 4, 0, 1], [1, 1, 0, 0, 5]]
    lines = decide.conditions(tally["samples"][0]["trace"])
    assert lines[1] == {"text": "价格 < 100元", "outcome": "成立", "seen": "价格：19.9元"}
    shadow.refresh_from_db()
    assert shadow.share == 0.2


@pytest.mark.parametrize("at_step", [1, 2])
@pytest.mark.usefixtures("active", "handlers")
def test_a_trial_that_dies_goes_on_where_it_was(desk, rule, monkeypatch, at_step):
    monkeypatch.setattr(tasks.reading, "STEP_ROWS", 2)
    store(desk.platform, ["电子烟套装", "毛巾", "茶具套装", "杯子套装", "灯"], group=5)
    step(rule, Step.TEST, desk.editor)
    calls, real = [], actions.record_hunt

    def dying(**kwargs):
        calls.append(1)
        real(**kwargs)
        if len(calls) == at_step:
            raise RuntimeError("power cut")

    monkeypatch.setattr(actions, "record_hunt", dying)
    hunt = actions.backtest(version_id=rule.pk, by=desk.editor.viewer, at=f.NOW)
    drain()
    Job.objects.update(run_at=f.NOW, state="waiting")
    drain()
    hunt.refresh_from_db()
    assert (hunt.scanned, hunt.tally["hit"], len(hunt.tally["samples"])) == (5, 3, 3)
    assert hunt.tally["steps"][0][1:3] == [5, 3]


def test_a_wide_rule_needs_a_second_person_for_its_trial_run(desk, active, rule, handlers):
    store(desk.platform)
    step(rule, Step.TEST, desk.editor)
    actions.backtest(version_id=rule.pk, by=desk.editor.viewer, at=f.NOW)
    drain()
    with pytest.raises(Refused, match="起草人以外的人批准试运行"):
        step(rule, Step.SHADOW, desk.editor)


def test_a_trial_run_is_recorded_and_queues_nothing(desk, shadow):
    made = run(desk)
    hit = RuleHit.objects.get()
    assert (hit.title, hit.is_shadow, hit.finding) == ("电子烟套装", True, None)
    assert made.queued == 3
    assert all(not finding.rules for finding in Finding.objects.all())


def test_whoever_wrote_a_rule_never_activates_it(desk, shadow):
    run(desk)
    with pytest.raises(Refused, match="请先核对至少一条"):
        step(shadow, Step.ACTIVATE, desk.leader)
    judge(desk, RuleHit.objects.get())
    with pytest.raises(Refused, match="起草人以外"):
        step(shadow, Step.ACTIVATE, desk.editor)
    assert step(shadow, Step.ACTIVATE, desk.leader).stage == Stage.ACTIVE


def test_the_database_itself_refuses_a_rule_of_one_person(desk, rule):
    with pytest.raises(IntegrityError), transaction.atomic():
        RuleVersion.objects.filter(pk=rule.pk).update(
            stage=Stage.ACTIVE, activated_by=desk.editor, activated_at=f.NOW
        )


def test_an_active_rule_finds_what_no_word_finds_and_says_why(desk, active_rule):
    store(desk.platform, ["茶具套装"])
    run(desk)
    found = Finding.objects.get(title="茶具套装")
    told = found.rules[0]
    assert (found.words, told["code"], found.category) == ([], "SET-1", "测试规则")
    assert [found.text[s["start"] : s["end"]] for s in told["spans"]] == ["套装"]
    assert decide.conditions(told["trace"])[0]["seen"] == "标题：茶具套装"
    assert found.rule_hits.get().is_shadow is False


def test_a_rule_brings_a_listing_back_that_was_found_for_a_word(desk, active_rule):
    before = Finding.objects.filter(title="电子烟套装").count()
    run(desk)
    assert Finding.objects.filter(title="电子烟套装").count() == before + 1
    again = run(desk)
    assert again.queued == 0


def test_a_judgement_of_a_finding_counts_for_its_rule(desk, active_rule):
    run(desk)
    finding = Finding.objects.get(title="电子烟套装", rules_key__gt="")
    actions.judge(
        finding_id=finding.pk, version=1, verdict=Verdict.REJECT, by=desk.officer.viewer, at=f.NOW
    )
    RuleHit.objects.update(verdict="")
    assert reading.judged(desk.officer.viewer, active_rule) == {"reject": 1}


@pytest.mark.parametrize(("judged", "shown"), [(29, False), (30, True)])
def test_precision_is_told_from_thirty_judgements_on(judged, shown):
    right, total, share = decide.record_of({"confirm": 20, "reject": judged - 20})
    assert (right, total, share is not None) == (20, judged, shown)


def test_a_rule_that_fires_on_too_many_shops_is_set_aside(desk, active_rule):
    titles = [f"茶具套装{n}" for n in range(25)] + [f"毛巾{n}" for n in range(25)]
    store(desk.platform, titles, group=50, shops=[f"S{n}" for n in range(50)])
    run(desk)
    active_rule.refresh_from_db()
    assert active_rule.stage == Stage.QUARANTINED
    assert "25家网店" in active_rule.stopped
    assert active_rule in reading.waiting(desk.editor.viewer)
    store(desk.platform, ["果盘套装"])
    run(desk)
    assert not Finding.objects.filter(title="果盘套装").exists()


def test_a_person_lets_a_rule_out_of_quarantine_again(desk, active_rule):
    actions.set_aside(version_id=active_rule.pk, reason="太宽", by=desk.officer.viewer, at=f.NOW)
    with pytest.raises(Refused, match="写明理由"):
        step(active_rule, Step.RELEASE, desk.leader)
    with pytest.raises(Refused, match="起草人以外"):
        step(active_rule, Step.RELEASE, desk.editor, note="已看")
    out = step(active_rule, Step.RELEASE, desk.leader, note="样本均成立")
    assert (out.stage, out.stopped) == (Stage.SHADOW, "")


def test_a_new_version_takes_the_place_of_the_one_before(desk, active_rule):
    fresh = actions.revise_rule(version_id=active_rule.pk, by=desk.editor.viewer, at=f.NOW)
    RuleVersion.objects.filter(pk=fresh.pk).update(stage=Stage.SHADOW)
    run(desk)
    judge(desk, RuleHit.objects.filter(of=fresh).first())
    step(fresh, Step.ACTIVATE, desk.leader)
    active_rule.refresh_from_db()
    assert active_rule.stage == Stage.RETIRED


def test_another_county_sees_no_hits(desk, shadow):
    run(desk)
    other = f.inspector(f.bureau(region="440106"))
    assert not reading.visible_hits(other.viewer).exists()
    with pytest.raises(RuleHit.DoesNotExist):
        judge(desk, RuleHit.objects.get(), by=other)


def test_examples_are_typed_as_lines():
    text = "命中 标题=根治 糖尿病 价格=9.9元 # 说明\n\n不命中 销量=100件 许可=甲、乙 跨境=否"
    first, second = decide.read_examples(text)
    assert first == Example({"title": "根治 糖尿病", "price_fen": 990}, True, "说明")
    assert second.values == {"sales": 100.0, "licences": ["甲", "乙"], "is_cross_border": False}
    again = decide.read_examples(decide.written_examples(decide.plain_examples((first, second))))
    assert again == (first, second)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("标题=根治", "第1行应以“命中”"),
        ("命中 标提=根治", "是不是“标题”"),
        ("命中 价格=很贵", "不是金额"),
    ],
)
def test_a_faulty_example_is_told_with_its_line(line, told):
    with pytest.raises(RuleError, match=told):
        decide.read_examples(line)
