"""Words and procedures of the desk."""

from hedun.desks.cases.terms.branches import BRANCHES
from hedun.desks.cases.terms.case import CASE, PUNISHED, UNDECIDED
from hedun.desks.cases.terms.states import (
    AssistState,
    AssistStep,
    CaseState,
    CaseStep,
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
from hedun.desks.cases.terms.words import (
    BranchKind,
    CaseSource,
    Counted,
    Enclosure,
    PartyKind,
    PenaltyKind,
    Range,
    Ruled,
    RulingStage,
    Scope,
    ServiceWay,
)

PROCEDURES = (CASE, *BRANCHES.values())

__all__ = [
    "BRANCHES",
    "CASE",
    "PROCEDURES",
    "PUNISHED",
    "UNDECIDED",
    "AssistState",
    "AssistStep",
    "BranchKind",
    "CaseSource",
    "CaseState",
    "CaseStep",
    "Counted",
    "Enclosure",
    "HandoffState",
    "HandoffStep",
    "HoldState",
    "HoldStep",
    "PartyKind",
    "PenaltyKind",
    "PoliceState",
    "PoliceStep",
    "Range",
    "Ruled",
    "RulingStage",
    "Scope",
    "SeizureState",
    "ServiceWay",
    "SiteState",
    "SiteStep",
]
