"""Two houses with real processes and real databases, killed at random; then every letter counted.

python -m tests.chaos.kill_nodes --seconds 60 [--every 1.0]
"""

import argparse
import contextlib
import json
import os
import pathlib
import random
import signal
import sqlite3
import sys
import tempfile
import threading
import time
import urllib.request
from urllib.parse import urlencode

from hedun.base.exchange.decide import receipts
from hedun.demo import nodes, serve
from tests.bridge.gateway import INFO, signature

KEY, SECRET = "23456789", "chaos-secret"
PATIENCE_S = 120.0


class Houses:
    """Both houses' programs, to be killed and started again."""

    def __init__(self, folder):
        given = os.environ | {"HEDUN_DEMO_APP_KEY": KEY, "HEDUN_DEMO_APP_SECRET": SECRET}
        self.envs, self.ports, self.programs = {}, {}, []
        wanted = 8960
        for house in nodes.HOUSES:
            data = folder / house
            (data / "demo").mkdir(parents=True)
            self.envs[house] = serve.environment(given, data, "127.0.0.1")
            self.ports[house] = wanted = serve.free_port("127.0.0.1", wanted)
            wanted += 1
        nodes.prepare(self.envs, self.ports)
        for house in nodes.HOUSES:
            logs = folder / house / "demo"
            made = nodes.children(house, "127.0.0.1", self.ports[house], logs=logs)
            self.programs += [(house, child) for child in made if "worker" not in child.name]

    def start(self):
        for house, child in self.programs:
            child.start(self.envs[house])
        while not all(serve.is_up(f"http://127.0.0.1:{p}") for p in self.ports.values()):
            time.sleep(0.2)

    def kill(self, chance):
        """Kill one program with all its workers, at once, and start it again."""
        house, child = chance.choice(self.programs)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.process.pid, signal.SIGKILL)
        child.process.wait()
        child.start(self.envs[house])
        return child.name

    def stop(self):
        for _, child in self.programs:
            child.stop()

    def read(self, house, query):
        path = pathlib.Path(self.envs[house]["HEDUN_DATA"]) / "hedun.sqlite3"
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as base:
            return base.execute(query).fetchall()


def submit(port, number):
    """Hand a task in, again and again until it is acknowledged; give its identifier."""
    while True:
        params = {
            "method": "taobao.sungari.dispose.submit", "app_key": KEY, "sign_method": "md5",
            "timestamp": str(int(time.time() * 1000)), "format": "json", "v": "2.0",
            "info": json.dumps(INFO | {"dispose_content": f"N{number}"}),
        }  # fmt: skip
        params["sign"] = signature(SECRET, params)
        url = f"http://127.0.0.1:{port}/router/rest"
        try:
            with urllib.request.urlopen(url, urlencode(params).encode(), timeout=30) as answer:
                inner = json.load(answer).get("sungari_dispose_submit_response", {})
        except (OSError, ValueError):
            time.sleep(0.1)
            continue
        if inner.get("resule_code") in {1, 11}:
            return inner["data"]


class Client(threading.Thread):
    """A system that hands in one task after the other until it is told to stop."""

    def __init__(self, port, number):
        super().__init__(daemon=True)
        self.port, self.number, self.acknowledged = port, number, []
        self.is_over = threading.Event()

    def run(self):
        while not self.is_over.is_set():
            self.acknowledged.append(submit(self.port, self.number))
            self.number += 1


def count(houses, acknowledged):
    """What is lost, doubled or out of nothing."""
    sent = [row[0] for row in houses.read("bureau", "SELECT message_id FROM bridge_letter")]
    there = [row[0] for row in houses.read("platform", "SELECT message_id FROM bridge_letter")]
    arrived = "SELECT letter_id, COUNT(*) FROM bridge_letterevent WHERE step='send' GROUP BY 1"
    doubled = [row for row in houses.read("platform", arrived) if row[1] != 1]
    order = "SELECT receipt FROM exchange_incoming ORDER BY inbox_no"
    chain = [row[0] for row in houses.read("platform", order)]
    numbers = [
        r[0] for r in houses.read("bureau", "SELECT number FROM exchange_outgoing ORDER BY 1")
    ]
    return {
        "acknowledged": len(acknowledged),
        "lost": len(set(acknowledged) - set(there)),
        "unsent": len(set(sent) - set(there)),
        "doubled": len(doubled) + len(there) - len(set(there)),
        "phantom": len(set(there) - set(sent)),
        "is_chain": receipts.is_chain(chain),
        "is_gapless": numbers == list(range(1, len(numbers) + 1)),
    }


def run(folder, *, seconds, every, seed=1):
    """Run the houses for so long under fire, let them come to rest, and count."""
    chance, houses = random.Random(seed), Houses(folder)
    try:
        houses.start()
        client = Client(houses.ports["bureau"], 1)
        client.start()
        kills, until = 0, time.monotonic() + seconds
        while time.monotonic() < until:
            time.sleep(chance.uniform(0.2, 2 * every))
            houses.kill(chance)
            kills += 1
        client.is_over.set()
        client.join(PATIENCE_S)
        _rest(houses)
        return {"kills": kills, **count(houses, client.acknowledged)}
    finally:
        houses.stop()


def _rest(houses):
    """Wait until nothing is on its way any more."""
    until = time.monotonic() + PATIENCE_S
    query = "SELECT COUNT(*) FROM exchange_outgoing WHERE state <> 'stored'"
    while time.monotonic() < until and houses.read("bureau", query)[0][0]:
        time.sleep(0.5)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--every", type=float, default=1.0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = run(pathlib.Path(folder), seconds=given.seconds, every=given.every)
    print(json.dumps(found))
    bad = [found[name] for name in ("lost", "unsent", "doubled", "phantom")]
    return int(any(bad) or not (found["is_chain"] and found["is_gapless"]))


if __name__ == "__main__":
    sys.exit(main())
