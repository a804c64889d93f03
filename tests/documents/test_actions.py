"""Made from a matter, checked, issued with a number, corrected openly; and seen by nobody else."""

import pytest
from django.db import DatabaseError, connection, transaction

from hedun.base.accounts.models import AuditEntry
from hedun.base.accounts.terms import Level, Refused
from hedun.base.documents import actions, decide, queries
from hedun.base.documents.models import Counter, Document, Edition
from hedun.base.documents.terms import BadLayout, NotReady
from tests import factories
from tests.documents.conftest import AT, DAY, viewer


@pytest.fixture
def make(officer):
    def do(row, form="complaint-05", by=None):
        return actions.make(
            kind="submission", subject_id=row.pk, form=form, by=by or officer, at=AT + DAY
        )

    return do


@pytest.fixture
def issue(officer):
    def do(paper, at=AT + DAY):
        return actions.issue(document_id=paper.pk, by=officer, at=at)

    return do


def lacks(by, paper):
    form = queries.paper_of(by, paper, AT.date())
    return [f.label for f in decide.missing(form.layout, queries.content(by, paper).values)]


def printed(by, paper):
    return "".join(decide.words(queries.sheet(by, queries.editions(by, paper).first())))


def test_what_the_matter_knows_is_filled_in_and_the_rest_is_named(hand_in, make, officer):
    paper = make(hand_in())
    values = queries.content(officer, paper).values
    assert (values["author_name"], values["respondent"]) == ("张某某", "测试网店甲")
    assert lacks(officer, paper) == ["受理日期"]
    assert "受理" in queries.content(officer, paper).drawn.places["accepted_on"]


def test_nothing_is_issued_while_a_field_is_missing_and_no_number_is_used(hand_in, make, issue):
    paper = make(hand_in())
    with pytest.raises(NotReady, match="受理日期"):
        issue(paper)
    assert not Counter.objects.exists()
    assert Document.objects.get().number is None


def test_a_step_of_the_matter_fills_what_was_missing(hand_in, accept, make, issue, officer):
    row = hand_in()
    paper = make(row)
    accept(row)
    actions.redraw(document_id=paper.pk, by=officer, at=AT + DAY)
    paper.refresh_from_db()
    assert lacks(officer, paper) == []
    paper = issue(paper)
    assert paper.number == "西市监投受〔2026〕第1号"
    text = printed(officer, paper)
    assert all(word in text for word in ("张某某", "2026年9月29日", paper.number))


def test_the_ground_of_a_refusal_is_ticked(hand_in, make, officer):
    from hedun.base.lawbook.models import Reason
    from hedun.desks.complaints import actions as complaints
    from hedun.desks.complaints.actions import Form

    row = hand_in()
    form = Form(note="不属于本局职责。", reason=Reason.objects.get(code="C16-1").code)
    complaints.take_step(submission_id=row.pk, step="refuse", form=form, by=officer, at=AT)
    values = queries.content(officer, make(row, "complaint-06")).values
    ticked = [one for one in values["refusals"] if one[0]]
    assert len(values["refusals"]) == 7
    assert len(ticked) == 1
    assert values["why"] == "不属于本局职责。"


def test_what_is_typed_goes_on_top_and_survives_a_new_reading(hand_in, make, officer):
    paper = make(hand_in())
    given = {"accepted_on": "2026年9月30日", "respondent": "测试网店甲（旗舰店）"}
    actions.write(document_id=paper.pk, given=given, by=officer, at=AT)
    actions.redraw(document_id=paper.pk, by=officer, at=AT)
    values = queries.content(officer, Document.objects.get()).values
    assert {key: values[key] for key in given} == given


def test_an_issued_document_stays_and_is_corrected_by_a_version_that_says_why(
    hand_in, accept, make, issue, officer
):
    accept(row := hand_in())
    paper = issue(make(row))
    with pytest.raises(NotReady, match="更正"):
        actions.write(document_id=paper.pk, given={"author_name": "李某"}, by=officer, at=AT)
    fix = {"document_id": paper.pk, "given": {"author_name": "张某某某"}, "by": officer}
    with pytest.raises(NotReady, match="理由"):
        actions.correct(why=" ", at=AT + 2 * DAY, **fix)
    actions.correct(why="姓名有误", at=AT + 2 * DAY, **fix)
    second, first = queries.editions(officer, paper)
    assert (second.ordinal, second.why) == (2, "姓名有误")
    old = "".join(decide.words(queries.sheet(officer, first)))
    new = "".join(decide.words(queries.sheet(officer, second)))
    assert "张某某某" not in old
    assert "第2版，2026年9月30日更正：姓名有误" in new
    assert paper.number in new
    with pytest.raises(NotReady, match="没有任何改动"):
        actions.correct(why="再来", at=AT, **fix)


def test_no_program_changes_an_issued_version(hand_in, accept, make, issue):
    accept(row := hand_in())
    issue(make(row))
    for change in (
        lambda: Edition.objects.update(sha256="0" * 64),
        lambda: Edition.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


def test_a_version_whose_words_differ_from_its_digest_is_not_given_out(
    hand_in, accept, make, issue, officer
):
    accept(row := hand_in())
    edition = queries.editions(officer, issue(make(row))).get()
    edition.sha256 = "0" * 64
    with pytest.raises(ValueError, match="摘要不符"):
        queries.sheet(officer, edition)


def test_numbers_run_without_gaps_for_each_body_word_and_year(
    hand_in, accept, make, issue, officer
):
    accept(row := hand_in())
    papers = [make(row) for _ in range(4)]
    actions.drop(document_id=papers.pop(1).pk, by=officer, at=AT)
    numbers = [issue(paper).number for paper in papers]
    assert numbers == [f"西市监投受〔2026〕第{n}号" for n in (1, 2, 3)]
    other = make(row, "complaint-07")
    given = dict.fromkeys(("meet_at", "meet_place", "mediator_phone", "recusal_by"), "某时某地")
    actions.write(document_id=other.pk, given=given, by=officer, at=AT)
    assert issue(other).number == "西市监投调通〔2026〕第1号"
    late = issue(make(row), at=AT.replace(year=2027, month=1, day=4))
    assert late.number == "西市监投受〔2027〕第1号"


def test_a_number_goes_back_with_the_transaction_that_failed(hand_in, accept, make, issue):
    accept(row := hand_in())
    first, second = make(row), make(row)
    with transaction.atomic():
        issue(first)
        transaction.set_rollback(True)
    assert issue(second).number.endswith("第1号")


def test_two_who_issue_the_same_page_issue_it_once(hand_in, accept, make, officer):
    accept(row := hand_in())
    paper = make(row)
    given = {"document_id": paper.pk, "by": officer, "at": AT, "expected_version": 1}
    actions.issue(**given)
    with pytest.raises(NotReady, match="已有变动"):
        actions.issue(**given)
    assert Edition.objects.count() == 1


def test_the_tables_alone_tell_nobody_who_complained(hand_in, accept, make, issue, db):
    accept(row := hand_in())
    issue(make(row))
    with connection.cursor() as cursor:
        for table in ("documents_document", "documents_edition"):
            cursor.execute(f"SELECT * FROM {table}")
            assert "张某某" not in str(cursor.fetchall())


def test_a_reporter_never_enters_a_document_and_cannot_be_typed_in(hand_in, make, officer):
    row = hand_in(kind="report")
    paper = make(row, "complaint-02")
    given = {"author_name": "张某某", "author_phone": "13911112222"}
    actions.write(document_id=paper.pk, given=given, by=officer, at=AT)
    values = queries.content(officer, Document.objects.get()).values
    assert "张某某" not in str(values)
    assert values["author_name"] == "（依法保密）"
    assert not AuditEntry.objects.filter(action__endswith="open_identity").exists()


def test_that_an_identity_was_read_for_a_document_is_written_down(hand_in, make):
    make(hand_in())
    assert AuditEntry.objects.filter(action="complaints:submission:open_identity").count() == 1


@pytest.mark.parametrize("who", ["city", "far", "editor", "platform"])
def test_others_neither_see_nor_make_nor_change(hand_in, make, bureau, who):
    others = {
        "city": lambda: factories.inspector(factories.bureau(Level.CITY, "330100")),
        "far": lambda: factories.leader(factories.bureau(Level.COUNTY, "440305")),
        "editor": lambda: factories.person(bureau, factories.Role.EDITOR),
        "platform": factories.compliance,
    }
    other, row = viewer(others[who]()), hand_in()
    paper = make(row)
    assert queries.document(other, paper.pk) is None
    assert queries.card(other, "submission", row.pk) is None
    with pytest.raises(Refused):
        make(row, by=other)
    for act in (actions.issue, actions.drop, actions.redraw):
        with pytest.raises(Refused):
            act(document_id=paper.pk, by=other, at=AT)


def test_a_form_that_does_not_fit_the_matter_is_not_made(hand_in, make):
    with pytest.raises(NotReady, match="不能制作"):
        make(hand_in(), "penalty-45")


@pytest.fixture
def province(law):
    return factories.bureau(Level.PROVINCE, "330000", "浙江省市场监督管理局")


def test_a_province_changes_a_form_for_its_bureaux_from_a_day_on(
    chief, hand_in, accept, make, issue
):
    text = 'title = "投诉受理告知书"\nword = "诉受"\nordinal = false'
    start = (AT + 2 * DAY).date()
    actions.adapt(form="complaint-05", text=text, valid_from=start, by=chief, at=AT)
    accept(row := hand_in())
    before, after = make(row), make(row)
    assert issue(before).number == "西市监投受〔2026〕第1号"
    later = issue(after, at=AT + 2 * DAY)
    assert later.number == "西市监诉受〔2026〕1号"
    text = printed(chief, later)
    assert "投诉受理告知书" in text
    assert "地方版式：浙江省市场监督管理局" in text
    far = queries.paper(chief, "complaint-05", start, region_code="440305")
    assert far.layout.word == "投受"


@pytest.fixture
def chief(province):
    return viewer(factories.leader(province))


def test_only_a_leader_of_the_provincial_bureau_changes_a_form(province, bureau):
    given = {"form": "complaint-05", "text": 'word = "甲"', "valid_from": AT.date(), "at": AT}
    for person in (factories.inspector(province), factories.leader(bureau)):
        with pytest.raises(Refused, match="第八十六条"):
            actions.adapt(by=viewer(person), **given)


def test_a_province_may_not_drop_what_must_be_filled_in(chief):
    text = 'fields = [{ key = "x", label = "甲" }]\nblocks = [{ kind = "para", text = "{x}" }]'
    with pytest.raises(BadLayout, match="不得减少必填项目"):
        actions.adapt(form="complaint-05", text=text, valid_from=AT.date(), by=chief, at=AT)
