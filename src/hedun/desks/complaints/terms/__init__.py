"""Words and procedures of the desk."""

from hedun.desks.complaints.terms.procedures import COMPLAINT, REPORT
from hedun.desks.complaints.terms.words import (
    UNLOCKED_FOR,
    Annex,
    Author,
    BatchState,
    Channel,
    Competence,
    ComplaintState,
    ComplaintStep,
    IdentityKind,
    Living,
    ReportState,
    ReportStep,
    RespondentKind,
    RowState,
    Scope,
    SubmissionKind,
    annexes,
    register_annexer,
)

PROCEDURES = {SubmissionKind.COMPLAINT: COMPLAINT, SubmissionKind.REPORT: REPORT}

__all__ = [
    "COMPLAINT",
    "PROCEDURES",
    "REPORT",
    "UNLOCKED_FOR",
    "Annex",
    "Author",
    "BatchState",
    "Channel",
    "Competence",
    "ComplaintState",
    "ComplaintStep",
    "IdentityKind",
    "Living",
    "ReportState",
    "ReportStep",
    "RespondentKind",
    "RowState",
    "Scope",
    "SubmissionKind",
    "annexes",
    "register_annexer",
]
