"""A complaint goes to its platform first: one transaction, its own clock, no name in the letter."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from hedun.base.accounts import queries as people
from hedun.base.accounts.terms import Level, Viewer
from hedun.base.procedure.models import Clock
from hedun.base.procedure.terms import NotPossible
from hedun.desks.bridge import actions as letters
from hedun.desks.bridge.models import Letter
from hedun.desks.complaints import actions
from hedun.front import fastlane
from tests import factories
from tests.complaints.conftest import AT, filing

WHO = ("李某某", "13922223333", "某某路十号")


@pytest.fixture
def world(db):
    call_command("load_law", verbosity=0)
    bureau = factories.bureau(Level.COUNTY, "330106", "西湖区市场监督管理局")
    shop = factories.shop(region="330106", name="测试网店甲")
    officers = [factories.inspector(bureau), factories.leader(bureau)]
    for one in officers:
        one.phone = "0571-00000000"
        one.save()
    name, phone, address = WHO
    given = filing(shop, name=name, phone=phone, address=address)
    row = actions.file(filing=given, by=Viewer.anonymous(), at=AT)[0].submission
    return row, people.viewer_of(factories.SYSTEM, officers[0].pk), officers[0]


def test_letter_and_step_go_together_with_a_clock_of_their_own(world):
    row, officer, _ = world
    row = fastlane.send(row.pk, text="商品漏水，请求退货退款", by=officer, at=AT)
    letter = Letter.objects.get()
    assert (row.state, row.letter_id, row.letter_no) == ("fast", letter.pk, letter.number)
    clocks = {clock.rule: f"{clock.due_at:%m-%d}" for clock in Clock.objects.filter(matter=row.pk)}
    assert clocks == {"complaint.accept": "10-13", "complaint.fast": "10-08"}


def test_a_step_that_is_refused_leaves_no_letter(world):
    row, officer, _ = world
    fastlane.send(row.pk, text="请处置", by=officer, at=AT)
    with pytest.raises(NotPossible):
        fastlane.send(row.pk, text="再请处置", by=officer, at=AT)
    assert Letter.objects.count() == 1


def test_the_platform_reads_what_happened_and_not_who(world, client):
    row, _, person = world
    client.force_login(person)
    page = client.get(reverse("front:fast_lane", args=[row.pk])).content.decode()
    assert row.facts in page
    assert not any(word in page for word in WHO)
    asked = {"text": "商品漏水，请求退货退款", "agreed": "on"}
    client.post(reverse("front:fast_lane", args=[row.pk]), asked)
    letter = Letter.objects.get()
    assert not any(word in str(Letter.objects.values().get()) for word in WHO)
    client.force_login(factories.compliance(row.platform.body))
    seen = client.get(reverse("bridge:detail", args=[letter.pk])).content.decode()
    assert "请求退货退款" in seen
    assert not any(word in seen for word in WHO)
    assert reverse("complaints:detail", args=[row.pk]) not in seen


def test_without_consent_nothing_is_sent(world, client):
    row, _, person = world
    client.force_login(person)
    answer = client.post(reverse("front:fast_lane", args=[row.pk]), {"text": "请处置"})
    assert answer.status_code == 422
    assert not Letter.objects.exists()


def test_the_answer_stands_on_the_complaint_and_the_officer_goes_on(world, client):
    row, officer, person = world
    fastlane.send(row.pk, text="请处置", by=officer, at=AT)
    letter = Letter.objects.get()
    clerk = people.viewer_of(factories.SYSTEM, factories.compliance(row.platform.body).pk)
    letters.accept(letter_id=letter.pk, by=clerk, at=AT)
    letters.answer(letter_id=letter.pk, text="商家已同意退款。", by=clerk, at=AT)
    client.force_login(person)
    page = client.get(reverse("complaints:detail", args=[row.pk])).content.decode()
    assert "商家已同意退款。" in page
    form = actions.Form(note="商家已同意退款")
    row = actions.take_step(submission_id=row.pk, step="fast_done", form=form, by=officer, at=AT)
    assert row.state == "received"
    assert Clock.objects.get(rule="complaint.fast").state == "met"


def test_a_plain_form_does_not_open_the_fast_lane(world):
    row, officer, _ = world
    form = actions.Form(agreed=True)
    with pytest.raises(NotPossible, match="函件"):
        actions.take_step(submission_id=row.pk, step="fast", form=form, by=officer, at=AT)
