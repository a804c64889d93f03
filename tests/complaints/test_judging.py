"""Whether a complaint is for living needs a person says, with the reason; figures only point."""

import pytest

from hedun.base.accounts.models import AuditEntry
from hedun.base.accounts.terms import Refused
from hedun.base.procedure.terms import NotPossible
from hedun.desks.complaints import actions, decide, queries
from hedun.desks.complaints.terms import Living, SubmissionKind
from tests.complaints.conftest import AT, DAY


@pytest.fixture
def frequent(hand_in):
    return [hand_in(at=AT + n * DAY)[0].submission for n in range(3)][-1]


def judge(row, by, finding=Living.NO, why="同店三单，均以同一理由索赔"):
    return actions.judge(submission_id=row.pk, finding=finding, why=why, by=by, at=AT)


def refuse(step, row):
    return step(row, "refuse", reason="C16-3", note="不是为生活消费需要")


def test_figures_alone_refuse_nothing(frequent, step, officer):
    assert queries.factors(officer, frequent)
    with pytest.raises(NotPossible, match="请先在“须由承办人员判断”中作出判断"):
        refuse(step, frequent)
    judge(frequent, officer, Living.UNCLEAR)
    with pytest.raises(NotPossible, match="作出判断"):
        refuse(step, frequent)
    judge(frequent, officer)
    assert refuse(step, frequent).state == "refused"


def test_without_factors_the_officer_refuses_with_a_note_as_before(hand_in, step):
    assert refuse(step, hand_in()[0].submission).state == "refused"


def test_what_was_found_is_kept_with_the_figures_of_then(frequent, officer):
    made = judge(frequent, officer)
    assert (made.score, made.factors[0][0]) == (3, "C17-2")
    entry = AuditEntry.objects.filter(action="complaints:submission:judge").get()
    assert entry.person_id == officer.person_id


@pytest.mark.parametrize("why", ["", "  "])
def test_a_finding_has_a_reason(frequent, officer, why):
    with pytest.raises(NotPossible, match="理由"):
        judge(frequent, officer, why=why)


def test_who_does_not_handle_it_does_not_judge(frequent, officer, hand_in):
    frequent.body = None
    frequent.save()
    with pytest.raises(Refused, match="承办单位"):
        judge(frequent, officer)
    with pytest.raises(Refused, match="承办单位"):
        judge(hand_in(kind=SubmissionKind.REPORT)[0].submission, officer)


def test_the_score_is_bounded():
    every = [(code, "") for code in decide.WEIGHTS]
    assert decide.score(every) == 10
    assert decide.score([]) == 0
