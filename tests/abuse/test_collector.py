"""G01 to G10: what a hostile site, name server or operator may try with the collector."""

import gzip
import hashlib
import socket
import time
from pathlib import Path

import pytest

from hedun.base.evidence.terms import Uncatchable
from hedun.base.evidence.work import page, screenshot, stamps
from hedun.base.evidence.work.fetch import Budget, fetch, unpacked
from hedun.base.evidence.work.net import Net
from hedun.engine.net.addresses import networks
from hedun.engine.net.url import parse
from tests.evidence.web import CLOCK, answer, moved, net, shop, site

INNER = [
    "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "①②⑦.0.0.1", "127。0。0。1", "localhost",
    "[::1]", "[::ffff:127.0.0.1]", "[::]", "169.254.169.254", "100.100.100.200", "10.0.0.1",
]  # fmt: skip
PUBLIC = "93.184.216.34"
PAIR = [{"id": "1", "name": "甲"}, {"id": "2", "name": "乙"}]


def collect(address, reach, **given):
    given.setdefault("pause", lambda _: None)
    return page.Collector(reach, CLOCK, **given).collect(address)


def no_dial(*_):
    raise AssertionError("a connection was tried")


@pytest.mark.parametrize("host", INNER)
def test_G01_no_spelling_of_an_inner_place_is_dialled(host):
    with pytest.raises(Uncatchable):
        collect(f"http://{host}/", Net(allowed=[], dial=no_dial))


@pytest.mark.parametrize(
    "goal",
    ["http://127.0.0.1:1/", "http://[::1]/", "file:///etc/passwd", "gopher://x/", "ftp://x/",
     "data:text/html,x", "jar:http://x!/", "javascript:alert(1)", "http://u:p@x/", "http://x\\@y/"],
)  # fmt: skip
def test_G02_a_redirect_leads_nowhere_else(goal):
    with site(index=moved("/next"), next=moved(goal)) as shop_:
        with pytest.raises(Uncatchable):
            collect(shop_.url(), net(shop_.port))
        assert len(shop_.asked) == 2


def test_G03_a_name_is_asked_once_and_the_judged_address_dialled():
    answers, dialled = [[PUBLIC], ["127.0.0.1"]], []

    def dial(address, port, _):
        dialled.append((address, port))
        raise ConnectionRefusedError

    reach = Net(allowed=[], resolve=lambda *_: answers.pop(0), dial=dial)
    with pytest.raises(Uncatchable):
        collect("http://rebind.example/", reach)
    assert dialled == [(PUBLIC, 80)]
    assert answers == [["127.0.0.1"]]


@pytest.mark.parametrize("inner", ["127.0.0.1", "::1", "::ffff:10.0.0.1", "fd00::1"])
def test_G03_a_mixed_answer_is_refused_whole(inner):
    reach = Net(allowed=[], resolve=lambda *_: [PUBLIC, inner], dial=no_dial)
    with pytest.raises(Uncatchable):
        collect("http://mixed.example/", reach)


def test_G03_what_the_socket_says_counts():
    with site(index=answer(b"secret")) as inner:
        reach = Net(
            allowed=[],
            resolve=lambda *_: [PUBLIC],
            dial=lambda *_: socket.create_connection(("127.0.0.1", inner.port)),
        )
        with pytest.raises(Uncatchable, match="本机地址"):
            collect("http://wrong.example/", reach)
        assert inner.asked == []


@pytest.mark.parametrize(
    "told",
    ["http://u@ex.com/", "http://ex.com\\@127.0.0.1/", "http://ex.com:80:90/", "http://e\tx.com/"],
)
def test_G04_what_two_readers_could_take_differently_is_not_fetched(told):
    with pytest.raises(Uncatchable):
        collect(told, Net(allowed=[], dial=no_dial))


def test_G05_nothing_is_carried_from_one_site_to_another():
    with site(index=answer(b"x")) as other:
        first = moved(other.url()).replace(b"\r\n\r\n", b"\r\nSet-Cookie: id=1\r\n\r\n")
        with site(index=first) as shop_:
            reach = Net(allowed=networks("127.0.0.1"), seconds=5)
            collect(shop_.url(), reach)
        heads = b"".join(shop_.asked + other.asked).lower()
    assert b"cookie" not in heads
    assert b"authorization" not in heads
    assert b"referer" not in heads


def drip(client):
    client.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        client.sendall(b"x" * 65536)


def silent(client):
    time.sleep(4)


def slow(client):
    client.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    for _ in range(100):
        client.sendall(b"x")
        time.sleep(0.1)


def headers(client):
    client.sendall(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 1_000_000)


def test_G06_an_endless_body_is_cut_and_told():
    with site(index=drip) as shop_:
        given = {"view": "v", "agent": "a", "clock": CLOCK}
        taken = fetch(parse(shop_.url()), net(shop_.port), budget=Budget(1 << 20, 1 << 20), **given)
    assert "MB" in taken.cut
    assert len(taken.response) <= 1 << 20


@pytest.mark.parametrize("page_", [silent, slow, headers])
def test_G06_a_slow_or_endless_head_ends_at_the_deadline(page_):
    with site(index=page_) as shop_:
        began = time.monotonic()
        with pytest.raises(Uncatchable):
            collect(shop_.url(), net(shop_.port, seconds=1.5))
        assert time.monotonic() - began < 4


def test_G06_redirects_end():
    with site(index=moved("/")) as shop_:
        with pytest.raises(Uncatchable, match="跳转"):
            collect(shop_.url(), net(shop_.port))
        assert len(shop_.asked) == page.MOST_REDIRECTS + 1


def test_G06_a_bomb_is_cut_where_it_is_unpacked():
    bomb = gzip.compress(bytes(200 << 20))
    with site(index=answer(bomb, Content_Encoding="gzip")) as shop_:
        found = collect(shop_.url(), net(shop_.port, seconds=20))
    view, left = unpacked(found.taken[0])
    assert len(view) == 32 << 20
    assert "32 MB" in left
    assert found.taken[0].body == bomb


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip", "deflate", "gzip, gzip"])
def test_G06_what_cannot_be_unpacked_is_kept_raw(coding):
    with site(index=answer(b"no such thing", Content_Encoding=coding)) as shop_:
        found = collect(shop_.url(), net(shop_.port))
    assert found.taken[0].body == b"no such thing"
    assert found.left_out


def test_G06_deep_markup_and_refreshes_lead_to_no_loop():
    deep = b"<div>" * 200_000 + b"<meta http-equiv=refresh content='0;url=/'>"
    with site(index=answer(deep)) as shop_:
        found = collect(shop_.url(), net(shop_.port))
        assert len(shop_.asked) == 2  # one for each reader, and never again
    assert found.refresh == "0;url=/"


@pytest.mark.parametrize(
    "raw",
    [b"", b"SSH-2.0-x\r\n", b"HTTP/1.1 abc\r\n\r\n", b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
     b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 1e9\r\n\r\n",
     b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
     b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffff\r\n"],
)  # fmt: skip
def test_G06_an_answer_that_lies_about_itself_is_refused(raw):
    with site(index=raw) as shop_, pytest.raises(Uncatchable):
        collect(shop_.url(), net(shop_.port))


def test_G06_a_torn_answer_is_kept_and_told():
    with site(index=answer(b"half").replace(b"Length: 4", b"Length: 9")) as shop_:
        found = collect(shop_.url(), net(shop_.port))
    assert "实收 4 字节" in found.taken[0].cut


BROWSER = next((p for p in ("/usr/bin/chromium", "/usr/bin/google-chrome") if Path(p).exists()), "")


@pytest.mark.skipif(not BROWSER, reason="no Chromium on this machine")
def test_G07_the_browser_reaches_nothing_inside(settings):
    settings.BROWSER = BROWSER
    with site(index=answer(b"secret")) as inner:
        tricks = (
            f"<img src='http://127.0.0.1:{inner.port}/i'><img src='http://localhost:{inner.port}/l'>"
            f"<iframe src='file:///etc/passwd'></iframe><iframe src='http://169.254.169.254/'></iframe>"
            f"<script>fetch('http://127.0.0.1:{inner.port}/f');location='http://[::1]:{inner.port}/'"
            "</script><a download href='/x'>x</a>"
        )
        with site(index=answer(tricks.encode())) as shop_:
            shot = screenshot.take(shop_.url(), net(shop_.port))
        assert inner.asked == []
    assert shot.refused
    assert any("本机地址" in each for each in shot.refused)


@pytest.mark.skipif(not BROWSER, reason="no Chromium on this machine")
def test_G07_a_loop_in_the_browser_ends(settings, monkeypatch):
    settings.BROWSER = BROWSER
    monkeypatch.setattr(screenshot, "PATIENCE_S", 6.0)
    with site(index=answer(b"<script>while(1){}</script>")) as shop_:
        began = time.monotonic()
        shot = screenshot.take(shop_.url(), net(shop_.port))
    assert time.monotonic() - began < 20
    assert not shot.content
    assert shot.why_not


def test_G08_links_are_never_followed_and_calls_are_spaced():
    pauses = []
    with site(**shop()) as shop_:
        collect(shop_.url(), net(shop_.port), pause=pauses.append)
        paths = [head.split(b" ")[1] for head in shop_.asked]
    assert sorted(paths) == [b"/", b"/", b"/a.css", b"/a.png"]
    assert pauses == [page.PAUSE_S] * 3


def test_G09_a_stamp_is_asked_for_under_the_same_guard():
    for address in ("http://127.0.0.1/tsa", "http://169.254.169.254/", "file:///etc/passwd"):
        with pytest.raises(Uncatchable):
            stamps.ask(address, b"x", net=Net(allowed=[], dial=no_dial), clock=CLOCK)


def test_G10_another_page_for_another_reader_is_kept_beside_it():
    faces = [answer(b"honest"), answer(b"fraud")]
    with site(index=lambda client: client.sendall(faces.pop(0))) as shop_:
        packed = page.capture_page(
            shop_.url(), officers=PAIR, purpose="", seed="x", clock=CLOCK, net=net(shop_.port)
        )
    assert packed.manifest["views_differ"] is True
    assert {each["view"] for each in packed.manifest["taken"]} == set(page.AGENTS)
    bodies = {each["body_sha256"] for each in packed.manifest["taken"]}
    assert bodies == {hashlib.sha256(face).hexdigest() for face in (b"honest", b"fraud")}
