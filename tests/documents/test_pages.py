"""The pages: from a complaint to a numbered document in the hand."""

import re

import pytest
from django.urls import reverse

from hedun.base.accounts.models import AuditEntry
from hedun.base.accounts.terms import Level
from hedun.base.documents.models import Document
from tests import factories
from tests.documents.reading import of_docx, of_pdf, squeezed


@pytest.fixture
def desk(client, bureau):
    client.force_login(factories.leader(bureau))
    return client


@pytest.fixture
def made(desk, hand_in):
    def do(form="complaint-05", **changes):
        row = hand_in(**changes)
        post(desk, "make", {"form": form}, "submission", row.pk)
        return row, Document.objects.latest("pk")

    return do


def get(client, name, *args, query=""):
    answer = client.get(reverse(f"documents:{name}", args=args) + query)
    return answer.status_code, answer.content.decode()


def post(client, name, data, *args):
    answer = client.post(reverse(f"documents:{name}", args=args), data, follow=True)
    return answer.status_code, answer.content.decode()


def typed(row, **values):
    return {"version": row.version, **{f"f_{key}": value for key, value in values.items()}}


def test_the_catalogue_says_which_layouts_are_drafts(desk):
    status, page = get(desk, "catalogue", query="?q=投诉受理决定书")
    assert status == 200
    assert "版式草案" in page
    _, page = get(desk, "catalogue", query="?q=封条")
    assert "尚无版式" in page


@pytest.mark.parametrize(("show", "words"), [("sample", "填写示例"), ("blank", "空白文书")])
def test_a_form_is_shown_filled_and_empty(desk, show, words):
    status, page = get(desk, "form", "penalty-45", query=f"?show={show}")
    assert status == 200
    assert 'class="sheet-mark">' + words in page
    assert "版式草案" in page
    assert ("一、责令停止发布广告" in page) == (show == "sample")


@pytest.mark.parametrize("which", ["blank", "sample"])
def test_a_blank_form_is_taken_away(desk, which):
    url = reverse("documents:empty", args=["penalty-50", which, "docx"])
    text = of_docx(desk.get(url).content)
    assert "送达回证" in text
    url = reverse("documents:empty", args=["penalty-50", which, "pdf"])
    assert "送达回证" in squeezed("".join(of_pdf(desk.get(url).content)))


@pytest.mark.parametrize(
    "address", ["forms/penalty-25/", "forms/none/", "forms/penalty-45/old.pdf", "999/", "of/x/1/"]
)
def test_what_is_not_there_is_not_found(desk, address):
    assert desk.get(f"/documents/{address}").status_code == 404


def test_the_complaint_leads_to_its_documents(desk, hand_in):
    row = hand_in()
    page = desk.get(reverse("complaints:detail", args=[row.pk])).content.decode()
    assert reverse("documents:matter", args=["submission", row.pk]) in page
    _, page = get(desk, "matter", "submission", row.pk)
    assert "还没有文书" in page
    assert len(re.findall(r'<option value="complaint-', page)) == 8


def test_before_printing_it_is_said_what_is_missing_and_where_to_fill_it_in(desk, made):
    _, paper = made()
    _, page = get(desk, "document", paper.pk)
    assert "还缺少 1 项" in page
    assert 'href="#id_f_accepted_on">受理日期</a>' in page
    assert 'id="id_f_accepted_on"' in page
    assert "办理“受理”后自动填入" in page
    status, page = post(desk, "step", {"version": 1}, paper.pk, "issue")
    assert status == 422
    assert "还缺少：受理日期" in page


def test_from_the_form_to_a_numbered_paper_and_its_correction(desk, made):
    _, paper = made()
    _, page = post(desk, "write", typed(paper, **FILLED, accepted_on="2026年9月30日"), paper.pk)
    assert "必填项目已齐全" in page
    _, page = post(desk, "step", {"version": 2}, paper.pk, "issue")
    assert "西市监投受〔2026〕第1号" in page or "〔20" in page
    paper.refresh_from_db()
    fixed = FILLED | {"author_name": "张某某某", "accepted_on": "2026年9月30日"}
    status, page = post(desk, "write", typed(paper, **fixed), paper.pk)
    assert status == 422
    _, page = post(desk, "write", typed(paper, **fixed) | {"why": "姓名有误"}, paper.pk)
    assert "第 2 版" in page
    assert "更正理由：姓名有误" in page
    for number, name in ((1, "张某某："), (2, "张某某某：")):
        answer = desk.get(reverse("documents:file", args=[paper.pk, number, "docx"]))
        assert name in of_docx(answer.content)
        answer = desk.get(reverse("documents:file", args=[paper.pk, number, "pdf"]))
        assert name in squeezed("".join(of_pdf(answer.content)))
    assert AuditEntry.objects.filter(action="documents:document:print").count() == 4


FILLED = {
    "author_name": "张某某",
    "filed_on": "2026年9月28日",
    "matter_no": "TS-2026-000001",
    "respondent": "测试网店甲",
}


def test_a_draft_says_on_every_page_that_it_is_one(desk, made):
    _, paper = made()
    answer = desk.get(reverse("documents:file", args=[paper.pk, 0, "pdf"]))
    assert "草稿，未签发" in squeezed("".join(of_pdf(answer.content)))
    assert desk.get(reverse("documents:file", args=[paper.pk, 1, "pdf"])).status_code == 404


def test_ticks_are_ticked_on_the_page(desk, made):
    _, paper = made("complaint-06")
    data = typed(paper, refusals=["1"], why="已由法院受理")
    post(desk, "write", data, paper.pk)
    _, page = get(desk, "document", paper.pk)
    assert "■" in page
    assert re.search(r'name="f_refusals" value="1"[^>]* checked', page)


def test_an_old_page_is_told_to_reload(desk, made):
    _, paper = made()
    post(desk, "step", {"version": 1}, paper.pk, "redraw")
    status, page = post(desk, "write", typed(paper, why="x"), paper.pk)
    assert status == 422
    assert "已有变动" in page


def test_a_draft_is_given_up(desk, made):
    row, paper = made()
    _, page = post(desk, "step", {"version": 1}, paper.pk, "drop")
    assert "还没有文书" in page
    assert get(desk, "document", paper.pk)[0] == 404
    assert get(desk, "matter", "submission", row.pk)[0] == 200


def test_the_page_of_a_report_names_nobody(desk, made):
    _, paper = made("complaint-02", kind="report")
    _, page = get(desk, "document", paper.pk)
    assert "张某某" not in page
    assert "（依法保密）" in page
    assert re.search(r'name="f_author_name"[^>]*disabled', page)


def test_another_bureau_finds_nothing(client, made, desk):
    row, paper = made()
    client.force_login(factories.leader(factories.bureau(Level.CITY, "330100")))
    assert get(client, "document", paper.pk)[0] == 404
    assert get(client, "matter", "submission", row.pk)[0] == 404
    assert post(client, "step", {"version": 1}, paper.pk, "issue")[0] == 404
    assert client.get(reverse("documents:file", args=[paper.pk, 0, "pdf"])).status_code == 404


def test_a_platform_has_no_documents_here(client, law):
    client.force_login(factories.compliance())
    assert get(client, "catalogue")[0] == 403


def test_a_province_enters_its_layout_on_the_page(client, law):
    province = factories.bureau(Level.PROVINCE, "330000", "浙江省市场监督管理局")
    client.force_login(factories.leader(province))
    given = {"text": "title = 甲", "valid_from": "2026-01-01"}
    status, page = post(client, "adapt", given, "penalty-45")
    assert status == 422
    assert "不是合法的 TOML" in page
    status, page = post(client, "adapt", given | {"text": 'title = "处罚决定"'}, "penalty-45")
    assert status == 200
    assert "地方版式" in page
    assert "<h1>处罚决定</h1>" in page
