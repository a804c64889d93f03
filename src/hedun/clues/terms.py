"""Words for a clue: the one shape of everything that was found."""

from hedun.engine.term import Term


class ClueState(Term):
    """Where a clue stands."""

    RAISED = "raised", "待分派"
    DISPATCHED = "dispatched", "待核查"
    VERIFYING = "verifying", "核查中"
    CONFIRMED = "confirmed", "已核实"
    AWAITING = "awaiting", "待平台反馈"
    ANSWERED = "answered", "待处置"
    DISPOSED = "disposed", "已办结"


OPEN_STATES = tuple(state for state in ClueState if state is not ClueState.DISPOSED)


class Outcome(Term):
    """How a clue ended."""

    REMOVED = "removed", "下架删除"
    CORRECTED = "corrected", "责令改正"
    FILED = "filed", "立案"
    TRANSFERRED = "transferred", "移送"
    UNFOUNDED = "unfounded", "不成立"


class ClueSource(Term):
    """Which desk found it."""

    SCREENING = "screening", "违禁筛查"
    ROSTER = "roster", "主体比对"
    PARTNER = "partner", "平台报告"
    MANUAL = "manual", "人工登记"
    REVIEW = "review", "评价预警"


class ClueStep(Term):
    """What can happen to a clue."""

    RAISE = "raise", "登记"
    DISPATCH = "dispatch", "分派"
    TAKE = "take", "开始核查"
    CONFIRM = "confirm", "核实属实"
    EXTEND = "extend", "延长核查期限"
    SEND_LETTER = "send_letter", "发函平台"
    ANSWER = "answer", "平台已复函"
    DISPOSE = "dispose", "处置"
    UNDO = "undo", "撤销"
    RECOMPUTE = "recompute", "期限重算"
    REMIND = "remind", "到期提醒"
    COMMENT = "comment", "备注"
