"""Waiting for the hint that something is to be sent, or for the time to look anyway."""

import contextlib
import os
import pathlib
import socket
from types import TracebackType
from typing import Self

from django.conf import settings

from hedun.base.exchange.terms import bell

LONGEST_PATH = 100  # of a socket's name, by the kernel's rule


def folder() -> pathlib.Path:
    """Where dispatchers of this machine listen: a socket each."""
    return pathlib.Path(settings.DATA_DIR) / "wake"


@bell
def ring() -> None:
    """Wake every dispatcher that listens; forget those that are gone."""
    for path in folder().glob("*.sock"):
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
                line.setblocking(False)
                line.sendto(b"1", str(path))
        except BlockingIOError:
            continue  # it has been woken often enough
        except OSError:
            with contextlib.suppress(OSError):
                path.unlink()


class Bell:
    """A socket that whoever writes a message may ring; without one, waiting is just waiting."""

    def __init__(self) -> None:
        self._path = folder() / f"{os.getpid()}.sock"
        self._socket: socket.socket | None = None

    def __enter__(self) -> Self:
        if len(str(self._path)) <= LONGEST_PATH:
            with contextlib.suppress(OSError):
                self._socket = self._bound(self._path)
        return self

    @staticmethod
    def _bound(path: pathlib.Path) -> socket.socket:
        path.parent.mkdir(exist_ok=True)
        path.unlink(missing_ok=True)
        made = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        made.bind(str(path))
        return made

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._socket is not None:
            self._socket.close()
            self._path.unlink(missing_ok=True)

    @property
    def is_live(self) -> bool:
        """Tell whether anybody can ring."""
        return self._socket is not None

    def wait(self, seconds: float) -> None:
        """Wait until somebody rings, but no longer; every ring until now counts as one."""
        assert self._socket is not None
        self._socket.settimeout(seconds)
        with contextlib.suppress(OSError):
            self._socket.recv(16)
            self._socket.setblocking(False)
            while self._socket.recv(16):
                pass
