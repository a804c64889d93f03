"""Start `make demo` on fresh data, log in, open the desks' pages, stop it by Ctrl-C.

Standard library only. The whole loop through the pages is the browser journey's.
"""

import http.cookiejar
import os
import re
import signal
import subprocess
import sys
import time
import urllib.parse
import urllib.request

PAGES = ("/screening/queue/", "/letters/", "/market/imports/", "/public/")
PATIENCE_S = 900


def started(demo: "subprocess.Popen[str]") -> tuple[str, str, str]:
    """Read what the demo prints until the address and the first account are there."""
    address, deadline = "", time.monotonic() + PATIENCE_S
    assert demo.stdout is not None
    for line in demo.stdout:
        print(line, end="", flush=True)
        found = re.search(r"http://127\.0\.0\.1:\d+", line)
        address = address or (found[0] if found else "")
        account = re.match(r"  (jc\S+)\s+(\S+)", line)
        if address and account:
            return address, account[1], account[2]
        if time.monotonic() > deadline:
            break
    sys.exit("the demo printed no address")


def use(address: str, username: str, password: str) -> None:
    """Log in and open the pages; every one must answer 200."""
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    page = browser.open(f"{address}/login/", timeout=30).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    if token is None:
        sys.exit("the login page has no form")
    form = {"username": username, "password": password, "csrfmiddlewaretoken": token[1]}
    asked = urllib.request.Request(  # noqa: S310 - our own address
        f"{address}/login/", urllib.parse.urlencode(form).encode(), {"Referer": address}
    )
    browser.open(asked, timeout=30)
    for path in PAGES:
        answer = browser.open(address + path, timeout=30)
        print(f"{answer.status} {path}", flush=True)
        if "/login/" in answer.url:
            sys.exit(f"{path} asked for the login again")


def main() -> int:
    """Run the demo once and give its own exit code."""
    began = time.monotonic()
    command = ["make", "demo"]
    demo = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    try:
        address, username, password = started(demo)
        print(f"first page after {time.monotonic() - began:.1f} s", flush=True)
        use(address, username, password)
    finally:
        os.killpg(demo.pid, signal.SIGINT)
        demo.communicate(timeout=60)
    return 0


if __name__ == "__main__":
    sys.exit(main())
