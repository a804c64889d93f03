"""The pages of rules, as a person uses them."""

import re

import pytest
from django.urls import reverse

from hedun.desks.screening import actions
from hedun.desks.screening.models import Finding, Hunt, PackKey, RuleHit, RulePack, RuleVersion
from hedun.desks.screening.terms import Verdict
from hedun.engine.rules import Stage, Step
from tests import factories as f
from tests.screening.stock import drain, store

pytestmark = pytest.mark.django_db(transaction=True)
FORM = {
    "code": "prize-1",
    "title": "奖金过高",
    "expression": "最高奖 > 5万元",
    "examples": "命中 最高奖=66666元\n不命中 最高奖=99元",
    "ground": "TOB",
    "category": "有奖销售",
    "severity": "normal",
}


def url(name, *args):
    return reverse(f"screening:{name}", args=args)


def page(client, name, *args, **query):
    answer = client.get(url(name, *args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def post(client, address, *args, **data):
    return client.post(url(address, *args), data, follow=True).content.decode()


def step(client, rule, verb, **data):
    return post(client, "rule_step", rule.pk, verb, **data)


@pytest.fixture
def as_editor(client, desk):
    client.force_login(desk.editor)
    return client


@pytest.fixture
def hit(desk, shadow):
    actions.start(platform_id=desk.platform.pk, by=desk.officer.viewer, at=f.NOW)
    drain()
    return RuleHit.objects.get()


def test_a_rule_goes_from_the_editor_to_use_by_two_people(client, desk, active, handlers):
    store(desk.platform, ["茶具套装 下单抽奖，最高奖66666元", "毛巾"] * 11 + ["灯"] * 20)
    client.force_login(desk.editor)
    post(client, "new_rule", **FORM)
    rule = RuleVersion.objects.get()
    assert "样例通过" in step(client, rule, "test")
    assert "已提交回测" in step(client, rule, "backtest")
    drain()
    client.force_login(desk.leader)
    assert "试运行" in step(client, rule, "shadow")
    actions.start(platform_id=desk.platform.pk, by=desk.officer.viewer, at=f.NOW)
    drain()
    client.force_login(desk.officer)
    hit = RuleHit.objects.first()
    assert "已记为“确认”" in post(client, "judge_hit", hit.pk, verdict="confirm")
    client.force_login(desk.editor)
    assert "起草人以外" in step(client, rule, "activate")
    client.force_login(desk.leader)
    assert "等您批准启用" in page(client, "rules")
    step(client, rule, "activate")
    rule.refresh_from_db()
    assert (rule.stage, rule.rule.code) == (Stage.ACTIVE, "PRIZE-1")
    shown = page(client, "rule", rule.pk)
    assert f"批准启用 {desk.leader.name}" in shown
    assert "满 30 条后显示" in shown
    assert "style=" not in shown


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"expression": "价恪 < 1元"}, "第1行第1列"),
        ({"examples": "最高奖=1元"}, "样例第1行应以"),
        ({"code": "奖"}, "只能用字母"),
    ],
)
def test_what_is_wrong_with_a_draft_is_told_on_the_form(as_editor, change, told):
    assert told in post(as_editor, "new_rule", **FORM | change)
    assert not RuleVersion.objects.exists()


def test_typing_shows_the_place_of_an_error_and_stores_nothing(as_editor):
    said = post(as_editor, "check_rule", expression="标题 包含 根治")
    assert "<mark>根治</mark>" in said
    assert "文字请加引号" in said
    assert not RuleVersion.objects.exists()


def test_typing_shows_how_a_rule_is_read_and_what_it_says_of_its_examples(as_editor, active):
    said = post(
        as_editor,
        "check_rule",
        expression='标题 包含 "套装" 且 跨境 且 有 词("没有这组")',
        examples="命中 标题=套装 跨境=是 词=没有这组\n不命中 标题=套装 跨境=是 词=没有这组",
    )
    assert "在用词库中没有“没有这组”" in said
    assert "没有“跨境”" in said
    assert "样例2（不应命中）结果是" in said
    assert "标题：套装" in said


def test_a_rule_over_missing_columns_says_so(as_editor, rule):
    RuleVersion.objects.update(expression="评分 > 4分")
    assert "已存的商品信息中没有“评分”" in page(as_editor, "rule", rule.pk)


def test_the_trial_has_a_page_with_funnel_and_reasons(as_editor, shadow):
    shown = page(as_editor, "hunt", Hunt.objects.get().pk)
    assert "涉及网店" in shown
    assert "价格：19.9元" in shown
    assert "电子烟套装" in shown


def test_a_draft_of_the_lexicon_shows_its_trial(as_editor, desk, active, handlers):
    store(desk.platform)
    draft = actions.draft(by=desk.editor.viewer, at=f.NOW)
    assert "还没有回溯" in page(as_editor, "edition", draft.pk)
    post(as_editor, "new_word", draft.pk, word="套装", ground="TOB", category="甲",
         severity="normal", is_active="on")  # fmt: skip
    post(as_editor, "retrohunt", draft.pk)
    drain()
    assert "命中新增或改动的词" in page(as_editor, "edition", draft.pk)
    assert "套装" in page(as_editor, "hunt", Hunt.objects.get().pk)


def test_a_hit_is_marked_explained_and_judged_by_a_key(client, desk, hit):
    client.force_login(desk.officer)
    shown = page(client, "hit", hit.pk)
    assert '电子烟<mark title="标题 包含 &quot;套装&quot;">套装</mark>' in shown
    assert 'data-key="1"' in shown
    post(client, "judge_hit", hit.pk, verdict="reject")
    hit.refresh_from_db()
    assert (hit.verdict, hit.judged_by) == (Verdict.REJECT, desk.officer)


def test_the_reviewer_sees_the_rule_and_judges_as_with_words(client, desk, hit):
    actions.judge_hit(hit_id=hit.pk, verdict=Verdict.CONFIRM, by=desk.officer.viewer, at=f.NOW)
    actions.step_rule(version_id=hit.of_id, step=Step.ACTIVATE, by=desk.leader.viewer, at=f.NOW)
    store(desk.platform, ["茶具套装"])
    actions.start(platform_id=desk.platform.pk, by=desk.officer.viewer, at=f.NOW)
    drain()
    found = Finding.objects.get(title="茶具套装")
    client.force_login(desk.officer)
    shown = page(client, "queue", finding=found.pk)
    assert re.search(r"SET-1 低价套装</b></a> 第1版", shown)
    assert "价格 &lt; 100元</b>：成立" in shown
    data = {"version": found.version, "verdict": "confirm"}
    client.post(url("judge", found.pk), data)
    found.refresh_from_db()
    told = found.clue.finding["rules"][0]
    assert (told["code"], told["conditions"][1]["seen"]) == ("SET-1", "价格：19.9元")
    assert (
        "价格 &lt; 100元"
        in client.get(reverse("clues:detail", args=[found.clue_id])).content.decode()
    )


def test_precision_is_shown_with_its_interval(as_editor, desk, hit):
    given = {n: getattr(hit, n) for n in ("of_id", "run_id", "platform_id", "shop_no", "found_at")}
    RuleHit.objects.bulk_create(
        RuleHit(**given, listing_no=f"X{n}", content_hash="0", title="x", text="x",
                is_shadow=True, verdict="confirm" if n < 24 else "reject")
        for n in range(30)
    )  # fmt: skip
    shown = page(as_editor, "rule", hit.of_id)
    assert "80.0%" in shown
    assert "62.7% 至 90.5%" in shown


def test_quarantine_is_told_to_the_author(as_editor, desk, shadow):
    actions.set_aside(version_id=shadow.pk, reason="命中太多网店", by=desk.officer.viewer, at=f.NOW)
    assert "已自动隔离：命中太多网店" in page(as_editor, "rules")
    assert "等您处理" in as_editor.get(reverse("front:home")).content.decode()
    assert "起草人以外" in step(as_editor, shadow, "release", reason="已看")


def test_packs_are_given_out_and_bad_ones_refused(client, desk, hit):
    actions.judge_hit(hit_id=hit.pk, verdict=Verdict.CONFIRM, by=desk.officer.viewer, at=f.NOW)
    actions.step_rule(version_id=hit.of_id, step=Step.ACTIVATE, by=desk.leader.viewer, at=f.NOW)
    client.force_login(desk.editor)
    answer = client.post(url("export_pack"), {"name": "一"})
    assert answer.content.startswith(b'{"format":"hedun-rule-pack/1"')
    assert "SET-1" in page(client, "pack", RulePack.objects.get().pk)
    from django.core.files.uploadedfile import SimpleUploadedFile

    given = SimpleUploadedFile("a.pack", answer.content)
    refused = client.post(url("import_pack"), {"file": given}, follow=True).content.decode()
    assert "不认识签名密钥" in refused
    own = re.search(r'mono">([A-Za-z0-9+/=]{44})<', page(client, "packs"))[1]
    post(client, "trust_key", name=desk.bureau.name, public_key=own)
    given = SimpleUploadedFile("a.pack", answer.content)
    taken = client.post(url("import_pack"), {"file": given}, follow=True).content.decode()
    assert "已有编号为“SET-1”" in taken
    post(client, "distrust_key", PackKey.objects.get().pk)
    assert "已停用" in page(client, "packs")


@pytest.mark.parametrize("name", ["rules", "packs"])
def test_lists_export_and_say_what_to_do_when_empty(as_editor, name):
    assert "还没有" in page(as_editor, name)
    assert b"".join(as_editor.get(url(name), {"export": "xlsx"}))[:2] == b"PK"


def test_lists_of_rules_and_hits_export(as_editor, hit):
    for address in (url("rules"), url("rule_hits", hit.of_id)):
        assert b"".join(as_editor.get(address, {"export": "xlsx"}))[:2] == b"PK"


def test_platform_people_are_kept_out(client, desk, hit):
    client.force_login(f.compliance())
    for name, args in (("rules", ()), ("rule", (hit.of_id,)), ("hit", (hit.pk,)), ("packs", ())):
        assert client.get(url(name, *args)).status_code == 403


def test_another_county_does_not_find_the_hit(client, hit):
    client.force_login(f.inspector(f.bureau(region="440106")))
    assert client.get(url("hit", hit.pk)).status_code == 404
    assert client.post(url("judge_hit", hit.pk), {"verdict": "confirm"}).status_code == 404
    assert hit.title not in page(client, "rule_hits", hit.of_id)


def test_a_broken_judgement_is_not_found(client, desk, hit):
    client.force_login(desk.officer)
    assert client.post(url("judge_hit", hit.pk), {"verdict": "burn"}).status_code == 404
