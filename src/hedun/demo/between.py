"""Letters of the demo between bureaux and to agencies, and fields that need consent."""

import datetime as dt
from typing import Any, Final

from hedun.base.accounts import queries as accounts
from hedun.base.accounts.terms import Role, Viewer
from hedun.clues import queries as clues
from hedun.demo.officers import Bureaux
from hedun.demo.simulation import MACHINE
from hedun.desks.bridge import actions as bridge
from hedun.desks.bridge.terms import LetterKind, Mark, Marks, NotReady

HOME: Final = "330106"
LEADER: Final = f"ld{HOME}"
# how many days ago, what kind, to whom, and whether an answer has come
LIVES: Final = (
    (40, LetterKind.ASSISTANCE, "杭州市余杭区市场监督管理局", True),
    (26, LetterKind.TRANSFER, "杭州市公安局", True),
    (22, LetterKind.TRANSFER, "浙江省通信管理局", True),
    (14, LetterKind.ASSISTANCE, "南京市市场监督管理局", True),
    (9, LetterKind.TRANSFER, "杭州市农业农村局", False),
    (5, LetterKind.ASSISTANCE, "宁波市市场监督管理局", False),
)
ANSWERS: Final = {
    LetterKind.ASSISTANCE: "已对当事人住所现场核查并制作笔录，材料随函附送。",
    LetterKind.TRANSFER: "已收到移送材料，正依法办理，结果另行反馈。",
}


def plan_between(bureaux: Bureaux, *, now: dt.datetime) -> None:
    """Plan one letter of each sort."""
    sim = bureaux.sim
    for days, kind, name, has_answer in LIVES:

        def write(
            at: dt.datetime,
            kind: LetterKind = kind,
            name: str = name,
            *,
            has_answer: bool = has_answer,
        ) -> None:
            _write(bureaux, kind, name, has_answer=has_answer, at=at)

        sim.plan(sim.office(now - dt.timedelta(days=days)), write)


def _clue(by: Viewer, *, is_fresh: bool = False) -> Any:
    rows = clues.visible_clues(by).filter(body_id=by.body_key, is_open=True, shop__isnull=False)
    if is_fresh:
        rows = rows.filter(state="confirmed", letters__isnull=True)
    return rows.order_by("-pk").first()


def _write(
    bureaux: Bureaux, kind: LetterKind, name: str, *, has_answer: bool, at: dt.datetime
) -> None:
    by = bureaux.world.viewers[LEADER]
    clue, to = _clue(by), accounts.bodies(MACHINE).filter(name=name).first()
    if clue is None or to is None:
        return
    letter = bridge.draft_from_clue(clue_id=clue.pk, kind=kind, to_body_id=to.pk, by=by, at=at)
    if letter.sent_at is not None:
        return
    try:
        bridge.send(letter_id=letter.pk, by=by, at=at)
    except NotReady:  # it stays a draft that says what it lacks
        return
    answerer = next(iter(bureaux.world.of_body(to.pk, Role.INSPECTOR, Role.LIAISON)), None)
    if not has_answer or answerer is None:
        return
    bureaux.sim.plan(
        bureaux.sim.office(at + dt.timedelta(hours=5)),
        lambda when: _answer(letter.pk, kind, answerer, at=when),
    )


def _answer(pk: int, kind: LetterKind, by: Viewer, *, at: dt.datetime) -> None:
    bridge.accept(letter_id=pk, by=by, at=at)
    bridge.answer(letter_id=pk, text=ANSWERS[kind], by=by, at=at + dt.timedelta(hours=1))
    marks = Marks(Mark.GOOD, Mark.GOOD)
    bridge.rate(letter_id=pk, marks=marks, by=by, at=at + dt.timedelta(hours=1))


def ask_province(bureaux: Bureaux, *, at: dt.datetime) -> None:
    """Leave a draft that waits for the province; nobody's script takes that clue up any more."""
    by = bureaux.world.viewers[LEADER]
    clue = _clue(by, is_fresh=True)
    if clue is None:
        return
    letter = bridge.draft_from_clue(clue_id=clue.pk, by=by, at=at)
    bridge.ask_consent(
        letter_id=letter.pk,
        fields=["登录 IP 地址", "设备标识"],
        why="多家网店疑为同一实际控制人",
        by=by,
        at=at,
    )
