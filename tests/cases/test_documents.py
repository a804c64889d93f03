"""A case fills its documents, and the number of a decision is the one the case gave."""

import pytest
from django.urls import reverse

from hedun.base.documents import actions, decide, queries
from hedun.base.documents.models import Document
from hedun.base.documents.terms import NotReady
from hedun.desks.cases import queries as cases
from tests.cases.conftest import AT, DAY, TO_DECISION
from tests.documents.conftest import layout

AUTHORITIES = {"review_org": "某某区人民政府", "court": "某某区人民法院"}


@pytest.fixture
def paper_of(team):
    def do(row, number, by="handler"):
        given = {"by": team[by], "at": AT + 20 * DAY}
        return actions.make(kind="case", subject_id=row.pk, form=f"penalty-{number}", **given)

    return do


def lacks(by, paper):
    values = queries.content(by, paper).values
    return [one.label for one in decide.missing(layout(paper.form), values)]


def test_a_decision_is_printed_from_the_case_under_its_own_number(
    opened, take, paper_of, team, law
):
    row = take(opened(), *TO_DECISION, at=AT + 15 * DAY)
    paper, by = paper_of(row, "45"), team["handler"]
    assert lacks(by, paper) == ["行政复议机关", "人民法院"]
    given = {"document_id": paper.pk, "by": by, "at": AT + 20 * DAY}
    actions.write(given=AUTHORITIES, **given)
    assert actions.issue(**given).number == row.decision_no
    text = "".join(decide.words(queries.sheet(by, queries.editions(by, paper).first())))
    ruled = cases.values_of(by, row)["decision.text"]
    assert "罚款" in ruled
    for word in ("测试商贸有限公司", "虚构交易记录若干笔", ruled, "订单后台截图"):
        assert word in text
    again = paper_of(row, "45")
    actions.write(document_id=again.pk, given=AUTHORITIES, by=by, at=AT)
    with pytest.raises(NotReady, match="已经签发过"):
        actions.issue(document_id=again.pk, by=by, at=AT)


def test_no_decision_is_issued_before_it_is_made(opened, paper_of, team):
    paper, by = paper_of(opened(), "45"), team["handler"]
    given = dict.fromkeys((one.key for one in layout("penalty-45").fields), "甲 | 乙")
    actions.write(document_id=paper.pk, given=given, by=by, at=AT)
    with pytest.raises(NotReady, match="作出决定"):
        actions.issue(document_id=paper.pk, by=by, at=AT)
    assert Document.objects.get().number is None


def test_the_volume_lists_the_papers_of_the_case(opened, paper_of, team):
    values = queries.content(team["handler"], paper_of(opened(), "55")).values
    assert values["papers"][0][0] == "立案"


def test_the_page_of_a_case_leads_to_its_documents(client, opened, team, bureau):
    from hedun.base.accounts.models import Person

    row = opened()
    client.force_login(Person.objects.get(pk=team["handler"].person_id))
    page = client.get(reverse("cases:detail", args=[row.pk])).content.decode()
    assert reverse("documents:matter", args=["case", row.pk]) in page
    page = client.get(reverse("documents:matter", args=["case", row.pk])).content.decode()
    assert page.count('<option value="penalty-') == 26


def test_others_have_no_documents_of_a_case(opened, team):
    row = opened()
    for who in ("stranger", "platform", "publisher"):
        assert queries.card(team[who], "case", row.pk) is None
