"""What may be shown to the public, how it is masked, and for how long."""

import calendar
import datetime as dt
import re
import zoneinfo
from collections.abc import Mapping, Sequence
from typing import Any

from hedun.base.accounts.terms import Refused, Role, Viewer
from hedun.clues.terms import Outcome
from hedun.desks.disclosure.terms import DisplayTerm, GravityClass, NotPublishable
from hedun.market.terms import FactKind, SubjectKind

OFFICERS = (Role.PUBLISHER, Role.LEADER, Role.INSPECTOR)
SHOWN_KINDS = (FactKind.DISPOSAL, FactKind.PENALTY)
PENALTY = "行政处罚"
SHOWN_OUTCOMES = {
    Outcome.REMOVED.label: "下架删除违法商品信息",
    Outcome.CORRECTED.label: "责令改正",
    PENALTY: "行政处罚",
}
WHY_NOT = {
    Outcome.FILED.label: "案件尚在办理，未作出处理决定，不得公示；作出行政处罚决定后再依法公示",
    Outcome.TRANSFERRED.label: "线索已移送其他单位，由接收单位决定是否公示",
    Outcome.UNFOUNDED.label: "线索不成立，不得公示",
    "警告": "仅受到警告的行政处罚不予公示（《市场监督管理行政处罚信息公示规定》第二条）",
}
SHORTEST_QUERY = 2
SEARCHES_PER_MINUTE = 30
BEIJING = zoneinfo.ZoneInfo("Asia/Shanghai")
_PHONE = re.compile(r"(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)")
_CITIZEN = re.compile(r"(?<!\d)(\d)\d{16}([\dXx])(?![\dXx])")


def local_day(at: dt.datetime) -> dt.date:
    """The calendar day in Beijing time on which a moment falls."""
    return at.astimezone(BEIJING).date()


def midnight_after(on: dt.date) -> dt.datetime:
    """The first moment after a day in Beijing time."""
    following = on + dt.timedelta(days=1)
    return dt.datetime(following.year, following.month, following.day, tzinfo=BEIJING)


def check_role(viewer: Viewer) -> None:
    """Only officers of a bureau work on publications. Raises Refused."""
    if not (viewer.is_bureau and viewer.has(*OFFICERS)):
        raise Refused("只有市场监管局的公示审核员、负责人或办案人员可以办理公示。")


def check_officer(viewer: Viewer, body_id: int | None) -> None:
    """Only officers of the bureau that decided publish or withhold. Raises Refused."""
    check_role(viewer)
    if body_id is None or viewer.body_id != body_id:
        raise Refused("只能由作出处置的单位公示或撤下；请联系该单位办理。")


def why_not(kind: str, payload: Mapping[str, Any], *, is_corrected: bool, has_shop: bool) -> str:
    """Say in Chinese why a fact may not be shown; empty where it may."""
    if kind not in SHOWN_KINDS:
        return "该类记录属于内部办理信息，不在公示范围内"
    if is_corrected:
        return "该记录已被更正；请公示更正后的记录"
    if not has_shop:
        return "该记录没有关联网店，公众无法按网店查询"
    outcome = str(payload.get("outcome", ""))
    if outcome not in SHOWN_OUTCOMES:
        return WHY_NOT.get(outcome, f"处置结果“{outcome}”不在公示范围内")
    return ""


def term_of(
    terms: Sequence[DisplayTerm], gravity: GravityClass, *, on: dt.date, reason: str
) -> DisplayTerm:
    """Give the display term in force for a class. Raises NotPublishable.

    A slight dishonesty is not shown unless a person says why it must be.
    """
    found = next((term for term in terms if term.gravity is gravity and term.holds(on)), None)
    if found is None:
        raise NotPublishable(
            f"{on:%Y-%m-%d}没有“{gravity.label}”的公示期限规定；请联系系统管理员补充规则。"
        )
    if found.needs_reason and not reason.strip():
        raise NotPublishable(
            f"“{gravity.label}”原则上不予公示；确需公示的，请写明理由，最长公示"
            f"{found.most_months}个月。"
        )
    return found


def add_months(on: dt.date, months: int) -> dt.date:
    """The same day some months later, or the month's last day where there is none."""
    year, month = divmod(on.month - 1 + months, 12)
    year, month = on.year + year, month + 1
    return dt.date(year, month, min(on.day, calendar.monthrange(year, month)[1]))


def masked_name(name: str, kind: SubjectKind) -> str:
    """The operator as the public may see it: a natural person's given name is hidden.

    Basis: pipl art. 25
    """
    if kind is not SubjectKind.NATURAL:
        return masked_text(name)
    return name[:1] + "*" * max(1, min(len(name) - 1, 3))


def masked_text(text: str) -> str:
    """Hide telephone and identity numbers that stand in free text; a credit code stays."""
    return _CITIZEN.sub(_hide_citizen, _PHONE.sub(r"\1****\2", text))


def _hide_citizen(match: re.Match[str]) -> str:
    text = match.group()
    looks_like_birth = text[6:8] in {"19", "20"} and text[10:12] <= "12"
    return f"{match[1]}{'*' * 16}{match[2]}" if looks_like_birth else text


def check_query(text: str) -> str:
    """Give the cleaned search text. Raises Invalid-like NotPublishable where it is too short."""
    query = " ".join(text.split())
    if query and len(query) < SHORTEST_QUERY:
        raise NotPublishable(f"请至少输入{SHORTEST_QUERY}个字，例如网店名称的前几个字。")
    return query[:60]
