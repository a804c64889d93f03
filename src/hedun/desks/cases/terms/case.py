"""The general procedure (普通程序) as one declaration: what may happen to a case.

Basis: chufa_chengxu art. 18; chufa_chengxu art. 19; chufa_chengxu art. 64
"""

from typing import Final

from hedun.base.lawbook.terms import ReasonKind
from hedun.base.procedure.terms import Hat, Need, Party, Procedure, Step
from hedun.desks.cases.terms.states import CaseState, CaseStep

S, T = CaseState, CaseStep
RULES: Final = "chufa_chengxu"
OFFICER, HANDLER, LEADER = (Hat.OFFICER,), (Hat.HANDLER,), (Hat.LEADER,)
REVIEWER, PUBLISHER = (Hat.REVIEWER,), (Hat.PUBLISHER,)
PARTY: Final = (Party.PARTY,)
NOTE, DATED = (Need.NOTE,), (Need.DATE, Need.NOTE)
TESTS, RIGHTS_HOLDER = "检测、检验、检疫、鉴定", "权利人辨认或者鉴别"
LOOKING: Final = (S.INVESTIGATING, S.TESTING)
UNDECIDED: Final = (
    *LOOKING, S.SUSPENDED, S.REVIEWING, S.REVIEWED, S.APPROVED, S.ANNOUNCING, S.NOTIFIED,
    S.HEARING, S.HEARD, S.LEGAL, S.READY, S.REFUNDING,
)  # fmt: skip
PUNISHED: Final = (
    S.DECIDED, S.POSTING, S.SERVED, S.DEFERRED, S.URGED, S.ENFORCING, S.PERFORMED, S.CLOSED,
)  # fmt: skip
UNPAID: Final = (S.SERVED, S.DEFERRED, S.URGED, S.ENFORCING)

VERIFICATION: Final = (
    Step(T.SOURCE, (), S.VERIFYING, OFFICER, f"{RULES} 18", (Need.GROUND, Need.PARTY),
         starts=("clue.verify",), document="penalty-01"),
    Step(T.EXTEND_VERIFY, (S.VERIFYING,), None, LEADER, f"{RULES} 18", NOTE,
         extends=("clue.verify",), document="penalty-08"),
    Step(T.V_EVIDENCE, (S.VERIFYING,), None, OFFICER, f"{RULES} 23", (Need.EXHIBIT,),
         document="penalty-11"),
    Step(T.V_TEST, (S.VERIFYING,), S.V_TESTING, OFFICER, f"{RULES} 18", DATED,
         pauses=(("clue.verify", TESTS),), document="penalty-30"),
    Step(T.V_IDENTIFY, (S.VERIFYING,), S.V_TESTING, OFFICER, f"{RULES} 18", DATED,
         pauses=(("clue.verify", RIGHTS_HOLDER),), document="penalty-16"),
    Step(T.V_TESTED, (S.V_TESTING,), S.VERIFYING, OFFICER, f"{RULES} 18", DATED,
         resumes=("clue.verify",)),
    Step(T.OPEN, (S.VERIFYING,), S.INVESTIGATING, LEADER, f"{RULES} 19",
         (Need.OFFICERS, Need.CONDITIONS, Need.NOTE), ends=("clue.verify",),
         starts=("case.decide",), document="penalty-07"),
    Step(T.NOT_OPEN, (S.VERIFYING,), S.NOT_FILED, LEADER, f"{RULES} 20",
         (Need.REASON, Need.NOTE), reasons=ReasonKind.NOT_OPEN, ends=("clue.verify",),
         document="penalty-07"),
    Step(T.PASS_ON, (S.VERIFYING,), S.PASSED_ON, LEADER, f"{RULES} 17",
         (Need.TARGET, Need.NOTE), ends=("clue.verify",), document="penalty-04",
         tells=(Party.RECEIVER,), told="线索不属于本机关管辖，移送你机关处理"),
)  # fmt: skip

INVESTIGATION: Final = (
    Step(T.CHANGE_OFFICERS, UNDECIDED, None, LEADER, f"{RULES} 19", (Need.OFFICERS, Need.NOTE),
         document="penalty-08"),
    Step(T.EVIDENCE, LOOKING, None, HANDLER, f"{RULES} 23", (Need.EXHIBIT,),
         document="penalty-11"),
    Step(T.CORRECT, LOOKING, None, HANDLER, "penalty_law 28", NOTE, document="penalty-33",
         tells=PARTY, told="责令改正违法行为"),
    Step(T.TEST, (S.INVESTIGATING,), S.TESTING, HANDLER, f"{RULES} 32", DATED,
         pauses=(("case.decide", TESTS),), document="penalty-31", tells=PARTY,
         told="涉案物品送检测、检验、检疫、鉴定，所需时间不计入办案期限"),
    Step(T.IDENTIFY, (S.INVESTIGATING,), S.TESTING, HANDLER, f"{RULES} 30", DATED,
         pauses=(("case.decide", RIGHTS_HOLDER),), document="penalty-16"),
    Step(T.TESTED, (S.TESTING,), S.INVESTIGATING, HANDLER, f"{RULES} 32", DATED,
         resumes=("case.decide",), document="penalty-32", tells=PARTY,
         told="检测、检验、检疫、鉴定、辨认结果已作出"),
    Step(T.SUSPEND, (S.INVESTIGATING,), S.SUSPENDED, LEADER, f"{RULES} 46",
         (Need.REASON, Need.DATE, Need.NOTE), reasons=ReasonKind.SUSPEND,
         pauses=(("case.decide", "中止"),), document="penalty-08"),
    Step(T.RESUME, (S.SUSPENDED,), S.INVESTIGATING, LEADER, f"{RULES} 46", DATED,
         resumes=("case.decide",), document="penalty-08"),
    Step(T.TERMINATE, (S.INVESTIGATING, S.SUSPENDED), S.ENDED, LEADER, f"{RULES} 47",
         (Need.REASON, Need.NOTE), reasons=ReasonKind.TERMINATE_CASE, drops=("case.decide",),
         starts=("case.close",), document="penalty-08"),
    Step(T.EXTEND, UNDECIDED, None, LEADER, f"{RULES} 64", NOTE, extends=("case.decide",),
         document="penalty-08"),
    Step(T.EXTEND_MORE, UNDECIDED, None, LEADER, f"{RULES} 64",
         (Need.DAYS, Need.MEMBERS, Need.NOTE), extends=("case.decide",), document="penalty-42"),
    Step(T.REPORT, (S.INVESTIGATING,), S.REVIEWING, HANDLER, f"{RULES} 48", (Need.RULING,),
         starts=("case.review",), document="penalty-35"),
    Step(T.REVIEW_PASS, (S.REVIEWING,), S.REVIEWED, REVIEWER, f"{RULES} 54", NOTE,
         ends=("case.review",), document="penalty-36"),
    Step(T.REVIEW_BACK, (S.REVIEWING,), S.INVESTIGATING, REVIEWER, f"{RULES} 54", NOTE,
         ends=("case.review",), document="penalty-36"),
    Step(T.EXTEND_REVIEW, (S.REVIEWING, S.LEGAL), None, LEADER, f"{RULES} 55",
         (Need.DAYS, Need.NOTE), extends=("case.review",), document="penalty-08"),
)  # fmt: skip

HEARING: Final = (
    Step(T.APPROVE_NOTICE, (S.REVIEWED,), S.APPROVED, LEADER, f"{RULES} 56", NOTE,
         document="penalty-43"),
    Step(T.NOTIFY, (S.APPROVED,), S.NOTIFIED, HANDLER, f"{RULES} 57", (Need.DATE, Need.WAY),
         starts=("case.statement",), document="penalty-37", tells=PARTY,
         told="拟作出行政处罚；自告知书送达之日起五个工作日内可以陈述、申辩，"
         "属于听证范围的可以要求听证，逾期视为放弃"),
    Step(T.ANNOUNCE, (S.APPROVED,), S.ANNOUNCING, HANDLER, f"{RULES} 82", DATED,
         pauses=(("case.decide", "公告"),), starts=("case.public_service",),
         document="penalty-51"),
    Step(T.ANNOUNCED, (S.ANNOUNCING,), S.NOTIFIED, HANDLER, f"{RULES} 82", (Need.DATE,),
         resumes=("case.decide",), ends=("case.public_service",), starts=("case.statement",),
         document="penalty-37", tells=PARTY, told="告知书公告期满，视为送达"),
    Step(T.STATE, (S.NOTIFIED,), None, HANDLER, f"{RULES} 58", NOTE, document="penalty-38"),
    Step(T.ASK_HEARING, (S.NOTIFIED,), S.HEARING, HANDLER, "penalty_law 63", DATED,
         ends=("case.statement",), pauses=(("case.decide", "听证"),)),
    Step(T.SET_HEARING, (S.HEARING,), None, REVIEWER, "penalty_law 64",
         (Need.DATE, Need.HEARING), document="penalty-39", tells=PARTY,
         told="举行听证的时间、地点已确定"),
    Step(T.HOLD_HEARING, (S.HEARING,), S.HEARD, REVIEWER, "penalty_law 64", DATED,
         resumes=("case.decide",), document="penalty-41"),
    Step(T.DROP_HEARING, (S.HEARING,), S.READY, REVIEWER, "penalty_law 64", DATED,
         resumes=("case.decide",)),
    Step(T.TERM_OVER, (S.NOTIFIED,), S.READY, HANDLER, f"{RULES} 58", NOTE,
         ends=("case.statement",)),
    Step(T.SUBMIT_LEGAL, (S.HEARD,), S.LEGAL, HANDLER, f"{RULES} 50", NOTE,
         starts=("case.review",)),
    Step(T.LEGAL_PASS, (S.LEGAL,), S.READY, REVIEWER, f"{RULES} 54", NOTE,
         ends=("case.review",), document="penalty-36"),
    Step(T.LEGAL_BACK, (S.LEGAL,), S.INVESTIGATING, REVIEWER, f"{RULES} 54", NOTE,
         ends=("case.review",), document="penalty-36"),
)  # fmt: skip

DECISION: Final = (
    Step(T.REFUND, (S.READY,), S.REFUNDING, HANDLER, f"{RULES} 59", (*DATED, Need.AMOUNT),
         pauses=(("case.decide", "责令退还多收价款"),), document="penalty-34", tells=PARTY,
         told="责令限期退还多收价款"),
    Step(T.REFUNDED, (S.REFUNDING,), S.READY, HANDLER, f"{RULES} 59", DATED,
         resumes=("case.decide",)),
    Step(T.DISCUSS, (S.READY,), None, LEADER, f"{RULES} 60", (Need.MEMBERS, Need.NOTE),
         document="penalty-42"),
    Step(T.SEND_BACK, (S.REVIEWED, S.READY), S.INVESTIGATING, LEADER, f"{RULES} 60", NOTE),
    Step(T.DECIDE, (S.READY,), S.DECIDED, LEADER, f"{RULES} 60", (Need.RULING,),
         ends=("case.decide",), starts=("case.serve", "penalty.publish"),
         document="penalty-45"),
    Step(T.DECIDE_OTHER, (S.REVIEWED, S.READY), S.RESOLVED, LEADER, f"{RULES} 60",
         (Need.REASON, Need.NOTE), reasons=ReasonKind.DECIDE, ends=("case.decide",),
         starts=("case.close",), document="penalty-46", tells=PARTY, told="已作出处理决定"),
    Step(T.SERVE, (S.DECIDED,), S.SERVED, HANDLER, f"{RULES} 81", (Need.DATE, Need.WAY),
         ends=("case.serve",), starts=("case.pay",), document="penalty-50", tells=PARTY,
         told="行政处罚决定书已送达，自收到之日起十五日内缴纳罚没款；处罚信息将依法公示"),
    Step(T.POST, (S.DECIDED,), S.POSTING, HANDLER, f"{RULES} 82", DATED,
         ends=("case.serve",), starts=("case.public_service",), document="penalty-51"),
    Step(T.POSTED, (S.POSTING,), S.SERVED, HANDLER, f"{RULES} 82", (Need.DATE,),
         ends=("case.public_service",), starts=("case.pay",), document="penalty-50",
         tells=PARTY, told="处罚决定书公告期满，视为送达；处罚信息将依法公示"),
    Step(T.PUBLISH, PUNISHED, None, PUBLISHER, "penalty_publicity_rules 9",
         ends=("penalty.publish",)),
    Step(T.NOT_PUBLISH, PUNISHED, None, LEADER, "penalty_publicity_rules 2", NOTE,
         drops=("penalty.publish",)),
    Step(T.OVERTURN, PUNISHED, None, LEADER, f"{RULES} 63", NOTE, starts=("case.withdraw",)),
    Step(T.WITHDRAWN, PUNISHED, None, PUBLISHER, f"{RULES} 63", NOTE, ends=("case.withdraw",)),
)  # fmt: skip

PERFORMANCE: Final = (
    Step(T.DEFER, (S.SERVED,), S.DEFERRED, LEADER, f"{RULES} 74", DATED, drops=("case.pay",),
         document="penalty-47", tells=PARTY, told="同意延期、分期缴纳罚款"),
    Step(T.PAY, UNPAID, S.PERFORMED, HANDLER, f"{RULES} 72", (Need.DATE, Need.AMOUNT),
         ends=("case.pay", "case.urge"), drops=("case.enforce",), starts=("case.close",)),
    Step(T.URGE, (S.SERVED, S.DEFERRED), S.URGED, HANDLER, f"{RULES} 76",
         (Need.DATE, Need.WAY), drops=("case.pay",), starts=("case.urge",),
         document="penalty-48", tells=PARTY, told="催告履行行政处罚决定"),
    Step(T.RIGHTS_OVER, (S.SERVED, S.DEFERRED, S.URGED), None, HANDLER, f"{RULES} 76", DATED,
         starts=("case.enforce",)),
    Step(T.ENFORCE, (S.URGED,), S.ENFORCING, LEADER, f"{RULES} 76", NOTE,
         ends=("case.urge", "case.enforce"), document="penalty-49"),
    Step(T.COURT_END, (S.ENFORCING,), S.PERFORMED, HANDLER, f"{RULES} 77", DATED,
         starts=("case.close",)),
    Step(T.CLOSE, (S.PERFORMED, S.ENDED, S.RESOLVED), S.CLOSED, LEADER, f"{RULES} 77",
         (Need.REASON, Need.NOTE), reasons=ReasonKind.CLOSE, ends=("case.close",),
         document="penalty-53"),
    Step(T.ARCHIVE, (S.CLOSED,), S.ARCHIVED, HANDLER, f"{RULES} 78",
         drops=("penalty.publish", "case.withdraw"), document="penalty-54"),
)  # fmt: skip

CASE: Final = Procedure(
    "case",
    "行政处罚案件",
    CaseState,
    (*VERIFICATION, *INVESTIGATION, *HEARING, *DECISION, *PERFORMANCE),
)
