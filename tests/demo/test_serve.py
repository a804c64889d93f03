"""The one foreground process: ports, keys, half-made markets, children that die."""

import socket
import sys
import time

import pytest

from hedun.demo.serve import Child, card, forget_half_made, free_port, keys, watch


def test_a_taken_port_gives_the_next_one():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert port < free_port("127.0.0.1", port) < port + 100


def test_keys_are_made_once_and_nobody_else_reads_them(tmp_path):
    made = keys(tmp_path)
    assert keys(tmp_path) == made
    assert len(made["HEDUN_SECRET_KEY"]) >= 50
    assert (tmp_path / "keys.json").stat().st_mode & 0o077 == 0


def test_keys_of_an_earlier_demo_stay_and_the_new_ones_join_them(tmp_path):
    (tmp_path / "keys.json").write_text('{"HEDUN_SECRET_KEY": "old"}')
    made = keys(tmp_path)
    assert made["HEDUN_SECRET_KEY"] == "old"
    assert len(made["HEDUN_DEMO_APP_KEY"]) == 8
    assert (tmp_path / "keys.json").stat().st_mode & 0o077 == 0


def test_the_card_names_the_gateway_and_its_keys(tmp_path):
    env = {"HEDUN_DEMO_APP_KEY": "12345678", "HEDUN_DEMO_APP_SECRET": "s3cret"}
    text = card("http://127.0.0.1:8000", tmp_path, env)
    for part in ("http://127.0.0.1:8000/router/rest", "12345678", "s3cret"):
        assert part in text


@pytest.mark.parametrize(("marks", "is_kept"), [(["begun"], False), (["begun", "done.json"], True)])
def test_only_a_half_made_market_is_cleared_away(tmp_path, marks, is_kept):
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "keys.json").touch()
    (tmp_path / "hedun.sqlite3").touch()
    for mark in marks:
        (tmp_path / "demo" / mark).touch()
    forget_half_made(tmp_path)
    assert (tmp_path / "hedun.sqlite3").exists() == is_kept
    assert (tmp_path / "demo" / "keys.json").exists()


def test_a_folder_that_is_not_the_demos_is_left_alone(tmp_path):
    (tmp_path / "demo").mkdir()
    (tmp_path / "hedun.sqlite3").touch()
    forget_half_made(tmp_path)
    assert (tmp_path / "hedun.sqlite3").exists()


def test_a_child_that_dies_is_started_again_until_it_is_hopeless(tmp_path):
    command = [sys.executable, "-c", "print('hello')"]
    child = Child("web", command, tmp_path / "web.log")
    child.start({})
    with pytest.raises(SystemExit, match="反复退出"):
        watch([child], {})
    assert (tmp_path / "web.log").read_text().count("hello") == 5


def test_a_child_is_stopped(tmp_path):
    child = Child("web", [sys.executable, "-c", "import time; time.sleep(60)"], tmp_path / "log")
    child.start({})
    began = time.monotonic()
    child.stop()
    assert child.is_dead()
    assert time.monotonic() - began < 5


def test_the_card_names_the_address_and_every_account(tmp_path):
    (tmp_path / "done.json").write_text(
        '{"accounts": [{"username": "a1", "password": "p1", "role": "负责人", "body": "甲局"}]}'
    )
    text = card("http://127.0.0.1:8000", tmp_path)
    for part in ("http://127.0.0.1:8000/", "a1", "p1", "负责人", "甲局", "/public/"):
        assert part in text
