"""What officers do: review findings, verify clues, write letters, dispose, publish."""

import datetime as dt
from collections import Counter
from typing import Any

from hedun.base.accounts.terms import Role, Viewer
from hedun.clues import actions as clues
from hedun.clues import queries as clue_queries
from hedun.clues.terms import Outcome
from hedun.demo.letters import Course
from hedun.demo.people import World
from hedun.demo.simulation import MACHINE, Simulation
from hedun.desks.disclosure import actions as disclosure
from hedun.desks.screening import actions as screening
from hedun.desks.screening.terms import Verdict
from hedun.market import queries as market

NOTES = (
    "已核对商品页面快照，标题与快照一致。",
    "电话联系店铺，对方承认系运营人员编写。",
    "已比对许可信息，未见相应资质。",
    "页面仍可访问，内容未改。",
)
WITHHELD = "情节轻微并已及时改正，未造成危害后果。"
WITHDRAWN = "经复核，处置决定已变更。"
MEASURES = {
    Outcome.REMOVED: "平台已下架该商品",
    Outcome.CORRECTED: "责令改正，店铺已修改标题与详情",
    Outcome.FILED: "移交综合执法队立案",
    Outcome.TRANSFERRED: "移送其他部门处理",
}


class Bureaux:
    """The bureaux at work; `truths` tells a reviewer what an attentive person would see."""

    def __init__(self, sim: Simulation, world: World, planted: dict[str, bool]) -> None:
        self.sim, self.world, self.planted = sim, world, planted
        self.tally: Counter[str] = Counter()  # by label

    def told(self) -> str:
        """Say what they did, for the person who watches the demo being made."""
        return "，".join(f"{label} {times:,}" for label, times in self.tally.items())

    def inspectors(self) -> list[Viewer]:
        """Everybody who reviews and investigates."""
        return [v for v in self.world.viewers.values() if v.is_bureau and v.has(Role.INSPECTOR)]

    def session(self, who: Viewer, size: int) -> Any:
        """An hour at the review queue."""

        def review(at: dt.datetime) -> None:
            for number in range(size):
                moment = at + dt.timedelta(seconds=20 * number)
                finding = screening.lease_next(by=who, at=moment)
                if finding is None:
                    return
                self._judge(finding, who, at=moment + dt.timedelta(seconds=9))

        return review

    def _judge(self, finding: Any, who: Viewer, *, at: dt.datetime) -> None:
        roll, is_planted = self.sim.chance.random(), self.planted.get(finding.listing_no)
        # what the registry and the papers say of a seller stands in no table of planted texts
        is_planted = is_planted or any(rule["ground"] == "LIC" for rule in finding.rules)
        if not finding.words:
            is_planted = is_planted or self.planted.get(finding.shop_no)
        verdict = Verdict.CONFIRM if is_planted else Verdict.REJECT
        if roll < 0.05:
            verdict = Verdict.UNSURE
        judgement = screening.judge(
            finding_id=finding.pk, version=finding.version, verdict=verdict, by=who, at=at
        )
        self.tally[verdict.label] += 1
        if judgement.clue is not None:
            self.follow(judgement.clue, at)

    def follow(self, clue: Any, at: dt.datetime) -> None:
        """Let somebody of the competent bureau take the clue up, most within days."""
        if clue.body_id is None:
            leaders = self.world.of_body(clue.raised_body_id or 0, Role.LEADER)
            if leaders and self.sim.chance.random() < 0.5:
                self.sim.plan(
                    self.sim.later(at, 4, 60), lambda when: self._dispatch(clue, leaders[0], when)
                )
            return
        people = self.world.of_body(clue.body_id, Role.INSPECTOR)
        officer = self.sim.chance.choice(people)
        patience = 520 if self.sim.chance.random() < 0.05 else 60
        self.sim.plan(self.sim.later(at, 2, patience), lambda when: self._take(clue, officer, when))

    def _dispatch(self, clue: Any, leader: Viewer, at: dt.datetime) -> None:
        fresh = clues.dispatch(clue_id=clue.pk, body_id=leader.body_id, by=leader, at=at)
        self.follow(fresh, at)

    def _take(self, clue: Any, officer: Viewer, at: dt.datetime) -> None:
        clues.take(clue_id=clue.pk, by=officer, at=at)
        if self.sim.chance.random() < 0.15:
            note = self.sim.chance.choice(NOTES)
            clues.comment(clue_id=clue.pk, note=note, by=officer, at=at + dt.timedelta(minutes=7))
        patience = 420 if self.sim.chance.random() < 0.04 else 50
        self.sim.plan(
            self.sim.later(at, 1, patience), lambda when: self._decide(clue, officer, when)
        )

    def _decide(self, clue: Any, officer: Viewer, at: dt.datetime) -> None:
        if self.sim.chance.random() < 0.12:
            clues.dispose(
                clue_id=clue.pk,
                outcome=Outcome.UNFOUNDED,
                note="经核查属例外情形，不构成违法。",
                by=officer,
                at=at,
            )
            return
        clues.confirm(clue_id=clue.pk, note=self.sim.chance.choice(NOTES), by=officer, at=at)
        fresh = clue_queries.clue(MACHINE, clue.pk)
        has_shop = fresh is not None and fresh.shop_id is not None
        if has_shop and self.sim.chance.random() < 0.6:
            course = self.course(fresh, officer)
            self.sim.plan(self.sim.later(at, 0.1, 20), course.start)
        else:
            self.sim.plan(
                self.sim.later(at, 1, 90), lambda when: self._dispose(fresh, officer, when)
            )

    def course(self, clue: Any, officer: Any, *, is_scripted: bool = False) -> Course:
        """Begin the life of a letter, after which the clue is disposed of."""
        self.tally["发函"] += 1
        return Course(
            self.sim,
            self.world,
            clue,
            officer,
            lambda when, _: self._end(clue, officer, when),
            is_scripted,
        )

    def _end(self, clue: Any, officer: Viewer, at: dt.datetime) -> None:
        self.sim.plan(self.sim.later(at, 0.5, 70), lambda when: self._dispose(clue, officer, when))

    def _dispose(self, clue: Any, officer: Viewer, at: dt.datetime) -> None:
        weights = {
            Outcome.REMOVED: 50,
            Outcome.CORRECTED: 30,
            Outcome.FILED: 14,
            Outcome.TRANSFERRED: 6,
        }
        outcome = self.sim.chance.choices(list(weights), weights=list(weights.values()))[0]
        clues.dispose(
            clue_id=clue.pk,
            outcome=outcome,
            measure=MEASURES[outcome],
            note="移送公安机关食品药品犯罪侦查部门" if outcome is Outcome.TRANSFERRED else "",
            by=officer,
            at=at,
        )
        self.tally[outcome.label] += 1
        # a filed case is published with its decision, a transferred one by whoever gets it
        is_done = outcome in {Outcome.REMOVED, Outcome.CORRECTED}
        if is_done and self.sim.chance.random() < 0.8:
            self.sim.plan(
                self.sim.later(at, 3, 90), lambda when: self._publish(clue, officer, when)
            )

    def _publish(self, clue: Any, officer: Viewer, at: dt.datetime) -> None:
        publisher = self.world.of_body(officer.body_id or 0, Role.PUBLISHER)[0]
        found = (
            market.facts(publisher, shop=clue.shop)
            if clue.shop_id
            else market.facts(publisher, subject=clue.subject)
        )
        fact = found.filter(source_kind="clue", source_id=clue.number).first()
        if fact is None:
            return
        roll = self.sim.chance.random()
        if roll < 0.06:
            disclosure.withhold(fact_id=fact.pk, reason=WITHHELD, by=publisher, at=at)
            self.tally["暂不公示"] += 1
            return
        row = disclosure.publish(fact_id=fact.pk, by=publisher, at=at)
        self.tally["公示"] += 1
        if roll > 0.95:
            self.sim.plan(
                self.sim.later(at, 20, 200), lambda when: self._withdraw(row, publisher, when)
            )

    def _withdraw(self, row: Any, publisher: Viewer, at: dt.datetime) -> None:
        disclosure.withdraw(publication_id=row.pk, reason=WITHDRAWN, by=publisher, at=at)
        self.tally["撤下"] += 1
