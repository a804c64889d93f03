"""What runs beside a case, each as a declaration of its own with its own clocks.

Basis: chufa_chengxu art. 33; chufa_chengxu art. 36; chufa_chengxu art. 45
Basis: criminal_transfer_rules art. 5; criminal_transfer_rules art. 9
"""

from typing import Final

from hedun.base.lawbook.terms import ReasonKind
from hedun.base.procedure.terms import Hat, Need, Party, Procedure, Step
from hedun.desks.cases.terms.states import (
    AssistState,
    AssistStep,
    HandoffState,
    HandoffStep,
    HoldState,
    HoldStep,
    PoliceState,
    PoliceStep,
    SeizureState,
    SiteState,
    SiteStep,
)
from hedun.desks.cases.terms.words import BranchKind

RULES, CRIME = "chufa_chengxu", "criminal_transfer_rules"
HANDLER, LEADER, ASSISTANT = (Hat.HANDLER,), (Hat.LEADER,), (Hat.ASSISTANT,)
PARTY, RECEIVER = (Party.PARTY,), (Party.RECEIVER,)
NOTE: Final = (Need.NOTE,)
DATED: Final = (Need.DATE, Need.NOTE)
TESTS: Final = "检测、检验、检疫、鉴定"
H, Z, G = HoldState, SeizureState, HoldStep

HOLD: Final = Procedure(
    BranchKind.HOLD.value,
    "先行登记保存",
    HoldState,
    (
        Step(G.ASK, (), H.ASKED, HANDLER, f"{RULES} 33", (Need.GOODS, Need.NOTE),
             document="penalty-08"),
        Step(G.URGENT, (), H.URGENT, HANDLER, f"{RULES} 33",
             (Need.GOODS, Need.MOMENT, Need.NOTE),
             starts=("case.urgent_approval", "case.hold"), document="penalty-19", tells=PARTY,
             told="当场采取先行登记保存措施"),
        Step(G.APPROVE, (H.ASKED,), H.HELD, LEADER, f"{RULES} 33", NOTE,
             starts=("case.hold",), document="penalty-19", tells=PARTY,
             told="采取先行登记保存措施，保存期间不得损毁、销毁或者转移证据"),
        Step(G.DECLINE, (H.ASKED,), H.DECLINED, LEADER, f"{RULES} 33", NOTE),
        Step(G.CONFIRM, (H.URGENT,), H.HELD, LEADER, f"{RULES} 33", NOTE,
             ends=("case.urgent_approval",), document="penalty-08"),
        Step(G.OVERTURN, (H.URGENT,), H.RELEASED, LEADER, f"{RULES} 33", NOTE,
             ends=("case.urgent_approval",), drops=("case.hold",), document="penalty-20",
             tells=PARTY, told="立即解除先行登记保存措施"),
        Step(G.SETTLE, (H.HELD,), H.SETTLED, HANDLER, f"{RULES} 35", (Need.REASON, Need.NOTE),
             reasons=ReasonKind.HOLD, ends=("case.hold",)),
        Step(G.RELEASE, (H.HELD,), H.RELEASED, LEADER, f"{RULES} 35", NOTE,
             ends=("case.hold",), document="penalty-20", tells=PARTY,
             told="解除先行登记保存措施"),
        Step(G.LAPSE, (H.HELD, H.URGENT), H.LAPSED, (Hat.SYSTEM,), f"{RULES} 35",
             drops=("case.hold", "case.urgent_approval"), tells=PARTY,
             told="七个工作日内未采取处理措施，先行登记保存措施自动解除"),
    ),
)  # fmt: skip

SEIZURE: Final = Procedure(
    BranchKind.SEIZURE.value,
    "查封、扣押",
    SeizureState,
    (
        Step(G.ASK, (), Z.ASKED, HANDLER, f"{RULES} 36", (Need.GOODS, Need.NOTE),
             document="penalty-08"),
        Step(G.URGENT, (), Z.URGENT, HANDLER, f"{RULES} 36",
             (Need.GOODS, Need.MOMENT, Need.NOTE),
             starts=("case.urgent_measure", "case.seizure"), document="penalty-21", tells=PARTY,
             told="当场实施行政强制措施"),
        Step(G.APPROVE, (Z.ASKED,), Z.HELD, LEADER, f"{RULES} 36", NOTE,
             starts=("case.seizure",), document="penalty-21", tells=PARTY,
             told="实施行政强制措施，当场交付决定书和清单"),
        Step(G.DECLINE, (Z.ASKED,), Z.DECLINED, LEADER, f"{RULES} 36", NOTE),
        Step(G.CONFIRM, (Z.URGENT,), Z.HELD, LEADER, f"{RULES} 36", NOTE,
             ends=("case.urgent_measure",), document="penalty-08"),
        Step(G.OVERTURN, (Z.URGENT,), Z.RELEASED, LEADER, f"{RULES} 36", NOTE,
             ends=("case.urgent_measure",), drops=("case.seizure",), document="penalty-23",
             tells=PARTY, told="立即解除行政强制措施"),
        Step(G.EXTEND, (Z.HELD,), None, LEADER, f"{RULES} 38", NOTE, extends=("case.seizure",),
             document="penalty-22", tells=PARTY, told="延长查封、扣押期限"),
        Step(G.TEST, (Z.HELD,), Z.TESTING, HANDLER, f"{RULES} 38", DATED,
             pauses=(("case.seizure", TESTS),), document="penalty-31", tells=PARTY,
             told="物品送检测、检验、检疫、鉴定，期间不计入查封、扣押期限"),
        Step(G.TESTED, (Z.TESTING,), Z.HELD, HANDLER, f"{RULES} 38", DATED,
             resumes=("case.seizure",), document="penalty-32", tells=PARTY,
             told="检测、检验、检疫、鉴定结果已作出"),
        Step(G.RELEASE, (Z.HELD, Z.TESTING), Z.RELEASED, LEADER, f"{RULES} 42",
             (Need.REASON, Need.NOTE), reasons=ReasonKind.RELEASE, ends=("case.seizure",),
             document="penalty-23", tells=PARTY, told="解除行政强制措施，退还财物"),
        Step(G.CONFISCATE, (Z.HELD,), Z.CONFISCATED, LEADER, f"{RULES} 42", NOTE,
             ends=("case.seizure",), document="penalty-52"),
        Step(G.HAND, (Z.HELD,), Z.HANDED, HANDLER, f"{CRIME} 12", NOTE,
             ends=("case.seizure",), document="penalty-06", tells=PARTY,
             told="查封、扣押的物品已随案移送公安机关"),
    ),
)  # fmt: skip

A, B = AssistState, AssistStep

ASSIST: Final = Procedure(
    BranchKind.ASSIST.value,
    "协助调查",
    AssistState,
    (
        Step(B.ASK, (), A.ASKED, HANDLER, f"{RULES} 45", (Need.TARGET, Need.NOTE),
             document="penalty-17", tells=RECEIVER, told="请协助调查取证"),
        Step(B.RECEIVE, (A.ASKED,), A.RECEIVED, ASSISTANT, f"{RULES} 45", (Need.DATE,),
             starts=("case.assist",)),
        Step(B.POSTPONE, (A.RECEIVED,), A.POSTPONED, ASSISTANT, f"{RULES} 45", DATED,
             drops=("case.assist",)),
        Step(B.ANSWER, (A.RECEIVED, A.POSTPONED), A.ANSWERED, ASSISTANT, f"{RULES} 45", NOTE,
             ends=("case.assist",)),
        Step(B.DECLINE, (A.ASKED, A.RECEIVED), A.DECLINED, ASSISTANT, f"{RULES} 45", NOTE,
             ends=("case.assist",)),
        Step(B.RECALL, (A.ASKED, A.RECEIVED, A.POSTPONED), A.RECALLED, HANDLER, f"{RULES} 45",
             NOTE, drops=("case.assist",), tells=RECEIVER, told="撤回协助调查函"),
    ),
)  # fmt: skip

P, Q = PoliceState, PoliceStep
BEFORE_POLICE: Final = (P.REFUSED, P.UPHELD)

POLICE: Final = Procedure(
    BranchKind.POLICE.value,
    "移送公安机关",
    PoliceState,
    (
        Step(Q.PROPOSE, (), P.PROPOSED, HANDLER, f"{CRIME} 5", (Need.TARGET, Need.NOTE),
             starts=("crime.decide",)),
        Step(Q.APPROVE, (P.PROPOSED,), P.APPROVED, LEADER, f"{CRIME} 5", NOTE,
             ends=("crime.decide",), starts=("crime.hand_over",)),
        Step(Q.DECLINE, (P.PROPOSED,), P.DECLINED, LEADER, f"{CRIME} 5", NOTE,
             ends=("crime.decide",)),
        Step(Q.HAND_OVER, (P.APPROVED,), P.HANDED, HANDLER, f"{CRIME} 6",
             (Need.ENCLOSURES, Need.MOMENT), ends=("crime.hand_over",),
             starts=("crime.police_decide",), document="penalty-05", tells=RECEIVER,
             told="移送涉嫌犯罪案件"),
        Step(Q.FORWARDED, (P.HANDED,), None, HANDLER, f"{CRIME} 7", NOTE),
        Step(Q.FILED, (P.HANDED, P.RECONSIDERING, P.SUPERVISING), P.FILED, HANDLER,
             f"{CRIME} 8", DATED, ends=("crime.police_decide", "crime.reconsider_reply"),
             starts=("crime.goods",)),
        Step(Q.REFUSED, (P.HANDED,), P.REFUSED, HANDLER, f"{CRIME} 8", DATED,
             ends=("crime.police_decide",), starts=("crime.reconsider",)),
        Step(Q.RECONSIDER, (P.REFUSED,), P.RECONSIDERING, HANDLER, f"{CRIME} 9", DATED,
             ends=("crime.reconsider",), starts=("crime.reconsider_reply",), tells=RECEIVER,
             told="对不予立案决定提请复议"),
        Step(Q.UPHELD, (P.RECONSIDERING,), P.UPHELD, HANDLER, f"{CRIME} 9", DATED,
             ends=("crime.reconsider_reply",), starts=("crime.procuratorate",)),
        Step(Q.SUPERVISE, BEFORE_POLICE, P.SUPERVISING, HANDLER, f"{CRIME} 9", NOTE,
             ends=("crime.reconsider", "crime.procuratorate"), tells=RECEIVER,
             told="建议人民检察院依法进行立案监督"),
        Step(Q.ACCEPT, (*BEFORE_POLICE, P.SUPERVISING), P.RETURNED, LEADER, f"{CRIME} 10",
             NOTE, drops=("crime.reconsider", "crime.procuratorate")),
        Step(Q.GOODS, (P.FILED,), P.DONE, HANDLER, f"{CRIME} 12", NOTE,
             ends=("crime.goods",), document="penalty-06", tells=RECEIVER,
             told="移交涉案物品和与案件有关的材料"),
    ),
)  # fmt: skip

F, D = HandoffState, HandoffStep
DISPUTED: Final = (F.SENT, F.DISPUTED, F.REFERRED)

HANDOFF: Final = Procedure(
    BranchKind.HANDOFF.value,
    "移送其他机关",
    HandoffState,
    (
        Step(D.PROPOSE, (), F.PROPOSED, HANDLER, f"{RULES} 17", (Need.TARGET, Need.NOTE)),
        Step(D.APPROVE, (F.PROPOSED,), F.SENT, LEADER, f"{RULES} 17", NOTE,
             document="penalty-04", tells=RECEIVER, told="移送案件，请依法处理"),
        Step(D.DECLINE, (F.PROPOSED,), F.DECLINED, LEADER, f"{RULES} 17", NOTE),
        Step(D.ACCEPT, (F.SENT,), F.ACCEPTED, HANDLER, f"{RULES} 14", DATED),
        Step(D.DISPUTE, (F.SENT,), F.DISPUTED, HANDLER, f"{RULES} 13", DATED,
             starts=("case.competence",)),
        Step(D.AGREE, (F.DISPUTED,), F.ACCEPTED, HANDLER, f"{RULES} 13", NOTE,
             ends=("case.competence",)),
        Step(D.REFER, (F.SENT, F.DISPUTED), F.REFERRED, LEADER, f"{RULES} 16", DATED,
             ends=("case.competence",), starts=("case.competence_decide",)),
        Step(D.ASSIGN, (F.REFERRED,), F.ASSIGNED, HANDLER, f"{RULES} 16", NOTE,
             ends=("case.competence_decide",), document="penalty-02"),
        Step(D.RETURN, DISPUTED, F.RETURNED, HANDLER, f"{RULES} 14", NOTE,
             ends=("case.competence", "case.competence_decide")),
    ),
)  # fmt: skip

N, M = SiteState, SiteStep

SITE: Final = Procedure(
    BranchKind.SITE.value,
    "提请关闭网站",
    SiteState,
    (
        Step(M.PROPOSE, (), N.PROPOSED, HANDLER, f"{RULES} 17",
             (Need.TARGET, Need.GOODS, Need.NOTE)),
        Step(M.APPROVE, (N.PROPOSED,), N.ASKED, LEADER, f"{RULES} 17", NOTE,
             document="penalty-04", tells=RECEIVER, told="提请依法关闭违法网站"),
        Step(M.DECLINE, (N.PROPOSED,), N.DECLINED, LEADER, f"{RULES} 17", NOTE),
        Step(M.CLOSED, (N.ASKED,), N.CLOSED, HANDLER, f"{RULES} 17", DATED),
        Step(M.REFUSED, (N.ASKED,), N.REFUSED, HANDLER, f"{RULES} 17", DATED),
    ),
)  # fmt: skip

BRANCHES: Final = {
    BranchKind.HOLD: HOLD,
    BranchKind.SEIZURE: SEIZURE,
    BranchKind.ASSIST: ASSIST,
    BranchKind.POLICE: POLICE,
    BranchKind.HANDOFF: HANDOFF,
    BranchKind.SITE: SITE,
}
