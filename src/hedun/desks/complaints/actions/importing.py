"""Taking in exports of the national 12315 platform: row by row, each with its outcome."""

import datetime as dt
import hashlib
import pathlib
import shutil

from django.db import transaction
from django.db.models import F

from hedun.base.accounts.actions import record
from hedun.base.accounts.terms import Invalid, Refused, Viewer
from hedun.base.jobs.actions import enqueue
from hedun.base.procedure.terms import NotPossible
from hedun.desks.complaints import decide, queries
from hedun.desks.complaints.actions.filing import Filing, file
from hedun.desks.complaints.decide.exports import Plea
from hedun.desks.complaints.models import Batch, BatchRow, Submission
from hedun.desks.complaints.terms import BatchState, Channel, RespondentKind, RowState
from hedun.engine.table.sheets import Line


@transaction.atomic
def hand_in(*, file_name: str, content_path: pathlib.Path, by: Viewer, at: dt.datetime) -> Batch:
    """Take an export in and let a job read it; the same file twice is the same batch.

    Basis: complaint_report_rules art. 40
    """
    if not (by.is_bureau and by.person_id is not None and by.has(*decide.WORKERS)):
        raise Refused("只有市场监管局的办案人员、负责人可以导入12315平台数据。")
    with content_path.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    row, is_new = Batch.objects.get_or_create(
        body_id=by.body_key,
        sha256=digest,
        defaults={
            "file_name": "".join(c for c in file_name if c.isprintable())[-120:] or "未命名",
            "state": BatchState.READING,
            "made_by_id": by.person_key,
            "made_at": at,
        },
    )
    if not is_new:
        return row
    kept = queries.batch_path(by, row.pk)
    kept.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(content_path, kept)
    row.job = enqueue(
        kind="complaints.import",
        title=f"导入12315数据：{row.file_name}"[:120],
        payload={"batch": row.pk},
        unique_key=f"complaints.import:{row.pk}",
        by=by,
        at=at,
    )
    row.save(update_fields=["job"])
    record(
        by=by,
        at=at,
        action="complaints:batch:hand_in",
        subject=("complaint_batch", row.pk),
        detail={"sha256": digest, "file": row.file_name},
    )
    return row


@transaction.atomic
def take_line(
    *, batch_id: int, line: Line, plea: Plea | None, by: Viewer, at: dt.datetime
) -> BatchRow:
    """Take one row in, or say why not; a row that was read before stays as it is.

    The clock runs from the moment at which the national platform got it.

    Basis: complaint_report_rules art. 40; complaint_report_rules art. 15
    """
    batch = Batch.objects.select_for_update().get(pk=batch_id)
    before = BatchRow.objects.filter(batch=batch, row_no=line.row_no).first()
    if before is not None:
        return before
    row = BatchRow(batch=batch, row_no=line.row_no, state=RowState.BAD)
    if plea is None:
        row.reason = ("；".join(line.reasons) + "。")[:300]
    else:
        row.outside_no = plea.outside_no
        _fill(row, batch, plea, by=by)
    row.save()
    column = {RowState.TAKEN: "taken", RowState.KNOWN: "known"}.get(RowState(row.state), "bad")
    Batch.objects.filter(pk=batch.pk).update(**{column: F(column) + 1})
    return row


def _fill(row: BatchRow, batch: Batch, plea: Plea, *, by: Viewer) -> None:
    known = Submission.objects.filter(outside_no=plea.outside_no, kind=plea.kind).first()
    if known is not None:
        row.state, row.submission = RowState.KNOWN, known
        return
    try:
        with transaction.atomic():
            made = file(filing=_filing(plea, batch, by), by=by, at=plea.received)
    except (NotPossible, Invalid, Refused) as problem:
        row.reason = str(problem)[:300]
        return
    row.state, row.submission = RowState.TAKEN, made[0].submission


def _filing(plea: Plea, batch: Batch, by: Viewer) -> Filing:
    texts = plea.texts
    platform = queries.platform_named(by, texts["platform"])
    place = queries.region_named(by, texts["place"]) if texts["place"] else ""
    is_known = platform is not None or plea.respondent_kind is not RespondentKind.IN_PLATFORM
    key = hashlib.sha256(f"12315:{plea.outside_no}:{plea.kind}".encode()).hexdigest()
    return Filing(
        kind=plea.kind,
        respondent_kind=plea.respondent_kind if is_known else RespondentKind.PLATFORM,
        respondent=plea.respondent,
        facts=plea.facts,
        token=key[:32],
        respondent_address=texts["respondent_address"],
        place=place,
        platform=platform,
        goods=texts["goods"],
        amount_fen=plea.amount_fen,
        known_on=plea.known_on,
        request=texts["request"],
        also_report=plea.is_mixed,
        name=texts["name"],
        phone=texts["phone"],
        address=texts["address"],
        paper=plea.paper,
        paper_number=texts["paper_number"],
        channel=Channel.IMPORT,
        outside_no=plea.outside_no,
        intake_body_id=batch.body_id,
    )


@transaction.atomic
def close(*, batch_id: int, refused: str = "", by: Viewer, at: dt.datetime) -> Batch:
    """Close a batch; from then on the file with the names in it is gone."""
    row = Batch.objects.select_for_update().get(pk=batch_id)
    if row.state != BatchState.READING:
        return row
    row.state = BatchState.REFUSED if refused else BatchState.DONE
    row.reason, row.finished_at = refused[:300], at
    row.save(update_fields=["state", "reason", "finished_at"])
    record(
        by=by,
        at=at,
        action="complaints:batch:close",
        subject=("complaint_batch", row.pk),
        detail={"taken": row.taken, "known": row.known, "bad": row.bad, "reason": row.reason},
    )
    return row
