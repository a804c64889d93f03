"""Every audit row is a leaf of the log, written in its transaction."""

from typing import TYPE_CHECKING

from hedun.base.accounts.terms import Viewer
from hedun.base.evidence import actions
from hedun.base.evidence.decide import leaves as texts
from hedun.base.evidence.terms import LeafKind

if TYPE_CHECKING:
    from hedun.base.accounts.models import AuditEntry

MACHINE = Viewer.system("存证日志")


def on_record(entry: "AuditEntry") -> None:
    """Make a leaf of an audit row: who did what to what, and the digest of the detail."""
    content = {
        "id": entry.pk,
        "who": entry.person_id,
        "name": entry.person_name,
        "body": entry.body_name,
        "act": entry.action,
        "of": [entry.subject_kind, entry.subject_id],
        "detail_sha256": texts.digest_of(entry.detail),
    }
    actions.append(
        kind=LeafKind.ACT,
        subject=(entry.subject_kind, entry.subject_id),
        content=content,
        by=MACHINE,
        at=entry.at,
    )
