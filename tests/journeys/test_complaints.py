"""A complaint from a phone to an agreement, and a report whose author two officers open."""

import datetime as dt
import time

import pytest

from hedun.demo.people import PASSWORD
from tests.journeys.conftest import NARROW

pytestmark = pytest.mark.journey
SECONDS, SCREENS = 120, 4


def hand_in(desk, kind: str, respondent: str) -> tuple[str, str]:
    """File as a citizen on a phone; gives number and code."""
    page = desk.open("/complaints/file/")
    page.set_viewport_size(NARROW)
    page.check(f"input[name=kind][value={kind}]")
    page.fill("[name=facts]", "九月在店内购买保温杯一只，当日发现漏水，商家拒绝退换。")
    page.fill("[name=request]", "退货退款")
    page.select_option("[name=respondent_kind]", "offline")
    page.fill("[name=respondent]", respondent)
    page.fill("[name=place]", "杭州市西湖区")
    page.fill("[name=name]", "李某")
    page.fill("[name=phone]", "13900000000")
    page.fill("[name=address]", "杭州市西湖区某路一号")
    desk.shot(f"complaint-{kind}-form")
    page.set_viewport_size(NARROW)
    height = page.evaluate("document.documentElement.scrollHeight")
    assert height <= SCREENS * NARROW["height"], f"{height / NARROW['height']:.1f} screens"
    page.click("button:has-text('提交')")
    page.wait_for_selector("main >> text=查询码")
    desk.shot(f"complaint-{kind}-filed")
    number, code = page.locator("dd.mono b").all_inner_texts()[:2]
    return number, code


def look_up(desk, number: str, code: str):
    page = desk.open("/complaints/lookup/")
    page.fill("[name=number]", number)
    page.fill("[name=code]", code)
    page.click("button:has-text('查询')")
    page.wait_for_selector(f"main >> text={number}")
    return page


def find(desk, number: str):
    page = desk.open("/complaints/")
    page.click(f"a:has-text('{number}')")
    page.wait_for_selector("main >> text=现在可以办理")
    return page


def take(desk, step: str, **fields: str):
    """Open the step's form, fill it in, and send it."""
    page = desk.page
    form = page.locator(f"details:has(input[name=step][value={step}])")
    form.locator("summary").click()
    for name, value in fields.items():
        field = form.locator(f"[name={name}]")
        field.check() if value == "on" else field.fill(value)
    form.locator("button").click()
    page.wait_for_selector("main >> text=现在可以办理")


def test_a_complaint_goes_from_a_phone_to_an_agreement(desks):
    citizen, officer = desks("citizen"), desks("officer")
    began = time.monotonic()
    number, code = hand_in(citizen, "complaint", "西湖区某杯店")
    assert time.monotonic() - began < SECONDS
    page = look_up(citizen, number, code)
    assert "《市场监督管理投诉举报处理办法》第十五条" in page.inner_text("main")
    citizen.shot("complaint-standing")
    officer.login("jc3301061", PASSWORD)
    page = find(officer, number)
    officer.shot("complaint-detail")
    take(officer, "accept")
    take(officer, "mediate", consents="on")
    today = dt.datetime.now(dt.UTC).astimezone(dt.timezone(dt.timedelta(hours=8))).date()
    take(officer, "test", on=today.isoformat(), note="送检漏水原因")
    take(officer, "tested", on=today.isoformat())
    take(officer, "agree", note="商家退款，当日履行完毕")
    officer.shot("complaint-agreed")
    assert "达成协议" in page.inner_text("main")
    page = look_up(citizen, number, code)
    assert "双方达成调解协议" in page.inner_text("main")
    officer.open("/complaints/")
    officer.shot("complaint-list")


def test_a_reporter_is_seen_only_when_two_officers_agree(desks):
    citizen, officer, second = desks("citizen"), desks("officer"), desks("second")
    number, _ = hand_in(citizen, "report", "西湖区某茶店")
    officer.login("jc3301061", PASSWORD)
    page = find(officer, number)
    assert "13900000000" not in page.content()
    page.fill("[name=why]", "需向举报人核实购买凭证")
    page.click("button:has-text('申请启封')")
    second.login("ld330106", PASSWORD)
    page = find(second, number)
    page.click("button:has-text('批准')")
    page.wait_for_selector("text=已批准启封")
    page = find(officer, number)
    page.click("button:has-text('查看身份信息')")
    page.wait_for_selector("main >> text=13900000000")
    officer.shot("report-identity")


def test_a_due_date_is_drawn_day_by_day(desks):
    officer = desks("officer")
    officer.login("jc3301061", PASSWORD)
    page = officer.open("/law/due/?rule=complaint.mediate&start=2026-03-02T09:00")
    assert "新旧规定对照" in page.inner_text("main")
    officer.shot("due-page")
