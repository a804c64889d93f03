"""Words and procedures of the desk."""

from hedun.desks.complaints.terms.procedures import COMPLAINT, REPORT
from hedun.desks.complaints.terms.words import (
    UNLOCKED_FOR,
    Author,
    Channel,
    ComplaintState,
    ComplaintStep,
    IdentityKind,
    ReportState,
    ReportStep,
    RespondentKind,
    Scope,
    SubmissionKind,
)

PROCEDURES = {SubmissionKind.COMPLAINT: COMPLAINT, SubmissionKind.REPORT: REPORT}

__all__ = [
    "COMPLAINT",
    "PROCEDURES",
    "REPORT",
    "UNLOCKED_FOR",
    "Author",
    "Channel",
    "ComplaintState",
    "ComplaintStep",
    "IdentityKind",
    "ReportState",
    "ReportStep",
    "RespondentKind",
    "Scope",
    "SubmissionKind",
]
