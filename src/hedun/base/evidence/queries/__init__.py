"""The only readers of evidence: the store, pages, the log, what partners have said."""

from hedun.base.evidence.queries.gaps import capture_refusal, open_gap, past_gaps, patience
from hedun.base.evidence.queries.log import (
    checkpoints,
    is_stale,
    latest,
    leaf_of,
    leaves,
    log,
    log_faults,
    log_keys,
    proof,
    tiles,
)
from hedun.base.evidence.queries.pages import (
    capture_dossier,
    capture_rows,
    colleagues,
    matter,
    page,
    page_dossier,
    page_of_capture,
    pages,
    sees_page,
)
from hedun.base.evidence.queries.partners import alarm, alarms, marks, partner_keys
from hedun.base.evidence.queries.store import blobs, capture, captures, fault, read

__all__ = [
    "alarm",
    "alarms",
    "blobs",
    "capture",
    "capture_dossier",
    "capture_refusal",
    "capture_rows",
    "captures",
    "checkpoints",
    "colleagues",
    "fault",
    "is_stale",
    "latest",
    "leaf_of",
    "leaves",
    "log",
    "log_faults",
    "log_keys",
    "marks",
    "matter",
    "open_gap",
    "page",
    "page_dossier",
    "page_of_capture",
    "pages",
    "partner_keys",
    "past_gaps",
    "patience",
    "proof",
    "read",
    "sees_page",
    "tiles",
]
