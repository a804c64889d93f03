"""The audit trail: one row for each act, in its transaction."""

import datetime as dt
from contextvars import ContextVar
from typing import Any

from django.db import transaction

from hedun.base.accounts.models import AuditEntry
from hedun.base.accounts.terms import Refused, Role, Viewer, witnesses

# The address of the request at hand; the middleware sets it, so that no action needs to carry it.
request_address: ContextVar[str | None] = ContextVar("request_address", default=None)


@transaction.atomic(savepoint=False)
def record(
    *,
    by: Viewer,
    at: dt.datetime,
    action: str,
    subject: tuple[str, str | int],
    detail: dict[str, Any] | None = None,
) -> None:
    """Append an audit row in the caller's transaction; `action` reads like clues:clue:verify.

    Basis: GB/T 22239-2019 8.1.4.3
    """
    entry = AuditEntry.objects.create(
        at=at,
        person_id=by.person_id,
        person_name=by.name,
        body_id=by.body_id,
        body_name=by.body_name,
        action=action,
        subject_kind=subject[0],
        subject_id=str(subject[1]),
        detail=detail or {},
        address=request_address.get(),
    )
    for witness in witnesses():
        witness(entry)


def _require(by: Viewer, *roles: Role) -> None:
    if not (by.is_system or by.has(*roles)):
        names = "、".join(role.label for role in roles)
        raise Refused(f"此操作只能由{names}办理，请联系相应管理员。")
