"""What the desk decides beyond the declared procedures: hats, numbers, dates, officers."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from hedun.base.accounts.terms import Role, Viewer
from hedun.base.procedure.terms import Hat
from hedun.desks.cases.terms import BranchKind, CaseState

WORKERS: Final = (Role.INSPECTOR, Role.LEADER)
FEWEST_OFFICERS: Final = 2
FEWEST_MEMBERS: Final = 2
EARLY: Final = frozenset({CaseState.VERIFYING, CaseState.V_TESTING})
ENDS: Final = frozenset({CaseState.NOT_FILED, CaseState.PASSED_ON, CaseState.ARCHIVED})
MEASURED: Final = frozenset({CaseState.VERIFYING, CaseState.INVESTIGATING, CaseState.TESTING})
UNJUDGED: Final = frozenset(CaseState) - ENDS - {
    CaseState.CLOSED, CaseState.PERFORMED, CaseState.RESOLVED, CaseState.ENDED,
}  # fmt: skip
MAY_OPEN: Final = {
    BranchKind.HOLD: MEASURED,
    BranchKind.SEIZURE: MEASURED,
    BranchKind.ASSIST: UNJUDGED,
    BranchKind.POLICE: UNJUDGED,
    BranchKind.HANDOFF: UNJUDGED,
    BranchKind.SITE: UNJUDGED,
}


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody who may be made an officer of a case."""

    person_id: int
    name: str
    certificate: str


def hats(viewer: Viewer, *, body_id: int | None, handlers: Iterable[int]) -> frozenset[Hat]:
    """Say what a person is to a case; whoever handles it neither reviews nor decides it.

    Before a case is opened nobody is named for it, and every officer of the bureau works on it.

    Basis: chufa_chengxu art. 49
    """
    if viewer.is_system:
        return frozenset({Hat.SYSTEM})
    if not viewer.is_bureau or viewer.person_id is None or viewer.body_id != body_id:
        return frozenset()
    if viewer.has(Role.PUBLISHER) and not viewer.has(*WORKERS):
        return frozenset({Hat.PUBLISHER})
    if not viewer.has(*WORKERS):
        return frozenset()
    named = set(handlers)
    found = {Hat.OFFICER, Hat.PUBLISHER} if viewer.has(Role.PUBLISHER) else {Hat.OFFICER}
    if viewer.person_id in named:
        return frozenset(found | {Hat.HANDLER})
    found |= {Hat.REVIEWER} if named else {Hat.HANDLER}
    if viewer.has(Role.LEADER):
        found.add(Hat.LEADER)
    return frozenset(found)


def bar(viewer: Viewer, *, body_id: int | None, handlers: Iterable[int]) -> str:
    """Say in Chinese why a leader has no say in a case: who investigates does not judge it.

    Basis: chufa_chengxu art. 49
    """
    is_leader = viewer.body_id == body_id and viewer.has(Role.LEADER)
    if not is_leader or viewer.person_id not in set(handlers):
        return ""
    return (
        "您是本案的办案人员，不能审核、批准或者决定本案"
        "（《市场监督管理行政处罚程序规定》第四十九条）；"
        "请由本单位其他负责人办理，或者由其“变更办案人员”后再由您办理。"
    )


def assistant_hats(
    viewer: Viewer, found: frozenset[Hat], *, target_body_id: int | None
) -> frozenset[Hat]:
    """Add who answers a request: the bureau that was asked, or, outside the house, the handler."""
    is_asked = (
        viewer.is_bureau
        and viewer.person_id is not None
        and viewer.has(*WORKERS)
        and viewer.body_id == target_body_id
    )
    stands_in = target_body_id is None and Hat.HANDLER in found
    return found | {Hat.ASSISTANT} if is_asked or stands_in else found


def officers_problem(chosen: Sequence[Officer], wanted: int) -> str:
    """Say in Chinese why these people cannot handle a case; empty when they can.

    Basis: chufa_chengxu art. 19; chufa_chengxu art. 22
    """
    if len(chosen) < wanted:
        return "所选人员中有不是本单位在职人员的；请重新选择。"
    if len(chosen) < FEWEST_OFFICERS:
        return (
            f"办案人员不得少于两人，现为 {len(chosen)} 人"
            "（《市场监督管理行政处罚程序规定》第十九条、第二十二条）；请再选择一名。"
        )
    lacking = "、".join(one.name for one in chosen if not one.certificate.strip())
    return (
        f"{lacking}没有登记执法证号，不能办案；请系统管理员补登，或者另选人员。" if lacking else ""
    )


def judges_problem(chosen: Sequence[Officer], leaders: Collection[int]) -> str:
    """Say in Chinese why these officers would leave nobody to decide the case; empty when not.

    Basis: chufa_chengxu art. 49
    """
    named = {one.person_id for one in chosen}
    if not leaders or not named.issuperset(leaders):
        return ""
    return (
        "所选人员包括本单位全部负责人，办案人员不能审核、决定本案"
        "（《市场监督管理行政处罚程序规定》第四十九条），本案将无人可以批准；"
        "请至少留一名负责人不办案，或者请系统管理员先登记其他负责人。"
    )


def case_number(year: int, count: int) -> str:
    """Give the number of a case: AJ-2026-000001."""
    return f"AJ-{year}-{count:06d}"


def decision_number(word: str, year: int, count: int) -> str:
    """Give the number of a decision (文号) with the word of its bureau."""
    return f"{word or '市监'}处罚〔{year}〕{count}号"


def date_problem(on: dt.date | None, today: dt.date, *, since: dt.date | None = None) -> str:
    """Say in Chinese why the day of something that happened does not fit."""
    if on is None:
        return ""
    if on > today:
        return f"日期 {on} 晚于今天；请填写实际发生的日期。"
    if since is not None and on < since:
        return f"日期 {on} 早于 {since}，此前还不能有这一步骤；请核对后填写。"
    return ""


def members(text: str) -> list[str]:
    """Split the names of those who took part."""
    for sign in "，,；;\n":
        text = text.replace(sign, "、")
    return [name.strip() for name in text.split("、") if name.strip()]
