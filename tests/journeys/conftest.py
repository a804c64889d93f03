"""A real server with a real worker on an empty database, and a browser in front of it."""

import os
import pathlib
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

ROOT = pathlib.Path(__file__).resolve().parents[2]
SHOTS = ROOT / "test-results"
CHROMIUM = pathlib.Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE, NARROW = {"width": 1366, "height": 768}, {"width": 390, "height": 844}
POSTGRES = os.environ.get("HEDUN_TEST_POSTGRES", "")
DATABASE = "postgresql" if POSTGRES else "sqlite"


@dataclass
class House:
    """The running product."""

    address: str
    data: pathlib.Path
    env: dict[str, str]
    programs: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def hedun(self, *words: str) -> str:
        """Run one verb of the command line."""
        command = [sys.executable, "-m", "hedun", *words]
        done = subprocess.run(command, env=self.env, check=False, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


def fresh_postgres(suffix: str = "_journey") -> str:
    """Make an empty database beside the test database and give its address."""
    parts = urlsplit(POSTGRES)
    name = parts.path.lstrip("/") + suffix
    with psycopg.connect(POSTGRES, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
    return urlunsplit(parts._replace(path=f"/{name}"))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(house: House, name: str, *command: str) -> None:
    with (house.data / f"{name}.log").open("wb") as log:
        program = subprocess.Popen(
            [sys.executable, "-m", *command], env=house.env, stdout=log, stderr=log
        )
    house.programs.append(program)


def wait_until_up(house: House) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{house.address}/login/", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise AssertionError((house.data / "web.log").read_text()[-3000:])


@pytest.fixture(scope="session")
def house(tmp_path_factory) -> Iterator[House]:
    """The people of the demo without its market: everything else comes in through the pages."""
    data = tmp_path_factory.mktemp("house")
    port = free_port()
    database = fresh_postgres() if POSTGRES else f"sqlite:///{data}/hedun.sqlite3"
    env = {
        **os.environ,
        "HEDUN_DATA": str(data),
        "HEDUN_DATABASE": database,
        "HEDUN_DEMO": "1",
        "HEDUN_SECRET_KEY": secrets.token_urlsafe(50),
        "PYTHONPATH": str(ROOT / "src"),
        "PYTHONUNBUFFERED": "1",
    }
    house = House(f"http://127.0.0.1:{port}", data, env)
    house.hedun("demo_prepare", "--scale", "0")
    web = ["granian", "--interface", "wsgi", "hedun.wsgi:application", "--host", "127.0.0.1"]
    start(house, "web", *web, "--port", str(port), "--workers", "1", "--blocking-threads", "4")
    start(house, "worker", "hedun", "worker")
    try:
        wait_until_up(house)
        yield house
    finally:
        for program in house.programs:
            program.terminate()
        for program in house.programs:
            program.wait(15)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip("Debian's chromium is not installed: apt-get install chromium fonts-noto-cjk")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


class Desk:
    """One person's browser, with what went wrong in it."""

    def __init__(self, browser: Browser, address: str, name: str) -> None:
        self.address, self.name = address, name
        self.errors: list[str] = []
        self.context: BrowserContext = browser.new_context(
            viewport=WIDE, locale="zh-CN", timezone_id="Asia/Shanghai", accept_downloads=True
        )
        self.context.set_default_timeout(15_000)
        self.page: Page = self.context.new_page()
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.errors.append(f"script: {error}"))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(f"{self.page.url}: {message.text}")

    def open(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page

    def login(self, username: str, password: str) -> Page:
        self.open("/login/")
        self.page.fill("input[name=username]", username)
        self.page.fill("input[name=password]", password)
        self.page.press("input[name=password]", "Enter")
        self.page.wait_for_url(lambda url: "/login" not in url)
        return self.page

    def shot(self, title: str) -> None:
        """Keep the page at both sizes; no size scrolls sideways."""
        for size in (WIDE, NARROW):
            self.page.set_viewport_size(size)
            self.page.wait_for_timeout(150)
            folder = SHOTS / DATABASE
            folder.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=folder / f"{title}-{size['width']}.png")
            width = self.page.evaluate("document.documentElement.scrollWidth")
            if width > size["width"]:
                self.errors.append(f"{title}: {width} px wide at {size['width']}")
        self.page.set_viewport_size(WIDE)

    def last(self) -> None:
        """Keep what was on the screen at the end, which shows why a journey stopped."""
        folder = SHOTS / DATABASE
        folder.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=folder / f"last-{self.name}.png", full_page=True)


@pytest.fixture
def desks(house, browser) -> Iterator:
    """Open desks by name; at the end none may have seen an error."""
    opened: list[Desk] = []

    def desk(name: str) -> Desk:
        opened.append(Desk(browser, house.address, name))
        return opened[-1]

    yield desk
    for one in opened:
        one.last()
        one.context.close()
    assert [error for one in opened for error in one.errors] == []
