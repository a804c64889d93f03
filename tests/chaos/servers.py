"""The databases of two houses: a file each, or a private PostgreSQL server each that can be killed."""

import contextlib
import os
import pathlib
import pwd
import shutil
import signal
import socket
import sqlite3
import subprocess
import time

PATIENCE_S = 60.0


class SqliteBase:
    """A file; nothing to kill."""

    name, server = "sqlite", None

    def __init__(self, folder):
        self.path = folder / "hedun.sqlite3"
        self.address = f"sqlite:///{self.path}"

    def read(self, query):
        """Ask the database behind the programs' backs."""
        with contextlib.closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)) as base:
            base.execute("PRAGMA busy_timeout=20000")
            return base.execute(query).fetchall()

    def start(self):
        """A file is always there."""

    def stop(self):
        """A file stays."""


def binaries():
    """Where the newest PostgreSQL keeps its programs; None where there is none."""
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    here = shutil.which("initdb")
    return pathlib.Path(here).parent if here else None


def _somebody():
    """An account that the server may run as: it refuses to run as root."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise SystemExit("no unprivileged account to run PostgreSQL as")


class PostgresBase:
    """A server of our own with one database, on a port of its own, with all its safeguards on."""

    name = "postgresql"

    def __init__(self, folder):
        self.bin, self.folder = binaries(), folder / "postgres"
        if self.bin is None:
            raise SystemExit("PostgreSQL's initdb was not found under /usr/lib/postgresql")
        self.who, self.server = _somebody(), None
        self.folder.mkdir()
        if self.who:
            os.chown(self.folder, self.who.pw_uid, self.who.pw_gid)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.address = f"postgresql://hedun@127.0.0.1:{self.port}/hedun"
        self._run(
            "initdb", "-D", str(self.folder / "data"), "-U", "hedun", "-A", "trust", "-E", "UTF8"
        )
        self.start()
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "hedun", "hedun")

    def _as(self):
        if not self.who:
            return {}
        return {"user": self.who.pw_uid, "group": self.who.pw_gid, "extra_groups": []}

    def _run(self, name, *words):
        command = [str(self.bin / name), *words]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/", **self._as())

    def start(self):
        """Start the server, recovering from whatever was done to it; wait until it answers."""
        command = [
            str(self.bin / "postgres"), "-D", str(self.folder / "data"), "-p", str(self.port),
            "-c", "listen_addresses=127.0.0.1", "-c", f"unix_socket_directories={self.folder}",
            "-c", "max_connections=60", "-c", "shared_buffers=64MB", "-c", "synchronous_commit=on",
        ]  # fmt: skip
        with (self.folder.parent / "postgres.log").open("ab") as log:
            self.server = subprocess.Popen(
                command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd="/", **self._as()
            )
        until = time.monotonic() + PATIENCE_S
        while not self._is_up():
            if time.monotonic() > until:
                raise SystemExit(f"PostgreSQL does not start: {self.folder.parent}/postgres.log")
            if self.server.poll() is not None:  # some backend of the last one was still ending
                time.sleep(0.2)
                self.start()
                return
            time.sleep(0.1)

    def _is_up(self):
        command = [str(self.bin / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        return subprocess.run(command, check=False).returncode == 0

    def kill(self):
        """Kill the server and every process of it at the same moment."""
        children = _children(self.server.pid)
        for pid in (self.server.pid, *children):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.server.wait()

    def stop(self):
        """End the server."""
        if self.server and self.server.poll() is None:
            self.server.send_signal(signal.SIGINT)
            try:
                self.server.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()

    def read(self, query):
        """Ask the database behind the programs' backs."""
        import psycopg

        with psycopg.connect(self.address) as base:
            return base.execute(query).fetchall()


def _children(pid):
    """The processes that a process has started, by the kernel's own list."""
    found = []
    for task in pathlib.Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += [int(each) for each in task.read_text().split()]
    return found or _by_parent(pid)


def _by_parent(pid):
    found = []
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            if int(stat.read_text().rsplit(")", 1)[1].split()[1]) == pid:
                found.append(int(stat.parent.name))
    return found


BASES = {"sqlite": SqliteBase, "postgresql": PostgresBase}
