"""A report becomes a case and a published decision; a transfer to the police is refused and reviewed."""

import datetime as dt
import re

import pytest

from hedun.demo.people import PASSWORD
from tests.journeys.titles import ROSTER, gb18030

pytestmark = pytest.mark.journey
SHOP = "旅程案件专营店"
WAIT_MS = 120_000


def now() -> str:
    local = dt.datetime.now(dt.UTC).astimezone(dt.timezone(dt.timedelta(hours=8)))
    return local.strftime("%Y-%m-%dT%H:%M")


def bring_in_the_shop(desk, folder) -> None:
    """Hand in a roster with one shop as the platform would."""
    desk.login("tongji1", PASSWORD)
    values = dict(ROSTER) | {"店铺唯一标识码": "10086900", "网店名称": SHOP}
    page = desk.open("/market/imports/new/")
    page.select_option("select[name=kind]", "roster")
    if page.locator("select[name=platform]").count():
        page.select_option("select[name=platform]", label="桐集网")
    page.set_input_files(
        "input[type=file]",
        gb18030(folder / "案件名册.csv", [tuple(values), tuple(values.values())]),
    )
    page.click("button:has-text('上传')")
    page.wait_for_url("**/mapping/")
    page.keyboard.press("1")
    page.wait_for_url(re.compile(r"/imports/\d+/$"))
    page.wait_for_selector("main >> text=已完成", timeout=WAIT_MS)


def report(desk) -> str:
    """Report the shop as a citizen; gives the number."""
    page = desk.open("/complaints/file/")
    page.check("input[name=kind][value=report]")
    page.fill("[name=facts]", "该店销量和评价均为虚构，有聊天记录。")
    page.select_option("[name=respondent_kind]", "in_platform")
    page.select_option("[name=platform]", label="桐集网")
    page.fill("[name=respondent]", SHOP)
    page.fill("[name=name]", "王某")
    page.fill("[name=phone]", "13900000001")
    page.click("button:has-text('提交')")
    page.wait_for_selector("main >> text=查询码")
    return page.locator("dd.mono b").first.inner_text()


def fill(form, name: str, value: str) -> None:
    """Fill a field in whatever it is: a text, a list, or ticks (all of them, or the named one)."""
    field = form.locator(f"[name={name}]")
    kind = field.first.evaluate("one => one.type")
    if kind == "checkbox" and value == "all":
        for place in range(field.count()):
            field.nth(place).check()
    elif kind in {"checkbox", "radio"}:
        form.locator(f"[name={name}][value='{value}']").check()
    elif kind == "select-one":
        field.select_option(value)
    else:
        field.fill(value)


def take(desk, step: str, **fields: str) -> None:
    """Open the step's form, fill it in, send it, and see that it was done."""
    page = desk.page
    form = page.locator(f"details.card:has(input[name=step][value={step}])").first
    form.locator("summary").click()
    for name, value in fields.items():
        fill(form, name, value)
    send(page, form)
    page.wait_for_selector("main >> text=现在可以办理")


def send(page, form) -> None:
    """Send a form and see the next page say that it was done."""
    with page.expect_navigation():
        form.locator("button").click()
    page.wait_for_selector("[data-toast]:has-text('已办理')")


def at(desk, path: str):
    page = desk.open(path)
    page.wait_for_selector("main >> text=现在可以办理")
    return page


def case_from_report(officer, number: str) -> str:
    """Turn the report into a clue and the clue into a case; gives the path of the case."""
    page = officer.open("/complaints/")
    page.click(f"a:has-text('{number}')")
    form = page.locator("details:has(input[name=step][value=r_clue])")
    form.locator("summary").click()
    form.locator("[name=ground]").select_option("FUC")
    form.locator("[name=note]").fill("聊天记录显示评价系雇人编写。")
    form.locator("button").click()
    page.wait_for_selector("main >> text=违法线索")
    clue = re.search(r"XS-\d{4}-\d+", page.inner_text("main"))[0]
    page = officer.open(f"/search/?q={clue}")
    page.wait_for_selector("main >> text=登记案源")
    officer.shot("case-clue")
    page.click("a:has-text('登记案源')")
    page.wait_for_selector("main >> text=当事人类别")
    officer.shot("case-source")
    page.click("main button:has-text('登记')")
    page.wait_for_selector("text=已登记案源")
    officer.shot("case-verifying")
    return page.url.removeprefix(officer.address)


def open_case(leader, path: str) -> None:
    """Open the case: four conditions, two officers; whoever decides it does not handle it."""
    page = at(leader, path)
    own_name = page.inner_text(".who summary .wide")
    form = page.locator("details.card:has(input[name=step][value=open])").first
    form.locator("summary").click()
    leader.shot("case-open-form")
    for place in range(2):
        others = form.locator("label:has([name=officers])").filter(has_not_text=own_name)
        others.nth(place).locator("input").check()
    fill(form, "conditions", "all")
    form.locator("[name=note]").fill("符合立案条件，同意立案。")
    send(page, form)


def hands(desks, region: str) -> dict:
    """Log in everybody of the bureau; who handles the case is found by the order of the list."""
    found = {}
    for name in (f"jc{region}1", f"jc{region}2", f"jc{region}3", f"ld{region}", f"gs{region}"):
        found[name] = desks(name)
        found[name].login(name, PASSWORD)
    return found


def split(page, people: dict, region: str) -> tuple:
    """Tell a handler from a reviewer by what each is offered on the case's page."""
    inspectors = [people[f"jc{region}{number}"] for number in (1, 2, 3)]
    offered = {
        desk: at(desk, page).locator("input[name=step][value=evidence]").count() > 0
        for desk in inspectors
    }
    handler = next(desk for desk, is_handler in offered.items() if is_handler)
    reviewer = next(desk for desk, is_handler in offered.items() if not is_handler)
    return handler, reviewer


EVIDENCE = {
    "exhibit_title": "聊天记录", "exhibit_source": "举报人提供", "exhibit_proves": "雇人编写评价",
    "has_told_rights": "all",
}  # fmt: skip
RULING = {"kinds": "fine", "amount_code": "FN-F25", "fine": "20000", "why": "首次违法，及时改正。"}


def test_a_report_becomes_a_case_and_a_published_decision(desks, tmp_path):
    bring_in_the_shop(desks("platform"), tmp_path)
    citizen = desks("citizen")
    number = report(citizen)
    region = "330110"
    people = hands(desks, region)
    leader = people[f"ld{region}"]
    path = case_from_report(people[f"jc{region}1"], number)
    open_case(leader, path)
    handler, reviewer = split(path, people, region)
    at(handler, path)
    take(handler, "evidence", **EVIDENCE)
    take(handler, "report", **RULING)
    handler.shot("case-reviewing")
    at(reviewer, path)
    take(reviewer, "review_pass", note="事实清楚，证据充分。")
    at(leader, path)
    take(leader, "approve_notice", note="同意告知。")
    at(handler, path)
    take(handler, "notify")
    take(handler, "term_over", is_waived="all", note="当事人书面放弃。")
    at(leader, path)
    take(leader, "decide")
    leader.shot("case-decided")
    at(handler, path)
    take(handler, "serve")
    assert "公示行政处罚信息" in handler.page.inner_text("main")
    publisher = people[f"gs{region}"]
    page = publisher.open("/public/desk/")
    page.wait_for_selector("main >> text=行政处罚")
    publisher.shot("case-publish")
    page.keyboard.press("1")
    page.wait_for_selector("main >> text=公示中")
    page = citizen.open(f"/public/?q={SHOP}")
    page.click(f"a:has-text('{SHOP}')")
    page.wait_for_selector("main >> text=行政处罚；罚款20,000 元")
    citizen.shot("case-public")


def test_a_transfer_to_the_police_is_refused_and_reviewed(desks):
    region = "330106"
    people = hands(desks, region)
    officer, leader = people[f"jc{region}1"], people[f"ld{region}"]
    page = officer.open("/cases/new/")
    page.select_option("[name=source]", "inspection")
    page.select_option("[name=ground]", "FOOD-L")
    page.fill("[name=title]", "某食品店涉嫌无证经营案")
    page.fill("[name=party_name]", "西湖区某食品店")
    page.fill("[name=facts]", "仓库内查获无证生产的食品，货值较大。")
    page.click("main button:has-text('登记')")
    page.wait_for_selector("text=已登记案源")
    path = page.url.removeprefix(officer.address)
    open_case(leader, path)
    handler, _ = split(path, people, region)
    page = at(handler, path)
    page.click("details:has(input[name=step][value=p_propose]) > summary >> nth=0")
    take(handler, "p_propose", target_name="西湖区公安分局", note="货值达到追诉标准，涉嫌犯罪。")
    branch = page.url.removeprefix(handler.address)
    handler.shot("police-proposed")
    at(leader, branch)
    take(leader, "p_approve", note="同意移送。")
    at(handler, branch)
    take(handler, "p_hand_over", enclosures="all", moment=now())
    take(handler, "p_refused", note="公安机关书面通知不予立案。")
    handler.shot("police-refused")
    assert "对不予立案提请复议" in page.inner_text("main")
    take(handler, "p_reconsider", note="对不予立案决定有异议。")
    take(handler, "p_upheld", note="复议维持原决定。")
    take(handler, "p_supervise", note="建议人民检察院立案监督。")
    assert "检察机关立案监督中" in page.inner_text("main")
    handler.shot("police-supervised")
    page = at(handler, path)
    assert "移送公安机关：建议立案监督" in page.inner_text("main")
    handler.shot("police-case")
