"""What is made by one person and approved by another: the steps that all such rows share."""

import datetime as dt
from typing import Any

from django.db import transaction

from hedun.base.accounts.actions import record
from hedun.base.accounts.terms import Refused, Viewer
from hedun.desks.screening import decide
from hedun.desks.screening.models import Approved, CatalogueEdition
from hedun.desks.screening.queries import catalogue, who
from hedun.desks.screening.terms import EditionState

NOUNS = {"catalogue": "名录版本", "campaign": "专项"}


def _only_editors(by: Viewer) -> None:
    if not (by.is_system or by.has(*who.EDITORS)):
        raise Refused("只有词库维护员或负责人可以编制、审批；请联系本单位安全管理员授权。")


def _note(
    kind: str, row: Approved, step: str, *, by: Viewer, at: dt.datetime, **detail: Any
) -> None:
    record(
        by=by,
        at=at,
        action=f"screening:{kind}:{step}",
        subject=(kind, row.pk),
        detail={"name": str(row), **detail},
    )


def _held(kind: str, pk: int, by: Viewer) -> Approved:
    """Lock a row; `DoesNotExist` where the viewer may not see it."""
    rows: Any = {
        "catalogue": catalogue.visible_catalogues,
        "campaign": catalogue.visible_campaigns,
    }[kind](by)
    model = rows.model
    seen = rows.order_by().filter(pk=pk).values("pk")
    row: Approved = model.objects.select_for_update().get(pk__in=seen)
    return row


def _editable(kind: str, pk: int, by: Viewer) -> Any:
    _only_editors(by)
    row: Any = _held(kind, pk, by)
    problem = decide.edit_problem(
        row.state, made_by=row.made_by_id, by=by.person_id, noun=NOUNS[kind]
    )
    if problem:
        raise Refused(problem)
    return row


def _approvable(kind: str, pk: int, by: Viewer) -> Any:
    _only_editors(by)
    row: Any = _held(kind, pk, by)
    problem = decide.approval_problem(
        row.state, made_by=row.made_by_id, by=by.person_id, noun=NOUNS[kind]
    )
    if problem:
        raise Refused(problem)
    return row


@transaction.atomic
def take_back_draft(*, kind: str, pk: int, by: Viewer, at: dt.datetime) -> Approved:
    """Let the maker reopen what nobody has approved yet."""
    row: Any = _held(kind, pk, by)
    if row.state != EditionState.SUBMITTED or row.made_by_id != by.person_id:
        raise Refused("只有编制人可以撤回本人提交、尚未审批的内容。")
    row.state, row.submitted_at = EditionState.DRAFT, None
    row.save()
    _note(kind, row, "take_back", by=by, at=at)
    return row  # type: ignore[no-any-return]


@transaction.atomic
def approve_draft(*, kind: str, pk: int, reason: str = "", by: Viewer, at: dt.datetime) -> Approved:
    """Put into use what another person has made; of a catalogue only one edition is in use."""
    row = _approvable(kind, pk, by)
    if kind == "catalogue":
        used = CatalogueEdition.objects.filter(state=EditionState.ACTIVE)
        used.update(state=EditionState.RETIRED)
    row.state, row.reason = EditionState.ACTIVE, reason.strip()[:300]
    row.approved_by_id, row.approved_at = by.person_id, at
    row.save()
    _note(kind, row, "approve", by=by, at=at)
    return row  # type: ignore[no-any-return]


@transaction.atomic
def send_draft_back(*, kind: str, pk: int, reason: str, by: Viewer, at: dt.datetime) -> Approved:
    """Return it to its maker, with the reason."""
    row = _approvable(kind, pk, by)
    if not reason.strip():
        raise Refused("退回须写明理由，编制人才知道改什么；请填写后再退回。")
    row.state, row.reason, row.submitted_at = EditionState.DRAFT, reason.strip()[:300], None
    row.save()
    _note(kind, row, "send_back", by=by, at=at, reason=row.reason)
    return row  # type: ignore[no-any-return]


@transaction.atomic
def discard_draft(*, kind: str, pk: int, by: Viewer, at: dt.datetime) -> None:
    """Throw a draft away; nothing was ever screened with it."""
    row = _editable(kind, pk, by)
    _note(kind, row, "discard", by=by, at=at)
    row.delete()
