"""Letters to other bureaux and agencies, ratings by both ends, the province's consent."""

import datetime as dt

import pytest
from django.urls import reverse

from hedun.base.accounts.terms import BodyKind, Invalid, Level, Refused, Role
from hedun.desks.bridge import actions, queries
from hedun.desks.bridge.models import Letter, Rating
from hedun.desks.bridge.terms import Conflict, FieldGroup, LetterKind, Mark, Marks, NotReady, RowIn
from tests import factories as make

NOW = make.NOW
GOOD, BAD = Marks(Mark.GOOD, Mark.GOOD), Marks(Mark.POOR, Mark.GOOD, "晚了三天")


@pytest.fixture
def far(desk):
    """Another county's bureau with an officer, and the clocks of letters between bodies."""
    make.deadline("letter.assist", extension=0)
    make.deadline("letter.transfer", extension=0)
    make.deadline("crime.police_decide", 3, "d", extension=0)
    return make.inspector(make.bureau(Level.COUNTY, "440305")).viewer


def draft(desk, kind, to_body_id):
    given = {"clue_id": desk.clue.pk, "kind": kind, "to_body_id": to_body_id}
    return actions.draft_from_clue(by=desk.by, at=NOW, **given)


def test_a_bureau_assists_within_fifteen_working_days(desk, far):
    letter = draft(desk, LetterKind.ASSISTANCE, far.body_id)
    letter = actions.send(letter_id=letter.pk, by=desk.by, at=NOW)
    assert "协助〔2026〕1号" in letter.number
    assert letter.due_at.date() == dt.date(2026, 12, 14)
    assert [item.label for item in queries.todo(far, NOW)] == ["签收"]
    actions.accept(letter_id=letter.pk, by=far, at=NOW)
    reply = actions.answer(letter_id=letter.pk, text="已询问当事人。", by=far, at=NOW)
    assert "复〔2026〕1号" in reply.number
    assert queries.letter(desk.by, letter.pk).state == "answered"


def test_a_third_bureau_and_the_platform_see_nothing_of_it(desk, far):
    letter = draft(desk, LetterKind.ASSISTANCE, far.body_id)
    assert not queries.visible_letters(far).exists()
    actions.send(letter_id=letter.pk, by=desk.by, at=NOW)
    third = make.inspector(make.bureau(Level.COUNTY, "330102")).viewer
    assert not queries.visible_letters(third).exists()
    assert not queries.visible_letters(desk.at_platform).exists()
    assert queries.received_letters(far).get() == letter


def test_an_answer_being_written_is_the_receivers_own(desk, far):
    letter = draft(desk, LetterKind.ASSISTANCE, far.body_id)
    actions.send(letter_id=letter.pk, by=desk.by, at=NOW)
    actions.accept(letter_id=letter.pk, by=far, at=NOW)
    row = RowIn(FieldGroup.GOODS, {"listing_no": "1", "title": "某"})
    actions.add_rows(letter_id=letter.pk, rows=[row], by=far, at=NOW)
    assert queries.draft_reply(far, letter.pk) is not None
    assert queries.draft_reply(desk.by, letter.pk) is None
    assert not queries.replies(desk.by, letter.pk).exists()


def test_only_the_leader_hands_a_matter_to_the_police(desk, far):
    police = make.body(BodyKind.AGENCY, "某市公安局")
    liaison = make.person(police, Role.LIAISON).viewer
    letter = draft(desk, LetterKind.TRANSFER, police.pk)
    with pytest.raises(Refused, match="负责人"):
        actions.send(letter_id=letter.pk, by=desk.by, at=NOW)
    letter = actions.send(letter_id=letter.pk, by=desk.second.viewer, at=NOW)
    assert letter.due_rule == "crime.police_decide"
    actions.accept(letter_id=letter.pk, by=liaison, at=NOW)
    actions.answer(letter_id=letter.pk, text="已立案。", by=liaison, at=NOW)


def test_a_letter_between_bodies_needs_a_fitting_addressee(desk, far):
    with pytest.raises(Invalid, match="收函单位"):
        draft(desk, LetterKind.ASSISTANCE, None)
    letter = draft(desk, LetterKind.ASSISTANCE, far.body_id)
    Letter.objects.filter(pk=letter.pk).update(to_body=desk.platform.body_id)
    with pytest.raises(NotReady, match="市场监管局"):
        actions.send(letter_id=letter.pk, by=desk.by, at=NOW)


def test_both_ends_rate_once(desk):
    letter = desk.answered()
    actions.rate(letter_id=letter.pk, marks=BAD, by=desk.by, at=NOW + dt.timedelta(days=1))
    actions.rate(
        letter_id=letter.pk, marks=GOOD, by=desk.at_platform, at=NOW + dt.timedelta(days=1)
    )
    assert dict(Rating.objects.values_list("side", "timeliness")) == {
        "sender": "poor",
        "receiver": "good",
    }
    with pytest.raises(Conflict, match="已由本单位评价"):
        actions.rate(letter_id=letter.pk, marks=GOOD, by=desk.by, at=NOW + dt.timedelta(days=2))


def test_a_bad_rating_says_why_and_none_is_given_before_an_answer(desk):
    given = {"letter_id": desk.answered().pk, "by": desk.by, "at": NOW + dt.timedelta(days=1)}
    with pytest.raises(Invalid, match="理由"):
        actions.rate(marks=Marks(Mark.POOR, Mark.POOR), **given)
    desk.clue = desk.new_clue()
    letter = desk.accepted()
    with pytest.raises(Conflict):
        actions.rate(letter_id=letter.pk, marks=GOOD, by=desk.by, at=NOW)


def test_a_rating_stands_between_closing_and_its_undoing(desk):
    letter = desk.answered()
    at = NOW + dt.timedelta(days=1)
    actions.close(letter_id=letter.pk, by=desk.by, at=at)
    actions.rate(letter_id=letter.pk, marks=GOOD, by=desk.by, at=at)
    assert actions.undo(letter_id=letter.pk, by=desk.by, at=at).state == "answered"


class TestConsent:
    """Fields beside the standard wait for the province."""

    @pytest.fixture(autouse=True)
    def province(self, desk):
        assert desk
        return make.leader(make.bureau(Level.PROVINCE, "330000")).viewer

    def ask(self, desk):
        letter = desk.draft()
        given = {"letter_id": letter.pk, "by": desk.by, "at": NOW}
        return actions.ask_consent(fields=["登录IP", "设备号"], why="查实实际控制人", **given)

    def test_the_letter_waits_for_it(self, desk, province):
        consent = self.ask(desk)
        with pytest.raises(NotReady, match="省级市场监管部门同意"):
            actions.send(letter_id=consent.letter_id, by=desk.by, at=NOW)
        given = {"consent_id": consent.pk, "by": province, "at": NOW}
        actions.decide_consent(is_granted=True, note="", **given)
        actions.send(letter_id=consent.letter_id, by=desk.by, at=NOW)

    def test_a_refusal_says_why_and_the_letter_stays(self, desk, province):
        consent = self.ask(desk)
        given = {"consent_id": consent.pk, "by": province, "at": NOW, "is_granted": False}
        with pytest.raises(Invalid, match="理由"):
            actions.decide_consent(note=" ", **given)
        actions.decide_consent(note="与案情无关", **given)
        with pytest.raises(NotReady):
            actions.send(letter_id=consent.letter_id, by=desk.by, at=NOW)

    def test_the_bureau_does_not_consent_to_itself(self, desk):
        consent = self.ask(desk)
        given = {"consent_id": consent.pk, "is_granted": True, "note": "", "at": NOW}
        with pytest.raises(Refused, match="省级"):
            actions.decide_consent(by=desk.second.viewer, **given)

    def test_on_the_pages(self, desk, province, client):
        client.force_login(desk.inspector)
        letter = desk.draft()
        asked = {"fields_wanted": "登录IP、设备号", "why": "查实实际控制人"}
        client.post(reverse("bridge:ask_consent", args=[letter.pk]), asked)
        leader = make.Person.objects.get(pk=province.person_id)
        client.force_login(leader)
        assert "登录IP、设备号" in client.get(reverse("bridge:consents")).content.decode()
        consent = queries.visible_consents(province).get()
        client.post(reverse("bridge:decide_consent", args=[consent.pk]), {"verdict": "grant"})
        assert queries.visible_consents(desk.by).get().is_granted


def test_a_province_asks_in_bulk_only_by_a_mandate(desk):
    province = make.bureau(Level.PROVINCE, "330000")
    leader = make.leader(province).viewer
    span = {"document_no": "国市监网监函〔2026〕9号", "valid_from": NOW.date()}
    with pytest.raises(Refused, match="省级"):
        actions.note_mandate(valid_to=NOW.date(), by=desk.second.viewer, at=NOW, **span)
    actions.note_mandate(valid_to=NOW.date(), by=leader, at=NOW, **span)
    letter = Letter(from_body=province)
    assert queries.has_mandate(leader, letter, NOW.date())
    assert not queries.has_mandate(leader, letter, NOW.date() + dt.timedelta(days=1))


def test_a_ready_set_of_questions_fills_the_letter(desk):
    given = {"clue_id": desk.clue.pk, "by": desk.by, "at": NOW}
    letter = actions.draft_from_clue(catalogue="livestream", **given)
    assert letter.questions == ["identity", "goods", "livestream"]
    assert "1. 直播间运营者" in letter.text


@pytest.mark.parametrize("kind", ["co_investigation", "assistance", "transfer"])
def test_each_kind_has_its_form(desk, far, client, kind):
    client.force_login(desk.inspector)
    page = client.get(reverse("bridge:draft"), {"clue": desk.clue.pk, "kind": kind})
    assert page.status_code == 200
    assert LetterKind(kind).label in page.content.decode()


def test_the_receiving_bureau_works_on_the_pages(desk, far, client):
    letter = draft(desk, LetterKind.ASSISTANCE, far.body_id)
    actions.send(letter_id=letter.pk, by=desk.by, at=NOW)
    client.force_login(make.Person.objects.get(pk=far.person_id))
    assert letter.title in client.get(reverse("bridge:received")).content.decode()
    client.post(reverse("bridge:act", args=[letter.pk, "accept"]))
    assert client.get(reverse("bridge:answer", args=[letter.pk])).status_code == 200
    client.post(reverse("bridge:submit", args=[letter.pk]), {"text": "已核实。"})
    rating = {"timeliness": "good", "completeness": "fair"}
    client.post(reverse("bridge:rate", args=[letter.pk]), rating)
    assert Rating.objects.get().side == "receiver"
