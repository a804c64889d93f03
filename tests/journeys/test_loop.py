"""The whole loop through the pages only: from real titles in a file to the public page of the shop."""

import re
import sys

import pytest

from hedun.demo.people import PASSWORD
from tests.journeys.titles import (
    HEADINGS,
    ROSTER,
    SHOP,
    gb18030,
    real_titles,
    rows,
    workbook,
)

pytestmark = pytest.mark.journey
WAIT_MS = 120_000


def hand_in(desk, kind: str, path) -> None:
    """Hand a file in as the platform, check its columns with one key, wait for its receipt."""
    page = desk.open("/market/imports/new/")
    page.select_option("select[name=kind]", kind)
    platform = page.locator("select[name=platform]")
    if platform.count():
        platform.select_option(label="桐集网")
    page.set_input_files("input[type=file]", path)
    page.click("button:has-text('上传')")
    page.wait_for_url("**/mapping/")
    desk.shot(f"import-{kind}-{path.suffix[1:]}-mapping")
    page.keyboard.press("1")
    page.wait_for_url(re.compile(r"/imports/\d+/$"))
    page.wait_for_selector("main >> text=已完成", timeout=WAIT_MS)


def bring_in(desk, folder) -> None:
    """Hand in the roster, half of the real titles as XLSX, the other half as GB18030 CSV."""
    titles = real_titles()
    half = len(titles) // 2
    names, values = zip(*ROSTER, strict=True)
    hand_in(desk, "roster", gb18030(folder / "名册.csv", [names, values]))
    first = workbook(folder / "商品一.xlsx", [HEADINGS, *rows(titles[:half], 0)])
    second = gb18030(folder / "商品二.csv", [HEADINGS, *rows(titles[half:], half)])
    hand_in(desk, "listings", first)
    hand_in(desk, "listings", second)
    desk.shot("import-receipt")


def screen(desk) -> None:
    page = desk.open("/screening/runs/")
    page.select_option("select[name=platform]", label="桐集网")
    page.keyboard.press("n")
    page.wait_for_selector("main >> text=已完成", timeout=WAIT_MS)
    desk.shot("screening-run")


def remaining(page) -> int:
    return int(page.inner_text("[data-remaining]").replace(",", "").rstrip("+"))


def review(desk, how_many: int) -> int:
    """Confirm findings by one key each; gives the number of keys pressed."""
    page = desk.open("/screening/queue/")
    desk.shot("review-queue")
    keys = 0
    for _ in range(how_many):
        seen = page.get_attribute("#judge", "action")
        page.keyboard.press("1")
        keys += 1
        page.wait_for_function(
            "a => document.querySelector('#judge')?.getAttribute('action') !== a", arg=seen
        )
    assert page.locator(".toast.error").count() == 0
    return keys


def verify(desk, how_many: int) -> int:
    """Confirm the clues from the workbench on, by one key each; gives the keys pressed."""
    page = desk.open("/")
    page.wait_for_selector("text=我的待办")
    desk.shot("workbench")
    page.keyboard.press("s")
    page.wait_for_selector("#decide")
    desk.shot("clue-queue")
    keys = 0
    for _ in range(how_many):
        seen = page.get_attribute("#decide", "action")
        page.keyboard.press("1")
        keys += 1
        page.wait_for_function(
            "a => document.querySelector('#decide')?.getAttribute('action') !== a", arg=seen
        )
    return keys


def ask(desk) -> str:
    """Send the platform a letter about the clue on the screen; gives the letter's path."""
    page = desk.page
    desk.shot("clue-confirmed")
    page.keyboard.press("f")
    page.wait_for_selector("select[name=second_officer_id]")
    page.select_option("select[name=second_officer_id]", index=1)
    desk.shot("letter-draft")
    page.keyboard.press("1")
    page.wait_for_url(re.compile(r"/letters/\d+/$"))
    page.wait_for_selector("main >> text=待签收")
    desk.shot("letter-sent")
    return page.url.removeprefix(desk.address)


def answer(desk, letter, folder) -> None:
    """As the platform: from the to-do to the letter, sign for it, fill a row in, attach, submit."""
    page = desk.open("/")
    desk.shot("platform-home")
    page.click(f"main table a[href='{letter}']")
    page.wait_for_url(f"**{letter}")
    page.keyboard.press("1")
    page.wait_for_selector("a:has-text('填写复函')")
    page.keyboard.press("1")
    page.wait_for_url("**/answer/")
    desk.shot("reply-form")
    page.locator("input[aria-label='名称或姓名']").first.fill("杭州旅程网络科技有限公司")
    page.locator("input[aria-label='统一社会信用代码']").first.fill("91330100799655058B")
    page.click("button:has-text('收录“身份信息”')")
    page.wait_for_selector("main >> text=已收录 1 行")
    evidence = folder / "下架截图.txt"
    evidence.write_text("商品已于当日下架", encoding="utf-8")
    page.set_input_files("input[name=files]", evidence)
    page.click("button:has-text('上传附件')")
    page.wait_for_selector("main >> text=下架截图")
    page.fill("#text", "涉事商品已全部下架，经营者身份信息已核对无误。")
    page.click("button:has-text('提交复函')")
    page.wait_for_selector("main >> text=第 1 次答复")
    desk.shot("reply-submitted")


def dispose(desk, letter: str) -> None:
    """Close the letter and the clue, one key each."""
    page = desk.open(letter)
    desk.shot("reply-read")
    page.keyboard.press("1")
    page.wait_for_selector("a:has-text('处置线索')")
    page.keyboard.press("1")
    page.wait_for_selector("#decide")
    desk.shot("clue-answered")
    page.keyboard.press("1")
    page.wait_for_selector("main >> text=已办结")
    desk.shot("clue-disposed")


def publish(desk) -> None:
    page = desk.open("/public/desk/")
    desk.shot("disclosure-queue")
    page.keyboard.press("1")
    page.wait_for_selector("main >> text=公示中")


def look_up(desk) -> None:
    page = desk.open("/public/")
    page.fill("input[name=q]", SHOP)
    page.keyboard.press("Enter")
    page.click("main table a")
    page.wait_for_selector("main >> text=公示记录")
    assert "下架删除" in page.inner_text("main")
    desk.shot("public-shop")


def test_the_loop_closes_on_real_titles(desks, tmp_path):
    platform, officer = desks("platform"), desks("officer")
    platform.login("tongji1", PASSWORD)
    bring_in(platform, tmp_path)
    officer.login("jc3301001", PASSWORD)
    screen(officer)
    keys = review(officer, 3)
    inspector = desks("inspector")
    inspector.login("jc3301101", PASSWORD)
    keys += verify(inspector, 3)
    sys.stdout.write(f"\nkeys per reviewed item: {keys / 6:g}\n")
    assert keys / 6 <= 2
    letter = ask(inspector)
    answer(platform, letter, tmp_path)
    dispose(inspector, letter)
    publisher = desks("publisher")
    publisher.login("gs330110", PASSWORD)
    publish(publisher)
    look_up(desks("public"))
