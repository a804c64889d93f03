"""From a filing to its push-back to the platform's answer, through the pages only."""

import random
import re
import sys
import time

import pytest

from hedun.demo.codes import credit_code
from hedun.demo.people import PASSWORD
from tests.journeys.titles import gb18030

pytestmark = pytest.mark.journey
WAIT_MS = 120_000
REGION = "330110"
PAIRS = 13  # the dozen without a code, and the one whose code is mistyped
STEMS = [
    "禾木",
    "青棠",
    "云麓",
    "晨屿",
    "拾光",
    "山语",
    "海町",
    "暮舍",
    "知里",
    "鹿谷",
    "橙集",
    "梧源",
]
HEADING = (
    "店铺唯一标识码", "网店名称", "网址链接或访问路径", "经营者名称", "统一社会信用代码",
    "实际经营地址", "联系方式", "年交易额", "最近核验日期",
)  # fmt: skip
LIST_HEADING = ("统一社会信用代码", "名称", "住所", "列入日期", "原因", "决定机关")
STREET = "浙江省杭州市余杭区文一西路"


def code(n):
    return credit_code(random.Random(f"journey {n}"), REGION, is_enterprise=True)


def merchant(n, **more):
    row = {
        "no": f"3008{n:04}",
        "shop": f"旅程{n}号店",
        "url": f"https://shop3008{n:04}.tongji.example/",
        "name": f"杭州旅程{n}商贸有限公司",
        "code": code(n),
        "address": f"{STREET}{n}号",
        "phone": "10000000000",
        "turnover": "120000",
        "verified": "2026-11-01",
    }
    return tuple((row | more).values())


def filing():
    """Three on a list, some with faults, and a dozen whose licence nobody wrote down."""
    rows = [merchant(n) for n in range(1, 21)]
    rows += [merchant(30, code="913301100000000201"), merchant(31, name=""), merchant(31)]
    rows += [
        merchant(100 + n, name=f"杭州市余杭区{stem}小吃店", code="") for n, stem in enumerate(STEMS)
    ]
    return [HEADING, *rows]


def abnormal():
    rows = [
        (
            code(n),
            f"杭州旅程{n}商贸有限公司",
            STREET,
            "2026-06-01",
            "未按规定公示年度报告",
            "余杭区局",
        )
        for n in (1, 2, 3)
    ]
    return [LIST_HEADING, *rows]


def revoked():
    rows = [
        (
            "",
            f"余杭区{stem}小吃店（个体工商户）",
            f"{STREET}{100 + n}号",
            "2025-05-01",
            "提交虚假材料取得登记",
            "余杭区局",
        )
        for n, stem in enumerate(STEMS)
    ]
    return [LIST_HEADING, *rows]


def bring_list(desk, kind, path):
    page = desk.open("/roster/lists/upload/")
    page.select_option("select[name=kind]", kind)
    page.fill("input[name=as_of]", "2026-11-20")
    page.set_input_files("input[type=file]", path)
    desk.shot(f"roster-list-upload-{kind}")
    page.click("button:has-text('导入')")
    page.wait_for_selector("main >> text=已生效", timeout=WAIT_MS)
    desk.shot(f"roster-list-{kind}")


def file(desk, path):
    page = desk.open("/roster/")
    desk.shot("roster-desk-empty")
    page.keyboard.press("n")
    page.wait_for_url("**/roster/file/")
    page.set_input_files("input[type=file]", path)
    desk.shot("roster-file")
    page.click("button:has-text('报送')")
    page.wait_for_url(re.compile(r"/roster/filings/\d+/$"))
    page.wait_for_selector("main >> text=校验位应为", timeout=WAIT_MS)
    assert "经营者名称”为空" in page.inner_text("main")
    desk.shot("roster-filing")
    desk.open("/roster/")
    desk.shot("roster-desk")


def judge(desk):
    """Judge every pair by one key; gives how many an hour that would be."""
    page = desk.open("/roster/compare/")
    deadline = time.monotonic() + WAIT_MS / 1000
    while not page.locator("a:has-text('开始判定')").count():
        assert time.monotonic() < deadline, page.inner_text("main")
        page.wait_for_timeout(500)
        page.reload()
    desk.shot("roster-board")
    page.keyboard.press("s")
    page.wait_for_selector("#judge")
    desk.shot("roster-pair")
    began = time.monotonic()
    for number in range(PAIRS):
        seen = page.get_attribute("#judge", "action")
        page.keyboard.press("1" if number % 3 else "2")
        page.wait_for_function(
            "a => document.querySelector('#judge')?.getAttribute('action') !== a", arg=seen
        )
    pace = PAIRS * 3600 / (time.monotonic() - began)
    page.wait_for_selector("main >> text=没有待判定的")
    page.keyboard.press("u")
    page.wait_for_selector("#judge")
    page.keyboard.press("3")
    page.wait_for_selector("main >> text=没有待判定的")
    return pace


def push(desk):
    page = desk.open("/roster/problems/?kind=abnormal&is_listed=1")
    desk.shot("roster-problems")
    page.click("input[data-pick-all]")
    page.keyboard.press("p")
    page.wait_for_selector("main >> text=签发并推送")
    desk.shot("roster-push-form")
    page.keyboard.press("1")
    page.wait_for_url(re.compile(r"/roster/pushes/\d+/$"))
    page.wait_for_selector("main >> text=待平台反馈")
    desk.shot("roster-push-sent")
    return page.url.removeprefix(desk.address)


def answer(desk):
    """As the platform: from the letter to the merchants, one key each, then all of it."""
    page = desk.open("/letters/")
    page.click("main table a:has-text('问题商户')")
    page.wait_for_selector("main >> text=问题商户名单（3户）")
    desk.shot("roster-push-letter")
    page.click("main a:has-text('问题商户名单')")
    page.wait_for_selector("#answer")
    desk.shot("roster-push-answer")
    for left, key in ((3, "1"), (2, "2")):
        page.keyboard.press(key)
        page.wait_for_selector(f"main >> text=未反馈 {left - 1}")
    page.fill("input[name=note]", "同名不同主体")
    page.click("button:has-text('有异议')")
    page.wait_for_selector("button:has-text('提交反馈')")
    page.keyboard.press("1")
    page.wait_for_selector("main >> text=平台已反馈")
    desk.shot("roster-push-answered")


def test_a_filing_goes_from_upload_to_push_back_to_the_answer(desks, tmp_path):
    officer, platform = desks("province"), desks("filer")
    officer.login("ld330000", PASSWORD)
    bring_list(officer, "abnormal", gb18030(tmp_path / "经营异常.csv", abnormal()))
    bring_list(officer, "revoked", gb18030(tmp_path / "吊销.csv", revoked()))
    platform.login("tongji1", PASSWORD)
    file(platform, gb18030(tmp_path / "经营者.csv", filing()))
    pace = judge(officer)
    sys.stdout.write(f"\npairs an hour by one key each: {pace:,.0f}\n")
    assert pace >= 300
    address = push(officer)
    answer(platform)
    page = officer.open(address)
    assert "有异议 1" in page.inner_text("main")
    officer.shot("roster-push-read")
    page = officer.open("/roster/problems/?push=frozen")
    page.click("main table a[href*='/problems/']")
    page.wait_for_selector("main >> text=平台异议：同名不同主体")
    officer.shot("roster-problem-disputed")
    for path in (
        "compare/changes",
        "compare/leads",
        "compare/pairs",
        "pushes",
        "limits",
        "fields",
        "lists/as-of",
        "lists",
    ):
        officer.open(f"/roster/{path}/")
        officer.shot(f"roster-{path.replace('/', '-')}")
