"""Agents and representatives, and the article by which a bureau is competent."""

import datetime as dt

import pytest

from hedun.base.procedure.terms import NotPossible
from hedun.desks.complaints import actions, decide, queries
from hedun.desks.complaints.decide import Places, competent_region
from hedun.desks.complaints.models import Submission
from hedun.desks.complaints.terms import Competence, RespondentKind, SubmissionKind
from tests.complaints.conftest import AT

UNTIL = dt.date(2026, 12, 31)
AGENT = {"agent": "王代理", "agent_phone": "13600000000", "agent_powers": "代为投诉、参加调解"}
C, R = SubmissionKind.COMPLAINT, SubmissionKind.REPORT
K, W = RespondentKind, Competence
ALL = Places("1", "2", "3")


def test_an_agent_shows_matters_powers_and_term(hand_in, officer):
    with pytest.raises(NotPossible, match="第十一条"):
        hand_in(**AGENT)
    row = hand_in(**AGENT, agent_until=UNTIL)[0].submission
    assert row.has_agent
    author = actions.open_identity(submission_id=row.pk, by=officer, at=AT)
    assert (author.agent, author.agent_until) == ("王代理", "2026-12-31")
    assert "王代理" not in str(Submission.objects.values().get())


@pytest.mark.parametrize("names", ["", "甲", "甲、乙、丙"])
def test_several_people_choose_two(hand_in, names):
    with pytest.raises(NotPossible, match="两名代表人"):
        hand_in(people_count=5, representatives=names)


def test_two_who_speak_for_all_are_sealed(hand_in, officer):
    row = hand_in(people_count=5, representatives="甲某 乙某")[0].submission
    assert row.people_count == 5
    found = actions.open_identity(submission_id=row.pk, by=officer, at=AT)
    assert found.representatives == "甲某、乙某"


@pytest.mark.parametrize(
    ("kind", "respondent", "places", "found"),
    [
        (C, K.OFFLINE, ALL, ("1", W.OFFLINE, 13)),
        (C, K.PLATFORM, ALL, ("3", W.SITE, 13)),
        (C, K.IN_PLATFORM, ALL, ("2", W.SHOWN, 13)),
        (C, K.IN_PLATFORM, Places("1", "", "3"), ("3", W.SEAT, 13)),
        (R, K.OFFLINE, ALL, ("1", W.OFFLINE, 29)),
        (R, K.PLATFORM, ALL, ("3", W.SITE, 31)),
        (R, K.IN_PLATFORM, ALL, ("1", W.ACTUAL, 31)),
        (R, K.IN_PLATFORM, Places("", "", "3"), ("3", W.SEAT, 31)),
        (R, K.AD, ALL, ("3", W.PUBLISHER, 32)),
        (R, K.AD, Places("1"), ("1", W.ADVERTISER, 32)),
        (R, K.OFFLINE, Places(), ("", W.UNKNOWN, 41)),
    ],
)
def test_the_place_and_the_article_that_decide(kind, respondent, places, found):
    region, why, article = found
    assert competent_region(kind, respondent, places) == (region, why)
    assert decide.competence_basis(kind, why) == f"complaint_report_rules {article}"


def test_the_page_has_the_article(hand_in, officer):
    row = hand_in(kind=R)[0].submission
    words, article = queries.competence(officer, row)
    assert words == "平台内经营者在平台公示的地址所在地"
    assert str(article) == "《市场监督管理投诉举报处理办法》第三十一条"
