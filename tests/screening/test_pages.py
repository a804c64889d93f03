"""The pages of the desk, as a person uses them."""

import pytest
from django.urls import reverse
from django.utils import timezone

from hedun.desks.screening import actions
from hedun.desks.screening.models import Edition, Finding, ScreeningRun
from hedun.desks.screening.terms import EditionState, Found
from tests import factories as f
from tests.screening.stock import store


def url(name, *args):
    return reverse(f"screening:{name}", args=args)


@pytest.fixture
def as_officer(client, desk):
    client.force_login(desk.officer)
    return client


@pytest.fixture
def finding(desk, active):
    store(desk.platform)
    by = desk.officer.viewer
    run = actions.start(platform_id=desk.platform.pk, by=by, at=timezone.now())
    word = {"word": "电子烟", "surface": "电子烟", "start": 2, "end": 5, "channel": "exact"}
    word |= {"cost": 0.0, "ground": "TOB", "ground_id": desk.ground.pk}
    word |= {"category": "烟草", "severity": "grave"}
    row = Found("S-1", "测试店铺", "L1", "果味电子烟套装", "果味电子烟套装", (word,), {})
    actions.record_step(run_id=run.pk, scanned=5, found=[row], by=by, at=timezone.now())
    return Finding.objects.get()


def send(client, finding, verdict, **more):
    data = {"version": finding.version, "verdict": verdict, **more}
    return client.post(url("judge", finding.pk), data, follow=True)


def test_the_queue_marks_the_words_and_prints_the_keys(as_officer, finding):
    page = as_officer.get(url("queue")).content.decode()
    assert '果味<mark title="电子烟">电子烟</mark>套装' in page
    for key in "123":
        assert f'data-key="{key}"' in page
    assert "仿真玩具" in page
    assert "style=" not in page


def test_one_post_judges_and_shows_the_next(as_officer, finding):
    page = send(as_officer, finding, "reject").content.decode()
    finding.refresh_from_db()
    assert finding.state == "rejected"
    assert "没有待复核的命中" in page
    assert 'data-key="u"' in page


def test_undo_brings_the_item_back(as_officer, finding):
    send(as_officer, finding, "reject")
    page = as_officer.post(url("undo"), follow=True).content.decode()
    assert "果味" in page
    assert "没有待复核" not in page


def test_a_ticked_exemption_stops_the_confirmation(as_officer, finding):
    page = send(as_officer, finding, "confirm", applies=["仿真玩具"]).content.decode()
    finding.refresh_from_db()
    assert finding.state == "pending"
    assert "有例外的命中不能确认" in page


def test_a_broken_form_is_not_found(as_officer, finding):
    assert send(as_officer, finding, "burn").status_code == 404


def test_another_county_gets_404(client, finding):
    client.force_login(f.inspector(f.bureau(region="440106")))
    assert client.get(url("finding", finding.pk)).status_code == 404
    assert send(client, finding, "reject").status_code == 404
    assert client.get(url("run", finding.run_id)).status_code == 404


def test_platform_people_are_kept_out(client, finding):
    client.force_login(f.compliance())
    for name in ("queue", "findings", "runs", "lexicon"):
        assert client.get(url(name)).status_code == 403


@pytest.mark.parametrize("name", ["findings", "runs", "lexicon"])
def test_lists_show_and_export(as_officer, finding, name):
    assert as_officer.get(url(name)).status_code == 200
    workbook = as_officer.get(url(name), {"export": "xlsx"})
    assert b"".join(workbook)[:2] == b"PK"


def test_a_finding_and_its_run_have_pages(as_officer, finding):
    assert "复核本条" in as_officer.get(url("finding", finding.pk)).content.decode()
    assert "漏斗" in as_officer.get(url("run", finding.run_id)).content.decode()


def test_exemptions_are_ticked_where_something_is_judged(as_officer, finding):
    for page, has_boxes in ((url("queue"), True), (url("finding", finding.pk), False)):
        text = as_officer.get(page).content.decode()
        assert "仿真玩具" in text
        assert ('name="applies"' in text) is has_boxes


def test_every_word_says_on_which_ground_it_stands(as_officer, finding):
    other = f.ground(code="YZ", name="虚假宣传疗效")
    more = {"word": "套装", "surface": "套装", "start": 5, "end": 7, "ground": other.code}
    gone = {"word": "果味", "surface": "果味", "start": 0, "end": 2, "ground": "GONE"}
    none = {k: v for k, v in finding.words[0].items() if k != "ground"}
    finding.words = [*finding.words, finding.words[0] | more, finding.words[0] | gone, none]
    finding.save()
    page = as_officer.get(url("finding", finding.pk)).content.decode()
    for name in ("测试事由", "虚假宣传疗效", "GONE", ""):
        assert f'<td data-label="事由">{name}</td>' in page


def test_a_run_is_started_from_the_page(as_officer, desk, active):
    store(desk.platform)
    page = as_officer.post(url("start"), {"platform": desk.platform.pk}, follow=True)
    assert "已提交筛查" in page.content.decode()
    assert ScreeningRun.objects.get().total == 5


def test_a_word_goes_from_draft_to_use_by_two_people(client, desk, active):
    client.force_login(desk.editor)
    client.post(url("draft"))
    draft = Edition.objects.get(state=EditionState.DRAFT)
    word = {"word": "香烟", "ground": "TOB", "category": "烟草", "severity": "grave"}
    client.post(url("new_word", draft.pk), word | {"is_active": "on", "allow": "香烟盒\n"})
    client.post(url("step", draft.pk, "submit"), {"title": "加香烟"})
    assert "新增" in client.get(url("diff", draft.pk)).content.decode()
    client.force_login(desk.leader)
    assert "批准并启用" in client.get(url("edition", draft.pk)).content.decode()
    client.post(url("step", draft.pk, "approve"))
    draft.refresh_from_db()
    assert (draft.state, draft.entries.get(word="香烟").allow) == ("active", ["香烟盒"])


def test_a_faulty_word_is_told_beside_the_field(client, desk, active):
    client.force_login(desk.editor)
    client.post(url("draft"))
    draft = Edition.objects.get(state=EditionState.DRAFT)
    word = {"word": "烟", "ground": "TOB", "category": "烟草", "severity": "grave"}
    assert "只有一个字" in client.post(url("new_word", draft.pk), word).content.decode()


def test_the_first_lexicon_is_asked_for(as_officer, desk):
    assert "还没有词库" in as_officer.get(url("lexicon")).content.decode()
