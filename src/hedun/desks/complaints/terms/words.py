"""The vocabulary of complaints and reports."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

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


class RespondentKind(Term):
    """What the respondent is, which decides who is competent (处理权限)."""

    IN_PLATFORM = "in_platform", "平台内的网店"
    PLATFORM = "platform", "平台或者自建网站"
    OFFLINE = "offline", "线下经营者"


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


class ComplaintState(Term):
    """Where a complaint stands."""

    RECEIVED = "received", "待受理"
    IDENTITY = "identity", "待补身份证明"
    ACCEPTED = "accepted", "已受理"
    MEDIATING = "mediating", "调解中"
    TESTING = "testing", "鉴定检测中"
    RECUSAL = "recusal", "回避审查中"
    AGREED = "agreed", "达成协议"
    TERMINATED = "terminated", "终止调解待告知"
    REFUSED = "refused", "不予受理"
    WITHDRAWN = "withdrawn", "已撤回"
    CLOSED = "closed", "终止调解已办结"


class ComplaintStep(Term):
    """What can happen to a complaint."""

    FILE = "file", "提交投诉"
    ROUTE = "route", "分送承办单位"
    RETURN = "return", "反馈接收机构"
    ASK_IDENTITY = "ask_identity", "限期提供身份证明"
    GIVE_IDENTITY = "give_identity", "收到身份证明"
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
    CLUE = "r_clue", "转违法线索核查"
    EXTEND = "r_extend", "延长核查期限"
    TEST = "r_test", "送检测、鉴定"
    TESTED = "r_tested", "收到检测、鉴定结果"
    CLOSE = "r_close", "核查办结"


class Scope(Term):
    """Which submissions a list shows."""

    BODY = "body", "本单位承办"
    AREA = "area", "本辖区"
    INTAKE = "intake", "本单位接收"
    DONE = "done", "已办结"
