"""Serve two houses side by side: a bureau and a platform, two databases, messages between them.

`make demo-nodes`. No Django in this process, as in `serve`.
"""

import pathlib
import subprocess
import sys
import time

from hedun.demo import serve
from hedun.demo.serve import Child, StoppedError, say

PASSWORD = "Hedun-2026-demo"  # noqa: S105 - the demo's only, printed at its start
HOUSES = ("bureau", "platform")
PEOPLE = {"bureau": "jc（办案人员）、ld（负责人）", "platform": "tongji1（平台合规专员）"}


def children(house: str, host: str, port: int, *, logs: pathlib.Path) -> list[Child]:
    """Name the programs of one house: pages, worker, dispatcher."""
    node = [sys.executable, "-m", "hedun", "node", "run"]
    mine = serve.children(host, port, logs)
    for child in mine:
        child.name = f"{house} {child.name}"
    return [*mine, Child(f"{house} node", node, logs / "node.log")]


def prepare(envs: dict[str, dict[str, str]], ports: dict[str, int]) -> None:
    """Settle both houses and let each know the other's key and address."""
    for house, env in envs.items():
        _hedun(env, "demo_node", house)
    for house, env in envs.items():
        other = next(each for each in HOUSES if each != house)
        card = pathlib.Path(envs[other]["HEDUN_DATA"]) / "demo" / "node.json"
        address = f"http://127.0.0.1:{ports[other]}"
        _hedun(env, "demo_node", house, "--peer", str(card), "--address", address)


def _hedun(env: dict[str, str], *words: str) -> None:
    command = [sys.executable, "-m", "hedun", *words]
    subprocess.run(command, env=env, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own


def card(ports: dict[str, int], env: dict[str, str]) -> str:
    """Write where both houses are and what to try."""
    lines = ["", "  Hedun 合盾 · 双节点演示 / two nodes, two databases", ""]
    for house in HOUSES:
        lines.append(f"  http://127.0.0.1:{ports[house]}/  {PEOPLE[house]}  {PASSWORD}")
    lines += ["", *serve.gateway(f"http://127.0.0.1:{ports['bureau']}", _own_key(env))]
    lines += [
        "  先试 / try first: 在平台节点签收、复函，几秒后在监管节点看到复函；",
        "  停掉任一节点再启动，消息不丢不重。/ stop either node: nothing is lost, nothing doubled.",
        "  停止 / stop: Ctrl-C",
        "",
    ]
    return "\n".join(lines)


def _own_key(env: dict[str, str]) -> dict[str, str]:
    """The bureau's key only: its house gives the platform none."""
    key, secret = next(iter(serve.APPS.values()))
    return {name: env[name] for name in (key, secret)}


def main(given: dict[str, str]) -> int:
    """Prepare both houses once, serve until Ctrl-C."""
    root = pathlib.Path(given.get("HEDUN_DATA") or serve.ROOT / "var").resolve() / "nodes"
    host = given.get("HOST") or "127.0.0.1"
    envs, ports = {}, {}
    wanted = int(given.get("PORT") or 8000)
    for house in HOUSES:
        data = root / house
        (data / "demo").mkdir(parents=True, exist_ok=True)
        envs[house] = serve.environment(given, data, host)
        ports[house] = wanted = serve.free_port(host, wanted)
        wanted += 1
    serve.catch_signals()
    programs: list[Child] = []
    try:
        prepare(envs, ports)
        for house in HOUSES:
            logs = pathlib.Path(envs[house]["HEDUN_DATA"]) / "demo"
            for child in children(house, host, ports[house], logs=logs):
                child.start(envs[house])
                programs.append(child)
        while not all(serve.is_up(f"http://127.0.0.1:{port}") for port in ports.values()):
            time.sleep(0.2)
        say(card(ports, envs["bureau"]))
        _watch(programs, envs)
    except StoppedError:
        say("\n已停止 / stopped")
    except subprocess.CalledProcessError as error:
        return error.returncode
    finally:
        serve.ignore_signals()
        for child in reversed(programs):
            child.stop()
    return 0


def _watch(programs: list[Child], envs: dict[str, dict[str, str]]) -> None:
    """Start again whatever dies; each with the environment of its own house."""
    while True:
        for child in filter(Child.is_dead, programs):
            if child.is_hopeless():
                raise SystemExit(f"{child.name} 反复退出，原因见 {child.log}")
            say(f"{child.name} 已退出，重新启动 / restarting; {child.log}")
            child.start(envs[child.name.split()[0]])
        time.sleep(0.5)
