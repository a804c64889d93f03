"""A person's finding on whether a complaint is for living needs."""

import datetime as dt

from django.db import transaction

from hedun.base.accounts.actions import record
from hedun.base.accounts.terms import Refused, Viewer
from hedun.base.procedure.terms import Hat, NotPossible
from hedun.desks.complaints import decide, queries
from hedun.desks.complaints.models import Judgement
from hedun.desks.complaints.terms import Living


@transaction.atomic
def judge(
    *, submission_id: int, finding: Living, why: str, by: Viewer, at: dt.datetime
) -> Judgement:
    """Keep what an officer has found, with the figures as they stood; the score decides nothing.

    Basis: complaint_report_rules art. 17
    """
    row = queries.visible_submissions(by).filter(pk=submission_id, kind="complaint").first()
    if row is None or Hat.OFFICER not in queries.hats(by, row):
        raise Refused("只有承办单位的办案人员或者负责人可以作出判断；请联系承办单位。")
    if not why.strip():
        raise NotPossible("判断须写明理由；请填写后再提交。")
    found = queries.factors(by, row)
    made = Judgement.objects.create(
        submission=row,
        finding=finding,
        score=decide.score(found),
        factors=[list(one) for one in found],
        why=why.strip(),
        by_id=by.person_key,
        at=at,
    )
    record(
        by=by,
        at=at,
        action="complaints:submission:judge",
        subject=("submission", row.pk),
        detail={"number": row.number, "finding": finding, "score": made.score},
    )
    return made
