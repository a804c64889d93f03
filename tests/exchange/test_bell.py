"""A dispatcher that waits starts at once when somebody writes a message, and does not need it."""

import pathlib
import tempfile
import threading
import time

import pytest

from hedun.base.exchange.terms import ring
from hedun.base.exchange.work.bell import Bell, folder


@pytest.fixture
def short(settings):
    # a socket's name has 107 bytes: pytest's own folders may be longer
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        settings.DATA_DIR = pathlib.Path(name)
        yield settings


def waited(bell, seconds):
    before = time.monotonic()
    bell.wait(seconds)
    return time.monotonic() - before


def test_a_ring_ends_the_wait(short):
    with Bell() as bell:
        assert bell.is_live
        threading.Timer(0.05, ring).start()
        assert waited(bell, 30) < 20


def test_many_rings_are_one_and_none_is_no_trouble(short):
    with Bell() as bell:
        for _ in range(500):
            ring()
        bell.wait(30)
        assert waited(bell, 0.2) >= 0.19


def test_who_is_gone_is_forgotten(short):
    folder().mkdir()
    dead = folder() / "1.sock"
    dead.touch()
    ring()
    assert not dead.exists()


def test_a_name_that_is_too_long_leaves_waiting_as_it_is(short):
    short.DATA_DIR = short.DATA_DIR / ("x" * 120)
    with Bell() as bell:
        assert not bell.is_live
    ring()
