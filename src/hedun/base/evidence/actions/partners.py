"""What partners' messages say about their logs is kept, compared, and alarmed where it is wrong."""

import datetime as dt
import hashlib
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q, QuerySet

from hedun.base.accounts.actions import record
from hedun.base.accounts.terms import Invalid, Refused, Role, Viewer
from hedun.base.evidence.decide import riding
from hedun.base.evidence.models import Alarm, PartnerKey, PartnerMark
from hedun.base.evidence.terms import AlarmKind, Standing
from hedun.engine.seal import note


@transaction.atomic
def witness(*, partner: str, number: int, word: str, by: Viewer, at: dt.datetime) -> None:
    """Keep the checkpoint that a partner's message carries, and compare it with those before.

    The message itself is never refused for it: what is wrong is an alarm that a person settles.
    """
    try:
        ridden = riding.unpack(word)
        said, _ = note.read(ridden.note)
    except (riding.BadRide, note.BadNote) as error:
        _alarm(partner, AlarmKind.UNREADABLE, f"第 {number} 号消息：{error}", at=at)
        return
    note_hash = hashlib.sha256(ridden.note.encode()).hexdigest()
    known = PartnerMark.objects.filter(partner=partner, note_hash=note_hash).first()
    if known is not None and known.number <= number and not _shrinks(known, number):
        return
    try:
        note.verify(ridden.note, ridden.keys)
    except note.BadNote as error:
        _alarm(partner, AlarmKind.UNSIGNED, f"第 {number} 号消息：{error}", at=at)
        return
    _note_keys(partner, said, ridden, number=number, at=at)
    judged = riding.judge(
        said, ridden, number=number, held=_held(partner, said, ridden, number=number)
    )
    mark = _keep(partner, said, ridden, known=known, number=number, standing=judged.standing, at=at)
    for kind, told, earlier in judged.alarms:
        _alarm(partner, kind, told, at=at, mark=mark, earlier=earlier)
    _look_again(mark, at=at)


def _shrinks(known: PartnerMark, number: int) -> bool:
    """Tell whether a checkpoint that is known comes back after a larger one."""
    rows = PartnerMark.objects.filter(partner=known.partner, number__lt=number)
    return rows.filter(size__gt=known.size).exists()


def _held(
    partner: str, said: note.Checkpoint, ridden: riding.Ridden, *, number: int
) -> list[riding.Held]:
    """The few that matter: the neighbours by number, and those of the same sizes."""
    told = hashlib.sha256(ridden.note.encode()).hexdigest()
    rows = PartnerMark.objects.filter(partner=partner, origin=said.origin).exclude(note_hash=told)
    before = rows.filter(number__lt=number).order_by("-size")[:1]
    after = rows.filter(number__gt=number).order_by("size")[:1]
    same = rows.filter(Q(size=said.size) | Q(size=ridden.since, size__gt=0))[:8]
    found = {row.pk: row for part in (before, after, same) for row in part}
    return [
        riding.Held(row.pk, row.number, row.size, bytes.fromhex(row.root)) for row in found.values()
    ]


def _keep(
    partner: str,
    said: note.Checkpoint,
    ridden: riding.Ridden,
    *,
    known: PartnerMark | None,
    number: int,
    standing: Standing,
    at: dt.datetime,
) -> PartnerMark:
    """Store a checkpoint; one that came earlier than was known takes the earlier place."""
    told = {
        "number": number,
        "since": ridden.since,
        "proof": [step.hex() for step in ridden.proof],
        "standing": standing,
    }
    if known is not None:
        if known.number < number:
            return known
        PartnerMark.objects.filter(pk=known.pk).update(**told)
        known.refresh_from_db()
        return known
    return PartnerMark.objects.create(
        partner=partner,
        origin=said.origin,
        size=said.size,
        root=said.root.hex(),
        digest=said.digest,
        note=ridden.note,
        note_hash=hashlib.sha256(ridden.note.encode()).hexdigest(),
        at=at,
        **told,
    )


def _look_again(mark: PartnerMark, *, at: dt.datetime) -> None:
    """Judge those that waited for this one."""
    waiting: QuerySet[PartnerMark] = PartnerMark.objects.filter(
        partner=mark.partner, standing=Standing.WAITING, since=mark.size
    )
    for row in waiting.exclude(pk=mark.pk)[:50]:
        said, _ = note.read(row.note)
        steps = tuple(bytes.fromhex(step) for step in row.proof)
        ridden = riding.Ridden(row.note, row.since, steps, ())
        held = [riding.Held(mark.pk, mark.number, mark.size, bytes.fromhex(mark.root))]
        judged = riding.judge(said, ridden, number=row.number, held=held)
        PartnerMark.objects.filter(pk=row.pk).update(standing=judged.standing)
        for kind, told, earlier in judged.alarms:
            _alarm(row.partner, kind, told, at=at, mark=row, earlier=earlier)


def _note_keys(
    partner: str, said: note.Checkpoint, ridden: riding.Ridden, *, number: int, at: dt.datetime
) -> None:
    """Pin the keys of a partner's log; another log or another key is told to a person."""
    rows = PartnerKey.objects.filter(partner=partner)
    is_known = rows.exists()
    for key in _fresh(ridden.keys, rows):
        PartnerKey.objects.create(
            partner=partner,
            origin=said.origin,
            algorithm=key.algorithm,
            public=key.public,
            seen_at=at,
        )
        if is_known:
            told = f"第 {number} 号消息起使用 {said.origin} 的密钥 {key.fingerprint[:16]}"
            _alarm(partner, AlarmKind.REPLACED, told, at=at)


def _fresh(keys: Iterable[note.Key], rows: QuerySet[PartnerKey]) -> list[note.Key]:
    known = {(row.origin, bytes(row.public)) for row in rows}
    return [key for key in keys if (key.name, key.public) not in known]


def _alarm(
    partner: str,
    kind: AlarmKind,
    detail: str,
    *,
    at: dt.datetime,
    mark: PartnerMark | None = None,
    earlier: int | None = None,
) -> None:
    Alarm.objects.get_or_create(
        partner=partner,
        kind=kind,
        detail=detail[:400],
        defaults={"mark": mark, "earlier_id": earlier, "at": at},
    )


@transaction.atomic
def settle_alarm(*, alarm_id: int, told: str, by: Viewer, at: dt.datetime) -> None:
    """Say what an alarm came to; the checkpoints that prove it stay."""
    if not by.has(Role.SECURITY_ADMIN, Role.SYSTEM_ADMIN):
        raise Refused("日志报警由安全管理员或系统管理员处理，请联系本单位管理员。")
    row = Alarm.objects.select_for_update().filter(pk=alarm_id).first()
    if row is None or row.settled_at is not None:
        raise Invalid("这项报警不存在或已处理；请刷新页面。")
    if not told.strip():
        raise Invalid("请写明向对方核实的结果，再标记为已处理。")
    row.settled_at, row.settled_by_id = at, by.person_id
    row.settled_note = told.strip()[:400]
    row.save(update_fields=["settled_at", "settled_by", "settled_note"])
    record(
        by=by,
        at=at,
        action="evidence:alarm:settle",
        subject=("log_alarm", row.pk),
        detail={"partner": row.partner, "kind": row.kind, "note": row.settled_note},
    )
