"""The due date kept beside a submission, so that a list of a hundred thousand is in order at once."""

import datetime as dt

from django.db import transaction

from hedun.base.accounts.terms import Viewer
from hedun.base.procedure import queries as passages
from hedun.desks.complaints import queries
from hedun.desks.complaints.models import Submission


@transaction.atomic
def follow(*, submission_id: int, by: Viewer, at: dt.datetime) -> Submission:
    """Bring state and clocks of a submission into its own row."""
    del at
    row = Submission.objects.select_for_update().get(pk=submission_id)
    matter = queries.matter(by, row)
    clock = passages.first_due(by, matter)
    row.is_open = not matter.procedure.is_final(row.state)
    row.due_at = clock.due_at if clock else None
    row.due_is_provisional = clock is not None and clock.is_provisional
    row.due_article_id = clock.article_id if clock else None
    row.save(update_fields=["is_open", "due_at", "due_is_provisional", "due_article"])
    return row
