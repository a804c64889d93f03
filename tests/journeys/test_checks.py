"""From a draft of a rule to a judged finding, by certificate and by clause, through the pages only."""

import random
import re

import pytest

from hedun.demo.codes import credit_code
from hedun.demo.people import PASSWORD
from tests.journeys.titles import gb18030

pytestmark = pytest.mark.journey
WAIT_MS = 120_000
SHOP = "20086002"
ROSTER = (
    ("店铺唯一标识码", SHOP),
    ("网店名称", "甬江电器专营店"),
    ("网址链接", "https://shop20086002.quexuan.example/"),
    ("经营者名称", "宁波甬江电器商行"),
    ("统一社会信用代码", credit_code(random.Random(20086002), "330212", is_enterprise=True)),
    ("实际经营地址", "浙江省宁波市鄞州区中河路1号"),
    ("区划代码", "330212"),
    ("联系方式", "10000000001"),
)
HEADINGS = (
    *("店铺编号", "店铺名称", "商品编号", "商品标题", "类目", "价格", "销量"),
    *("商品描述", "认证证书编号", "型号", "生产者"),
)
SUSPENDED, VALID = "2022010907654321", "2023010901123456"
CERTIFICATES = (
    ("证书编号", "持有人", "生产者", "型号", "产品类别", "状态", "有效期自", "有效期至"),
    (VALID, "甬江电器厂", "甬江电器厂", "A-1、A-2", "电热水壶", "有效", "2023-01-01", "2028-01-01"),
    (SUSPENDED, "乙电器厂", "乙电器厂", "B-1", "取暖器", "暂停", "2022-01-01", "2027-01-01"),
    ("20220109", "丙厂", "", "", "", "有效", "", ""),
)
CONTRACT = """一、商品签收后出现任何问题，本店概不负责，不予退换。
二、本活动最终解释权归本店所有。
三、买家不得向有关部门投诉、举报。
四、商品质量符合国家标准，价款以订单为准。
"""
RULE = {
    "code": "BAIT-9",
    "title": "低价套装引流",
    "expression": '标题 包含 "体验装" 且 价格 < 1元',
    "examples": "命中 标题=体验装一份 价格=0.1元\n不命中 标题=体验装一份 价格=19.9元",
    "category": "价格欺诈",
}


def listings() -> list[tuple[str, ...]]:
    """One listing for the rule, one with a suspended certificate, and plain ones around them."""
    common, of_paper = (SHOP, "甬江电器专营店"), ("", "", "")
    rows = [
        (*common, "900001", "清洁剂体验装一份", "日用百货", "0.10", "5", "", *of_paper),
        (
            *common,
            "900002",
            "暖风机家用",
            "家用电器",
            "199.00",
            "5",
            "",
            SUSPENDED,
            "B-1",
            "乙电器厂",
        ),
        (*common, "900003", "电热水壶", "家用电器", "99.00", "5", "", VALID, "A-1", "甬江电器厂"),
    ]
    plain = (
        (*common, f"9001{n:02}", f"纯棉毛巾{n}条装", "日用百货", "19.90", "5", "", *of_paper)
        for n in range(40)
    )
    return [*rows, *plain]


def hand_in(desk, kind: str, path) -> None:
    page = desk.open("/market/imports/new/")
    page.select_option("select[name=kind]", kind)
    platform = page.locator("select[name=platform]")
    if platform.count():
        platform.select_option(label="雀选商城")
    page.set_input_files("input[type=file]", path)
    page.click("button:has-text('上传')")
    page.wait_for_url("**/mapping/")
    page.keyboard.press("1")
    page.wait_for_url(re.compile(r"/imports/\d+/$"))
    page.wait_for_selector("main >> text=已完成", timeout=WAIT_MS)


def import_certificates(desk, folder) -> None:
    """Bring a table in; the row that is no certificate comes back with its reason."""
    page = desk.open("/screening/tables/upload/")
    page.select_option("select[name=kind]", "certificate")
    page.fill("input[name=taken_on]", "2026-11-01")
    page.set_input_files("input[type=file]", gb18030(folder / "证书.csv", list(CERTIFICATES)))
    desk.shot("table-upload")
    page.click("button:has-text('导入')")
    page.wait_for_selector("main >> text=已入库", timeout=WAIT_MS)
    assert "16位数字" in page.inner_text("main")
    desk.shot("table")
    desk.open("/screening/certificates/")
    desk.shot("certificates")


def write_rule(desk) -> str:
    """Write, try on the examples, try on all that is stored, begin the trial run: by keys."""
    page = desk.open("/screening/rules/new/")
    for name, value in RULE.items():
        page.fill(f"[name={name}]", value)
    page.select_option("select[name=ground]", "PR4")
    page.select_option("select[name=severity]", "normal")
    page.wait_for_selector("#check >> text=读作")
    desk.shot("rule-edit")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/rules/\d+/$"))
    rule = page.url.removeprefix(desk.address)
    page.keyboard.press("t")
    page.wait_for_selector("button:has-text('回测')")
    page.keyboard.press("b")
    page.wait_for_selector("main >> text=涉及网店", timeout=WAIT_MS)
    page.reload()
    desk.shot("rule-hunt")
    page = desk.open(rule)
    page.keyboard.press("s")
    page.wait_for_selector("button:has-text('启用')")
    desk.shot("rule-shadow")
    return rule


def screen(desk) -> None:
    page = desk.open("/screening/runs/")
    page.select_option("select[name=platform]", label="雀选商城")
    page.keyboard.press("n")
    page.wait_for_selector("main >> text=已完成", timeout=WAIT_MS)
    desk.shot("screening-run-checks")


def judge_hit(desk, rule: str) -> None:
    page = desk.open(f"{rule}hits/")
    page.wait_for_selector("main >> text=清洁剂体验装")
    desk.shot("rule-hits")
    page.click("main table a[href*='/hits/']")
    desk.shot("rule-hit")
    page.keyboard.press("1")
    page.wait_for_url(re.compile(r"/rules/\d+/$"))


def confirm(desk, title: str, shown: str) -> None:
    """Find a finding in the list, and confirm it by two keys."""
    page = desk.open(f"/screening/findings/?q={title}")
    page.click("main table a[href*='/findings/']")
    page.wait_for_url(re.compile(r"/findings/\d+/$"))
    page.keyboard.press("Enter")
    page.wait_for_selector("#judge")
    assert shown in page.inner_text("main")
    desk.shot(f"finding-{title}")
    page.keyboard.press("1")
    page.wait_for_selector(".toast >> text=已生成线索")


def check_contract(desk) -> None:
    """Paste a contract, judge each doubtful passage by one key, and raise a clue."""
    page = desk.open("/screening/contracts/new/")
    page.fill("[name=title]", "店堂告示")
    page.select_option("select[name=kind]", "consumer")
    page.select_option("select[name=platform]", label="雀选商城")
    page.fill("[name=shop_no]", SHOP)
    page.fill("[name=text]", CONTRACT)
    desk.shot("contract-new")
    page.click("button:has-text('检查')")
    page.wait_for_url(re.compile(r"/contracts/\d+/$"))
    desk.shot("contract")
    keys = page.locator("button[data-key='1']")
    found = page.locator("main form.buttons").count()
    assert found >= 3
    for left in range(found, 0, -1):
        keys.wait_for()
        page.keyboard.press("1")
        page.wait_for_selector(f"main >> text=待判 {left - 1} 处")
    page.keyboard.press("r")
    page.wait_for_selector("main a[href^='/clues/'], a:has-text('线索 ')")
    desk.shot("contract-clue")


def test_a_rule_a_certificate_and_a_contract_lead_to_clues(desks, tmp_path):
    platform, officer, editor = desks("quexuan"), desks("yinzhou"), desks("editor")
    platform.login("quexuan1", PASSWORD)
    names, values = zip(*ROSTER, strict=True)
    hand_in(platform, "roster", gb18030(tmp_path / "名册.csv", [names, values]))
    hand_in(platform, "listings", gb18030(tmp_path / "商品.csv", [HEADINGS, *listings()]))
    officer.login("jc3302121", PASSWORD)
    import_certificates(officer, tmp_path)
    editor.login("editor1", PASSWORD)
    rule = write_rule(editor)
    screen(officer)
    judge_hit(officer, rule)
    other = desks("approver")
    other.login("editor2", PASSWORD)
    page = other.open(rule)
    page.keyboard.press("a")
    page.wait_for_selector("main >> text=批准启用 ")
    other.shot("rule-active")
    screen(officer)
    confirm(officer, "清洁剂体验装一份", "BAIT-9")
    confirm(officer, "暖风机家用", "状态为“暂停”")
    check_contract(officer)
    for path in ("rules/", "catalogue/", "campaigns/", "tables/", "packs/", "contracts/"):
        editor.open(f"/screening/{path}")
        editor.shot(f"desk-{path.strip('/')}")
