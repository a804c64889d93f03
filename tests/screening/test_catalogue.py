"""The catalogue and the campaigns: two people, validity, tables in and out, citations on findings."""

import datetime as dt
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from hedun.base.accounts.terms import Refused
from hedun.base.jobs import work
from hedun.desks.screening import actions
from hedun.desks.screening.decide import catalogue as decide
from hedun.desks.screening.models import Campaign, CatalogueEdition, Finding
from hedun.desks.screening.queries import catalogue as queries
from hedun.desks.screening.terms import CampaignPlan, Item, ItemKind, Match
from tests import factories as f
from tests.screening.stock import store

pytestmark = pytest.mark.django_db(transaction=True)
HEAD = "性质,商品,条件,事由,适用地区,对应类目,指向的词,命中方式,自,至,依据与说明\n"


@pytest.fixture(autouse=True)
def _handlers():
    work.load()


def url(name, *args):
    return reverse(f"screening:{name}", args=args)


def item(goods="野生刀鱼", *, kind=ItemKind.BANNED, words=("野生刀鱼",), **more):
    return Item(kind=kind, goods=goods, ground="TOB", words=words, **more)


def adopt(desk, *items):
    made = actions.import_catalogue(
        title="名录", items=items or [item()], by=desk.editor.viewer, at=f.NOW
    )
    return actions.approve_draft(kind="catalogue", pk=made.pk, by=desk.leader.viewer, at=f.NOW)


def campaign(desk, *words, first=-5, last=5, region=""):
    today = timezone.localdate()
    plan = CampaignPlan(
        name=f"专项{f.number()}",
        ground="TOB",
        severity="grave",
        valid_from=today + dt.timedelta(days=first),
        valid_to=today + dt.timedelta(days=last),
        region_code=region,
        words=tuple((word, ()) for word in words),
    )
    row = actions.save_campaign(plan=plan, by=desk.editor.viewer, at=f.NOW)
    actions.submit_campaign(campaign_id=row.pk, by=desk.editor.viewer, at=f.NOW)
    return actions.approve_draft(kind="campaign", pk=row.pk, by=desk.leader.viewer, at=f.NOW)


def screen(desk, *titles, category=None):
    store(desk.platform, titles, more={"category": category} if category else {})
    run = actions.start(platform_id=desk.platform.pk, by=desk.officer.viewer, at=timezone.now())
    work.Worker().drain()
    run.refresh_from_db()
    return run


# --- two people --------------------------------------------------------------------------


def test_a_catalogue_is_used_only_after_another_person_approved_it(desk):
    made = actions.import_catalogue(title="名录", items=[item()], by=desk.editor.viewer, at=f.NOW)
    assert queries.active_catalogue(desk.officer.viewer) is None
    with pytest.raises(Refused, match="不同的两人"):
        actions.approve_draft(kind="catalogue", pk=made.pk, by=desk.editor.viewer, at=f.NOW)
    actions.approve_draft(kind="catalogue", pk=made.pk, by=desk.leader.viewer, at=f.NOW)
    assert queries.active_catalogue(desk.officer.viewer) == made


def test_the_database_itself_refuses_a_catalogue_without_two_people(desk):
    with pytest.raises(IntegrityError), transaction.atomic():
        CatalogueEdition.objects.create(number=9, title="x", made_at=f.NOW, state="active")


def test_the_next_edition_copies_and_retires_the_last(desk):
    first = adopt(desk)
    by = desk.editor.viewer
    draft = actions.draft_catalogue(by=by, at=f.NOW)
    with pytest.raises(Refused, match="内容相同"):
        actions.submit_catalogue(edition_id=draft.pk, title="", by=by, at=f.NOW)
    actions.save_item(edition_id=draft.pk, item=item("电鱼机", words=("电鱼机",)), by=by, at=f.NOW)
    actions.submit_catalogue(edition_id=draft.pk, title="二", by=by, at=f.NOW)
    actions.approve_draft(kind="catalogue", pk=draft.pk, by=desk.leader.viewer, at=f.NOW)
    first.refresh_from_db()
    assert first.state == "retired"
    with pytest.raises(Refused, match="不能改动"):
        actions.save_item(edition_id=draft.pk, item=item("又"), by=by, at=f.NOW)


def test_an_inspector_edits_no_catalogue(desk):
    with pytest.raises(Refused, match="词库维护员"):
        actions.draft_catalogue(by=desk.officer.viewer, at=f.NOW)


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (item(words=()), "什么也命中不了"),
        (item(kind=ItemKind.RESTRICTED), "什么条件"),
        (item(match=Match.BOTH), "类目和词"),
        (item(kind=ItemKind.CERTIFIED), "对应类目"),
        (item(region_code="江苏"), "区划代码"),
        (item(words=("鱼",)), "只有一个字"),
        (item(valid_from=dt.date(2026, 2, 1), valid_to=dt.date(2026, 1, 1)), "倒置"),
    ],
)
def test_a_faulty_entry_is_refused_with_a_way_out(wrong, reason):
    assert reason in decide.item_problem(wrong)


# --- what a run does with it -------------------------------------------------------------


def test_a_word_of_the_catalogue_gives_a_finding_that_cites_the_entry(desk, active):
    adopt(desk, item(note="第五十三条"))
    screen(desk, "新鲜野生刀鱼一斤", "养殖鲈鱼")
    finding = Finding.objects.get()
    (word,) = finding.words
    assert word["cites"][0]["goods"] == "野生刀鱼"
    assert finding.text[word["start"] : word["end"]] == "野生刀鱼"


def test_a_word_of_the_lexicon_keeps_its_innocent_contexts_and_is_cited(desk, active):
    adopt(desk, item("大麻", words=("大麻",)))
    screen(desk, "惹了大麻烦", "工业大麻种植")
    finding = Finding.objects.get()
    assert finding.title == "工业大麻种植"
    assert finding.words[0]["cites"][0]["goods"] == "大麻"


def test_a_mapped_category_gives_a_finding_without_any_word(desk, active):
    adopt(desk, item("猎捕工具", words=(), categories=("猎捕工具",)))
    screen(desk, "不锈钢制品", category="户外 > 猎捕工具")
    (check,) = Finding.objects.get().checks
    assert (check["check"], check["reason"]) == ("catalogue", "listed")
    assert "猎捕工具" in check["detail"]
    assert check["article"]


def test_both_means_category_and_word(desk, active):
    adopt(desk, item("处方药", words=("头孢",), categories=("医药用品",), match=Match.BOTH))
    screen(desk, "头孢说明书收纳盒", "头孢克肟", category="日用百货")
    assert Finding.objects.count() == 0
    screen(desk, "头孢克肟片", category="医药用品")
    assert Finding.objects.count() == 1


def test_an_entry_of_another_province_does_not_hold_here(desk, active):
    adopt(desk, item(region_code="320000"))
    screen(desk, "野生刀鱼")
    assert Finding.objects.count() == 0


def test_an_entry_out_of_its_validity_does_not_hold(desk, active):
    adopt(desk, item(valid_to=dt.date(2020, 1, 1)))
    screen(desk, "野生刀鱼")
    assert Finding.objects.count() == 0


def test_a_second_run_queues_nothing_twice(desk, active):
    adopt(desk, item("猎捕工具", words=(), categories=("猎捕工具",)), item())
    screen(desk, "野生刀鱼", category="猎捕工具")
    again = actions.start(platform_id=desk.platform.pk, by=desk.officer.viewer, at=timezone.now())
    work.Worker().drain()
    again.refresh_from_db()
    assert (again.hit, again.queued) == (1, 0)


# --- campaigns ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last", "found"), [(-5, 5, 1), (0, 0, 1), (-9, -1, 0), (1, 9, 0)]
)
def test_a_run_uses_only_the_campaigns_of_its_day(desk, active, first, last, found):
    campaign(desk, "口罩特供", first=first, last=last)
    screen(desk, "口罩特供装")
    assert Finding.objects.count() == found
    if found:
        assert Finding.objects.get().words[0]["campaign"].startswith("专项")


def test_a_campaign_of_another_region_does_not_hold_here(desk, active):
    campaign(desk, "口罩特供", region="320000")
    screen(desk, "口罩特供装")
    assert Finding.objects.count() == 0


def test_an_ended_campaign_is_used_no_more_and_can_be_copied(desk, active):
    row = campaign(desk, "口罩特供")
    actions.end_campaign(campaign_id=row.pk, reason="任务结束", by=desk.leader.viewer, at=f.NOW)
    screen(desk, "口罩特供装")
    assert Finding.objects.count() == 0
    copy = actions.copy_campaign(campaign_id=row.pk, by=desk.editor.viewer, at=f.NOW)
    assert (copy.state, copy.words.get().word) == ("draft", "口罩特供")


def test_an_approved_campaign_is_not_edited(desk):
    row = campaign(desk, "口罩特供")
    plan = queries.plan(desk.editor.viewer, row)
    with pytest.raises(Refused, match="不能改动"):
        actions.save_campaign(plan=plan, campaign_id=row.pk, by=desk.editor.viewer, at=f.NOW)


def test_the_pages_tell_what_holds_today_and_what_ends_soon(client, desk):
    campaign(desk, "口罩特供", last=9)
    campaign(desk, "很久以后", first=40, last=90)
    client.force_login(desk.officer)
    page = client.get(url("campaigns")).content.decode()
    assert "三十日内到期" in page
    assert "尚未开始" in page
    words = client.get(url("campaign_words")).content.decode()
    assert "口罩特供" in words
    assert "很久以后" not in words


# --- pages and files ---------------------------------------------------------------------


def upload(client, content, name="名录.csv"):
    file = SimpleUploadedFile(name, content)
    return client.post(url("import_catalogue"), {"title": "导入", "file": file}, follow=True)


def test_an_exported_catalogue_can_be_imported_again(client, desk):
    adopt(desk, item(), item("头孢", words=("头孢",), categories=("医药用品",), match=Match.BOTH))
    client.force_login(desk.editor)
    sent = client.get(url("catalogue"), {"export": "xlsx"})
    content = b"".join(sent.streaming_content)
    sent.close()
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert [cell.value for cell in sheet[1]][:2] == ["商品", "性质"]
    before = decide.fingerprint(queries.items(desk.editor.viewer, CatalogueEdition.objects.get()))
    page = upload(client, content, "名录.xlsx")
    assert page.status_code == 200
    assert CatalogueEdition.objects.count() == 1  # the same content is the same edition
    assert CatalogueEdition.objects.get().fingerprint == before


def test_a_faulty_table_stores_nothing_and_tells_every_row(client, desk):
    client.force_login(desk.editor)
    rows = "禁止销售,甲,,TOB,,,甲乙,,,,\n不明,乙,,TOB,,,乙丙,,,,\n限制销售,丙,,TOB,,,丙丁,,x,,\n"
    page = upload(client, (HEAD + rows).encode("gb18030"))
    text = page.content.decode()
    assert page.status_code == 422
    assert "第 3 行：性质“不明”不认识" in text
    assert "第 4 行" in text
    assert CatalogueEdition.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\xef\xbb\xbf" + "甲,乙\n1,2\n".encode(), "缺少“性质”“商品”“事由”列"),
        (b"%PDF-1.7 x", "不是 .xlsx"),
        (HEAD.encode(), "没有条目"),
        ((HEAD + "禁止销售,甲,,NOPE,,,甲乙,,,,\n").encode(), "没有事由 NOPE"),
    ],
)
def test_a_file_that_is_no_catalogue_is_refused_with_its_reason(client, desk, content, reason):
    client.force_login(desk.editor)
    page = upload(client, content)
    assert page.status_code == 422
    assert reason in page.content.decode()


def test_a_title_row_above_a_merged_heading_is_passed_over(client, desk):
    client.force_login(desk.editor)
    rows = "2026年禁限售名录,,,,,,,,,,\n" + HEAD + "禁止销售,甲,,TOB,,,甲乙,,,,\n"
    assert upload(client, rows.encode()).status_code == 200
    assert CatalogueEdition.objects.get().items.get().goods == "甲"


def test_every_step_goes_by_the_pages(client, desk):
    client.force_login(desk.editor)
    assert "还没有名录" in client.get(url("catalogue")).content.decode()
    client.post(url("draft_catalogue"))
    pk = CatalogueEdition.objects.get().pk
    data = {"kind": "banned", "goods": "电鱼机", "ground": "TOB", "words": "电鱼机\n电鱼器"}
    client.post(url("new_item", pk), data | {"match": "any", "is_active": "on"})
    page = client.post(url("catalogue_step", pk, "submit"), {"title": "一"}, follow=True)
    assert "待审批" in page.content.decode()
    client.force_login(desk.leader)
    page = client.post(url("catalogue_step", pk, "approve"), follow=True).content.decode()
    assert "电鱼器" in page
    assert "在用" in page


def test_a_campaign_goes_by_the_pages(client, desk):
    client.force_login(desk.editor)
    data = {"name": "禁捕", "ground": "TOB", "severity": "grave", "valid_from": "2026-01-01"}
    page = client.post(url("new_campaign"), data | {"words": "大麻｜大麻烦\n电鱼机"}, follow=True)
    assert "大麻烦" in page.content.decode()
    row = Campaign.objects.get()
    client.post(url("campaign_step", row.pk, "submit"))
    client.force_login(desk.leader)
    client.post(url("campaign_step", row.pk, "approve"))
    row.refresh_from_db()
    assert row.state == "active"


def test_the_own_catalogue_stands_on_the_lawbook(desk):
    call_command("load_law", verbosity=0)
    call_command("load_catalogue", campaigns=True, verbosity=0)
    edition = CatalogueEdition.objects.get()
    grounds = {row.ground.code for row in edition.items.select_related("ground")}
    assert {"WILD", "YZ", "DRUG", "TOB", "DG", "RX", "FOOD-34", "3C", "FOOD-L"} == grounds
    assert edition.state == "submitted"
    call_command("load_catalogue", campaigns=True, verbosity=0)
    assert CatalogueEdition.objects.count() == 1
