"""The first due date kept beside a case, so that a list of a hundred thousand is in order at once."""

import datetime as dt

from django.db import transaction

from hedun.base.accounts.terms import Viewer
from hedun.base.procedure import actions as procedures
from hedun.base.procedure import queries as passages
from hedun.base.procedure.terms import Given, Hat, Matter
from hedun.desks.cases import queries
from hedun.desks.cases.models import Branch, Case
from hedun.desks.cases.terms import BranchKind, HoldState, HoldStep

LAPSING = frozenset({HoldState.HELD, HoldState.URGENT})
DUE = ("due_at", "due_name", "due_is_provisional", "due_article")


@transaction.atomic
def follow(*, case_id: int, by: Viewer, at: dt.datetime) -> Case:
    """Bring state and clocks of a case, and of what runs beside it, into its own row."""
    del at
    row = Case.objects.select_for_update().get(pk=case_id)
    matter = queries.matter(by, row)
    row.is_open = not matter.procedure.is_final(row.state)
    _write_due(row, matter, by=by)
    first = row.branches.filter(is_open=True, due_at__isnull=False).order_by("due_at").first()
    if first is not None and first.due_at and (not row.due_at or first.due_at < row.due_at):
        for name in ("due_at", "due_name", "due_is_provisional", "due_article_id"):
            setattr(row, name, getattr(first, name))
    row.save(update_fields=["is_open", *DUE])
    row.handlers.update(is_open=row.is_open, due_at=row.due_at)
    return row


@transaction.atomic
def follow_branch(*, branch_id: int, by: Viewer, at: dt.datetime) -> Branch:
    """Bring state and clocks of a matter beside a case into its row; a preservation may lapse.

    Basis: chufa_chengxu art. 35
    """
    row = Branch.objects.select_for_update(of=("self",)).select_related("case").get(pk=branch_id)
    if _has_run_out(row, by):
        given = Given(frozenset({Hat.SYSTEM}))
        matter = queries.branch_matter(by, row)
        passage = procedures.take(matter=matter, step=HoldStep.LAPSE, given=given, by=by, at=at)
        row.state, row.version = passage.to_state, row.version + 1
        row.save(update_fields=["state", "version"])
    matter = queries.branch_matter(by, row)
    row.is_open = not matter.procedure.is_final(row.state)
    _write_due(row, matter, by=by)
    row.save(update_fields=["is_open", *DUE])
    follow(case_id=row.case_id, by=by, at=at)
    return row


def _has_run_out(row: Branch, by: Viewer) -> bool:
    """Tell whether a preservation has just come to the end of its seven working days."""
    if not by.is_system or row.kind != BranchKind.HOLD or row.state not in LAPSING:
        return False
    clocks = passages.clocks(by, queries.branch_matter(by, row)).filter(rule="case.hold")
    return clocks.filter(fired_at__isnull=False, state="running").exists()


def _write_due(row: Case | Branch, matter: Matter, *, by: Viewer) -> None:
    clock = passages.first_due(by, matter)
    row.due_at = clock.due_at if clock else None
    row.due_name = clock.name if clock else ""
    row.due_is_provisional = clock is not None and clock.is_provisional
    row.due_article_id = clock.article_id if clock else None
