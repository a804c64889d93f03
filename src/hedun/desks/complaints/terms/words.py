"""The vocabulary of complaints and reports."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from hedun.base.accounts.terms import Viewer
from hedun.engine.term import Term

UNLOCKED_FOR: Final = dt.timedelta(hours=24)


class SubmissionKind(Term):
    """What was handed in: a complaint asks for mediation, a report tells of a violation."""

    COMPLAINT = "complaint", "投诉"
    REPORT = "report", "举报"


class Channel(Term):
    """How it came in."""

    WEB = "web", "网页"
    PHONE = "phone", "电话登记"
    IMPORT = "import", "12315平台导入"


class RespondentKind(Term):
    """What the respondent is, which decides who is competent (处理权限)."""

    IN_PLATFORM = "in_platform", "平台内的网店"
    PLATFORM = "platform", "平台或者自建网站"
    AD = "ad", "互联网广告"
    OFFLINE = "offline", "线下经营者"


class Competence(Term):
    """Why a bureau is competent (处理权限): which place decided."""

    UNKNOWN = "unknown", "处理地不明，由统一接收机构分送"
    OFFLINE = "offline", "被投诉人实际经营地或者住所地"
    SITE = "site", "平台、自建网站经营者住所地"
    SHOWN = "shown", "平台内经营者在平台公示的地址所在地"
    ACTUAL = "actual", "平台内经营者实际经营地"
    SEAT = "seat", "平台经营者住所地"
    PUBLISHER = "publisher", "广告发布者所在地"
    ADVERTISER = "advertiser", "广告主所在地"


class Living(Term):
    """What a person has found: whether a complaint is for living needs (为生活消费需要)."""

    YES = "living", "为生活消费需要"
    NO = "not_living", "不是为生活消费需要"
    UNCLEAR = "unclear", "尚不能确定，继续核实"


class BatchState(Term):
    """How far an import of exports from the national platform is."""

    READING = "reading", "逐行登记中"
    DONE = "done", "已完成"
    REFUSED = "refused", "整表退回"


class RowState(Term):
    """What became of one row."""

    TAKEN = "taken", "已登记"
    KNOWN = "known", "以前已登记"
    BAD = "bad", "退回"


class IdentityKind(Term):
    """The paper that proves who somebody is."""

    NONE = "none", "未提供"
    CITIZEN = "citizen", "居民身份证"
    PASSPORT = "passport", "护照"
    OTHER = "other", "其他证件"


@dataclass(frozen=True, slots=True)
class Author:
    """Who handed something in; kept sealed, and given out by `actions.open_identity` only."""

    name: str = ""
    phone: str = ""
    address: str = ""
    paper: IdentityKind = IdentityKind.NONE
    paper_number: str = ""
    agent: str = ""
    agent_phone: str = ""
    agent_powers: str = ""
    agent_until: str = ""
    representatives: str = ""


class ComplaintState(Term):
    """Where a complaint stands."""

    RECEIVED = "received", "待受理"
    IDENTITY = "identity", "待补身份证明"
    FAST = "fast", "平台先行处置中"
    ACCEPTED = "accepted", "已受理"
    MEDIATING = "mediating", "调解中"
    TESTING = "testing", "鉴定检测中"
    RECUSAL = "recusal", "回避审查中"
    AGREED = "agreed", "达成协议"
    TERMINATED = "terminated", "终止调解待告知"
    REFUSED = "refused", "不予受理"
    WITHDRAWN = "withdrawn", "已撤回"
    JOINED = "joined", "已并入共同投诉"
    CLOSED = "closed", "终止调解已办结"


class ComplaintStep(Term):
    """What can happen to a complaint."""

    FILE = "file", "提交投诉"
    ROUTE = "route", "分送承办单位"
    RETURN = "return", "反馈接收机构"
    ASK_IDENTITY = "ask_identity", "限期提供身份证明"
    GIVE_IDENTITY = "give_identity", "收到身份证明"
    FAST = "fast", "先行转平台处置"
    FAST_DONE = "fast_done", "收到平台先行处置结果"
    JOIN = "join", "并入共同投诉"
    ACCEPT = "accept", "受理"
    REFUSE = "refuse", "不予受理"
    WITHDRAW = "withdraw", "撤回投诉"
    MEDIATE = "mediate", "组织调解"
    DELEGATE = "delegate", "委托调解"
    TEST = "test", "送鉴定、检测"
    TESTED = "tested", "收到鉴定、检测结果"
    ASK_RECUSAL = "ask_recusal", "申请回避"
    DECIDE_RECUSAL = "decide_recusal", "作出回避决定"
    AGREE = "agree", "达成调解协议"
    ASK_END = "ask_end", "申请撤回或者已和解"
    TERMINATE = "terminate", "终止调解"
    TELL = "tell", "告知双方终止调解"
    CLUE = "clue", "登记违法线索"


class ReportState(Term):
    """Where a report stands."""

    RECEIVED = "r_received", "待核查"
    DISPUTED = "r_disputed", "处理权限协商中"
    VERIFYING = "r_verifying", "线索核查中"
    TESTING = "r_testing", "检测鉴定中"
    MERGED = "r_merged", "重复举报，不再另行处理"
    NOT_OURS = "r_not_ours", "不具备处理权限"
    CLOSED = "r_closed", "核查已办结"


class ReportStep(Term):
    """What can happen to a report."""

    FILE = "r_file", "提交举报"
    ROUTE = "r_route", "分送处理单位"
    RETURN = "r_return", "退回接收机构"
    NOT_OURS = "r_not_ours", "告知不具备权限"
    MERGE = "r_merge", "重复举报不另处理"
    MERGE_NEW = "r_merge_new", "补充新的事实合并处理"
    RENEW = "r_renew", "合并新的事实，重新起算"
    DISPUTE = "r_dispute", "处理权限争议协商"
    SETTLE = "r_settle", "确定处理单位"
    CLUE = "r_clue", "转违法线索核查"
    EXTEND = "r_extend", "延长核查期限"
    TEST = "r_test", "送检测、鉴定"
    TESTED = "r_tested", "收到检测、鉴定结果"
    CLOSE = "r_close", "核查办结"
    REPLY = "r_reply", "告知举报人处理结果"
    REWARD = "r_reward", "登记举报奖励意见"


@dataclass(frozen=True, slots=True)
class Annex:
    """Something of a room above that belongs to a submission: the letter of the fast lane."""

    label: str
    state: Term
    url: str
    text: str = ""
    due_at: dt.datetime | None = None


Annexer = Callable[[Viewer, int], list[Annex]]
_ANNEXERS: list[Annexer] = []


def register_annexer(annexer: Annexer) -> None:
    """Let a room above show on a submission's page what belongs to it; from `apps.ready`."""
    if annexer not in _ANNEXERS:
        _ANNEXERS.append(annexer)


def annexes(viewer: Viewer, submission_id: int) -> list[Annex]:
    """Give everything that the rooms above hold of a submission and the viewer may see."""
    return [found for annexer in _ANNEXERS for found in annexer(viewer, submission_id)]


class Scope(Term):
    """Which submissions a list shows."""

    BODY = "body", "本单位承办"
    AREA = "area", "本辖区"
    INTAKE = "intake", "本单位接收"
    DONE = "done", "已办结"
