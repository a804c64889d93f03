"""Each side can prove that the other's log went back or was written anew."""

import base64
import itertools
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hedun.base.accounts.terms import Invalid, Refused, Role, Viewer
from hedun.base.evidence import actions, queries
from hedun.base.evidence.decide import riding
from hedun.base.evidence.models import Alarm, PartnerMark
from hedun.base.evidence.terms import AlarmKind, Standing
from hedun.base.exchange import actions as exchange
from hedun.base.exchange import work
from hedun.base.exchange.terms import Signed, effect
from tests import factories as make
from tests.evidence.house import House

pytestmark = pytest.mark.django_db
MACHINE = Viewer.system()


@effect("evidence.test")
def nothing(_arrived):
    """Take the message in."""


def hear(*messages, partner="p"):
    for number, word in messages:
        actions.witness(partner=partner, number=number, word=word, by=MACHINE, at=make.NOW)


def alarms():
    return [AlarmKind(row.kind) for row in Alarm.objects.order_by("pk")]


def standings():
    return list(PartnerMark.objects.order_by("number").values_list("standing", flat=True))


def test_an_honest_log_in_any_order_is_proven():
    for order in itertools.permutations(range(4)):
        house, partner = House(), f"p{order}"
        sent = [house.message(*[f"{n}{m}" for m in range(n + 1)]) for n in range(4)]
        hear(*(sent[n] for n in order), *sent, partner=partner)
        rows = PartnerMark.objects.filter(partner=partner).order_by("number")
        assert [row.standing for row in rows] == [Standing.FIRST, *[Standing.PROVEN] * 3]
    assert alarms() == []


def test_the_same_checkpoint_in_many_messages_is_kept_once():
    house = House()
    hear(house.message("a"), house.message(), house.message())
    assert PartnerMark.objects.count() == 1
    assert alarms() == []


def test_a_restored_backup_is_proven_by_what_we_hold():
    house = House()
    hear(house.message("a"))
    yesterday = house.backup()
    hear(house.message("b", "c"))
    yesterday.number = house.number
    hear(yesterday.message("z", since=1))
    assert AlarmKind.ROLLBACK in alarms()
    alarm = Alarm.objects.get(kind=AlarmKind.ROLLBACK)
    assert alarm.earlier.size == 3
    assert alarm.mark.size == 2


def test_an_old_checkpoint_that_comes_back_is_a_rollback():
    house = House()
    first = house.message("a")
    hear(first, house.message("b"), (9, first[1]))
    assert alarms() == [AlarmKind.ROLLBACK]


def test_a_fork_of_the_same_length_is_seen():
    house = House()
    hear(house.message("a"))
    other = house.backup()
    hear(house.message("b"), other.message("B"))
    assert AlarmKind.FORK in alarms()


def test_a_rewritten_past_has_no_proof():
    house = House()
    hear(house.message("a", "b", "c"))
    house.leaves[1] = b"forged"
    hear(house.message("d"))
    assert alarms() == [AlarmKind.FORK]


def test_who_gives_no_proof_is_asked_for_it():
    house = House()
    hear(house.message("a"), house.message("b", since=0))
    assert alarms() == [AlarmKind.UNPROVEN]


def test_another_key_is_told_to_a_person():
    hear(House().message("a"))
    number, word = House().message("a", "b")
    hear((2, word))
    assert AlarmKind.REPLACED in alarms()
    assert number == 1


@pytest.mark.parametrize("word", ["", "x", "e30=", base64.b64encode(b"[]").decode(), "A" * 20_000])
def test_junk_is_an_alarm_and_no_more(word):
    hear((1, word))
    assert alarms() == [AlarmKind.UNREADABLE]


def test_a_foreign_signature_is_an_alarm():
    house, thief = House(), House()
    ridden = riding.unpack(house.message("a")[1])
    keys = tuple(key for key, _ in thief.keys)
    hear((1, riding.pack(riding.Ridden(ridden.note, 0, (), keys))))
    assert alarms() == [AlarmKind.UNSIGNED]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_changed_word_breaks_the_taking(data):
    word = House().message("a", "b")[1]
    found = json.loads(base64.b64decode(word))
    name = data.draw(st.sampled_from(sorted(found)))
    found[name] = data.draw(
        st.none() | st.integers() | st.text() | st.lists(st.text(max_size=70) | st.integers())
    )
    hear((1, base64.b64encode(json.dumps(found).encode()).decode()), partner="fuzz")


def nodes():
    made = []
    for name in ("mine", "yours"):
        node = exchange.add_node(name=name, is_local=True, by=MACHINE, at=make.NOW)
        exchange.new_key(node=node, by=MACHINE, at=make.NOW)
        made.append(node)
    return made


def carry(mine, yours):
    """Send one message with whatever rides on it."""
    given = {"kind": "evidence.test", "subject": "x", "data": {}}
    row = exchange.put(sender=mine, receiver=yours, **given, by=MACHINE, at=make.NOW)
    exchange.prepare(sender=mine, receiver=yours, by=MACHINE, at=make.NOW)
    row.refresh_from_db()
    signed = Signed(bytes(row.raw), row.key_id, bytes(row.signature))
    return work.receive(yours.name, mine.name, signed, at=make.NOW)


def test_checkpoints_ride_in_ordinary_messages():
    mine, yours = nodes()
    assert carry(mine, yours).verdict == "stored"
    assert not PartnerMark.objects.exists()  # nothing was signed yet
    for _ in range(3):
        actions.extend(by=MACHINE, at=make.NOW)
        actions.sign_head(by=MACHINE, at=make.NOW)
        assert carry(mine, yours).verdict == "stored"
    assert standings() == [Standing.FIRST, Standing.PROVEN, Standing.PROVEN]
    assert queries.latest(MACHINE).size == PartnerMark.objects.order_by("-size").first().size
    assert alarms() == []


def test_an_alarm_is_settled_by_an_administrator_with_a_reason():
    hear((1, "x"))
    alarm = Alarm.objects.get()
    admin = make.person(None, Role.SECURITY_ADMIN).viewer
    given = {"alarm_id": alarm.pk, "at": make.NOW}
    with pytest.raises(Refused):
        actions.settle_alarm(told="x", by=make.inspector().viewer, **given)
    with pytest.raises(Invalid):
        actions.settle_alarm(told=" ", by=admin, **given)
    actions.settle_alarm(told="已核实", by=admin, **given)
    alarm.refresh_from_db()
    assert alarm.settled_note == "已核实"
