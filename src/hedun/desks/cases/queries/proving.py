"""What proves a case: its captures, who may see them, and all that a court is given of it."""

from typing import TYPE_CHECKING

from hedun.base.accounts.terms import Viewer
from hedun.base.documents import queries as documents
from hedun.base.evidence import queries as evidence
from hedun.base.evidence.terms import CaptureKind, Dossier, dossier_of
from hedun.clues import queries as clues
from hedun.desks.bridge import queries as bridge
from hedun.desks.cases.models import Case
from hedun.desks.cases.queries.reading import branch_matter, visible_cases

if TYPE_CHECKING:
    from hedun.base.evidence.models import Capture


def sees_case(viewer: Viewer, case_id: str) -> bool:
    """Tell whether the viewer may see what was fixed for a case: who sees the case does."""
    return case_id.isdecimal() and visible_cases(viewer).filter(pk=int(case_id)).exists()


def holds_capture(viewer: Viewer, capture_id: int) -> bool:
    """Tell whether a capture is evidence of a case that the viewer sees."""
    return visible_cases(viewer).filter(exhibits__capture_id=capture_id).exists()


def dossier(viewer: Viewer, case_id: str) -> Dossier | None:
    """What belongs to a case, for a bundle of evidence.

    The case and what ran beside it, its clue and the letters about that, its documents, and
    every capture that is evidence of it.
    """
    row = visible_cases(viewer).filter(pk=int(case_id)).first() if case_id.isdecimal() else None
    if row is None:
        return None
    subjects = [("case", case_id)]
    for branch in row.branches.select_related("case").order_by("pk"):
        subjects.append((branch_matter(viewer, branch).procedure.code, str(branch.pk)))
    held = [key for key in row.exhibits.values_list("capture_id", flat=True) if key is not None]
    for part in _parts(viewer, row):
        subjects += part.subjects
        held += part.captures
    matter = documents.subject(viewer, "case", row.pk)
    if matter is not None:
        papers = documents.documents_of(viewer, matter).order_by("pk")
        subjects += [("document", str(key)) for key in papers.values_list("pk", flat=True)]
    return Dossier(f"案件 {row.number}", tuple(subjects), tuple(held))


def _parts(viewer: Viewer, row: Case) -> list[Dossier]:
    """The clue of a case and the letters about it, each as its own room gives it."""
    if row.clue_id is None or clues.clue(viewer, row.clue_id) is None:
        return []
    keys = bridge.sent_letters(viewer).filter(clue_id=row.clue_id).order_by("pk")
    wanted = [
        ("clue", row.clue_id),
        *(("letter", key) for key in keys.values_list("pk", flat=True)),
    ]
    found = []
    for kind, key in wanted:
        collect = dossier_of(kind)
        if collect is not None and (part := collect(viewer, str(key))) is not None:
            found.append(part)
    return found


def fixed(viewer: Viewer, row: Case) -> "list[Capture]":
    """What was fixed for the case, its clue and the letters about it, the newest first.

    Screenshots go with the package of their page and are not named alone.
    """
    matter = evidence.matter(viewer, "case", str(row.pk))
    if matter is None:
        return []
    found = evidence.capture_rows(viewer, matter.captures)
    found = [one for one in found if one.kind != CaptureKind.SCREENSHOT]
    return sorted(found, key=lambda one: (one.captured_at, one.pk), reverse=True)
