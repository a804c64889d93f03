"""Both ends say what they think of a letter; the province decides on fields beside the standard."""

import datetime as dt
from collections.abc import Sequence

from django.db import IntegrityError, transaction

from hedun.base.accounts.actions import record
from hedun.base.accounts.terms import Invalid, Level, Refused, Role, Viewer
from hedun.desks.bridge import queries
from hedun.desks.bridge.actions.moving import _finish, _hold, _start
from hedun.desks.bridge.actions.telling import SIDES
from hedun.desks.bridge.models import Consent, Letter, Mandate, Rating
from hedun.desks.bridge.terms import Conflict, LetterState, LetterStep, Marks

MOST_FIELDS, LONGEST_FIELD = 20, 40


@transaction.atomic
def rate(*, letter_id: int, marks: Marks, by: Viewer, at: dt.datetime) -> Letter:
    """Rate the answer as the sender, or the letter as the receiver; once, and for good."""
    letter = _hold(letter_id, by)
    is_sender = letter.from_body_id == by.body_id
    step = LetterStep.RATE_REPLY if is_sender else LetterStep.RATE_LETTER
    goal = _start(letter, step, by=by, seen=None)
    if letter.ratings.filter(side=SIDES[step]).exists():
        raise Conflict(f"{letter} 已由本单位评价，评价不能更改；如有补充，请另行发函。")
    if marks.is_negative and not marks.note.strip():
        raise Invalid("评价为“不满意”的，须写明理由，对方将看到该理由；请填写后再提交。")
    _keep(letter, step, marks, by=by, at=at)
    note = f"及时性{marks.timeliness.label}，完整性{marks.completeness.label}"
    note += f"：{marks.note.strip()}" if marks.note.strip() else ""
    return _finish(letter, step, goal, by=by, at=at, note=note)


def _keep(letter: Letter, step: LetterStep, marks: Marks, *, by: Viewer, at: dt.datetime) -> None:
    Rating.objects.create(
        letter=letter,
        side=SIDES[step],
        timeliness=marks.timeliness,
        completeness=marks.completeness,
        note=marks.note.strip()[:300],
        at=at,
        by_name=by.name,
    )


@transaction.atomic
def ask_consent(
    *, letter_id: int, fields: Sequence[str], why: str, by: Viewer, at: dt.datetime
) -> Consent:
    """Ask the province whether a draft may ask for fields outside the standard.

    Basis: coinvestigation_rules art. 全文
    """
    letter = _hold(letter_id, by)
    _start(letter, LetterStep.EDIT, by=by, seen=None)
    wanted = list(dict.fromkeys(name.strip() for name in fields if name.strip()))
    if not wanted or len(wanted) > MOST_FIELDS or any(len(n) > LONGEST_FIELD for n in wanted):
        raise Invalid(f"请写明非标准字段，每项不超过{LONGEST_FIELD}字，最多{MOST_FIELDS}项。")
    if not why.strip():
        raise Invalid("申请非标准字段须写明理由；请填写后再提交。")
    body = queries.consent_body(by, letter)
    if body is None:
        raise Invalid("没有登记本单位所在省的市场监督管理局，不能报批；请联系系统管理员。")
    letter.extra_fields = wanted
    _finish(letter, LetterStep.EDIT, LetterState.DRAFT, by=by, at=at, note="申请非标准字段")
    letter.consents.filter(decided_at__isnull=True).delete()
    made = Consent.objects.create(
        letter=letter,
        body=body,
        fields=wanted,
        why=why.strip()[:300],
        asked_at=at,
        asked_name=by.name,
    )
    detail = {"letter": letter.pk, "fields": wanted}
    record(by=by, at=at, action="bridge:consent:ask", subject=("consent", made.pk), detail=detail)
    return made


@transaction.atomic
def decide_consent(
    *, consent_id: int, is_granted: bool, note: str, by: Viewer, at: dt.datetime
) -> Consent:
    """Agree as the provincial bureau's leader, or refuse with the reason."""
    rows = queries.visible_consents(by).select_for_update(of=("self",))
    consent = rows.get(pk=consent_id)
    if consent.body_id != by.body_id or not by.has(Role.LEADER):
        raise Refused("非标准字段由省级市场监督管理局的负责人审批；请联系其办理。")
    if consent.decided_at is not None:
        raise Conflict("该申请已经审批；请刷新页面查看结果。")
    if not is_granted and not note.strip():
        raise Invalid("不同意的须写明理由；请填写后再提交。")
    consent.is_granted, consent.note = is_granted, note.strip()[:300]
    consent.decided_at, consent.decided_name = at, by.name
    consent.save()
    detail = {"letter": consent.letter_id, "granted": is_granted}
    record(
        by=by, at=at, action="bridge:consent:decide", subject=("consent", consent.pk), detail=detail
    )
    return consent


@transaction.atomic
def note_mandate(
    *, document_no: str, valid_from: dt.date, valid_to: dt.date, by: Viewer, at: dt.datetime
) -> Mandate:
    """Note by which document the own province may ask for data in bulk, and for how long."""
    is_leader = by.is_bureau and by.level == Level.PROVINCE and by.has(Role.LEADER)
    if not is_leader:
        raise Refused("批量调取的授权由省级市场监督管理局的负责人登记；请联系其办理。")
    if not document_no.strip() or valid_to < valid_from:
        raise Invalid("请填写授权文号，且截止日期不早于起始日期。")
    try:
        with transaction.atomic():
            made = Mandate.objects.create(
                body_id=by.body_key,
                document_no=document_no.strip()[:60],
                valid_from=valid_from,
                valid_to=valid_to,
            )
    except IntegrityError:
        raise Conflict(f"授权文号“{document_no.strip()}”已经登记。") from None
    detail = {"document_no": made.document_no, "to": valid_to.isoformat()}
    record(by=by, at=at, action="bridge:mandate:note", subject=("mandate", made.pk), detail=detail)
    return made
