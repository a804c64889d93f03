"""Writing an answer: rows one by one, attachments, and the sealed reply."""

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from hedun.base.accounts.actions import record
from hedun.base.accounts.terms import Invalid, Viewer
from hedun.base.evidence import actions as evidence
from hedun.base.evidence.terms import CaptureKind
from hedun.clues import actions as clues
from hedun.desks.bridge import queries
from hedun.desks.bridge.actions.moving import (
    _finish,
    _hold,
    _is_replay,
    _moves_clue,
    _next_number,
    _start,
)
from hedun.desks.bridge.decide import files, numbers
from hedun.desks.bridge.decide import rows as typed
from hedun.desks.bridge.decide.clock import is_late, local_day
from hedun.desks.bridge.models import Letter, Reply, ReplyRow
from hedun.desks.bridge.terms import Attachment, BadRows, LetterStep, RowIn, RowOutcome
from hedun.engine import filetype

LONGEST_TEXT = 5000


def _open_reply(letter_id: int, by: Viewer) -> tuple[Letter, Reply]:
    """The letter under lock and the answer being written; refuses who may not answer."""
    letter = _hold(letter_id, by)
    _start(letter, LetterStep.ANSWER, by=by, seen=None)
    last = letter.replies.order_by("-round").first()
    if last is not None and last.answered_at is None:
        return letter, last
    return letter, Reply.objects.create(letter=letter, round=(last.round if last else 0) + 1)


@transaction.atomic
def add_rows(
    *, letter_id: int, rows: Sequence[RowIn], by: Viewer, at: dt.datetime
) -> tuple[RowOutcome, ...]:
    """Take the good rows into the answer being written and say what is wrong with the others."""
    letter, reply = _open_reply(letter_id, by)
    return _take_rows(letter, reply, rows=rows, by=by, at=at)


def _take_rows(
    letter: Letter, reply: Reply, *, rows: Sequence[RowIn], by: Viewer, at: dt.datetime
) -> tuple[RowOutcome, ...]:
    held = reply.rows.count()
    if held + len(rows) > typed.MOST_ROWS:
        raise Invalid(
            f"一次答复最多{typed.MOST_ROWS}行（已有{held}行）；更多数据请作为附件（XLSX、CSV）提交。"
        )
    outcomes = tuple(typed.judge(row) for row in rows)
    known = {_row_key(r.group, r.payload) for r in reply.rows.all()}
    last = reply.rows.order_by("-ordinal").values_list("ordinal", flat=True).first() or 0
    fresh = []
    for outcome in outcomes:
        if outcome.payload is None or _row_key(outcome.row.group, outcome.payload) in known:
            continue
        known.add(_row_key(outcome.row.group, outcome.payload))
        last += 1
        fresh.append(
            ReplyRow(reply=reply, group=outcome.row.group, ordinal=last, payload=outcome.payload)
        )
    ReplyRow.objects.bulk_create(fresh, batch_size=500)
    bad = sum(not outcome.is_good for outcome in outcomes)
    detail = {"round": reply.round, "taken": len(fresh), "refused": bad}
    record(by=by, at=at, action="bridge:reply:rows", subject=("letter", letter.pk), detail=detail)
    return outcomes


def _row_key(group: str, payload: dict[str, Any]) -> str:
    return f"{group}:{json.dumps(payload, sort_keys=True, ensure_ascii=False)}"


@transaction.atomic
def drop_row(*, letter_id: int, row_id: int, by: Viewer, at: dt.datetime) -> None:
    """Take a row out of the answer being written."""
    letter, reply = _open_reply(letter_id, by)
    gone, _ = reply.rows.filter(pk=row_id).delete()
    if gone:
        record(
            by=by,
            at=at,
            action="bridge:reply:drop_row",
            subject=("letter", letter.pk),
            detail={"row": row_id},
        )


@transaction.atomic
def add_attachment(*, letter_id: int, attachment: Attachment, by: Viewer, at: dt.datetime) -> Reply:
    """Fix a file as evidence of the letter and add it to the answer being written."""
    letter, reply = _open_reply(letter_id, by)
    return _attach(letter, reply, attachment=attachment, by=by, at=at)


def _attach(
    letter: Letter, reply: Reply, *, attachment: Attachment, by: Viewer, at: dt.datetime
) -> Reply:
    if problem := files.problem(attachment, count=len(reply.attachments)):
        raise Invalid(problem)
    capture = evidence.fix(
        content=attachment.content,
        media_type=filetype.media_type(attachment.name, attachment.content) or "",
        title=attachment.name,
        kind=CaptureKind.ATTACHMENT,
        subject=("letter_reply", reply.pk),
        by=by,
        at=at,
        manifest={"letter": letter.number, "round": reply.round},
    )
    item = {
        "capture": capture.pk,
        "name": attachment.name[:200],
        "sha256": capture.blob.sha256,
        "size": len(attachment.content),
    }
    if item["sha256"] not in {known["sha256"] for known in reply.attachments}:
        reply.attachments = [*reply.attachments, item]
        reply.save(update_fields=["attachments"])
    return reply


@transaction.atomic
def drop_attachment(*, letter_id: int, capture_id: int, by: Viewer, at: dt.datetime) -> Reply:
    """Leave a file out of the answer being written; what was fixed stays fixed."""
    letter, reply = _open_reply(letter_id, by)
    reply.attachments = [item for item in reply.attachments if item["capture"] != capture_id]
    reply.save(update_fields=["attachments"])
    record(
        by=by,
        at=at,
        action="bridge:reply:drop_attachment",
        subject=("letter", letter.pk),
        detail={"capture": capture_id},
    )
    return reply


@transaction.atomic
def answer(
    *,
    letter_id: int,
    text: str,
    by: Viewer,
    at: dt.datetime,
    rows: Sequence[RowIn] = (),
    attachments: Sequence[Attachment] = (),
    expected_version: int | None = None,
) -> Reply:
    """Seal the answer and hand it to the sender: rows, text and files under one hash.

    Raises BadRows where one of `rows` cannot be read: an answer is whole or not given.
    """
    letter = _hold(letter_id, by)
    if _is_replay(letter, LetterStep.ANSWER, seen=expected_version, by=by):
        return letter.replies.filter(answered_at__isnull=False).latest("round")
    goal = _start(letter, LetterStep.ANSWER, by=by, seen=expected_version)
    _, reply = _open_reply(letter_id, by)
    outcomes = _take_rows(letter, reply, rows=rows, by=by, at=at) if rows else ()
    if any(not outcome.is_good for outcome in outcomes):
        raise BadRows(outcomes)
    for attachment in attachments:
        _attach(letter, reply, attachment=attachment, by=by, at=at)
    _check_complete(letter, reply, text=text, by=by)
    _seal(letter, reply, text=text.strip(), by=by, at=at)
    letter.answered_at, letter.is_late = at, letter.is_late or reply.is_late
    letter.proposed_at = None
    count = reply.rows.count()
    note = f"{count}行数据，{len(reply.attachments)}个附件" + ("，逾期" if reply.is_late else "")
    _finish(letter, LetterStep.ANSWER, goal, by=by, at=at, note=note)
    if _moves_clue(letter):
        clues.answered(
            clue_id=letter.clue_id or 0, letter_no=letter.number or "", note=note, by=by, at=at
        )
    return reply


def _check_complete(letter: Letter, reply: Reply, *, text: str, by: Viewer) -> None:
    if len(text) > LONGEST_TEXT:
        raise Invalid(f"答复意见超过{LONGEST_TEXT}字；较长的说明请作为附件提交。")
    given = set(reply.rows.values_list("group", flat=True))
    missing = [g.label for g in queries.groups_asked(by, letter) if g.value not in given]
    if missing and not text.strip():
        raise Invalid(
            f"函件要求的“{'、'.join(missing)}”没有填写；没有相应数据的，请在答复意见中说明原因。"
        )
    if not (given or reply.attachments or text.strip()):
        raise Invalid("答复没有任何内容；请填写数据行、答复意见或上传附件。")


def _reply_number(letter: Letter, *, at: dt.datetime) -> str:
    """The answer's own 复函文号: an answer is a letter, too."""
    year = local_day(at).year
    serial = _next_number(numbers.reply_key(letter.to_body_id, year))
    word = letter.to_body.word or letter.to_body.short_name
    return numbers.reply_number(word, year=year, serial=serial)


def _seal(letter: Letter, reply: Reply, *, text: str, by: Viewer, at: dt.datetime) -> None:
    """Bind rows, text and attachments by the hash of their canonical form."""
    reply.text, reply.answered_at, reply.answered_name = text, at, by.name
    reply.number = _reply_number(letter, at=at)
    reply.answered_by_id = by.person_id
    reply.is_late = is_late(at, letter.due_at)
    content = numbers.reply_content(
        message=str(letter.message_id),
        round_no=reply.round,
        text=text,
        rows=[(row.group, row.payload) for row in reply.rows.order_by("ordinal")],
        attachments=reply.attachments,
        answered_at=at,
        answered_name=by.name,
    )
    reply.sha256 = numbers.digest(content)
    reply.save()
