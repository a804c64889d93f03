"""Handing in: what is asked, who becomes competent, one form one submission."""

import pytest

from hedun.base.accounts.terms import Refused, Viewer
from hedun.base.procedure import queries as passages
from hedun.base.procedure.terms import NotPossible
from hedun.desks.complaints import actions, queries
from hedun.desks.complaints.models import Identity, Submission
from hedun.desks.complaints.terms import Channel, RespondentKind, SubmissionKind
from tests import factories
from tests.complaints.conftest import AT, filing


def test_a_complaint_gets_a_number_a_code_and_its_first_clock(hand_in, bureau, officer):
    [one] = hand_in()
    row = one.submission
    assert (row.number, row.state, row.body) == ("TS-2026-000001", "received", bureau)
    clock = passages.clocks(officer, queries.matter(officer, row)).get()
    assert (clock.rule, f"{clock.due_at:%Y-%m-%d}") == ("complaint.accept", "2026-10-13")
    assert "10-10（星期六）为调休工作日" in "".join(clock.trace)
    assert str(clock.article) == "《市场监督管理投诉举报处理办法》第十五条"


def test_a_shop_named_by_its_number_is_called_by_its_name(hand_in, shop):
    [one] = hand_in(respondent=shop.shop_no)
    assert (one.submission.respondent, one.submission.shop) == (shop.name, shop)


def test_the_code_opens_it_and_no_other_does(hand_in, officer):
    [one] = hand_in()
    assert queries.by_code(officer, one.submission.number.lower(), one.code.lower()) is not None
    assert queries.by_code(officer, one.submission.number, one.code[:-1] + "0") is None
    assert one.code not in str(Submission.objects.values().get())


@pytest.mark.parametrize("field", ["name", "phone", "address", "request"])
def test_a_complaint_without_what_article_10_asks_is_not_taken(hand_in, field):
    with pytest.raises(NotPossible, match="第十条"):
        hand_in(**{field: " "})
    assert not Submission.objects.exists()


def test_a_report_may_be_anonymous(hand_in):
    [one] = hand_in(kind=SubmissionKind.REPORT, name="", phone="", address="", request="")
    assert (one.submission.number, one.submission.is_secret) == ("JB-2026-000001", True)
    assert Identity.objects.get().phone_key == ""


def test_what_holds_both_is_split_and_both_are_secret(hand_in):
    complaint, report = (one.submission for one in hand_in(also_report=True))
    assert (complaint.kind, report.kind) == ("complaint", "report")
    assert complaint.twin == report
    assert complaint.is_secret
    assert report.is_secret
    assert Identity.objects.count() == 2


def test_the_same_form_sent_twice_is_one_submission(hand_in, officer):
    first = hand_in(token="t" * 32, also_report=True)
    again = hand_in(token="t" * 32, also_report=True)
    assert [o.submission for o in first] == [o.submission for o in again]
    assert queries.by_code(officer, again[0].submission.number, again[0].code) is not None
    assert Submission.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "region"),
    [
        ({}, "330106"),  # the address that the platform shows
        ({"respondent": "没有这家店"}, "330108"),  # else the platform's seat
        ({"respondent_kind": RespondentKind.PLATFORM}, "330108"),
        ({"respondent_kind": RespondentKind.OFFLINE, "place": "330106"}, "330106"),
        ({"respondent_kind": RespondentKind.OFFLINE, "platform": None}, ""),
    ],
)
def test_the_competent_bureau_is_found_by_article_13(hand_in, changes, region):
    factories.bureau(region="330108")
    [one] = hand_in(**changes)
    assert one.submission.region_code == region
    assert (one.submission.body.region_code if region else one.submission.body) == (region or None)


def test_a_clerk_records_what_is_said_over_the_telephone(shop, officer, bureau):
    [one] = actions.file(filing=filing(shop, channel=Channel.PHONE), by=officer, at=AT)
    assert (one.submission.channel, one.submission.intake_body) == ("phone", bureau)


def test_a_platform_does_not_file(shop):
    somebody = Viewer(1, "某", shop.platform.body_id, shop.platform.body.kind)
    with pytest.raises(Refused, match="公众本人"):
        actions.file(filing=filing(shop), by=somebody, at=AT)


def test_likely_duplicates_are_suggested(hand_in, officer):
    [first], [second] = hand_in(), hand_in(goods="另一件")
    hand_in(respondent="没有这家店")
    assert list(queries.likely_duplicates(officer, second.submission)) == [first.submission]
