"""Cases as the source of their documents: who may make them, and what fills them.

The bureau that handles a case makes its documents; those above see the case, not its papers.
"""

import datetime as dt
from typing import Final

from django.urls import reverse

from hedun.base.accounts.terms import Viewer
from hedun.base.documents import queries as documents
from hedun.base.documents.terms import Drawn, Source, Subject
from hedun.base.procedure.terms import Hat
from hedun.desks.cases import queries
from hedun.desks.cases.decide.archive import volumes

KIND: Final = "case"
# in the order in which a case needs them
NUMBERS: Final = (
    *("07", "08", "09", "10", "11", "12", "13", "14", "15", "17", "19", "29", "33", "34"),
    *("35", "36", "37", "39", "45", "46", "50", "53", "54", "55", "04", "05"),
)
DECISION: Final = "penalty-45"


def find(viewer: Viewer, pk: int) -> Subject | None:
    """Give a case to the officers of the bureau that handles it."""
    row = queries.visible_cases(viewer).filter(pk=pk).first()
    if row is None or Hat.OFFICER not in queries.hats(viewer, row):
        return None
    return Subject(
        kind=KIND,
        pk=row.pk,
        number=row.number,
        title=row.title,
        url=reverse("cases:detail", args=[row.pk]),
        body_id=row.body_id,
        forms=tuple(f"penalty-{number}" for number in NUMBERS),
        may_write=True,
        numbers={DECISION: row.decision_no},
    )


def values(viewer: Viewer, matter: Subject, at: dt.datetime) -> Drawn:
    """Read what the penalty forms are filled with.

    Basis: chufa_chengxu art. 78
    """
    del at
    row = queries.visible_cases(viewer).get(pk=matter.pk)
    main, _ = volumes(queries.papers(viewer, row))
    papers = [[one.title, "", _day(one.on), "", ""] for one in main]
    return documents.of_case(viewer, queries.values_of(viewer, row), papers=papers)


def _day(on: dt.date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"


SOURCE: Final = Source(KIND, "案件", find, values)
