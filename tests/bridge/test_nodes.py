"""A letter between two houses: each end sees the other's steps, and nothing that is not true.

One database plays both houses in turn: what the platform's house does is rolled back, so that
only its messages are left for the bureau's.
"""

import contextlib
import datetime as dt
import uuid

import pytest
from django.db import transaction

from hedun.base.accounts.terms import Invalid
from hedun.base.exchange import actions as exchange
from hedun.base.exchange.decide.envelope import dump, load
from hedun.base.exchange.models import Node, Outgoing
from hedun.base.exchange.terms import Arrived, Envelope, NotYet, effect_of
from hedun.clues.models import Clue
from hedun.desks.bridge import actions, queries
from hedun.desks.bridge.actions.telling import KIND
from hedun.desks.bridge.models import Letter, LetterEvent, Reply
from hedun.desks.bridge.terms import Attachment, FieldGroup, RowIn
from tests import factories as make

NOW = make.NOW
HOUR = dt.timedelta(hours=1)
GOODS = RowIn(FieldGroup.GOODS, {"listing_no": "A1", "title": "测试商品", "price": "129.90"})


class Houses:
    """The bureau's house, and now and then the platform's."""

    def __init__(self, desk):
        self.desk = desk
        make.article(make.instrument("heguishuju"), "9")
        for name, body in (("bureau", desk.bureau), ("platform", desk.platform.body)):
            given = {"name": name, "body_id": body.pk, "is_local": name == "bureau"}
            exchange.add_node(**given, by=make.SYSTEM, at=NOW)

    def told(self):
        """What goes out next, as it will be read over there."""
        rows = list(Outgoing.objects.order_by("pk"))
        Outgoing.objects.all().delete()
        return [load(dump(row.data)) for row in rows]

    @contextlib.contextmanager
    def platform(self):
        """The platform's house; its messages outlive it."""
        out = []
        with transaction.atomic():
            Node.objects.filter(name="bureau").update(is_local=False)
            Node.objects.filter(name="platform").update(is_local=True)
            LetterEvent.objects.all().delete()
            Reply.objects.all().delete()
            Letter.objects.all().delete()
            yield out
            out += self.told()
            transaction.set_rollback(True)

    def hear(self, *messages, at=NOW, caller=None):
        """Take messages in, wherever we are."""
        me, other = Node.objects.get(is_local=True), Node.objects.get(is_local=False)
        for data in messages:
            envelope = Envelope(uuid.uuid4(), other.name, me.name, 1, KIND, "x", at, data)
            body_id = other.body_id if caller is None else caller
            with transaction.atomic():
                effect_of(KIND)(Arrived(envelope, 1, me.pk, other.pk, body_id, at))


@pytest.fixture
def houses(desk, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return Houses(desk)


def answered_over_there(houses, letter, **given):
    """The platform's house hears of the letter, signs for it and answers."""
    sent = houses.told()
    given = {"text": "见附表。", "rows": [GOODS]} | given
    with houses.platform() as out:
        houses.hear(*sent)
        there = Letter.objects.get()
        assert there.message_id == letter.message_id
        by = {"by": houses.desk.at_platform}
        actions.accept(letter_id=there.pk, at=NOW + HOUR, **by)
        actions.answer(letter_id=there.pk, at=NOW + 2 * HOUR, **given, **by)
    return out


def test_the_other_house_sees_the_letter_as_it_was_sent(houses):
    draft, by = houses.desk.draft(), {"by": houses.desk.by, "at": NOW}
    span = {"period_from": dt.date(2026, 1, 1), "period_to": dt.date(2026, 3, 1)}
    actions.edit(letter_id=draft.pk, changes=span, **by)
    letter = actions.send(letter_id=draft.pk, **by)
    sent = houses.told()
    with houses.platform():
        houses.hear(*sent, *sent)
        there = queries.visible_letters(houses.desk.at_platform).get()
        names = "number title text questions due_at target_at sent_at period_from period_to"
        for name in names.split():
            assert getattr(there, name) == getattr(letter, name)
        assert (there.clue, there.officer, there.drafted_by) == (None, None, None)


def test_an_answer_comes_back_with_the_same_seal(houses):
    letter = houses.desk.sent()
    file = Attachment("回执.pdf", "", b"%PDF-1.7 x")
    out = answered_over_there(houses, letter, attachments=[file])
    assert [data["step"] for data in out] == ["accept", "answer"]
    houses.hear(*out, at=NOW + dt.timedelta(days=3))
    reply = queries.replies(houses.desk.by, letter.pk).get()
    assert reply.sha256 == out[1]["reply"]["sha256"]
    assert reply.rows.get().payload["price"] == 12990
    assert reply.attachments[0]["name"] == "回执.pdf"
    letter.refresh_from_db()
    assert (letter.state, letter.is_late) == ("answered", False)
    assert Clue.objects.get(pk=letter.clue_id).state == "answered"


def test_the_bureau_asks_again_and_closes_and_the_platform_hears_of_it(houses):
    letter = houses.desk.sent()
    sent = houses.told()
    with houses.platform() as out:
        houses.hear(*sent)
        there = Letter.objects.get()
        actions.accept(letter_id=there.pk, by=houses.desk.at_platform, at=NOW)
        actions.answer(letter_id=there.pk, text="甲", by=houses.desk.at_platform, at=NOW)
    houses.hear(*out)
    actions.ask_again(letter_id=letter.pk, reason="缺数据", by=houses.desk.by, at=NOW)
    actions.withdraw(letter_id=letter.pk, reason="不用了", by=houses.desk.by, at=NOW)
    steps = houses.told()
    with houses.platform():
        houses.hear(*sent)
        there = Letter.objects.get()
        actions.accept(letter_id=there.pk, by=houses.desk.at_platform, at=NOW)
        actions.answer(letter_id=there.pk, text="甲", by=houses.desk.at_platform, at=NOW)
        houses.hear(*steps)
        there.refresh_from_db()
        assert (there.state, there.reason) == ("withdrawn", "不用了")


def test_an_answer_that_crosses_a_withdrawal_is_noted_only(houses):
    letter = houses.desk.sent()
    out = answered_over_there(houses, letter)
    actions.withdraw(letter_id=letter.pk, reason="有误", by=houses.desk.by, at=NOW)
    houses.hear(*out)
    letter.refresh_from_db()
    assert letter.state == "withdrawn"
    assert "仅作记录" in letter.events.latest("pk").note


def test_a_step_that_is_early_waits_for_the_one_before(houses):
    letter = houses.desk.sent()
    accept, answer = answered_over_there(houses, letter)
    with pytest.raises(NotYet):
        houses.hear(answer)
    houses.hear(accept, answer)
    letter.refresh_from_db()
    assert letter.state == "answered"


def test_a_letter_that_nobody_knows_is_waited_for(houses):
    letter = houses.desk.sent()
    out = answered_over_there(houses, letter)
    out[0]["message_id"] = str(uuid.uuid4())
    with pytest.raises(NotYet):
        houses.hear(out[0])


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("text", "另一段话"),
        ("rows", []),
        ("rows", [{"group": "goods", "values": {"listing_no": "A1"}}]),
        ("rows", [{"group": "x", "values": {}}]),
        ("rows", [3]),
        ("attachments", [{"name": "a.exe", "content": "TVo="}]),
        ("attachments", [{"name": "a.pdf", "content": "!"}]),
        ("answered_name", "别人"),
        ("answered_at", "gestern"),
        ("round", 0),
        ("sha256", "0" * 64),
    ],
)
def test_an_answer_that_was_changed_is_refused(houses, place, value):
    letter = houses.desk.sent()
    accept, answer = answered_over_there(houses, letter)
    answer["reply"][place] = value
    houses.hear(accept)
    with pytest.raises(Invalid):
        houses.hear(answer)
    letter.refresh_from_db()
    assert letter.state == "accepted"
    assert not Reply.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"step": "close"},
        {"step": "withdraw"},
        {"step": "undo", "state": "answered"},
        {"step": "draft"},
        {"step": "x"},
        {"state": "x"},
        {"at": None},
        {"at": "2026-01-01T00:00:00"},
        {"due_at": "1970-01-01T00:00:00+00:00"},
        {"by_name": "\x00"},
        {"by_name": "长" * 100},
        {"reason": 3},
        {"message_id": "x"},
    ],
)
def test_a_platform_takes_no_step_of_the_bureaus_and_no_nonsense(houses, changes):
    letter = houses.desk.sent()
    accept, _ = answered_over_there(houses, letter)
    with pytest.raises(Invalid):
        houses.hear(accept | changes)
    letter.refresh_from_db()
    assert letter.state == "sent"


def test_a_rival_takes_no_step(houses):
    letter = houses.desk.sent()
    accept, _ = answered_over_there(houses, letter)
    with pytest.raises(Invalid, match="不是这份函件的办理方"):
        houses.hear(accept, caller=make.platform_body().pk)


def test_a_platform_cannot_move_the_due_day(houses):
    letter = houses.desk.sent()
    accept, _ = answered_over_there(houses, letter)
    later = (letter.due_at + dt.timedelta(days=90)).isoformat()
    houses.hear(accept | {"due_at": later, "state": "closed", "reason": "x"})
    due = letter.due_at
    letter.refresh_from_db()
    assert (letter.due_at, letter.state, letter.reason) == (due, "accepted", "")


def test_taking_back_is_told_and_followed(houses):
    letter = houses.desk.sent()
    sent = houses.told()
    with houses.platform() as out:
        houses.hear(*sent)
        there, by = Letter.objects.get(), {"by": houses.desk.at_platform, "at": NOW}
        actions.accept(letter_id=there.pk, **by)
        actions.answer(letter_id=there.pk, text="甲", **by)
    houses.hear(*out)
    actions.close(letter_id=letter.pk, by=houses.desk.by, at=NOW)
    actions.undo(letter_id=letter.pk, by=houses.desk.by, at=NOW)
    close, undo = houses.told()
    with houses.platform():
        houses.hear(*sent)
        there = Letter.objects.get()
        actions.accept(letter_id=there.pk, **by)
        actions.answer(letter_id=there.pk, text="甲", **by)
        for data, state in ((close, "closed"), (undo, "answered")):
            houses.hear(data)
            there.refresh_from_db()
            assert there.state == state
        with pytest.raises(Invalid, match="撤销后"):
            houses.hear(undo | {"state": "draft"})


def test_three_receipts_stand_beside_the_letter(houses, client):
    letter = houses.desk.sent()
    row = Outgoing.objects.get(message_id=letter.message_id)
    out = answered_over_there_keeping(houses, row)
    client.force_login(houses.desk.inspector)
    for data, state in ((None, "待送达"), (out[0], "对方已签收"), (out[1], "对方已答复")):
        if data is not None:
            Outgoing.objects.filter(pk=row.pk, state="waiting").update(
                state="stored", receipt=b"x", stored_at=NOW
            )
            houses.hear(data)
        assert state in client.get(f"/letters/{letter.pk}/").text
    row.refresh_from_db()
    assert (row.accepted_at, row.answered_at) == (NOW + HOUR, NOW + 2 * HOUR)


def answered_over_there_keeping(houses, row):
    """As `answered_over_there`, and the message that was sent stays on record."""
    kept = Outgoing.objects.filter(pk=row.pk).values().get()
    out = answered_over_there(houses, Letter.objects.get())
    Outgoing.objects.create(**kept)
    return out


def test_ends_in_one_house_need_no_message(houses):
    Node.objects.filter(name="platform").update(is_local=True)
    houses.desk.sent()
    assert houses.told() == []


def test_what_is_rolled_back_is_not_told(houses):
    with transaction.atomic():
        houses.desk.sent()
        transaction.set_rollback(True)
    assert houses.told() == []
