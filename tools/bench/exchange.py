"""Letters between two houses: `python -m tools.bench exchange` (SECONDS).

A bureau's and a platform's house, each with its own database, its granian with one process and
its `hedun node run`, as `make demo-nodes` starts them. First a letter every quarter of a
second: from the commit of the letter to the receipt of the other house. Then as many letters as
four clients can hand in at the gateway: each is signed, sent by HTTP with RFC 9421, verified,
stored with its effect, receipted, and the receipt is checked and stored. CPU seconds are those
of the programs, and do not depend on what else the machine does.
"""

import contextlib
import hashlib
import http.client
import json
import os
import pathlib
import sqlite3
import statistics
import sys
import tempfile
import threading
import time
from datetime import datetime
from urllib.parse import urlencode

from hedun.demo import nodes, serve

KEY, SECRET = "23456789", "bench-secret"
CLIENTS, QUIET, PAUSE_S, PATIENCE_S = 4, 60, 0.25, 600.0
TICKS = os.sysconf("SC_CLK_TCK")
BAR = 1_000


class Houses:
    """Both houses' programs and what they have used of the processor."""

    def __init__(self, folder: pathlib.Path) -> None:
        given = os.environ | {"HEDUN_DEMO_APP_KEY": KEY, "HEDUN_DEMO_APP_SECRET": SECRET}
        given["HEDUN_PARTNER_CALLS"] = "1000000"
        self.envs: dict[str, dict[str, str]] = {}
        self.ports: dict[str, int] = {}
        self.programs: list[serve.Child] = []
        wanted = 8760
        for house in nodes.HOUSES:
            data = folder / house
            (data / "demo").mkdir(parents=True)
            env = serve.environment(given, data, "127.0.0.1")
            self.envs[house] = env | {"HEDUN_DATABASE": f"sqlite:///{data}/hedun.sqlite3"}
            self.ports[house] = wanted = serve.free_port("127.0.0.1", wanted)
            wanted += 1
        nodes.prepare(self.envs, self.ports)

    def start(self) -> None:
        """Start web server and dispatcher of each house, and wait until both answer."""
        for house in nodes.HOUSES:
            logs = pathlib.Path(self.envs[house]["HEDUN_DATA"]) / "demo"
            for child in nodes.children(house, "127.0.0.1", self.ports[house], logs=logs):
                if "worker" in child.name:
                    continue
                if "--workers" in child.command:
                    child.command[child.command.index("--workers") + 1] = "1"
                child.start(self.envs[house])
                self.programs.append(child)
        while not all(serve.is_up(f"http://127.0.0.1:{port}") for port in self.ports.values()):
            time.sleep(0.2)

    def stop(self) -> None:
        """End every program."""
        for child in self.programs:
            child.stop()

    def cpu(self) -> dict[str, float]:
        """The seconds that each program, with what it started, has computed."""
        used: dict[int, tuple[int, float]] = {}
        for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                parts = stat.read_text().rsplit(")", 1)[1].split()
                used[int(stat.parent.name)] = (
                    int(parts[2]),  # the process group: each program has its own
                    (int(parts[11]) + int(parts[12])) / TICKS,
                )
        return {
            child.name: sum(spent for group, spent in used.values() if group == child.process.pid)
            for child in self.programs
            if child.process
        }

    def read(self, query: str) -> list[tuple[object, ...]]:
        """Ask the bureau's database behind its back."""
        path = pathlib.Path(self.envs["bureau"]["HEDUN_DATA"]) / "hedun.sqlite3"
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as base:
            return base.execute(query).fetchall()

    def rest(self) -> None:
        """Wait until every message has its receipt."""
        until = time.monotonic() + PATIENCE_S
        query = "SELECT COUNT(*) FROM exchange_outgoing WHERE state = 'waiting'"
        while self.read(query)[0][0] and time.monotonic() < until:
            time.sleep(0.05)


class Client(threading.Thread):
    """Another system that hands letters in, one after the other."""

    def __init__(self, port: int, name: str, *, count: int = 0, until: float = 0) -> None:
        super().__init__(daemon=True)
        self.link = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.label, self.count, self.until, self.done = name, count, until, 0

    def run(self) -> None:
        """Hand in as many as wanted, with a pause between; or without one until the time is over."""
        while self.done < self.count or time.monotonic() < self.until:
            self.submit(f"{self.label}-{self.done}")
            self.done += 1
            time.sleep(PAUSE_S if self.count else 0)

    def submit(self, content: str) -> None:
        """Hand in one letter; whatever is no success ends the measurement."""
        info = {
            "api_type": 1, "dispose_type": 2, "dispose_content": content, "platform_type": 1,
            "doc_name": f"测市监处函〔2026〕{content}号", "company_name": "测试市场监督管理局",
            "link_man": "经办人", "phone": "0571-80000000", "create_time": "2026-11-23 09:00:00",
            "reason": "标题含绝对化用语",
        }  # fmt: skip
        params = {
            "method": "taobao.sungari.dispose.submit", "app_key": KEY, "sign_method": "md5",
            "timestamp": str(int(time.time() * 1000)), "format": "json", "v": "2.0",
            "info": json.dumps(info),
        }  # fmt: skip
        text = SECRET + "".join(name + params[name] for name in sorted(params)) + SECRET
        params["sign"] = hashlib.md5(text.encode()).hexdigest().upper()  # noqa: S324 - the protocol's own
        kind = {"Content-Type": "application/x-www-form-urlencoded;charset=UTF-8"}
        self.link.request("POST", "/router/rest", urlencode(params), kind)
        answer = json.loads(self.link.getresponse().read())
        if answer.get("sungari_dispose_submit_response", {}).get("resule_code") != 1:
            raise SystemExit(f"not taken: {answer}")


def delays(houses: Houses, after: int) -> list[float]:
    """Milliseconds from each letter's moment to its receipt."""
    query = f"SELECT at, stored_at FROM exchange_outgoing WHERE id > {after}"  # noqa: S608 - a number
    rows = [[datetime.fromisoformat(str(each)) for each in row] for row in houses.read(query)]
    return sorted((stored - at).total_seconds() * 1000 for at, stored in rows)


def last(houses: Houses) -> int:
    """The key of the newest message."""
    return int(str(houses.read("SELECT COALESCE(MAX(id), 0) FROM exchange_outgoing")[0][0]))


def measure(houses: Houses, seconds: float) -> dict[str, float]:
    """Quiet, then at full speed."""
    port = houses.ports["bureau"]
    start = last(houses)
    quiet = Client(port, "quiet", count=QUIET)
    quiet.start()
    quiet.join()
    houses.rest()
    waits = delays(houses, start)
    before, began = houses.cpu(), time.monotonic()
    clients = [Client(port, f"c{n}", until=began + seconds) for n in range(CLIENTS)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    houses.rest()
    took, letters = time.monotonic() - began, sum(client.done for client in clients)
    spent = {name: used - before[name] for name, used in houses.cpu().items()}
    return {
        "letters": letters,
        "a minute": letters / took * 60,
        "a second": letters / took,
        "p50": statistics.median(waits),
        "p99": waits[min(len(waits) - 1, int(len(waits) * 0.99))],
        **{name: used / letters * 1000 for name, used in spent.items()},
        "cpu": sum(spent.values()) / letters * 1000,
    }


def main() -> None:
    """Settle both houses, measure, print one line."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    with tempfile.TemporaryDirectory(prefix="hedun-bench-") as name:
        houses = Houses(pathlib.Path(name))
        try:
            houses.start()
            found = measure(houses, seconds)
        finally:
            houses.stop()
    names = ["bureau web", "bureau node", "platform web"]
    print(
        "| letters | a minute | signed messages a second | wake to receipt p50 ms | p99 ms |",
        end="",
    )
    print(" CPU ms a letter |", " | ".join(names), "|")
    print("|---" * (6 + len(names)) + "|")
    print(
        f"| {found['letters']:,.0f} | {found['a minute']:,.0f} | {found['a second']:.1f} |"
        f" {found['p50']:.0f} | {found['p99']:.0f} | {found['cpu']:.1f} |",
        " | ".join(f"{found[each]:.1f}" for each in names),
        "|",
    )
    is_kept = found["a minute"] >= BAR
    print(f"\nbar: {BAR:,} letters a minute on 2 cores: {'kept' if is_kept else 'broken'}")
    sys.exit(not is_kept)


if __name__ == "__main__":
    main()
