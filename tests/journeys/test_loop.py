"""Through the pages only: real titles come in, are screened, and a person confirms three."""

import re
import sys

import pytest

from hedun.demo.people import PASSWORD
from tests.journeys.titles import HEADINGS, ROSTER, gb18030, real_titles, rows, workbook

pytestmark = pytest.mark.journey


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
    page.wait_for_selector("main >> text=已完成", timeout=60_000)


def test_real_titles_are_imported_screened_and_confirmed(desks, tmp_path):
    titles = real_titles()
    half = len(titles) // 2
    platform = desks("platform")
    platform.login("tongji1", PASSWORD)
    names, values = zip(*ROSTER, strict=True)
    hand_in(platform, "roster", gb18030(tmp_path / "名册.csv", [names, values]))
    hand_in(
        platform,
        "listings",
        workbook(tmp_path / "商品一.xlsx", [HEADINGS, *rows(titles[:half], 0)]),
    )
    hand_in(
        platform,
        "listings",
        gb18030(tmp_path / "商品二.csv", [HEADINGS, *rows(titles[half:], half)]),
    )
    platform.shot("import-receipt")

    officer = desks("officer")
    page = officer.login("jc3301001", PASSWORD)
    page = officer.open("/screening/runs/")
    page.select_option("select[name=platform]", label="桐集网")
    page.keyboard.press("n")
    page.wait_for_selector("main >> text=已完成", timeout=60_000)
    officer.shot("screening-run")
    page = officer.open("/screening/queue/")
    officer.shot("review-queue")
    before = int(page.inner_text("[data-remaining]").replace(",", "").rstrip("+"))
    keys = 0
    for done in range(1, 4):
        page.keyboard.press("1")
        keys += 1
        page.wait_for_function(
            "n => parseInt(document.querySelector('[data-remaining]').innerText.replace(',', '')) <= n",
            arg=before - done,
        )
    sys.stdout.write(f"keys per reviewed item: {keys / 3:g}\n")
    assert keys / 3 <= 2
