"""Where a case stands and what can happen to it."""

from hedun.engine.term import Term


class CaseState(Term):
    """Where a case stands."""

    VERIFYING = "verifying", "核查中"
    V_TESTING = "v_testing", "核查检测鉴定中"
    NOT_FILED = "not_filed", "不予立案"
    PASSED_ON = "passed_on", "立案前已移送"
    INVESTIGATING = "investigating", "调查中"
    TESTING = "testing", "检测鉴定中"
    SUSPENDED = "suspended", "中止调查"
    ENDED = "ended", "终止调查待结案"
    REVIEWING = "reviewing", "审核中"
    REVIEWED = "reviewed", "审核完毕"
    APPROVED = "approved", "待告知"
    ANNOUNCING = "announcing", "公告送达告知书"
    NOTIFIED = "notified", "陈述申辩期"
    HEARING = "hearing", "听证中"
    HEARD = "heard", "听证后待法制审核"
    LEGAL = "legal", "法制审核中"
    READY = "ready", "待决定"
    REFUNDING = "refunding", "责令退款中"
    DECIDED = "decided", "已决定待送达"
    POSTING = "posting", "公告送达决定书"
    SERVED = "served", "已送达待履行"
    DEFERRED = "deferred", "延期、分期缴纳"
    URGED = "urged", "已催告"
    ENFORCING = "enforcing", "申请强制执行"
    PERFORMED = "performed", "执行完毕待结案"
    RESOLVED = "resolved", "其他处理待结案"
    CLOSED = "closed", "已结案"
    ARCHIVED = "archived", "已归档"


class CaseStep(Term):
    """What can happen to a case."""

    SOURCE = "source", "登记案源"
    EXTEND_VERIFY = "extend_verify", "延长核查期限"
    V_EVIDENCE = "v_evidence", "登记核查证据"
    V_TEST = "v_test", "核查送检测鉴定"
    V_IDENTIFY = "v_identify", "核查请权利人辨认"
    V_TESTED = "v_tested", "收到核查检测结果"
    OPEN = "open", "立案"
    NOT_OPEN = "not_open", "不予立案"
    PASS_ON = "pass_on", "立案前移送"
    CHANGE_OFFICERS = "change_officers", "变更办案人员"
    EVIDENCE = "evidence", "登记证据"
    CORRECT = "correct", "责令改正"
    TEST = "test", "送检测鉴定"
    IDENTIFY = "identify", "请权利人辨认鉴别"
    TESTED = "tested", "收到检测鉴定结果"
    SUSPEND = "suspend", "中止调查"
    RESUME = "resume", "恢复调查"
    TERMINATE = "terminate", "终止调查"
    EXTEND = "extend", "延长办案期限"
    EXTEND_MORE = "extend_more", "集体讨论继续延期"
    REPORT = "report", "调查终结送审"
    REVIEW_PASS = "review_pass", "审核同意"
    REVIEW_BACK = "review_back", "审核退回"
    EXTEND_REVIEW = "extend_review", "延长审核期限"
    APPROVE_NOTICE = "approve_notice", "批准告知"
    NOTIFY = "notify", "送达处罚告知书"
    ANNOUNCE = "announce", "公告送达告知书"
    ANNOUNCED = "announced", "告知书公告期满"
    STATE = "state", "记录陈述申辩"
    ASK_HEARING = "ask_hearing", "要求听证"
    SET_HEARING = "set_hearing", "通知听证"
    HOLD_HEARING = "hold_hearing", "举行听证"
    DROP_HEARING = "drop_hearing", "终止听证"
    TERM_OVER = "term_over", "复核陈述申辩"
    SUBMIT_LEGAL = "submit_legal", "听证后送法制审核"
    LEGAL_PASS = "legal_pass", "法制审核同意"
    LEGAL_BACK = "legal_back", "法制审核退回"
    REFUND = "refund", "责令退款"
    REFUNDED = "refunded", "退款期满"
    DISCUSS = "discuss", "集体讨论"
    SEND_BACK = "send_back", "退回补充调查"
    DECIDE = "decide", "作出处罚决定"
    DECIDE_OTHER = "decide_other", "作出其他处理决定"
    SERVE = "serve", "送达处罚决定书"
    POST = "post", "公告送达决定书"
    POSTED = "posted", "决定书公告期满"
    PUBLISH = "publish", "公示处罚信息"
    NOT_PUBLISH = "not_publish", "决定不予公示"
    OVERTURN = "overturn", "决定被变更、撤销"
    WITHDRAWN = "withdrawn", "撤回公示信息"
    DEFER = "defer", "批准延期、分期"
    PAY = "pay", "履行完毕"
    URGE = "urge", "催告"
    RIGHTS_OVER = "rights_over", "复议诉讼期限届满"
    ENFORCE = "enforce", "申请强制执行"
    COURT_END = "court_end", "法院终结执行"
    CLOSE = "close", "结案"
    ARCHIVE = "archive", "立卷归档"


class HoldState(Term):
    """Where a preservation stands."""

    ASKED = "h_asked", "待批准"
    URGENT = "h_urgent", "当场采取待补批"
    HELD = "h_held", "登记保存中"
    SETTLED = "h_settled", "已采取处理措施"
    RELEASED = "h_released", "已解除"
    LAPSED = "h_lapsed", "逾期自动解除"
    DECLINED = "h_declined", "不予批准"


class SeizureState(Term):
    """Where a seizure stands."""

    ASKED = "z_asked", "待批准"
    URGENT = "z_urgent", "当场采取待补批"
    HELD = "z_held", "查封、扣押中"
    TESTING = "z_testing", "物品检测鉴定中"
    CONFISCATED = "z_confiscated", "已决定没收"
    HANDED = "z_handed", "已移送公安机关"
    RELEASED = "z_released", "已解除"
    DECLINED = "z_declined", "不予批准"


class HoldStep(Term):
    """What can happen to a preservation or a seizure."""

    ASK = "h_ask", "申请采取措施"
    URGENT = "h_urgent", "当场采取措施"
    APPROVE = "h_approve", "批准措施"
    DECLINE = "h_decline", "不批准措施"
    CONFIRM = "h_confirm", "补办批准"
    OVERTURN = "h_overturn", "立即解除"
    EXTEND = "h_extend", "延长措施期限"
    TEST = "h_test", "物品送检测鉴定"
    TESTED = "h_tested", "收到物品检测结果"
    SETTLE = "h_settle", "采取处理措施"
    RELEASE = "h_release", "解除措施"
    CONFISCATE = "h_confiscate", "决定没收"
    HAND = "h_hand", "随案移送公安"
    LAPSE = "h_lapse", "逾期自动解除"


class AssistState(Term):
    """Where a request for assistance stands."""

    ASKED = "a_asked", "待接收"
    RECEIVED = "a_received", "协助调查中"
    POSTPONED = "a_postponed", "延期协助中"
    ANSWERED = "a_answered", "已回复"
    DECLINED = "a_declined", "不属其职权"
    RECALLED = "a_recalled", "已撤回"


class AssistStep(Term):
    """What can happen to a request for assistance."""

    ASK = "a_ask", "发出协助调查函"
    RECEIVE = "a_receive", "接到协助调查函"
    POSTPONE = "a_postpone", "告知延期"
    ANSWER = "a_answer", "回复协助结果"
    DECLINE = "a_decline", "告知不属职权"
    RECALL = "a_recall", "撤回协助调查函"


class PoliceState(Term):
    """Where a transfer to the police stands."""

    PROPOSED = "p_proposed", "待决定移送"
    DECLINED = "p_declined", "决定不移送"
    APPROVED = "p_approved", "待移送"
    HANDED = "p_handed", "公安机关审查中"
    FILED = "p_filed", "公安机关已立案"
    REFUSED = "p_refused", "公安机关不予立案"
    RECONSIDERING = "p_reconsidering", "复议中"
    UPHELD = "p_upheld", "复议维持不予立案"
    SUPERVISING = "p_supervising", "检察机关立案监督中"
    RETURNED = "p_returned", "不予立案，依法继续处理"
    DONE = "p_done", "已移交物品和材料"


class PoliceStep(Term):
    """What can happen to a transfer to the police."""

    PROPOSE = "p_propose", "提出移送公安报告"
    APPROVE = "p_approve", "批准移送"
    DECLINE = "p_decline", "不批准移送"
    HAND_OVER = "p_hand_over", "向公安机关移送"
    FORWARDED = "p_forwarded", "公安机关转送"
    FILED = "p_filed", "公安机关立案"
    REFUSED = "p_refused", "公安机关不予立案"
    RECONSIDER = "p_reconsider", "提请复议"
    UPHELD = "p_upheld", "复议维持"
    SUPERVISE = "p_supervise", "建议立案监督"
    ACCEPT = "p_accept", "接受不予立案"
    GOODS = "p_goods", "移交物品和材料"


class HandoffState(Term):
    """Where a transfer to another bureau or agency stands."""

    PROPOSED = "t_proposed", "待批准移送"
    DECLINED = "t_declined", "不批准移送"
    SENT = "t_sent", "待对方接收"
    ACCEPTED = "t_accepted", "对方已接收"
    DISPUTED = "t_disputed", "管辖争议协商中"
    REFERRED = "t_referred", "报请指定管辖中"
    ASSIGNED = "t_assigned", "已指定管辖"
    RETURNED = "t_returned", "退回本机关处理"


class HandoffStep(Term):
    """What can happen to a transfer to another bureau or agency."""

    PROPOSE = "t_propose", "提出移送"
    APPROVE = "t_approve", "批准并发出移送函"
    DECLINE = "t_decline", "不批准移送函"
    ACCEPT = "t_accept", "对方接收"
    DISPUTE = "t_dispute", "对方提出管辖异议"
    AGREE = "t_agree", "协商由对方管辖"
    REFER = "t_refer", "报请指定管辖"
    ASSIGN = "t_assign", "上级指定对方管辖"
    RETURN = "t_return", "由本机关继续处理"


class SiteState(Term):
    """Where a request to close a site stands."""

    PROPOSED = "s_proposed", "待批准提请"
    DECLINED = "s_declined", "不批准提请"
    ASKED = "s_asked", "待电信部门处理"
    CLOSED = "s_closed", "网站已关闭"
    REFUSED = "s_refused", "电信部门不予关闭"


class SiteStep(Term):
    """What can happen to a request to close a site."""

    PROPOSE = "s_propose", "提出关闭网站"
    APPROVE = "s_approve", "批准并提请关闭"
    DECLINE = "s_decline", "不批准提请关闭"
    CLOSED = "s_closed", "网站已关闭"
    REFUSED = "s_refused", "不予关闭"
