"""The rules of the demo: written, tried, run beside, judged and activated over the ninety days."""

import datetime as dt
from functools import partial

from django.core.management import call_command

from hedun.base.accounts.terms import Refused, Role, Viewer
from hedun.demo.people import World
from hedun.demo.simulation import MACHINE, Simulation, drain
from hedun.desks.screening import actions as screening
from hedun.desks.screening.queries import rules as reading
from hedun.desks.screening.terms import Row, RuleText, Verdict
from hedun.engine.rules import Example, Stage, Step

AUTHOR, SECOND = "editor1", "editor2"
TRIED, JUDGED, REVISED = 70, 42, 3  # days before now
LOOKED_AT = 120  # hits of each rule that somebody looks at in its trial run
WIDE = RuleText(
    code="WIDE-1",
    title="标题宣称正品保证",
    expression='标题 包含 {"正品"、"包邮"、"现货"}',
    ground="FALSE",
    category="虚假宣传",
    severity="slight",
    note="演示：条件过宽的规则试运行时自动隔离。",
    examples=(
        Example({"title": "保温杯 正品包邮"}, fires=True),
        Example({"title": "保温杯 500ml"}, fires=False),
    ),
)
DRAFT = RuleText(
    code="PRE-1",
    title="预售未标明发货时间",
    expression='标题 包含 "预售" 且 描述 不匹配 /[0-9]+(天|日)内?发货/',
    ground="PR4",
    category="价格欺诈",
    severity="slight",
    note="演示：样例还没有全部通过的草稿。",
    examples=(
        Example({"title": "羊毛围巾 预售", "description": "下单后安排生产"}, fires=True),
        Example({"title": "羊毛围巾 预售", "description": "十五天内发货"}, fires=False),
    ),
)
NEW_WORDS = ("好评返券", "晒单返券", "追评返现")


def plan_rules(
    sim: Simulation, world: World, planted: dict[str, bool], *, now: dt.datetime
) -> None:
    """Plan what the two editors and the inspectors do with rules."""
    author, second = world.viewers[AUTHOR], world.viewers[SECOND]

    def at(days: int) -> dt.datetime:
        return sim.office(now - dt.timedelta(days=days))

    sim.plan(at(TRIED), partial(_try_all, author, second))
    sim.plan(at(JUDGED), partial(_judge_all, world, planted))
    sim.plan(at(REVISED), partial(_go_on, author))


def _try_all(author: Viewer, second: Viewer, at: dt.datetime) -> None:
    """Write the rules, try each on what has arrived, and let it run beside the words."""
    call_command("load_rules", made_by=AUTHOR, at=at, verbosity=0)
    wide = screening.create_rule(text=WIDE, by=author, at=at)
    screening.step_rule(version_id=wide.pk, step=Step.TEST, by=author, at=at)
    for number, row in enumerate(reading.versions(MACHINE).filter(stage=Stage.TESTED)):
        moment = at + dt.timedelta(minutes=5 * number)
        screening.backtest(version_id=row.pk, by=author, at=moment)
        drain(moment)
        screening.step_rule(version_id=row.pk, step=Step.SHADOW, by=second, at=moment)


def _judge_all(world: World, planted: dict[str, bool], at: dt.datetime) -> None:
    """Look at hits of the trial run; the second editor activates what somebody looked at."""
    second = world.viewers[SECOND]
    for row in reading.versions(MACHINE).filter(stage=Stage.SHADOW, rule__code=WIDE.code):
        # a small market has too few shops for the machine to see how wide the rule is
        note = "命中过宽，收窄条件后再试。"
        screening.step_rule(version_id=row.pk, step=Step.QUARANTINE, note=note, by=second, at=at)
    inspectors = [v for v in world.viewers.values() if v.is_bureau and v.has(Role.INSPECTOR)]
    for row in reading.versions(MACHINE).filter(stage=Stage.SHADOW).order_by("pk"):
        rows = list(reading.visible_hits(MACHINE).filter(of=row).order_by("pk")[:LOOKED_AT])
        who = _who_sees([hit.pk for hit in rows], inspectors)
        for hit in (hit for hit in rows if hit.pk in who):
            # what the registry says of a seller stands in no table of planted texts
            is_right = planted.get(hit.listing_no) or row.ground.code == "LIC"
            verdict = Verdict.CONFIRM if is_right else Verdict.REJECT
            screening.judge_hit(hit_id=hit.pk, verdict=verdict, by=who[hit.pk], at=at)
        if who:
            screening.step_rule(version_id=row.pk, step=Step.ACTIVATE, by=second, at=at)


def _who_sees(keys: list[int], people: list[Viewer]) -> dict[int, Viewer]:
    """Give for every hit somebody whose bureau may look at it."""
    found: dict[int, Viewer] = {}
    for by in people:
        seen = reading.visible_hits(by).filter(pk__in=keys).values_list("pk", flat=True)
        found = dict.fromkeys(seen, by) | found
    return found


def _go_on(author: Viewer, at: dt.datetime) -> None:
    """Leave work on the desk: a draft of a rule, and new words that wait for approval."""
    screening.create_rule(text=DRAFT, by=author, at=at)
    edition = screening.draft(by=author, at=at)
    for word in NEW_WORDS:
        row = Row(word, "FLOW", "流量造假", "normal", note="网络交易监督管理办法第十四条")
        try:
            screening.save_word(edition_id=edition.pk, row=row, by=author, at=at)
        except Refused:  # the lexicon has it by now
            continue
    screening.submit(edition_id=edition.pk, title="增补好评返现类", by=author, at=at)
    drain(at)
