"""A bureau's node and a platform's: two programs, two databases, three days apart, one answer."""

import os
import pathlib
import secrets
import subprocess
import sys
from collections.abc import Iterator

import pytest

from hedun.demo import nodes
from hedun.demo.people import PASSWORD
from tests.journeys.conftest import (
    POSTGRES,
    ROOT,
    Desk,
    House,
    free_port,
    fresh_postgres,
    start,
    wait_until_up,
)

pytestmark = pytest.mark.journey

# what stands in both houses before anybody writes: one shop; and a confirmed clue at the bureau
SEED = """
import datetime as dt
from django.utils import timezone
from hedun.base.accounts.models import Body, Person
from hedun.market.models import Platform, Shop, Subject
from tests import factories as make
bureau = Body.objects.get(short_name="杭州市局")
platform = Platform.objects.get(code="tongji")
firm = Subject.objects.create(kind="enterprise", name="杭州某商贸有限公司",
    credit_code=make.credit_code(7), region_code="330106", updated_at=timezone.now())
shop = Shop.objects.create(platform=platform, shop_no="TJ-0001", name="某家居店", subject=firm,
    region_code="330106", updated_at=timezone.now())
officer = Person.objects.filter(username="jc").first()
if officer:
    Person.objects.filter(body=bureau).update(phone="0571-00000100")
    clue = make.clue(bureau, on=shop, state="confirmed", officer=officer, title="标题含绝对化用语")
    print(clue.pk)
"""
# three days go by for everything that the bureau's house remembers
AGE = """
import datetime as dt
from django.db.models import F
from hedun.base.exchange.models import Node, Outgoing
from hedun.desks.bridge.models import Letter, LetterEvent
days = dt.timedelta(days=3)
Letter.objects.filter(sent_at__isnull=False).update(sent_at=F("sent_at") - days,
    drafted_at=F("drafted_at") - days)
LetterEvent.objects.update(at=F("at") - days)
Outgoing.objects.update(at=F("at") - days, next_at=F("next_at") - days)
Node.objects.filter(opens_at__isnull=False).update(opens_at=F("opens_at") - days)
print(Outgoing.objects.filter(state="waiting", attempts__gt=0).count())
"""


def shell(house: House, code: str) -> str:
    command = [sys.executable, "-m", "hedun", "shell", "-v", "0", "-c", code]
    done = subprocess.run(command, env=house.env, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip().splitlines()[-1] if done.stdout.strip() else ""


def settle(folder: pathlib.Path, name: str) -> House:
    port = free_port()
    (folder / "demo").mkdir(parents=True)
    database = fresh_postgres(f"_{name}") if POSTGRES else f"sqlite:///{folder}/hedun.sqlite3"
    env = {
        **os.environ,
        "HEDUN_DATA": str(folder),
        "HEDUN_DATABASE": database,
        "HEDUN_DEMO": "1",
        "HEDUN_DEMO_APP_KEY": "12345678",
        "HEDUN_DEMO_APP_SECRET": secrets.token_hex(8),
        "HEDUN_SECRET_KEY": secrets.token_urlsafe(50),
        "HEDUN_HOSTS": "127.0.0.1",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        "PYTHONUNBUFFERED": "1",
    }
    return House(f"http://127.0.0.1:{port}", folder, env)


def serve(house: House) -> None:
    """Pages and dispatcher of one node."""
    web = ["granian", "--interface", "wsgi", "hedun.wsgi:application", "--host", "127.0.0.1"]
    port = house.address.rsplit(":", 1)[1]
    start(house, "web", *web, "--port", port, "--workers", "1", "--blocking-threads", "4")
    start(house, "node", "hedun", "node", "run")
    wait_until_up(house)


@pytest.fixture
def houses(tmp_path) -> Iterator[dict[str, House]]:
    """Both nodes know each other's key and address; neither is up yet."""
    made = {name: settle(tmp_path / name, name) for name in nodes.HOUSES}
    ports = {name: int(house.address.rsplit(":", 1)[1]) for name, house in made.items()}
    nodes.prepare({name: house.env for name, house in made.items()}, ports)
    try:
        yield made
    finally:
        for program in [p for house in made.values() for p in house.programs]:
            program.terminate()
        for program in [p for house in made.values() for p in house.programs]:
            program.wait(15)


def until(desk: Desk, path: str, text: str, *, tries: int = 400):
    """Reload a page until another node's message has come.

    A partner that was silent is asked again when its breaker has rested, which takes a minute.
    """
    for _ in range(tries):
        page = desk.open(path)
        if text in page.inner_text("main"):
            return page
        page.wait_for_timeout(500)
    raise AssertionError(f"{path}: no {text}\n{desk.page.inner_text('main')[:2000]}")


def test_an_answer_comes_back_after_three_days_offline(houses, browser):
    bureau, platform = houses["bureau"], houses["platform"]
    shell(platform, SEED)
    clue = shell(bureau, SEED)
    serve(bureau)
    officer = Desk(browser, bureau.address, "node-bureau")
    officer.login("jc", PASSWORD)
    page = officer.open(f"/letters/draft/?clue={clue}&kind=co_investigation&questions=goods")
    page.select_option("[name=second_officer_id]", index=1)
    page.click("button:has-text('保存并签发')")
    page.wait_for_selector("main >> text=待签收")
    letter = page.url.removeprefix(bureau.address)
    number = page.title()
    officer.shot("node-sent-offline")
    page.wait_for_timeout(1500)
    assert int(shell(bureau, AGE)) >= 1

    serve(platform)
    answerer = Desk(browser, platform.address, "node-platform")
    answerer.login("tongji1", PASSWORD)
    page = until(answerer, "/letters/", "某家居店")
    page.click("a:has-text('某家居店')")
    page.wait_for_selector("main >> text=来函内容")
    assert number.split(" ")[0] in page.content()
    page.click("button:has-text('签收')")
    page.click("a:has-text('填写复函')")
    page.wait_for_selector("h2:has-text('商品')")
    page.locator("[name=cell-listing_no]").first.fill("10001")
    page.locator("[name=cell-title]").first.fill("某收纳架")
    page.locator("form:has([name=cell-listing_no]) button").first.click()
    page.fill("[name=text]", "经营者身份见平台名册，商品已下架。")
    page.click("button:has-text('提交')")
    page.wait_for_selector("main >> text=第 1 次答复")
    answerer.shot("node-answered")

    page = until(officer, letter, "第 1 次答复")
    assert "逾期" not in page.inner_text("main")
    assert "某收纳架" in page.inner_text("main")
    page.click("summary:has-text('评价答复')")
    page.click("button:has-text('提交评价')")
    page.wait_for_selector("main >> text=及时性满意")
    officer.shot("node-rated")
    until(answerer, page_of(answerer), "及时性满意")
    page = officer.open("/letters/scoreboard/")
    assert "100.0%" in page.inner_text("main")
    officer.shot("node-scoreboard")
    for desk in (officer, answerer):
        desk.last()
        desk.context.close()
    assert officer.errors + answerer.errors == []


def page_of(desk: Desk) -> str:
    """The path of the page that a desk shows."""
    return desk.page.url.removeprefix(desk.address)
