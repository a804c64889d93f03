"""Complaints and reports of the demo: one in every state, some of them late."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from hedun.base.accounts.terms import Viewer
from hedun.base.documents import actions as documents
from hedun.demo.officers import Bureaux
from hedun.demo.simulation import MACHINE
from hedun.desks.complaints import actions
from hedun.desks.complaints.actions import Filing, Form
from hedun.desks.complaints.terms import RespondentKind, SubmissionKind
from hedun.market import queries as market

HOME: Final = "330106"
OFFICER, LEADER = f"jc{HOME}1", f"ld{HOME}"
MATTERS: Final = (
    ("电热水壶", 12900, "使用第三天底座冒烟，商家称人为损坏，拒绝退换。", "退货退款"),
    ("纯棉四件套", 26900, "标称纯棉，水洗后起球，吊牌成分与页面不符。", "退一赔三"),
    ("儿童水杯", 5900, "杯盖漏水，商家要求自付运费退货。", "换货并承担运费"),
    ("蓝牙耳机", 19900, "页面写明七天无理由退货，申请后被拒。", "退货退款"),
    ("洗面奶", 8900, "收到的商品临近保质期，页面没有说明。", "退货退款"),
    ("登山鞋", 45900, "穿着两周鞋底开胶，商家不予三包。", "修理或者退货"),
)

Act = tuple[str, Form, str]
ACCEPT: Final[Act] = ("accept", Form(), OFFICER)
MEDIATE: Final[Act] = ("mediate", Form(consents=True), OFFICER)
TEST: Final[Act] = ("test", Form(note="双方协商确定检测机构，送检质量问题"), OFFICER)
AGREE: Final[Act] = ("agree", Form(note="商家退款并承担运费，当日履行完毕"), OFFICER)
REFUSE: Final[Act] = ("refuse", Form(reason="C16-4", note="购买已超过三年"), OFFICER)
END: Final[Act] = ("terminate", Form(reason="T23-2", note="商家明确拒绝调解"), OFFICER)
TELL: Final[Act] = ("tell", Form(), OFFICER)
VERIFY: Final[Act] = ("r_clue", Form(ground="FUC", note="页面宣称与实物不符，转线索核查"), OFFICER)
LONGER: Final[Act] = ("r_extend", Form(note="等待第三方说明"), LEADER)

PAPERS: Final = {
    "accept": "complaint-05",
    "refuse": "complaint-06",
    "mediate": "complaint-07",
    "terminate": "complaint-08",
    "agree": "complaint-09",
}

# how many days ago, what it is, and how far it came
LIVES: Final[tuple[tuple[float, SubmissionKind, tuple[Act, ...]], ...]] = (
    (0.1, SubmissionKind.COMPLAINT, ()),
    (1, SubmissionKind.COMPLAINT, ()),
    (4, SubmissionKind.COMPLAINT, (ACCEPT,)),
    (14, SubmissionKind.COMPLAINT, ()),  # nobody has looked at it: late
    (20, SubmissionKind.COMPLAINT, (ACCEPT, MEDIATE)),
    (25, SubmissionKind.COMPLAINT, (ACCEPT, MEDIATE, TEST)),
    (30, SubmissionKind.COMPLAINT, (ACCEPT, MEDIATE, AGREE)),
    (33, SubmissionKind.COMPLAINT, (REFUSE,)),
    (40, SubmissionKind.COMPLAINT, (ACCEPT, MEDIATE, END, TELL)),
    (2, SubmissionKind.REPORT, ()),
    (12, SubmissionKind.REPORT, (VERIFY, LONGER)),
)


@dataclass(slots=True)
class Plea:
    """One submission, led step by step to where its script ends."""

    bureaux: Bureaux
    number: int
    kind: SubmissionKind
    path: Iterator[Act]
    row: Any = None
    also_report: bool = field(default=False)

    def file(self, at: dt.datetime) -> None:
        """Hand it in as a citizen would; without a shop in the county nothing happens."""
        shops = market.visible_shops(MACHINE).filter(region_code=HOME).select_related("platform")
        shop = shops.order_by("pk")[self.number % max(1, shops.count()) :].first()
        if shop is None:
            return
        goods, fen, facts, request = MATTERS[self.number % len(MATTERS)]
        filed = actions.file(
            filing=Filing(
                kind=self.kind,
                respondent_kind=RespondentKind.IN_PLATFORM,
                respondent=shop.shop_no,
                platform=shop.platform,
                goods=goods,
                amount_fen=fen,
                facts=facts,
                request=request,
                also_report=self.also_report,
                token=f"demo{self.number:028}",
                name="李某",
                phone=f"1000000{self.number:04}",
                address="杭州市西湖区",
            ),
            by=Viewer.anonymous(),
            at=at,
        )
        self.row = filed[0].submission
        self._plan(at)

    def act(self, at: dt.datetime) -> None:
        """Take the next step, and plan the one after it."""
        step, form, who = next(self.path)
        on = at.date() if step == "test" else None
        self.row = actions.take_step(
            submission_id=self.row.pk,
            step=step,
            form=Form(form.note, form.reason, on, form.consents, form.body_id, form.ground),
            by=self.bureaux.world.viewers[who],
            at=at,
        )
        self._write(step, by=self.bureaux.world.viewers[who], at=at)
        self._plan(at)

    def _write(self, step: str, *, by: Viewer, at: dt.datetime) -> None:
        """Make the document of a step; an invitation stays a draft, for nobody named the room."""
        if step not in PAPERS:
            return
        paper = documents.make(
            kind="submission", subject_id=self.row.pk, form=PAPERS[step], by=by, at=at
        )
        if step != "mediate":
            documents.issue(document_id=paper.pk, by=by, at=at)

    def _plan(self, at: dt.datetime) -> None:
        rest = list(self.path)
        self.path = iter(rest)
        if rest:
            self.bureaux.sim.plan(self.bureaux.sim.office(at + dt.timedelta(hours=20)), self.act)


def plan_pleas(bureaux: Bureaux, *, now: dt.datetime) -> None:
    """Plan one life for every state of a complaint and a report."""
    for number, (days, kind, path) in enumerate(LIVES):
        is_mixed = number == 1
        plea = Plea(bureaux, number, kind, iter(path), also_report=is_mixed)
        bureaux.sim.plan(now - dt.timedelta(days=days), plea.file)
