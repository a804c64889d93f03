"""Complaints, the people behind them, and what happened to them."""

import datetime as dt
from dataclasses import asdict

from hedun.base.accounts.terms import Role
from hedun.base.documents import decide as papers
from hedun.base.documents.models import Document, Edition
from hedun.base.documents.terms import DocumentState
from hedun.base.lawbook.models import DocumentForm
from hedun.base.lawbook.terms import Confidence, FormFamily
from hedun.base.procedure.models import Clock, Passage
from hedun.base.procedure.terms import ClockState
from hedun.desks.cases.models import Case
from hedun.desks.complaints import decide, queries
from hedun.desks.complaints.models import Batch, BatchRow, Identity, Submission, Unlock
from hedun.desks.complaints.terms import (
    Author,
    BatchState,
    Channel,
    ComplaintState,
    RespondentKind,
    RowState,
    SubmissionKind,
)
from tests import factories
from tests.walk.cast import CLUES, HANDS, OWN, PEOPLE, PLOTS, people_of
from tests.walk.world import World, article

WORKERS = (Role.INSPECTOR, Role.LEADER)


def workers(bodies: str) -> frozenset[str]:
    """Those of the bodies who work on complaints: no editor, no publisher."""
    hands = {name for name in HANDS.values() if name.split(".", maxsplit=1)[0] not in {"a", "b"}}
    ours = {name for name, role in PEOPLE.items() if role in WORKERS} | hands
    return people_of(bodies) & frozenset(ours)


def hand_in(world: World) -> None:
    """Lay out a complaint for every plot, of which only its bureau learns the author."""
    for rule in ("complaint.accept", "complaint.fast", "complaint.mediate", "report.verify"):
        factories.deadline(rule, under=article())
    for code, family in (
        ("complaint-05", FormFamily.COMPLAINT),
        ("penalty-13", FormFamily.PENALTY),
    ):
        DocumentForm.objects.create(
            code=code,
            family=family,
            number=int(code[-2:]),
            name=code,
            fields=[],
            article=article(),
            valid_from=dt.date(2020, 1, 1),
            confidence=Confidence.READ,
        )
    for plot in PLOTS:
        _complaint(world, plot)


def _complaint(world: World, plot: str) -> None:
    ledger, its = world.ledger, PLOTS[plot]
    seers, own = workers(CLUES[plot]), workers(OWN[plot])
    row = ledger.plant(
        Submission,
        seers,
        kind=SubmissionKind.COMPLAINT,
        state=ComplaintState.RECEIVED,
        channel=Channel.WEB,
        code_digest="0" * 64,
        respondent_kind=RespondentKind.IN_PLATFORM,
        region_code=its.region,
        platform=world.platforms[its.platform],
        body=world.bodies[its.bureau],
        filed_at=world.at,
    )
    parts = ("name", "phone", "address", "paper_number")
    author = Author(**{name: ledger.word(f"complaints.author.{name}", own) for name in parts})
    sealed = decide.seal(author, queries.key(world.hand(its.bureau).viewer))
    digests = dict.fromkeys(("name_key", "phone_key", "address_key", "paper_key"), "")
    ledger.plant(Identity, own, submission=row, sealed=sealed, **digests)
    unlock = ledger.plant(
        Unlock, own, submission=row, asked_by=world.hand(its.bureau), asked_at=world.at
    )
    common = {"procedure": "complaint", "matter": row.pk, "article": article()}
    ledger.plant(
        Passage,
        seers,
        step="file",
        from_state="",
        to_state=ComplaintState.RECEIVED,
        at=world.at,
        body=world.bodies[its.bureau],
        **common,
    )
    ledger.plant(
        Clock,
        seers,
        rule="complaint.accept",
        state=ClockState.RUNNING,
        started_at=world.at,
        due_at=world.at + dt.timedelta(days=5),
        **common,
    )
    ledger.thing("plea", plot, row, doers=own, unlock=unlock.pk)
    ledger.thing("docket", plot, row, seers=own, kind="submission")
    write_papers(world, plot, row, kind="submission", form="complaint-05")
    batch = ledger.plant(
        Batch,
        own,
        state=BatchState.DONE,
        sha256=f"{row.pk:064d}",
        body=world.bodies[its.bureau],
        made_by=world.hand(its.bureau),
        made_at=world.at,
    )
    ledger.plant(BatchRow, own, batch=batch, row_no=1, state=RowState.TAKEN, submission=row)
    ledger.thing("plea_batch", plot, batch, doers=own)


def write_papers(world: World, plot: str, row: Submission | Case, *, kind: str, form: str) -> None:
    """A draft and an issued document of a matter: only who handles it reads them."""
    ledger, own, hand = world.ledger, workers(OWN[plot]), world.hand(PLOTS[plot].bureau)
    key = queries.key(hand.viewer)
    for state in (DocumentState.DRAFT, DocumentState.ISSUED):
        word = ledger.word("documents.content", own)
        drawn = {"author_name": word, "filed_on": word, "matter_no": word, "respondent": word}
        content = {"drawn": drawn, "typed": {}, "places": {}, "locked": []}
        is_issued = state is DocumentState.ISSUED
        paper = ledger.plant(
            Document,
            own,
            subject_kind=kind,
            subject_id=row.pk,
            body=row.body,
            form=form,
            state=state,
            sealed=papers.seal(content, key),
            made_by=hand,
            made_at=world.at,
            issued_by=hand if is_issued else None,
            issued_at=world.at if is_issued else None,
            **({} if is_issued else {"number": None}),
        )
        if is_issued:
            sheet = papers.Sheet(word, word, word, "right", "", [], [])
            ledger.plant(
                Edition,
                own,
                document=paper,
                ordinal=1,
                sealed=papers.seal(asdict(sheet), key),
                sha256=papers.digest(sheet),
                by=hand,
                at=world.at,
            )
        ledger.thing("issued_paper" if is_issued else "paper", plot, paper, number=int(is_issued))
