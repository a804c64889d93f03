"""The pages of clues, as an officer uses them."""

import datetime as dt
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from hedun.clues.models import Clue
from hedun.clues.terms import ClueState
from tests import factories as make


def url(name, *args):
    return reverse(f"clues:{name}", args=args)


@pytest.fixture
def officer(client, desk):
    client.force_login(desk.inspector)
    return client


@pytest.fixture
def chief(client, desk):
    client.force_login(desk.leader)
    return client


def soon(hours=1):
    return timezone.now() + dt.timedelta(hours=hours)


def press(client, clue, do, **more):
    clue.refresh_from_db()
    data = {"do": do, "version": clue.version, **more}
    page = client.post(url("act", clue.pk), data, follow=True)
    clue.refresh_from_db()
    return page.content.decode()


def test_the_page_shows_subject_evidence_law_and_keys(officer, desk):
    clue = desk.clue()
    clue.finding = {"text": "全网最低价毛巾", "words": [
        {"word": "最低价", "surface": "最低价", "start": 2, "end": 5, "channel": "exact"}]}  # fmt: skip
    clue.save()
    page = officer.get(url("detail", clue.pk)).content.decode()
    assert '全网<mark title="最低价">最低价</mark>毛巾' in page
    assert clue.shop.name in page
    assert reverse("lawbook:article", args=[clue.due_article_id]) in page
    for key in ("1", "2", "3"):
        assert f'data-key="{key}"' in page
    assert "style=" not in page


def test_one_key_confirms_and_the_next_clue_comes(officer, desk):
    first, second = desk.clue(due_at=soon(1)), desk.clue(due_at=soon(2))
    assert first.title in officer.get(url("queue")).content.decode()
    page = press(officer, first, "confirm", next="queue")
    assert first.state == ClueState.CONFIRMED
    assert second.title in page


def test_every_disposal_is_one_button(officer, desk):
    clue = desk.clue(state=ClueState.CONFIRMED)
    page = press(officer, clue, "dispose:corrected", measure="责令七日内改正")
    assert (clue.outcome, clue.is_open) == ("corrected", False)
    assert "已责令改正" in page


def test_undo_is_offered_and_works(officer, desk):
    clue = desk.clue()
    page = press(officer, clue, "confirm")
    assert f'action="{url("undo", clue.pk)}"' in page
    officer.post(url("undo", clue.pk))
    clue.refresh_from_db()
    assert clue.state == ClueState.DISPATCHED


def test_a_transfer_without_a_reason_comes_back_to_the_same_clue(officer, desk):
    clue = desk.clue()
    page = press(officer, clue, "dispose:transferred", next="queue")
    assert "去向" in page
    assert clue.title in page
    assert clue.is_open


def test_a_stale_form_changes_nothing(officer, desk):
    clue = desk.clue()
    press(officer, clue, "take")
    page = officer.post(
        url("act", clue.pk), {"do": "dispose:unfounded", "version": 1}, follow=True
    ).content.decode()
    clue.refresh_from_db()
    assert clue.is_open
    assert "已有变动" in page


@pytest.mark.parametrize("do", ["", "burn", "send_letter", "dispose:burned", "remind"])
def test_an_unknown_button_is_a_bad_request(officer, desk, do):
    clue = desk.clue()
    assert officer.post(url("act", clue.pk), {"do": do, "version": 1}).status_code == 400


def test_a_leader_extends_and_an_inspector_sees_no_such_button(client, desk):
    clue = desk.clue(due_at=soon(5))
    client.force_login(desk.inspector)
    assert 'value="extend"' not in client.get(url("detail", clue.pk)).content.decode()
    client.force_login(desk.leader)
    press(client, clue, "extend", note="需要检测")
    assert clue.has_extension


def test_dispatch_to_a_colleague(officer, desk):
    clue = desk.clue()
    press(officer, clue, "dispatch", officer_id=desk.leader.pk)
    assert clue.officer == desk.leader


def test_a_clue_of_another_county_is_absent(officer, desk):
    foreign = make.clue(desk.beside)
    assert officer.get(url("detail", foreign.pk)).status_code == 404
    assert officer.post(url("act", foreign.pk), {"do": "confirm"}).status_code == 404
    assert officer.post(url("undo", foreign.pk)).status_code == 404


def test_platform_people_are_kept_out(client, desk):
    client.force_login(make.compliance())
    for name in ("list", "queue", "raise"):
        assert client.get(url(name)).status_code == 403


def test_the_list_shows_open_clues_of_the_body_in_due_order(officer, desk):
    late, later = desk.clue(due_at=soon(1)), desk.clue(due_at=soon(99))
    ended = desk.clue(state=ClueState.DISPOSED)
    Clue.objects.filter(pk=ended.pk).update(is_open=False)
    page = officer.get(url("list")).content.decode()
    assert page.index(late.title) < page.index(later.title)
    assert ended.title not in page
    assert ended.title in officer.get(url("list"), {"state": "disposed"}).content.decode()
    assert ended.title in officer.get(url("list"), {"show": "all"}).content.decode()


@pytest.mark.parametrize("scope", ["todo", "mine", "body", "area", "raised", "unassigned", "burn"])
def test_every_scope_answers(officer, desk, scope):
    desk.clue()
    for due in ("overdue", "today", "week", "later"):
        asked = {"scope": scope, "due": due, "q": "测试", "raised_from": "2026-01-01"}
        assert officer.get(url("list"), asked).status_code == 200


def test_the_list_becomes_a_workbook(officer, desk):
    clue = desk.clue(title="=1+1")
    answer = officer.get(url("list"), {"export": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer))).worksheets[0]
    assert [cell.value for cell in sheet[2]][:2] == [clue.number, "=1+1"]
    assert sheet["B2"].data_type == "s"


def test_an_empty_list_says_what_to_do(officer, desk):
    assert "看本辖区线索" in officer.get(url("list")).content.decode()


def test_an_empty_queue_says_what_to_do(officer, desk):
    assert "已全部处理" in officer.get(url("queue")).content.decode()


def give(**more):
    text = {"title": "夸大疗效", "ground": "T-1", "text": "三天根治糖尿病", "key": "a" * 32}
    return text | more


def test_a_clue_is_raised_by_hand_with_its_file(officer, desk):
    make.ground("T-1")
    shop = make.shop(region="330106")
    file = SimpleUploadedFile("截图.png", b"\x89PNG", content_type="image/png")
    data = give(platform=shop.platform_id, shop_no=shop.shop_no, file=file)
    page = officer.post(url("raise"), data, follow=True).content.decode()
    clue = Clue.objects.get()
    assert (clue.shop, clue.body) == (shop, desk.bureau)
    assert "截图.png" in page
    assert "三天根治糖尿病" in page


def test_the_raising_form_sent_twice_raises_once(officer, desk):
    make.ground("T-1")
    for _ in range(2):
        officer.post(url("raise"), give(region_code=""))
    assert Clue.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"ground": "nope"}, "ground"),
        ({"shop_no": "S-404"}, "请一并选择平台"),
        ({"region_code": "999999"}, "区划代码表里没有"),
        ({"text": ""}, "必填"),
    ],
)
def test_faults_are_told_beside_the_field(officer, desk, given, told):
    make.ground("T-1")
    answer = officer.post(url("raise"), give(**given))
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not Clue.objects.exists()


def test_many_are_disposed_after_one_question(officer, desk):
    rows = [desk.clue() for _ in range(3)]
    picked = {"pk": [row.pk for row in rows]}
    asked = officer.post(url("bulk", "dispose"), picked).content.decode()
    assert "批量处置 3 条" in asked
    done = officer.post(
        url("bulk", "dispose"), picked | {"go": "1", "outcome": "unfounded"}, follow=True
    )
    assert "已处置 3 条" in done.content.decode()
    assert not Clue.objects.filter(is_open=True).exists()


def test_many_are_answered_row_by_row(officer, desk):
    good, foreign, ready = desk.clue(), make.clue(desk.beside), desk.clue()
    picked = {"pk": [good.pk, foreign.pk, ready.pk], "go": "1", "outcome": "removed"}
    page = officer.post(url("bulk", "dispose"), picked).content.decode()
    assert "未办理" in page
    assert foreign.number not in page


def test_bulk_without_target_or_rows_asks_again(chief, desk):
    clue = desk.clue()
    answer = chief.post(url("bulk", "dispatch"), {"pk": [clue.pk], "go": "1"})
    assert answer.status_code == 422
    assert "承办单位" in answer.content.decode()
    assert "没有选中" in chief.post(url("bulk", "dispatch"), follow=True).content.decode()
    assert chief.post(url("bulk", "burn"), {"pk": [clue.pk]}).status_code == 400


def test_letters_about_the_clue_stand_on_its_page(officer, desk):
    from hedun.desks.bridge.models import Letter

    assert not Letter.objects.exists()
    clue = desk.clue(state=ClueState.CONFIRMED)
    page = officer.get(url("detail", clue.pk)).content.decode()
    assert f"{reverse('bridge:draft')}?clue={clue.pk}" in page
