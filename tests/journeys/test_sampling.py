"""From the order to the empty shelf: bought, tested, told, found elsewhere, taken down, shared."""

import datetime as dt

import pytest

from hedun.demo.people import PASSWORD

pytestmark = pytest.mark.journey
BARCODE = "6901234567892"
# two platforms that already sell the goods; one of them says so by the bar code only
SEED = f"""
import polars as pl
from django.conf import settings
from django.utils import timezone
from hedun.market.decide.listings import SCHEMA
from hedun.market.models import ImportBatch, ListingPart, Platform, Shop
for n, platform in enumerate(Platform.objects.order_by("code")[:2]):
    Shop.objects.get_or_create(platform=platform, shop_no=f"CJ{{n}}", defaults=dict(
        name=f"某食品店{{n}}", region_code="330106", updated_at=timezone.now()))
    batch = ImportBatch.objects.create(kind="listings", sender=platform.body, platform=platform,
        file_name="x", sha256=f"{{n + 77:064d}}", size=1, state="done", handed_at=timezone.now())
    row = dict.fromkeys(SCHEMA)
    row |= dict(platform_code=platform.code, shop_no=f"CJ{{n}}", shop_name=f"某食品店{{n}}",
        listing_no=f"88000{{n}}", title=["林间牌山核桃仁 250g", "精选坚果"][n],
        description="条码 {BARCODE}")
    path = settings.DATA_DIR / f"cj{{n}}.parquet"
    pl.DataFrame([row], schema=SCHEMA).write_parquet(path)
    ListingPart.objects.create(batch=batch, number=1, path=path.name, rows=1, sha256="0" * 64)
print(Platform.objects.order_by("code").first().code)
"""


def take(desk, step: str, **fields: str):
    """Open the step's form, fill it in, and send it."""
    page = desk.page
    form = page.locator(f"details:has(input[name=step][value={step}])")
    form.locator("summary").click()
    for name, value in fields.items():
        field = form.locator(f"[name={name}]")
        is_choice = field.evaluate("one => one.tagName") == "SELECT"
        field.select_option(value) if is_choice else field.fill(value)
    with page.expect_navigation():
        form.locator("button").click()
    page.wait_for_selector("main >> text=现在可以办理")


def test_goods_that_fail_come_down_at_every_platform(house, desks):
    code = house.hedun("shell", "-v", "0", "-c", SEED).strip().splitlines()[-1]
    officer = desks("sampler")
    officer.login("jc3301061", PASSWORD)
    page = officer.open(f"/sampling/add/?platform={code}&listing=880000")
    page.fill("[name=name]", "山核桃仁")
    page.fill("[name=brand]", "林间")
    page.fill("[name=barcode]", BARCODE)
    officer.shot("sampling-add")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("main >> text=待抽样")
    address = page.url.removeprefix(house.address)
    today = dt.datetime.now(dt.UTC).astimezone(dt.timezone(dt.timedelta(hours=8))).date()
    day = today.isoformat()
    sample = {"collected_on": day, "quantity": "2", "backup": "1", "order_no": "D-1"}
    take(officer, "collect", way="bought", paid="39.90", **sample)
    take(officer, "deliver")
    result = {"lab": "某检验院", "report_no": "R-1", "concluded_on": day}
    take(officer, "fail", failed_items="过氧化值 0.9 g/100g（标准≤0.5）", **result)
    take(officer, "tell", note="当面送达")
    assert "食品安全法" in page.inner_text("main")
    take(officer, "waive", note="书面表示无异议")
    page.click("button:has-text('查找同款')")
    for _ in range(120):
        page.goto(house.address + address)
        if page.locator("button:has-text('同款'):visible >> nth=1").count():
            break
        page.wait_for_timeout(500)
    officer.shot("sampling-matches")
    while page.locator("button[value=m_same]").count():
        page.locator("button[value=m_same]").first.click()
        page.wait_for_load_state()
    page.click("button:has-text('起草下架函')")
    page.wait_for_selector("main a:has-text('关于下架抽检不合格商品')")
    page.goto(house.address + address)
    letters = page.locator("a:has-text('（未编号）')")
    hrefs = [one.get_attribute("href") for one in letters.all()]
    assert len(hrefs) == 2
    for href in hrefs:
        page.goto(house.address + href)
        page.click("button:has-text('签发')")
        page.wait_for_selector("main >> text=待签收")
    page.goto(house.address + address)
    assert page.inner_text("main").count("已要求下架") == 2
    page = officer.open("/sampling/quality/")
    assert "过氧化值" in page.inner_text("main")
    officer.shot("sampling-quality")
    officer.open(address)
    officer.shot("sampling-detail")
    officer.open("/sampling/")
    officer.shot("sampling-list")
