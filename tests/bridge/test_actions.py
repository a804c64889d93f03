"""What people do with letters, and what stands afterwards."""

import datetime as dt

import pytest
from django.db import transaction

from hedun.base.accounts.models import AuditEntry
from hedun.base.accounts.terms import Invalid, Refused, Viewer
from hedun.base.evidence import actions as evidence
from hedun.base.evidence.terms import CaptureKind
from hedun.base.jobs.models import Job
from hedun.clues.models import Clue
from hedun.clues.terms import ClueState
from hedun.desks.bridge import actions, queries
from hedun.desks.bridge.models import Letter, LetterEvent
from hedun.desks.bridge.terms import (
    BadRows,
    Conflict,
    FieldGroup,
    LetterState,
    NotReady,
    Reminder,
    RowIn,
)
from hedun.market.models import Fact
from tests import factories as make

NOW = make.NOW
HOUR = dt.timedelta(hours=1)


def state(letter):
    return LetterState(Letter.objects.get(pk=letter.pk).state)


def test_one_action_drafts_a_letter_that_can_be_sent(desk):
    letter = desk.sent()
    assert letter.number.endswith("协查〔2026〕1号")
    assert letter.channel_no == 1
    assert letter.message_id.version == 7
    assert letter.target_at == NOW + dt.timedelta(hours=24)


def test_drafting_twice_gives_the_same_draft(desk):
    assert desk.draft().pk == desk.draft().pk


def test_sending_makes_the_clue_wait_and_answering_wakes_it(desk):
    desk.sent()
    assert Clue.objects.get().state == ClueState.AWAITING


def test_answering_gives_the_clue_back_to_the_officer(desk):
    desk.answered()
    assert Clue.objects.get().state == ClueState.ANSWERED


def test_withdrawing_gives_the_clue_back_and_keeps_the_number(desk):
    letter = desk.sent()
    actions.withdraw(letter_id=letter.pk, reason="对象有误", by=desk.by, at=NOW)
    assert Clue.objects.get().state == ClueState.CONFIRMED
    assert state(letter) is LetterState.WITHDRAWN
    assert desk.sent(desk.new_clue()).number.endswith("2号")


def test_numbers_have_no_gap_after_a_rollback(desk):
    letter = desk.draft()
    with transaction.atomic():
        actions.send(letter_id=letter.pk, by=desk.by, at=NOW)
        transaction.set_rollback(True)
    assert Letter.objects.get().number is None
    sent = actions.send(letter_id=letter.pk, by=desk.by, at=NOW)
    assert (sent.number[-2:], sent.channel_no) == ("1号", 1)


def test_a_repeated_request_changes_nothing(desk):
    letter = desk.draft()
    seen = letter.version
    for _ in range(2):
        actions.send(letter_id=letter.pk, expected_version=seen, by=desk.by, at=NOW)
    assert LetterEvent.objects.filter(step="send").count() == 1


def test_a_letter_that_changed_meanwhile_is_not_sent(desk):
    letter = desk.draft()
    actions.edit(letter_id=letter.pk, changes={"title": "新事由"}, by=desk.by, at=NOW)
    with pytest.raises(Conflict, match="刷新"):
        actions.send(letter_id=letter.pk, expected_version=letter.version, by=desk.by, at=NOW)


def test_a_letter_with_a_defect_does_not_leave(desk):
    letter = desk.draft()
    changes = {"second_officer_id": None}
    actions.edit(letter_id=letter.pk, changes=changes, by=desk.by, at=NOW)
    with pytest.raises(NotReady, match="不足两人"):
        actions.send(letter_id=letter.pk, by=desk.by, at=NOW)


def test_officers_must_be_colleagues(desk):
    letter = desk.draft()
    stranger = make.inspector(make.bureau(region="330108"))
    with pytest.raises(Invalid, match="本单位"):
        actions.edit(letter_id=letter.pk, changes={"officer_id": stranger.pk}, by=desk.by, at=NOW)


def test_each_step_leaves_one_audit_row_in_the_same_transaction(desk):
    letter = desk.sent()
    rows = AuditEntry.objects.filter(subject_kind="letter", subject_id=str(letter.pk))
    assert list(rows.order_by("pk").values_list("action", flat=True)) == [
        "bridge:letter:draft",
        "bridge:letter:send",
    ]


def test_the_platform_offers_a_date_and_the_bureau_agrees(desk):
    letter = desk.accepted()
    day = dt.date(2026, 12, 28)
    actions.propose_date(
        letter_id=letter.pk, due_on=day, reason="订单量大", by=desk.at_platform, at=NOW
    )
    agreed = actions.agree_date(letter_id=letter.pk, by=desk.by, at=NOW)
    assert agreed.due_at.date() == day
    assert state(letter) is LetterState.ACCEPTED


def test_an_offered_date_must_be_later_and_a_working_day(desk):
    letter = desk.accepted()
    for day in (dt.date(2026, 11, 24), dt.date(2026, 12, 27)):
        with pytest.raises(Invalid):
            actions.propose_date(
                letter_id=letter.pk, due_on=day, reason="忙", by=desk.at_platform, at=NOW
            )


def test_agreeing_can_be_undone_for_ten_minutes(desk):
    letter = desk.accepted()
    was = letter.due_at
    day = dt.date(2026, 12, 28)
    actions.propose_date(
        letter_id=letter.pk, due_on=day, reason="量大", by=desk.at_platform, at=NOW
    )
    actions.agree_date(letter_id=letter.pk, by=desk.by, at=NOW)
    back = actions.undo(letter_id=letter.pk, by=desk.by, at=NOW + HOUR / 10)
    assert (back.due_at, back.state) == (was, LetterState.PROPOSED)


def test_an_undo_after_ten_minutes_is_refused(desk):
    letter = desk.answered()
    actions.close(letter_id=letter.pk, by=desk.by, at=NOW)
    with pytest.raises(Conflict, match="10分钟"):
        actions.undo(letter_id=letter.pk, by=desk.by, at=NOW + HOUR)


def test_sending_cannot_be_undone_but_withdrawn(desk):
    letter = desk.sent()
    with pytest.raises(Conflict, match="撤回"):
        actions.undo(letter_id=letter.pk, by=desk.by, at=NOW)


def test_closing_records_the_answer_as_a_fact_once(desk):
    letter = desk.answered()
    actions.close(letter_id=letter.pk, by=desk.by, at=NOW)
    actions.undo(letter_id=letter.pk, by=desk.by, at=NOW)
    actions.close(letter_id=letter.pk, by=desk.by, at=NOW)
    fact = Fact.objects.get()
    assert fact.payload["letter_no"] == letter.number
    assert fact.payload["is_late"] is False


@pytest.mark.parametrize(("extra", "late"), [(0, False), (1, True)])
def test_an_answer_is_late_after_its_last_second(desk, extra, late):
    letter = desk.accepted()
    at = letter.due_at + dt.timedelta(seconds=extra)
    reply = actions.answer(letter_id=letter.pk, text="见附件", by=desk.at_platform, at=at)
    assert (reply.is_late, Letter.objects.get().is_late) == (late, late)


def test_asking_again_opens_a_second_round(desk):
    letter = desk.answered()
    actions.ask_again(letter_id=letter.pk, reason="缺物流", by=desk.by, at=NOW)
    reply = actions.answer(letter_id=letter.pk, text="补充如下", by=desk.at_platform, at=NOW)
    assert reply.round == 2
    assert queries.replies(desk.by, letter.pk).count() == 2


def rows(*orders):
    values = [{"order_no": n, "paid_on": "2026-11-01", "amount": "9.90"} for n in orders]
    return [RowIn(FieldGroup.PAYMENT, v, place=f"第{i}行") for i, v in enumerate(values, 1)]


def test_good_rows_stay_and_bad_rows_come_back_with_the_reason(desk):
    letter = desk.accepted()
    given = [
        *rows("A1"),
        RowIn(FieldGroup.PAYMENT, {"order_no": "A2", "amount": "很多"}),
        *rows("A3"),
    ]
    outcomes = actions.add_rows(letter_id=letter.pk, rows=given, by=desk.at_platform, at=NOW)
    assert [o.is_good for o in outcomes] == [True, False, True]
    assert any("不是金额" in text for text in outcomes[1].problems)
    assert queries.draft_reply(desk.at_platform, letter.pk).rows.count() == 2


def test_the_same_row_twice_is_one_row(desk):
    letter = desk.accepted()
    for _ in range(2):
        actions.add_rows(letter_id=letter.pk, rows=rows("A1"), by=desk.at_platform, at=NOW)
    assert queries.draft_reply(desk.at_platform, letter.pk).rows.count() == 1


def test_an_answer_with_a_bad_row_is_not_given_at_all(desk):
    letter = desk.accepted()
    bad = [RowIn(FieldGroup.PAYMENT, {"order_no": ""})]
    with pytest.raises(BadRows):
        actions.answer(letter_id=letter.pk, text="如下", rows=bad, by=desk.at_platform, at=NOW)
    assert state(letter) is LetterState.ACCEPTED


def test_what_was_asked_is_given_or_explained(desk):
    letter = desk.accepted()
    with pytest.raises(Invalid, match="说明原因"):
        actions.answer(letter_id=letter.pk, text=" ", by=desk.at_platform, at=NOW)


def test_the_seal_covers_rows_and_text(desk):
    letter = desk.accepted()
    reply = actions.answer(
        letter_id=letter.pk, text="如下", rows=rows("A1"), by=desk.at_platform, at=NOW
    )
    assert len(reply.sha256) == 64


def test_reminders_are_jobs_with_their_own_keys_and_fire_once(desk):
    letter = desk.sent()
    jobs = Job.objects.filter(kind="bridge.remind")
    assert jobs.count() == 3
    given = {"letter_id": letter.pk, "reminder": Reminder.AT_TARGET, "moment": letter.target_at}
    at, machine = letter.target_at, Viewer.system()
    assert actions.remind(**given, by=machine, at=at) is True
    assert actions.remind(**given, by=machine, at=at) is False


def test_a_reminder_of_an_old_date_is_silent(desk):
    letter = desk.sent()
    moment = letter.due_at - HOUR
    machine = Viewer.system()
    assert not actions.remind(
        letter_id=letter.pk, reminder=Reminder.AT_DUE, moment=moment, by=machine, at=moment
    )


def test_an_overdue_letter_is_on_the_work_list(desk):
    letter = desk.sent()
    assert queries.todo(desk.by, NOW) == []
    items = queries.todo(desk.by, letter.due_at + HOUR)
    assert [item.label for item in items] == ["催办"]
    assert [item.label for item in queries.todo(desk.at_platform, NOW)] == ["签收"]


def test_a_platform_cannot_send(desk):
    letter = desk.sent()
    with pytest.raises(Refused):
        actions.close(letter_id=letter.pk, by=desk.at_platform, at=NOW)


def test_an_officer_who_has_left_or_lost_the_role_cannot_sign(desk):
    letter = desk.draft()
    desk.second.grants.all().delete()
    with pytest.raises(NotReady, match="不再具有办案资格"):
        actions.send(letter_id=letter.pk, by=desk.by, at=NOW)


def test_a_period_travels_with_the_letter_and_a_wide_one_does_not_leave(desk):
    letter = desk.draft()
    span = {"period_from": dt.date(2025, 1, 1), "period_to": dt.date(2026, 11, 1)}
    actions.edit(letter_id=letter.pk, changes=dict(span), by=desk.by, at=NOW)
    with pytest.raises(NotReady, match="批量调取"):
        actions.send(letter_id=letter.pk, by=desk.by, at=NOW)
    actions.edit(
        letter_id=letter.pk, changes={"period_from": dt.date(2026, 1, 1)}, by=desk.by, at=NOW
    )
    assert actions.send(letter_id=letter.pk, by=desk.by, at=NOW).period_to == span["period_to"]


def test_evidence_that_was_changed_holds_the_letter_up(desk, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    capture = evidence.fix(
        content=b"<p>x</p>", media_type="text/html", title="x", kind=CaptureKind.LISTING,
        subject=("finding", 1), by=desk.by, at=NOW,
    )  # fmt: skip
    Clue.objects.filter(pk=desk.clue.pk).update(capture=capture)
    letter = desk.draft()
    (file,) = (path for path in (tmp_path / "evidence").rglob("*") if path.is_file())
    file.chmod(0o600)
    file.write_bytes(b"<p>y</p>")
    with pytest.raises(NotReady, match="所附证据"):
        actions.send(letter_id=letter.pk, by=desk.by, at=NOW)
