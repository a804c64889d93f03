"""Serve the demo: one web server and one worker, watched by one foreground process.

No Django in this process, so that the second start takes seconds.
"""

import json
import os
import pathlib
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field

ROOT = pathlib.Path(__file__).resolve().parents[3]
APPS = {
    "监管端 / bureau": ("HEDUN_DEMO_APP_KEY", "HEDUN_DEMO_APP_SECRET"),
    "平台端 / platform": ("HEDUN_DEMO_PLATFORM_APP_KEY", "HEDUN_DEMO_PLATFORM_APP_SECRET"),
}
KEYS: dict[str, Callable[[], str]] = {"HEDUN_SECRET_KEY": lambda: secrets.token_urlsafe(50)}
KEYS |= {key: lambda: str(10_000_000 + secrets.randbelow(90_000_000)) for key, _ in APPS.values()}
KEYS |= {secret: lambda: secrets.token_hex(16) for _, secret in APPS.values()}
PATIENCE_S = 60.0
FEW_STARTS, SOON_S = 5, 60.0


class StoppedError(Exception):
    """Somebody asked the demo to stop."""


@dataclass(slots=True)
class Child:
    """A program that is started again when it dies."""

    name: str
    command: list[str]
    log: pathlib.Path
    process: subprocess.Popen[bytes] | None = None
    starts: list[float] = field(default_factory=list)

    def start(self, env: dict[str, str]) -> None:
        """Start the program in a session of its own, its output in a log file."""
        self.starts = [*self.starts, time.monotonic()][-FEW_STARTS:]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 - our own programs
                self.command,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def is_dead(self) -> bool:
        """Tell whether the program has ended by itself."""
        return self.process is not None and self.process.poll() is not None

    def is_hopeless(self) -> bool:
        """Tell whether it died again and again within a minute."""
        return len(self.starts) == FEW_STARTS and self.starts[-1] - self.starts[0] < SOON_S

    def stop(self) -> None:
        """Ask the program to end; insist after ten seconds."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def say(text: str) -> None:
    """Print a line at once, also into a pipe."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def keys(folder: pathlib.Path) -> dict[str, str]:
    """Give the demo's own keys, made at the first start and never part of the repository."""
    path = folder / "keys.json"
    made: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    if KEYS.keys() <= made.keys():
        return made
    made = {name: fresh() for name, fresh in KEYS.items()} | made
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(made, file)
    return made


def free_port(host: str, wanted: int) -> int:
    """Give the wanted port or the next one that nobody uses."""
    for port in range(wanted, wanted + 100):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return port
    raise SystemExit(f"端口 {wanted} 至 {wanted + 99} 都被占用；请用 PORT= 指定一个空闲端口。")


def forget_half_made(data: pathlib.Path) -> None:
    """Clear away a market whose generation was interrupted: only what the demo itself made."""
    folder = data / "demo"
    if not (folder / "begun").exists() or (folder / "done.json").exists():
        return
    say("上次生成未完成，清空后重来 / the last generation was interrupted, starting over …")
    for entry in data.iterdir():
        if entry != folder:
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
    (folder / "begun").unlink()


def is_up(address: str) -> bool:
    """Tell whether the login page answers, be it with a refusal."""
    try:
        with urllib.request.urlopen(f"{address}/login/", timeout=5):  # noqa: S310 - http
            return True
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False


def gateway(address: str, env: dict[str, str]) -> list[str]:
    """Write where other systems call, and with which keys."""
    found = [
        f"  {env[key]:<12}{env[secret]:<34}{who}"
        for who, (key, secret) in APPS.items()
        if env.get(key) and env.get(secret)
    ]
    head = f"  云桥接口（淘宝开放平台协议）/ TOP gateway: {address}/router/rest   app_key, secret:"
    return [head, *found, ""] if found else []


def card(address: str, folder: pathlib.Path, env: dict[str, str] | None = None) -> str:
    """Write the address, the accounts, the gateway and what to try first."""
    done = folder / "done.json"
    accounts = json.loads(done.read_text())["accounts"] if done.exists() else []
    lines = [
        "",
        f"  Hedun 合盾  {address}/",
        "",
        *(f"  {a['username']:<12}{a['password']:<16}{a['role']}  {a['body']}" for a in accounts),
        "",
        *gateway(address, env or {}),
        f"  先试 / try first: 用 {accounts[0]['username']} 登录，按「开始处理」"
        if accounts
        else "",
        f"  公众查询，无需登录 / public, no login: {address}/public/",
        "  停止 / stop: Ctrl-C        清空重来 / start over: make clean",
        "",
    ]
    return "\n".join(lines)


def children(host: str, port: int, logs: pathlib.Path) -> list[Child]:
    """Name the two programs of the demo."""
    python = sys.executable
    web = [python, "-m", "granian", "--interface", "wsgi", "hedun.wsgi:application"]
    web += ["--host", host, "--port", str(port), "--workers", "2", "--blocking-threads", "4"]
    worker = [python, "-m", "hedun", "worker"]
    return [Child("web", web, logs / "web.log"), Child("worker", worker, logs / "worker.log")]


def watch(programs: list[Child], env: dict[str, str]) -> None:
    """Start again whatever dies, until somebody stops the demo or it is hopeless."""
    while True:
        for child in filter(Child.is_dead, programs):
            if child.is_hopeless():
                raise SystemExit(f"{child.name} 反复退出，原因见 {child.log}")
            say(f"{child.name} 已退出，重新启动 / restarting; {child.log}")
            child.start(env)
        time.sleep(0.5)


def environment(given: dict[str, str], data: pathlib.Path, host: str) -> dict[str, str]:
    """Give the environment of every program of the demo."""
    names = "127.0.0.1,localhost,[::1]" if host == "127.0.0.1" else "*"
    # the demo's worker may fetch the demo's own pages, and shows them where a browser is there
    captures = {
        "HEDUN_OPEN_NETWORKS": "127.0.0.1/32",
        "HEDUN_BROWSER": shutil.which("chromium") or "",
    }
    env = {"HEDUN_HOSTS": names, "PYTHONPATH": str(ROOT / "src"), **captures}
    env |= {**keys(data / "demo"), **given}
    return {**env, "HEDUN_DEMO": "1", "HEDUN_DATA": str(data), "PYTHONUNBUFFERED": "1"}


def stop(*_: object) -> None:
    """Turn a signal into the one way out."""
    raise StoppedError


SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def catch_signals() -> None:
    """Let every way of asking lead to the one way out."""
    for number in SIGNALS:
        signal.signal(number, stop)


def ignore_signals() -> None:
    """Let nothing interrupt the way out."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def main(given: dict[str, str]) -> int:
    """Prepare once, serve until Ctrl-C."""
    began = time.monotonic()
    data = pathlib.Path(given.get("HEDUN_DATA") or ROOT / "var").resolve()
    host = given.get("HOST") or "127.0.0.1"
    (data / "demo").mkdir(parents=True, exist_ok=True)
    catch_signals()
    programs: list[Child] = []
    try:
        forget_half_made(data)
        env = environment(given, data, host)
        prepare = [sys.executable, "-m", "hedun", "demo_prepare", "--scale"]
        subprocess.run([*prepare, given.get("SCALE") or "1.0"], env=env, check=True)  # noqa: S603
        port = free_port(host, int(given.get("PORT") or 8000))
        programs = children(host, port, data / "demo")
        for child in programs:
            child.start(env)
        address = f"http://127.0.0.1:{port}"
        while not is_up(address):
            if time.monotonic() - began > PATIENCE_S and programs[0].is_dead():
                raise SystemExit(f"网页服务没有起来，原因见 {programs[0].log}")
            time.sleep(0.2)
        asks = [sys.executable, "-m", "hedun", "demo_capture", address]
        subprocess.run(asks, env=env, check=False, stdout=subprocess.DEVNULL)  # noqa: S603 - our own
        say(card(address, data / "demo", env))
        say(f"  {time.monotonic() - began:.1f} s")
        watch(programs, env)
    except StoppedError:
        say("\n已停止 / stopped")
    except subprocess.CalledProcessError as error:
        return error.returncode
    finally:
        ignore_signals()
        for child in reversed(programs):
            child.stop()
    return 0
