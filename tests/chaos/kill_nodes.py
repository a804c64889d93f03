"""Two houses with real processes and real databases, killed at random; then every letter counted.

python -m tests.chaos.kill_nodes [--on sqlite|postgresql] [--seconds 1800] [--every 1.0] [--mutants]

A client hands letters in at the bureau's gateway, both dispatchers bring messages over a link
that misbehaves (relay.py), a person of the platform signs and answers. Any program is killed
with -9 at any moment, with PostgreSQL also the server and all its backends. `--mutants` adds the
seeded protocol bugs of tests/exchange/test_mutants.py, each of which must come to light.
"""

import argparse
import contextlib
import http.client
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections import Counter
from urllib.parse import urlencode

from hedun.base.exchange.decide import receipts
from hedun.demo import nodes, serve
from tests.bridge.gateway import INFO, signature
from tests.chaos.relay import Relay
from tests.chaos.servers import BASES

KEY, SECRET = "23456789", "chaos-secret"
PATIENCE_S = 240.0
MOST_WAITING = 500
ROLES = {"bureau": ("web", "node"), "platform": ("web", "node", "hand")}
ROOT = pathlib.Path(__file__).parents[2]


class Stem:
    """A house's loaded process, which makes the house's programs."""

    def __init__(self, env, port, log):
        self.port, self.pids = port, {}
        with log.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.chaos.stem"],
                env=env, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=out,
                text=True,
            )  # fmt: skip
        assert self.process.stdout.readline() == "ready\n", log.read_text()[-2000:]

    def start(self, role):
        self.process.stdin.write(f"{role} {self.port}\n")
        self.process.stdin.flush()
        self.pids[role] = int(self.process.stdout.readline())

    def is_alive(self, role):
        return pathlib.Path(f"/proc/{self.pids[role]}").exists()

    def kill(self, role):
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pids[role], signal.SIGKILL)
        while self.is_alive(role):
            time.sleep(0.001)

    def stop(self):
        for role in self.pids:
            self.kill(role)
        self.process.stdin.close()
        self.process.wait(20)


class Houses:
    """Both houses' programs and databases, to be killed and started again."""

    def __init__(self, folder, *, on="sqlite", seed=1, rate=0.05):
        given = os.environ | {"HEDUN_DEMO_APP_KEY": KEY, "HEDUN_DEMO_APP_SECRET": SECRET}
        given["PYTHONPATH"] = f"{ROOT / 'src'}{os.pathsep}{ROOT}"
        given["HEDUN_PARTNER_CALLS"] = "1000000"
        self.envs, self.ports, self.bases = {}, {}, {}
        self.stems, self.relays, self.kills = {}, {}, Counter()
        # programs of two runs at once would share a port, since servers bind theirs together
        self.folder, wanted = folder, 10_000 + os.getpid() % 2000 * 10
        try:
            for number, house in enumerate(nodes.HOUSES):
                data = folder / house
                (data / "demo").mkdir(parents=True)
                self.bases[house] = BASES[on](data)
                env = serve.environment(given, data, "127.0.0.1")
                self.envs[house] = env | {"HEDUN_DATABASE": self.bases[house].address}
                self.ports[house] = wanted = serve.free_port("127.0.0.1", wanted)
                self.relays[house] = Relay(wanted, seed=seed + number, rate=rate)
                wanted += 1
            nodes.prepare(self.envs, {h: relay.port for h, relay in self.relays.items()})
        except BaseException:
            self.stop()
            raise

    def start(self):
        for house in nodes.HOUSES:
            log = self.folder / f"{house}.log"
            self.stems[house] = Stem(self.envs[house], self.ports[house], log)
            for role in ROLES[house]:
                self.stems[house].start(role)
        while not all(serve.is_up(f"http://127.0.0.1:{p}") for p in self.ports.values()):
            time.sleep(0.2)

    def kill(self, chance):
        """Kill one program at once, or a database server with all its backends; start it again."""
        house = chance.choice(list(self.stems))
        base, stem = self.bases[house], self.stems[house]
        role = chance.choice([*ROLES[house], *(["server"] if base.server else [])])
        if role == "server":
            base.kill()
            base.start()
        else:
            stem.kill(role)
            stem.start(role)
        self.kills[f"{house} {role}"] += 1

    def mend(self):
        """Start again what has ended by itself."""
        for house, stem in self.stems.items():
            for role in ROLES[house]:
                if not stem.is_alive(role):
                    self.kills[f"{house} {role} ended"] += 1
                    stem.start(role)

    def read(self, house, query):
        return self.bases[house].read(query)

    def waiting(self):
        """Messages not yet receipted in each house, and letters that nobody has answered."""
        query = "SELECT COUNT(*) FROM exchange_outgoing WHERE state = 'waiting'"
        still = "SELECT COUNT(*) FROM bridge_letter WHERE state IN ('sent', 'accepted')"
        found = [self.read(house, query)[0][0] for house in nodes.HOUSES]
        return [*found, self.read("platform", still)[0][0]]

    def moved(self):
        """How much was done in all: it grows as long as anything moves."""
        ways = (
            "SELECT COUNT(*) FROM exchange_outgoing WHERE state <> 'waiting'",
            "SELECT COUNT(*) FROM exchange_incoming",
            "SELECT COUNT(*) FROM bridge_letterevent",
        )
        return sum(self.read(house, query)[0][0] for house in nodes.HOUSES for query in ways)

    def stop(self):
        for each in (*self.stems.values(), *self.relays.values(), *self.bases.values()):
            each.stop()


def submit(port, number, is_over=None):
    """Hand a task in, again and again until it is acknowledged; give its identifier."""
    while is_over is None or not is_over.is_set():
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
        except (OSError, ValueError, http.client.HTTPException):
            time.sleep(0.1)
            continue
        if inner.get("resule_code") in {1, 11}:
            return inner["data"]
    return None


class Client(threading.Thread):
    """A system that hands in one task after the other until it is told to stop."""

    def __init__(self, port, number, *, pause=0.0):
        super().__init__(daemon=True)
        self.port, self.number, self.pause, self.acknowledged = port, number, pause, []
        self.is_over, self.is_held = threading.Event(), threading.Event()

    def run(self):
        while not self.is_over.is_set():
            if self.is_held.is_set():
                time.sleep(0.1)
                continue
            if made := submit(self.port, self.number, self.is_over):
                self.acknowledged.append(made)
            self.number += 1
            time.sleep(self.pause)


def _ids(rows):
    """Identifiers, as either database writes them."""
    return [str(row[0]).replace("-", "") for row in rows]


def _steps(houses, house, step):
    query = (
        "SELECT l.message_id FROM bridge_letterevent e JOIN bridge_letter l ON l.id = e.letter_id "
        f"WHERE e.step = '{step}'"
    )
    return Counter(_ids(houses.read(house, query)))


def _chain(houses, house):
    rows = houses.read(house, "SELECT receipt FROM exchange_incoming ORDER BY inbox_no")
    return [bytes(row[0]) for row in rows]


def _is_gapless(houses, house):
    rows = houses.read(house, "SELECT number FROM exchange_outgoing ORDER BY 1")
    return [row[0] for row in rows] == list(range(1, len(rows) + 1))


def count(houses, acknowledged):
    """What is lost, doubled or out of nothing, in both directions."""
    sent = set(_ids(houses.read("bureau", "SELECT message_id FROM bridge_letter")))
    found = {"acknowledged": len(acknowledged), "lost": len(set(acknowledged) - sent)}
    found |= {"letters": len(sent), "messages": 0, "unsent": 0, "doubled": 0, "phantom": 0}
    for step, (here, there) in {
        "send": ("bureau", "platform"), "accept": ("platform", "bureau"),
        "answer": ("platform", "bureau"),
    }.items():  # fmt: skip
        done, followed = _steps(houses, here, step), _steps(houses, there, step)
        found["messages"] += len(done)
        found["unsent"] += len(done.keys() - followed.keys())
        found["phantom"] += len(followed.keys() - done.keys())
        found["doubled"] += sum(n - 1 for n in (*done.values(), *followed.values()))
    given = {house: _chain(houses, house) for house in nodes.HOUSES}
    held = {
        house: {bytes(r[0]) for r in houses.read(house, "SELECT receipt FROM exchange_outgoing WHERE receipt IS NOT NULL")}
        for house in nodes.HOUSES
    }  # fmt: skip
    return found | {
        "is_chain": all(map(receipts.is_chain, given.values())),
        "is_gapless": all(_is_gapless(houses, house) for house in nodes.HOUSES),
        "is_proven": set(given["platform"]) == held["bureau"]
        and set(given["bureau"]) == held["platform"],
    }


def run(folder, *, seconds, every, on="sqlite", seed=1, say=None):
    """Run the houses for so long under fire, let them come to rest, and count."""
    chance, houses = random.Random(seed), Houses(folder, on=on, seed=seed)
    try:
        houses.start()
        clients = [Client(houses.ports["bureau"], n * 10_000_000) for n in (1, 2)]
        for client in clients:
            client.start()
        _fire(houses, chance, clients, seconds=seconds, every=every, say=say)
        for client in clients:
            client.is_over.set()
        for client in clients:
            client.join(PATIENCE_S)
        _rest(houses, say=say)
        done = [key for client in clients for key in client.acknowledged]
        killed = sum(n for name, n in houses.kills.items() if not name.endswith("ended"))
        faults = sum((relay.done for relay in houses.relays.values()), Counter())
        return {
            "on": on, "seconds": seconds, "kills": killed, "killed": dict(sorted(houses.kills.items())),
            "link": dict(faults), **count(houses, done),
        }  # fmt: skip
    finally:
        houses.stop()


def _fire(houses, chance, clients, *, seconds, every, say):
    """Kill something every so often; now and then let one direction go offline for a stretch.

    Clients wait while much is on its way: what is handed in faster than killed programs can
    deliver it would still be waiting hours later, and prove nothing more.
    """
    until, told = time.monotonic() + seconds, time.monotonic()
    back = {}
    while (now := time.monotonic()) < until:
        time.sleep(chance.uniform(0, 2 * every))
        houses.mend()
        houses.kill(chance)
        is_full = sum(houses.waiting()) > MOST_WAITING
        for client in clients:
            (client.is_held.set if is_full else client.is_held.clear)()
        for house, relay in houses.relays.items():
            if relay.is_offline and now > back[house]:
                relay.is_offline = False
            elif not relay.is_offline and chance.random() < every / 90:
                relay.is_offline = True
                back[house] = now + min(chance.uniform(5, 60), seconds / 5)
        if say and now - told > 60:
            told = now
            say(
                f"{until - now:.0f} s to go, {sum(houses.kills.values())} kills, "
                f"{sum(houses.waiting())} on their way"
            )


def _rest(houses, *, say):
    """Let the link be good, and wait until nothing is on its way any more, or nothing moves."""
    for relay in houses.relays.values():
        relay.calm()
    until, quiet, most, told = time.monotonic() + PATIENCE_S, 0, -1, time.monotonic()
    while (now := time.monotonic()) < until and quiet < 3:
        houses.mend()
        busy, moved = houses.waiting(), houses.moved()
        quiet = 0 if any(busy) else quiet + 1
        if moved > most:
            until, most = now + PATIENCE_S, moved
        if say and now - told > 60:
            told = now
            say(f"at rest: {sum(busy)} on their way, {moved} steps done")
        time.sleep(0.5)


def is_good(found):
    """Tell whether nothing is lost, doubled or out of nothing, and every chain holds."""
    bad = [found[name] for name in ("lost", "unsent", "doubled", "phantom")]
    return not any(bad) and found["is_chain"] and found["is_gapless"] and found["is_proven"]


def mutants():
    """Run the seeded protocol bugs; give how many there are and how many came to light."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "-m", "slow"]
    command += ["tests/exchange/test_mutants.py", "-rN"]
    env = os.environ | {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    told = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    last = told.stdout.strip().splitlines()[-1]
    return told.returncode == 0, last


def say(text):
    """Print a line at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--on", choices=sorted(BASES), default="sqlite")
    parser.add_argument("--seconds", type=float, default=1800)
    parser.add_argument("--every", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mutants", action="store_true", help="and the seeded protocol bugs")
    parser.add_argument("--keep", help="a folder that keeps databases and logs")
    given = parser.parse_args()
    with contextlib.ExitStack() as stack:
        place = pathlib.Path(given.keep).resolve() if given.keep else stack.enter_context(folder())
        place.mkdir(parents=True, exist_ok=True)
        timing = {"seconds": given.seconds, "every": given.every, "seed": given.seed}
        found = run(place, on=given.on, say=say, **timing)
    say(json.dumps(found, ensure_ascii=False))
    names = ("messages", "kills", "lost", "unsent", "doubled", "phantom")
    chain = (
        "verified" if found["is_chain"] and found["is_gapless"] and found["is_proven"] else "BROKEN"
    )
    say(", ".join(f"{found[name]:,} {name}" for name in names) + f", chain {chain}")
    all_caught, line = mutants() if given.mutants else (True, "")
    if line:
        say(f"seeded protocol mutants, each test passes where its mutant is caught: {line}")
    return int(not (is_good(found) and all_caught))


@contextlib.contextmanager
def folder():
    """A place that the database server, which runs as somebody else, may enter."""
    with tempfile.TemporaryDirectory(prefix="hedun-chaos-") as name:
        pathlib.Path(name).chmod(0o755)
        yield pathlib.Path(name)


if __name__ == "__main__":
    sys.exit(main())
