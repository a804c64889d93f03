"""The course of one letter: sent, signed for, answered early, late or never, closed."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from hedun.base.accounts.terms import Role, Viewer
from hedun.demo.people import World
from hedun.demo.ratings import rate
from hedun.demo.simulation import Happening, Simulation
from hedun.desks.bridge import actions as bridge
from hedun.desks.bridge.terms import Attachment, FieldGroup, LetterKind, RowIn

MEASURES = ("已下架", "已删除链接", "已要求店铺改正标题", "已下架并扣信用分", "已限制店铺上新七日")
KINDS = {
    LetterKind.CO_INVESTIGATION: 80,
    LetterKind.DISPOSAL_NOTICE: 12,
    LetterKind.CLUE_NOTICE: 8,
}
PROMISE = "该商品销售数据涉及跨月对账，需财务核对后一并提供。"


@dataclass(slots=True)
class Course:
    """Who plays in one letter's life, and what comes after it."""

    sim: Simulation
    world: World
    clue: Any
    officer: Viewer
    after: Any
    is_scripted: bool = False  # somebody else says what comes next
    letter: Any = None

    def _then(self, at: dt.datetime, what: Happening, *, hours: tuple[float, float]) -> None:
        if not self.is_scripted:
            self.sim.plan(self.sim.later(at, *hours), what)

    def start(self, at: dt.datetime) -> None:
        """Draft the letter and send it within the hour; a few stay drafts for days."""
        kind = self.sim.chance.choices(list(KINDS), weights=list(KINDS.values()))[0]
        self.letter = bridge.draft_from_clue(
            clue_id=self.clue.pk, kind=kind, by=self.officer, at=at
        )
        slow = self.sim.chance.random() < 0.06
        self._then(at, self.send, hours=(0.2, 90 if slow else 2))

    def send(self, at: dt.datetime) -> None:
        """Sign and send."""
        bridge.send(letter_id=self.letter.pk, by=self.officer, at=at)
        roll = self.sim.chance.random()
        if roll < 0.04:
            self._then(at, self.withdraw, hours=(20, 60))
        elif roll < 0.96:  # the rest is never signed for
            self._then(at, self.accept, hours=(0.3, 7) if roll < 0.84 else (7, 40))

    def withdraw(self, at: dt.datetime) -> None:
        """Take the letter back."""
        bridge.withdraw(
            letter_id=self.letter.pk, reason="商品信息已由店铺自行删除", by=self.officer, at=at
        )
        self.after(at, "withdrawn")

    def _compliance(self) -> Viewer:
        people = self.world.of_body(self.letter.to_body_id, Role.COMPLIANCE)
        number: int = self.letter.pk
        return people[number % len(people)]

    def accept(self, at: dt.datetime) -> None:
        """Let the platform sign for it, and now and then ask for more time."""
        bridge.accept(letter_id=self.letter.pk, by=self._compliance(), at=at)
        roll = self.sim.chance.random()
        if roll < 0.08:
            self._then(at, self.propose, hours=(1, 30))
        elif roll < 0.76:
            self._then(at, self.answer, hours=(0.5, 9))
        elif roll < 0.94:
            self._then(at, self.answer, hours=(12, 120))
        else:
            self._then(at, self.answer, hours=(400, 900))

    def propose(self, at: dt.datetime) -> None:
        """Offer a later day."""
        self.letter.refresh_from_db()
        day = self.letter.due_at.date() + dt.timedelta(days=self.sim.chance.randint(4, 9))
        while not self.sim.is_working(day):
            day += dt.timedelta(days=1)
        bridge.propose_date(
            letter_id=self.letter.pk, due_on=day, reason=PROMISE, by=self._compliance(), at=at
        )
        if self.sim.chance.random() < 0.8:
            self._then(at, self.agree, hours=(2, 30))

    def agree(self, at: dt.datetime) -> None:
        """Agree to it."""
        bridge.agree_date(letter_id=self.letter.pk, by=self.officer, at=at)
        self._then(at, self.answer, hours=(24, 200))

    def answer(self, at: dt.datetime) -> None:
        """Answer with typed rows, and sometimes a file."""
        measure = self.sim.chance.choice(MEASURES)
        files = []
        if self.sim.chance.random() < 0.4:
            text = f"下架回执\n商品编号,{self.clue.listing_no}\n处理结果,{measure}\n"
            files = [Attachment("下架回执.csv", "text/csv", text.encode())]
        bridge.answer(
            letter_id=self.letter.pk,
            text=f"经核查，来函所列商品{measure}，相关信息见附表。",
            rows=self._rows(at, measure),
            attachments=files,
            by=self._compliance(),
            at=at,
        )
        if self.sim.chance.random() < 0.08:
            self._then(at, self.ask_again, hours=(2, 40))
        else:
            self._then(at, self.close, hours=(1, 60))

    def _rows(self, at: dt.datetime, measure: str) -> list[RowIn]:
        shop, subject = self.clue.shop, self.clue.subject
        identity = {"name": subject.name if subject else shop.name, "shop_name": shop.name}
        identity |= {"address": shop.address, "shop_url": shop.url}
        goods = {
            "listing_no": self.clue.listing_no or "不适用",
            "title": self.clue.title.partition("：")[2] or self.clue.title,
            "sold": str(self.sim.chance.randint(0, 900)),
            "removed_on": f"{at:%Y-%m-%d}",
            "measure": measure,
        }
        rows = [RowIn(FieldGroup.GOODS, goods)]
        if subject and subject.credit_code:
            identity["credit_code"] = subject.credit_code
            rows.insert(0, RowIn(FieldGroup.IDENTITY, identity))
        return rows

    def ask_again(self, at: dt.datetime) -> None:
        """Send the answer back for what is missing."""
        bridge.ask_again(
            letter_id=self.letter.pk,
            reason="缺少近三十日销售数据，请补充后再复。",
            by=self.officer,
            at=at,
        )
        self._then(at, self.answer, hours=(8, 120))

    def close(self, at: dt.datetime) -> None:
        """Close the letter."""
        closed = bridge.close(letter_id=self.letter.pk, by=self.officer, at=at)
        rate(self.world, closed, self.officer, at=at)
        self.after(at, "closed")
