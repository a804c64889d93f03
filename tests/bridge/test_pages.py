"""The pages of letters, by the test client."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from hedun.desks.bridge import queries
from hedun.desks.bridge.models import Letter
from tests import factories as make

NOW = make.NOW


@pytest.fixture
def officer(desk, client):
    client.force_login(desk.inspector)
    return client


@pytest.fixture
def answerer(desk, client_class):
    client_class.force_login(desk.answerer)
    return client_class


@pytest.fixture
def client_class():
    from django.test import Client

    return Client()


def url(name, letter, *more):
    return reverse(f"bridge:{name}", args=[letter.pk, *more])


def test_the_draft_page_writes_nothing_until_it_is_sent(desk, officer):
    page = officer.get(reverse("bridge:draft"), {"clue": desk.clue.pk})
    assert page.status_code == 200
    assert desk.clue.number in page.content.decode()
    assert Letter.objects.count() == 0


def test_one_key_saves_and_sends(desk, officer):
    address = f"{reverse('bridge:draft')}?clue={desk.clue.pk}"
    form = officer.get(address).context["form"]
    data = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    data["due_on"] = "2030-12-16"
    page = officer.post(address, {**data, "then": "send"}, follow=True)
    assert "已签发" in page.content.decode()
    assert Letter.objects.get().number


@pytest.mark.parametrize("clue", ["", "x", "-1", "9" * 30, "²"])
def test_a_draft_without_a_clue_is_refused(desk, officer, clue):
    assert officer.get(reverse("bridge:draft"), {"clue": clue}).status_code == 400


@pytest.mark.parametrize("verb", ["get", "post"])
def test_a_draft_from_a_foreign_clue_finds_nothing(desk, client, verb):
    client.force_login(make.inspector(make.bureau(region="440305")))
    answer = getattr(client, verb)(f"{reverse('bridge:draft')}?clue={desk.clue.pk}")
    assert answer.status_code == 404
    assert desk.clue.number not in answer.text


def test_the_list_shows_and_exports(desk, officer):
    desk.sent()
    page = officer.get(reverse("bridge:list"))
    assert "协查〔2026〕1号" in page.content.decode()
    book = officer.get(reverse("bridge:list"), {"export": "xlsx", "state": "sent"})
    assert b"".join(book.streaming_content).startswith(b"PK")


@pytest.mark.parametrize("due", ["overdue", "target", "open", "late"])
def test_the_list_filters_by_due(desk, officer, due):
    desk.sent()
    assert officer.get(reverse("bridge:list"), {"due": due}).status_code == 200


def test_the_countdown_asks_without_keeping_the_session(desk, officer):
    page = officer.get(url("clock", desk.sent())).content.decode()
    assert "X-Hedun-Poll" in page
    assert "<progress" in page


def test_the_ring_of_a_letter_through_its_pages(desk, officer, answerer):
    letter = desk.sent()
    answerer.post(url("act", letter, "accept"))
    grid = {"group": "goods", "cell-listing_no": ["A1"], "cell-title": ["测试商品"]}
    answerer.post(url("rows", letter), grid)
    answerer.post(url("submit", letter), {"text": "主体信息见营业执照。"})
    page = officer.get(url("detail", letter)).content.decode()
    assert "测试商品" in page
    officer.post(url("act", letter, "close"))
    assert Letter.objects.get().state == "closed"
    assert "处置线索" in officer.get(url("detail", letter)).content.decode()


def test_a_bad_row_comes_back_marked_and_the_good_one_stays(desk, answerer):
    letter = desk.accepted()
    data = {"group": "payment", "pasted": "A1\t2026-11-01\t9\nA2\t昨天\t9"}
    page = answerer.post(url("rows", letter), data)
    assert page.status_code == 422
    assert "粘贴第2行未收录" in page.content.decode()
    assert queries.draft_reply(desk.at_platform, letter.pk).rows.count() == 1


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_rows_come_from_an_uploaded_table(desk, answerer, kind):
    letter = desk.accepted()
    lines = [["订单编号", "支付日期", "支付金额（元）"], ["A1", "2026-11-01", "9.9"]]
    if kind == "csv":
        content = "\n".join(",".join(line) for line in lines).encode("gb18030")
    else:
        book, buffer = openpyxl.Workbook(), io.BytesIO()
        for line in lines:
            book.active.append(line)
        book.save(buffer)
        content = buffer.getvalue()
    data = {"group": "payment", "file": SimpleUploadedFile(f"表.{kind}", content)}
    answerer.post(url("rows", letter), data)
    assert queries.draft_reply(desk.at_platform, letter.pk).rows.get().payload["amount"] == 990


def test_a_foreign_letter_is_not_found(desk, client):
    letter = desk.sent()
    client.force_login(make.compliance())
    for name in ("detail", "clock", "answer"):
        assert client.get(url(name, letter)).status_code == 404
    assert client.get(url("letter_paper", letter, "docx")).status_code == 404


def test_papers_download(desk, officer):
    letter = desk.answered()
    for form in ("docx", "pdf"):
        assert officer.get(url("letter_paper", letter, form)).status_code == 200
    reply = reverse("bridge:reply_paper", kwargs={"pk": letter.pk, "number": 1, "form": "pdf"})
    assert officer.get(reply).content.startswith(b"%PDF")
    assert officer.get(url("letter_paper", letter, "exe")).status_code == 404


def test_a_script_in_a_title_is_only_text(desk, officer):
    letter = desk.sent()
    Letter.objects.update(title="<script>alert(1)</script>", text="<img onerror=x>")
    page = officer.get(url("detail", letter)).content.decode()
    assert "<script>alert" not in page
    assert "<img onerror" not in page
