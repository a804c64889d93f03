"""Cases of the demo: one in every state, with measures, transfers and requests beside some."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from hedun.base.accounts.terms import Viewer
from hedun.base.lawbook import queries as lawbook
from hedun.base.procedure.terms import NotPossible
from hedun.clues import actions as clues
from hedun.clues.terms import ClueSource
from hedun.demo.officers import Bureaux
from hedun.demo.simulation import MACHINE
from hedun.desks.cases import actions
from hedun.desks.cases.actions import Exhibited, Form, Sourced
from hedun.desks.cases.terms import (
    BranchKind,
    CaseSource,
    Enclosure,
    PartyKind,
    PenaltyKind,
    Ruled,
    ServiceWay,
)
from hedun.desks.disclosure import actions as disclosure
from hedun.market import queries as market

HOME: Final = "330106"
HANDS: Final = {
    "officer": f"jc{HOME}1",
    "reviewer": f"jc{HOME}3",
    "leader": f"ld{HOME}",
    "publisher": f"gs{HOME}",
    "helper": "jc3301101",
}
MATTERS: Final = (
    ("FUC", "虚构交易、编造用户评价", "后台导出的订单与物流记录不符，评价由第三方代写。", "FN-F25"),
    ("ABS", "使用绝对化用语", "详情页使用“国家级”“最佳”等用语推销商品。", "FN-57"),
    ("PR1", "被比较价格高于前七日最低成交价", "划线价高于促销前七日内最低成交价。", "FN-J7"),
    ("LIC", "未公示营业执照信息", "首页未公示营业执照信息，责令限期改正后逾期未改。", "FN-E76"),
    ("MED", "普通商品宣称疾病治疗功能", "详情页宣称可治疗失眠、降血压。", "FN-58"),
)
FINES: Final = {"FN-F25": 3, "FN-57": 20, "FN-J7": 5, "FN-E76": 0.5, "FN-58": 10}  # 10,000 yuan
YUAN: Final = 100


@dataclass(frozen=True, slots=True)
class Act:
    """One step: by whom, how many days after the one before, and what is special about it."""

    step: str
    hand: str = "officer"
    days: float = 1
    kind: str = ""  # what it begins or moves beside the case; empty: the case itself
    values: dict[str, Any] = field(default_factory=dict)


def _act(step: str, hand: str = "officer", days: float = 1, **values: Any) -> Act:
    return Act(step, hand, days, str(values.pop("kind", "")), values)


OPEN = (_act("open", "leader", 3),)
LOOK = (*OPEN, _act("evidence", days=2), _act("correct", days=1))
SENT = (*LOOK, _act("report", days=6))
REVIEWED = (*SENT, _act("review_pass", "reviewer", 3))
APPROVED = (*REVIEWED, _act("approve_notice", "leader"))
NOTIFIED = (*APPROVED, _act("notify", days=1))
READY = (*NOTIFIED, _act("state", days=2), _act("term_over", days=1, is_waived=True))
DECIDED = (*READY, _act("decide", "leader", 2))
SERVED = (*DECIDED, _act("serve", days=2))
SHOWN = (*SERVED, _act("show", "publisher", 3))
PAID = (*SHOWN, _act("pay", days=5))
CLOSED = (*PAID, _act("close", "leader", 4, reason="Z77-1"))
ARCHIVED = (*CLOSED, _act("archive", days=5))
BIG: Final[dict[str, Any]] = {"fine_fen": 15_000_000}
HEARING = (
    *OPEN, _act("evidence", days=2), _act("report", days=4, **BIG, is_major=True),
    _act("review_pass", "reviewer", 2), _act("approve_notice", "leader"), _act("notify"),
    _act("ask_hearing", days=2),
)  # fmt: skip
HEARD = (*HEARING, _act("set_hearing", "reviewer", 1), _act("hold_hearing", "reviewer", 14))
URGED = (*SERVED, _act("urge", days=18))
PUBLIC = (*APPROVED, _act("announce"))
HANDED = (
    *OPEN, _act("evidence", days=2), _act("p_propose", kind="case_police"),
    _act("p_approve", "leader", 1, kind="case_police"),
    _act("p_hand_over", days=0.4, kind="case_police"),
)  # fmt: skip
REFUSED = (*HANDED, _act("p_refused", days=3, kind="case_police"))
HELD = (
    *OPEN,
    _act("h_ask", days=1, kind="case_hold"),
    _act("h_approve", "leader", 0.2, kind="case_hold"),
)
SEIZED = (
    *LOOK,
    _act("h_urgent", kind="case_seizure"),
    _act("h_confirm", "leader", 0.3, kind="case_seizure"),
)

# how many days ago the source was entered, and how far the case came
LIVES: Final[tuple[tuple[float, tuple[Act, ...]], ...]] = (
    (0.2, ()),
    (2, ()),
    (26, ()),  # nobody decided on it: late
    (9, (_act("v_evidence", days=2),)),
    (12, (_act("v_test", days=2),)),
    (20, (_act("extend_verify", "leader", 8),)),
    (30, (_act("not_open", "leader", 6, reason="N20-2"),)),
    (33, (_act("pass_on", "leader", 5),)),
    (8, LOOK),
    (15, HELD),
    (28, HELD),  # nobody dealt with the goods: lapsed
    (19, (*HELD, _act("h_settle", days=3, kind="case_hold", reason="B35-3"))),
    (24, SEIZED),
    (60, (*SEIZED, _act("h_extend", "leader", 20, kind="case_seizure"))),
    (22, (*LOOK, _act("test", days=2))),
    (40, (*LOOK, _act("test", days=2), _act("tested", days=12))),
    (48, (*LOOK, _act("suspend", "leader", 4, reason="S46-4"))),
    (35, (*LOOK, _act("terminate", "leader", 5, reason="S47-1"))),
    (88, (*LOOK, _act("extend", "leader", 70))),
    (16, (*LOOK, _act("a_ask", kind="case_assist"))),
    (18, (*LOOK, _act("a_ask", kind="case_assist"), _act("a_receive", "helper", 1, kind="case_assist"))),
    (27, (*LOOK, _act("t_propose", kind="case_handoff"), _act("t_approve", "leader", 1, kind="case_handoff"))),
    (34, (*LOOK, _act("s_propose", kind="case_site"), _act("s_approve", "leader", 1, kind="case_site"), _act("s_closed", days=6, kind="case_site"))),
    (21, HANDED),
    (31, REFUSED),
    (38, (*REFUSED, _act("p_reconsider", days=1, kind="case_police"), _act("p_upheld", days=2, kind="case_police"), _act("p_supervise", days=1, kind="case_police"))),
    (45, (*HANDED, _act("p_filed", days=3, kind="case_police"), _act("p_goods", days=1, kind="case_police"))),
    (17, SENT),
    (20, REVIEWED),
    (21, APPROVED),
    (36, PUBLIC),
    (24, NOTIFIED),
    (24, HEARING),
    (41, HEARD),
    (46, (*HEARD, _act("submit_legal"))),
    (25, READY),
    (28, (*READY, _act("refund", days=1))),
    (34, DECIDED),
    (39, (*DECIDED, _act("post", days=2))),
    (37, SERVED),
    (52, (*SERVED, _act("defer", "leader", 3))),
    (58, URGED),
    (84, (*URGED, _act("rights_over", days=15), _act("enforce", "leader", 2))),
    (43, SHOWN),
    (50, PAID),
    (44, (*REVIEWED, _act("decide_other", "leader", 2, reason="D60-2"))),
    (62, CLOSED),
    (72, ARCHIVED),
    (80, ARCHIVED),
    (83, ARCHIVED),
)  # fmt: skip


@dataclass(slots=True)
class Dossier:
    """One case, led step by step to where its script ends."""

    bureaux: Bureaux
    number: int
    matter: int
    path: Iterator[Act]
    row: Any = None
    branch: Any = None
    party: str = ""
    patience: int = 8

    def source(self, at: dt.datetime) -> None:
        """Enter it, every third from a clue; without a shop in the county nothing happens."""
        rows = market.visible_shops(MACHINE).filter(region_code=HOME)
        rows = rows.select_related("platform", "subject").order_by("pk")
        shop = rows[(self.number * 7) % max(1, rows.count()) :].first()
        if shop is None:
            return
        code, what, facts, _ = MATTERS[self.matter]
        self.party = shop.subject.name if shop.subject else shop.name
        by = self.viewer("officer")
        clue = self._clue(shop, code, facts, by=by, at=at) if self.number % 3 == 0 else None
        self.row = actions.source(
            sourced=Sourced(
                token=f"demo-case-{self.number}",
                title=f"{self.party}涉嫌{what}案",
                source=CaseSource.CLUE if clue else CaseSource.REPORT,
                ground=code,
                party_kind=PartyKind.ORGANIZATION,
                party_name=self.party,
                party_code=(shop.subject.credit_code or "") if shop.subject else "",
                party_address="浙江省杭州市西湖区",
                facts=facts,
                found_on=at.date(),
                source_ref="" if clue else f"JB-{at.year}-{self.number:06}",
                happened_on=at.date() - dt.timedelta(days=20),
                clue_id=clue.pk if clue else None,
                shop=shop,
                subject=shop.subject,
                platform=shop.platform,
            ),
            by=by,
            at=at,
        )
        self._plan(at)

    def _clue(self, shop: Any, code: str, text: str, *, by: Viewer, at: dt.datetime) -> Any:
        ground = lawbook.ground(MACHINE, code, at.date())
        assert ground is not None
        clue = clues.raise_(
            title=f"{ground.name}：{shop.name}",
            source=ClueSource.MANUAL,
            source_key=f"demo:case:{self.number}",
            ground=ground,
            shop=shop,
            platform=shop.platform,
            region_code=HOME,
            finding={"words": [], "text": text, "rule": "巡查发现", "exemptions": []},
            by=by,
            at=at,
        )
        return clue if clue.body_id == by.body_id else None

    def viewer(self, hand: str) -> Viewer:
        """Give the person behind a hand."""
        return self.bureaux.world.viewers[HANDS[hand]]

    def act(self, act: Act, at: dt.datetime) -> None:
        """Take a step, and plan the one after it."""
        try:
            self._take(act, at)
        except NotPossible:
            if self.patience == 0:
                raise
            # a holiday has moved the end of somebody's term: a few days later it has passed
            self.patience -= 1
            again = self.bureaux.sim.office(at + dt.timedelta(days=2))
            self.bureaux.sim.plan(again, lambda moment: self.act(act, moment))
            return
        self.bureaux.tally["办案"] += 1
        self._plan(at)

    def _take(self, act: Act, at: dt.datetime) -> None:
        by, form = self.viewer(act.hand), self._form(act, at)
        if act.step == "show":
            disclosure.publish(fact_id=self.row.fact_id, by=by, at=at)
        elif not act.kind:
            self.row = actions.take_step(
                case_id=self.row.pk, step=act.step, form=form, by=by, at=at
            )
        elif self.branch is None:
            self.branch = actions.open_branch(
                case_id=self.row.pk, kind=BranchKind(act.kind), step=act.step, form=form,
                by=by, at=at,
            )  # fmt: skip
        else:
            self.branch = actions.take_branch_step(
                branch_id=self.branch.pk, step=act.step, form=form, by=by, at=at
            )

    def _plan(self, at: dt.datetime) -> None:
        act = next(self.path, None)
        if act is not None:
            when = self.bureaux.sim.office(at + dt.timedelta(days=act.days))
            self.bureaux.sim.plan(when, lambda moment: self.act(act, moment))

    def _form(self, act: Act, at: dt.datetime) -> Form:
        values = dict(act.values)
        ruled = self._ruled(values.pop("fine_fen", 0) or self._fine())
        on = at.date() + dt.timedelta(days=60 if act.step == "defer" else 0)
        world = self.bureaux.world
        people = [world.viewers[f"jc{HOME}{number}"].person_id for number in (1, 2)]
        helper = world.viewers[HANDS["helper"]]
        return Form(
            **{
                "note": NOTES.get(act.step, "经审查，同意办理。"),
                "on": on,
                "moment": at,
                "days": 30,
                "officers": tuple(key for key in people if key is not None),
                "conditions": ("F19-1", "F19-2", "F19-3", "F19-4"),
                "exhibit": Exhibited(
                    "E23-4", "商品页面和后台数据截图", "平台经营者", "违法事实及持续时间"
                ),
                "has_told_rights": True,
                "ruled": ruled,
                "members": "局长、分管副局长、法制机构负责人",
                "way": ServiceWay.DIRECT,
                "receiver": self.party[:60],
                "amount_fen": ruled.fine_fen,
                "goods": "涉案商品一批、电脑主机一台",
                "target_body_id": helper.body_id if act.kind == "case_assist" else None,
                "target_name": TARGETS.get(act.kind, "杭州市农业农村局"),
                "enclosures": tuple(Enclosure),
                "hearing_on": at.date() + dt.timedelta(days=13),
                **values,
            }
        )

    def _fine(self) -> int:
        return int(FINES[MATTERS[self.matter][3]] * 10_000 * YUAN)

    def _ruled(self, fine_fen: int) -> Ruled:
        _, _, facts, amount = MATTERS[self.matter]
        return Ruled(
            kinds=frozenset({PenaltyKind.FINE}),
            fine_fen=fine_fen,
            amount_code=amount,
            factors=("Q32-1",),
            why="当事人及时改正、主动消除危害后果，持续时间较短，在法定幅度内从轻。",
            facts=facts,
        )


NOTES: Final = {
    "open": "符合立案条件，同意立案。",
    "report": "事实清楚，证据充分，建议处罚。",
    "state": "当事人对事实无异议，请求从轻。",
    "test": "送检涉案商品。",
    "p_propose": "销售金额达到追诉标准，涉嫌犯罪。",
    "p_refused": "公安机关认为没有犯罪事实，书面通知不予立案。",
    "p_reconsider": "对不予立案决定有异议，提请复议。",
    "p_supervise": "建议人民检察院依法进行立案监督。",
    "a_ask": "请协助核实当事人在你辖区的仓库和实际经营地址。",
    "t_propose": "部分事实属于其他部门职权。",
    "s_propose": "网站无真实主体，无法联系，持续发布违法信息。",
}
TARGETS: Final = {
    "case_police": "杭州市公安局西湖区分局",
    "case_handoff": "杭州市农业农村局",
    "case_site": "浙江省通信管理局",
}


def plan_dossiers(bureaux: Bureaux, *, now: dt.datetime) -> None:
    """Plan one life for every state of a case and of what runs beside it."""
    for number, (days, path) in enumerate(LIVES):
        # a hearing needs a sum that only the first matter's range has room for
        is_grave = any(act.step == "ask_hearing" for act in path)
        matter = 0 if is_grave else number % len(MATTERS)
        dossier = Dossier(bureaux, number, matter, iter(path))
        at = bureaux.sim.office(now - dt.timedelta(days=days))
        bureaux.sim.plan(min(at, now), dossier.source)
