"""Start `make demo` on fresh data, go the whole loop through its pages, stop it by Ctrl-C.

A finding is confirmed, the clue verified, a letter sent, answered by the platform and
closed, the clue disposed of, the record published, and the public sees it. Standard library
only. SCALE=0.1 makes a smaller market.
"""

import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
import urllib.error
import urllib.request

from tools.visitor import StoppedError, Visitor

ROOT = pathlib.Path(__file__).resolve().parents[1]
TRADE = ROOT / "src" / "hedun" / "demo" / "words" / "trade.toml"
PAGES = ("/", "/clues/", "/screening/queue/", "/letters/", "/market/imports/", "/statistics/")
INSPECTOR, PUBLISHER = "jc3301061", "gs330106"
OPERATOR = {"cell-name": "杭州演示网络科技有限公司", "cell-credit_code": "91330106MADEM0003K"}
MOST_TRIES = 300


def started(demo: "subprocess.Popen[str]") -> tuple[str, str]:
    """Read what the demo prints until its address and the accounts' password are there."""
    address = password = ""
    assert demo.stdout is not None
    for line in demo.stdout:
        print(line, end="", flush=True)
        found = re.search(r"http://127\.0\.0\.1:\d+", line)
        address = address or (found[0] if found else "")
        account = re.match(rf"  {INSPECTOR}\s+(\S+)", line)
        password = account[1] if account else password
        if re.fullmatch(r"  [\d.]+ s\n", line) and address and password:
            return address, password
    raise StoppedError("the demo ended before it printed an address and accounts")


def confirm_a_finding(officer: Visitor) -> str:
    """Confirm findings of the review queue until a clue stays here; give its number.

    A shop that sells through a platform of this area may itself sit in another one.
    """
    for _ in range(MOST_TRIES):
        number = confirm_next(officer)
        if re.search(rf"已生成线索 {number}。", officer.page):
            return number
    raise StoppedError("no finding of the review queue is for this bureau to handle")


def confirm_next(officer: Visitor) -> str:
    """Confirm the next finding of the review queue; give the number of the clue."""
    officer.open("/screening/queue/")
    form = officer.form(r"/screening/findings/\d+/judge/")
    officer.submit(form, {"reason": "页面可见"}, ("verdict", "confirm"))
    return officer.find(r"已生成线索 (XS-\d+-\d+)")


def verify(officer: Visitor, number: str) -> str:
    """Confirm the clue; give its address."""
    officer.open(f"/clues/?q={number}")
    clue = officer.find(r'href="(/clues/\d+/)"')
    officer.open(clue)
    officer.find(number)
    officer.submit(officer.form(r"/clues/\d+/do/"), {}, ("do", "confirm"))
    officer.find("已核实")
    return clue


def ask(officer: Visitor) -> str:
    """Send the platform of the clue on the screen a letter; give its address."""
    officer.open(officer.find(r'href="(/letters/draft/\?clue=\d+)"'))
    form = officer.form("")
    second = next(value for value in form.options["second_officer_id"] if value)
    officer.submit(form, {"second_officer_id": second}, ("then", "send"))
    officer.find("待签收")
    return officer.path


def answer(platform: Visitor, letter: str) -> None:
    """Sign for the letter, fill one row in, and answer."""
    platform.open(letter)
    platform.submit(platform.form(rf"{letter}do/accept/"), {})
    platform.open(f"{letter}answer/")
    rows = platform.form(rf"{letter}answer/rows/")
    platform.submit(rows, OPERATOR)
    platform.find("已收录 1 行")
    platform.submit(platform.form(rf"{letter}answer/submit/"), {"text": "涉事商品已下架。"})
    platform.find("第 1 次答复")


def dispose(officer: Visitor, letter: str, clue: str) -> tuple[str, str]:
    """Close the letter and the clue; give the shop's platform and number."""
    officer.open(letter)
    officer.submit(officer.form(rf"{letter}do/close/"), {})
    officer.open(clue)
    button = ("do", "dispose:removed")
    officer.submit(officer.form(r"/clues/\d+/do/"), {"measure": "平台已下架该商品"}, button)
    officer.find("已办结")
    return officer.open(letter), officer.find(r'<span class="quiet">[^<]+ · (\d+)</span>')


def publish(publisher: Visitor, number: str) -> None:
    """Publish what waits, one record after the other, until that of the clue is published."""
    publisher.open("/public/desk/")
    for _ in range(MOST_TRIES):
        is_ours = number in publisher.find(r"<dt>(?:线索|案件)</dt><dd>([^<]*)")
        publisher.submit(publisher.form(r"/public/desk/facts/\d+/publish/"), {})
        publisher.find("已公示，公示至")
        if is_ours:
            return
    raise StoppedError(f"the record of {number} never came up for publication")


def platform_account(page: str) -> str:
    """Give the account of the platform that a letter is addressed to."""
    rows = tomllib.loads(TRADE.read_text(encoding="utf-8"))["platform"]
    receiver = re.search(r"<dt>收函单位</dt><dd>([^<]+)", page)
    return next(f"{row['code']}1" for row in rows if receiver and row["company"] == receiver[1])


def use(address: str, password: str) -> None:
    """Go the whole loop; raises StoppedError at the first page that is not as it should be."""
    officer, platform, publisher, public = (Visitor(address) for _ in range(4))
    officer.log_in(INSPECTOR, password)
    for path in PAGES:
        officer.open(path)
    for _ in range(MOST_TRIES):
        number = confirm_a_finding(officer)
        clue = verify(officer, number)
        if "/letters/draft/" in officer.page:  # not so where the platform never named the shop
            break
    letter = ask(officer)
    print(f"{number}: confirmed, verified, letter {letter} sent", flush=True)
    platform.log_in(platform_account(officer.page), password)
    answer(platform, letter)
    _, shop = dispose(officer, letter, clue)
    print("answered by the platform, disposed of", flush=True)
    publisher.log_in(PUBLISHER, password)
    publish(publisher, number)
    public.open(f"/public/?q={shop}")
    public.open(public.find(r'href="(/public/shop/\d+/)"'))
    public.find("下架删除")
    print(f"published: {address}{public.path}", flush=True)


def stop(demo: "subprocess.Popen[str]", address: str) -> None:
    """Press Ctrl-C; nothing may be left at the address."""
    os.killpg(demo.pid, signal.SIGINT)
    demo.communicate(timeout=60)
    if not address:
        return
    try:
        urllib.request.urlopen(f"{address}/healthz", timeout=5).close()  # noqa: S310 - ours
    except urllib.error.URLError:
        return
    raise StoppedError("the demo was stopped, but something still answers at its address")


def main() -> int:
    """Run the demo once."""
    began, address = time.monotonic(), ""
    with tempfile.TemporaryDirectory() as data:
        demo = subprocess.Popen(
            ["make", "demo"],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1", "HEDUN_DATA": data},
        )
        try:
            try:
                address, password = started(demo)
                print(f"first page after {time.monotonic() - began:.1f} s", flush=True)
                use(address, password)
            finally:
                stop(demo, address)
        except StoppedError as problem:
            print(f"smoke: {problem}", file=sys.stderr, flush=True)
            return 1
    print(f"the loop closes: {time.monotonic() - began:.1f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
