"""Push-back: problem merchants to their platform, its answer row by row, disputes."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from hedun.base.accounts.actions import record
from hedun.base.accounts.terms import Invalid, Refused, Role, Viewer
from hedun.base.lawbook import queries as law
from hedun.desks.roster import queries
from hedun.desks.roster.models import Problem, Push, PushRow
from hedun.desks.roster.queries.comparing import may_judge
from hedun.desks.roster.terms import Answer, ListKind, NotPossible, PushState

MOST_ROWS = 5_000


@transaction.atomic
def draft_push(
    *,
    problem_ids: Sequence[int],
    reason: str,
    due_on: dt.date,
    by: Viewer,
    at: dt.datetime,
) -> Push:
    """Lay out the merchants of one platform that are to be pushed back, as they stand now.

    Raises Refused, Invalid.
    """
    if not may_judge(by):
        raise Refused("问题商户由市场监管局的办案人员或负责人推送。")
    _check(reason, due_on, by=by, at=at)
    rows = list(queries.pushable(by).filter(pk__in=problem_ids[:MOST_ROWS]).order_by("pk"))
    if not rows:
        raise Invalid("所选商户都不能推送：已在推送中、争议中，或已不在名单上；请重新选择。")
    if len({row.platform_id for row in rows}) > 1:
        raise Invalid("一份推送只发给一个平台；请先按平台筛选，再选择商户。")
    assert by.body_id is not None
    made = Push.objects.create(
        platform_id=rows[0].platform_id,
        body_id=by.body_id,
        reason=reason.strip()[:300],
        due_on=due_on,
        drafted_by_id=by.person_id,
        drafted_at=at,
    )
    PushRow.objects.bulk_create((_row(made, one) for one in rows), batch_size=500)
    detail = {"rows": len(rows), "platform": rows[0].platform_id}
    record(by=by, at=at, action="roster:push:draft", subject=("push", made.pk), detail=detail)
    return made


def _check(reason: str, due_on: dt.date, *, by: Viewer, at: dt.datetime) -> None:
    if not reason.strip():
        raise Invalid("请写明推送理由和对平台的要求，平台将看到该内容。")
    if due_on <= timezone.localtime(at).date():
        raise Invalid(f"反馈期限 {due_on} 不晚于今天；请选择以后的工作日。")
    if not law.calendar(by).is_workday(due_on):
        raise Invalid(f"反馈期限 {due_on} 不是工作日；请改选之后的第一个工作日。")


def _row(push: Push, one: Problem) -> PushRow:
    told = " ".join(filter(None, (one.entry.get("listed_on", ""), one.entry.get("reason", ""))))
    label = ListKind(one.kind).label
    return PushRow(
        push=push,
        problem=one,
        seq=one.seq,
        shop_no=one.shop_no,
        shop_name=one.shop_name,
        name=one.name,
        credit_code=one.credit_code,
        reason=f"{label}：{told}"[:300] if told else label,
        list_label=str(one.version) if one.version else label,
    )


@transaction.atomic
def send_push(*, push_id: int, letter_id: int, letter_no: str, by: Viewer, at: dt.datetime) -> Push:
    """Note the letter with which a push-back has left; from now on the platform sees it."""
    row = queries.visible_pushes(by).select_for_update(of=("self",)).get(pk=push_id)
    if row.state != PushState.DRAFT:
        return row
    row.state, row.sent_at = PushState.SENT, at
    row.letter_id, row.letter_no = letter_id, letter_no
    row.save()
    detail = {"letter": letter_no}
    record(by=by, at=at, action="roster:push:send", subject=("push", row.pk), detail=detail)
    return row


@transaction.atomic
def answer_row(*, row_id: int, answer: Answer, note: str, by: Viewer, at: dt.datetime) -> PushRow:
    """Say what the platform did about one merchant; may be changed until all is handed in.

    A dispute needs its reason and stops every automatic step for the merchant.
    Raises Refused, Invalid, NotPossible.
    """
    _demand_platform(by)
    row = PushRow.objects.select_for_update(of=("self",)).select_related("push").get(
        pk=row_id, push__in=queries.visible_pushes(by).order_by()
    )  # fmt: skip
    if row.push.state != PushState.SENT:
        raise NotPossible("该份推送已反馈，不能再改；如有变化，请与推送机关联系。")
    if answer in {Answer.DISPUTED, Answer.NOT_OURS} and not note.strip():
        raise Invalid(f"反馈“{answer.label}”须写明理由，例如证照已变更、名称相同但不是同一主体。")
    was = row.answer
    row.answer, row.note, row.answered_at = answer, note.strip()[:300], at
    row.save()
    _freeze(row, was=was, answer=answer)
    detail = {"answer": answer, "note": row.note, "before": was}
    record(by=by, at=at, action="roster:push:answer", subject=("push_row", row.pk), detail=detail)
    return row


def _freeze(row: PushRow, *, was: str, answer: Answer) -> None:
    problem = Problem.objects.select_for_update(of=("self",)).get(pk=row.problem_id)
    if answer is Answer.DISPUTED:
        problem.is_frozen, problem.frozen_why = True, f"平台异议：{row.note}"[:300]
    elif was == Answer.DISPUTED:
        problem.is_frozen, problem.frozen_why = False, ""
    else:
        return
    problem.save(update_fields=["is_frozen", "frozen_why"])


def _demand_platform(by: Viewer) -> None:
    if not (by.is_platform and by.has(Role.COMPLIANCE)):
        raise Refused("推送由平台的合规专员反馈。")


@transaction.atomic
def seal_answers(*, push_id: int, by: Viewer, at: dt.datetime) -> Push:
    """Hand the answers in: every merchant must have one. Raises Refused, Invalid."""
    _demand_platform(by)
    row = queries.visible_pushes(by).select_for_update(of=("self",)).get(pk=push_id)
    if row.state == PushState.ANSWERED:
        return row
    left = row.rows.filter(answer="").count()
    if left:
        raise Invalid(f"还有{left}户没有反馈；请逐户选择已关闭、已更正、有异议或非本平台。")
    row.state, row.answered_at, row.answered_name = PushState.ANSWERED, at, by.name
    row.save()
    record(by=by, at=at, action="roster:push:seal", subject=("push", row.pk))
    return row
