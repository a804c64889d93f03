"""A page is fetched as two readers see it, with what it shows, and packed as one archive."""

import datetime as dt
import hashlib
import html.parser
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from hedun.base.evidence.decide import manifest as told
from hedun.base.evidence.terms import Uncatchable
from hedun.base.evidence.work import clocks, screenshot
from hedun.base.evidence.work.fetch import Budget, Taken, fetch, unpacked
from hedun.base.evidence.work.net import Net
from hedun.engine.archive import wacz, warc
from hedun.engine.net.url import BadUrl, Url, follow, parse

AGENTS: Final = {
    "电脑浏览器": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0 Safari/537.36 Hedun-Evidence/1",
    "手机浏览器": "Mozilla/5.0 (Linux; Android 14; Mobile) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0 Mobile Safari/537.36 Hedun-Evidence/1",
}
MOST_REDIRECTS: Final = 10
MOST_PARTS: Final = 40
READ_BYTES: Final = 2 << 20
PAUSE_S: Final = 0.2
MOVED: Final = {301, 302, 303, 307, 308}
CHARSET = re.compile(r"charset=[\"']?([A-Za-z0-9_-]{2,20})", re.ASCII)


@dataclass(slots=True)
class Collected:
    """Everything that was taken, and what was not, with the reason."""

    taken: list[Taken] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    title: str = ""
    refresh: str = ""


class _Reader(html.parser.HTMLParser):
    """Finds the title and what the page shows; links are never followed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title, self.refresh, self._in_title = "", "", False
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._in_title = tag == "title" and not self.title
        if tag == "meta" and given.get("http-equiv", "").lower() == "refresh":
            self.refresh = given.get("content", "")[:300]
        source = {"img": "src", "script": "src", "link": "href"}.get(tag)
        is_shown = tag != "link" or "stylesheet" in given.get("rel", "").lower()
        if source and is_shown and given.get(source) and len(self.parts) < MOST_PARTS * 4:
            self.parts.append(given[source])

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title = (self.title + data)[:200]


@dataclass(slots=True)
class Collector:
    """Fetches for one capture: one budget, one deadline, a pause between calls to one host."""

    net: Net
    clock: Callable[[], dt.datetime]
    budget: Budget = field(default_factory=Budget)
    pause: Callable[[float], None] = time.sleep
    _hosts: set[str] = field(default_factory=set)

    def collect(self, address: str) -> Collected:
        """Take the page as each reader sees it, then what it shows; Uncatchable."""
        self.net.begin()
        found = Collected()
        try:
            url = parse(address)
        except BadUrl as error:
            raise Uncatchable(str(error)) from None
        pages = [self._page(url, view, found) for view in AGENTS]
        self._parts(pages[0], found)
        return found

    def _one(self, url: Url, view: str) -> Taken:
        if url.host in self._hosts:
            self.pause(PAUSE_S)
        self._hosts.add(url.host)
        agent = AGENTS.get(view, AGENTS["电脑浏览器"])
        return fetch(url, self.net, view=view, agent=agent, budget=self.budget, clock=self.clock)

    def _page(self, url: Url, view: str, found: Collected) -> Taken:
        """Follow redirects, each judged anew and each recorded."""
        for _ in range(MOST_REDIRECTS + 1):
            taken = self._one(url, view)
            found.taken.append(taken)
            goal = taken.header("location")
            if taken.status not in MOVED or not goal:
                return taken
            try:
                url = follow(url, goal)
            except BadUrl as error:
                raise Uncatchable(f"页面跳转到不予采集的地址“{goal[:80]}”：{error}") from None
        raise Uncatchable(f"页面连续跳转超过 {MOST_REDIRECTS} 次，已中止。")

    def _parts(self, page: Taken, found: Collected) -> None:
        """What the page shows is taken as far as it may be; what is not is named."""
        content, left = unpacked(page)
        if left:
            found.left_out.append((page.url.text, left))
        if page.media_type not in {"text/html", "application/xhtml+xml"}:
            return
        reader = _Reader()
        reader.feed(_text(page, content[:READ_BYTES]))
        found.title, found.refresh = reader.title.strip(), reader.refresh
        seen = {each.url.text for each in found.taken}
        for reference in reader.parts:
            if len(seen) > MOST_PARTS:
                found.left_out.append((reference[:300], f"超过 {MOST_PARTS} 个组成部分"))
                return
            self._part(page.url, reference, found, seen=seen)

    def _part(self, base: Url, reference: str, found: Collected, *, seen: set[str]) -> None:
        if reference.lower().startswith("data:"):
            return
        try:
            url = follow(base, reference)
            if url.text in seen:
                return
            seen.add(url.text)
            found.taken.append(self._one(url, "组成部分"))
        except (BadUrl, Uncatchable) as error:
            found.left_out.append((reference[:300], str(error)))


def _text(page: Taken, content: bytes) -> str:
    declared = CHARSET.search(page.header("content-type")) or CHARSET.search(
        content[:2048].decode("latin-1")
    )
    try:
        return content.decode(declared[1] if declared else "utf-8", "replace")
    except LookupError:
        return content.decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Packed:
    """What a capture comes to: the package, its manifest, the screenshot if there is one."""

    package: bytes
    manifest: dict[str, Any]
    screenshot: bytes
    title: str


def capture_page(
    address: str,
    *,
    officers: list[dict[str, str]],
    purpose: str,
    seed: str,
    clock: Callable[[], dt.datetime],
    net: Net | None = None,
) -> Packed:
    """Fetch a page and pack it: archive, manifest with every digest, screenshot; Uncatchable.

    Basis: penalty_law art. 42
    """
    if len({each["id"] for each in officers}) < 2:
        raise Uncatchable("固证须由两名执法人员进行（《行政处罚法》第四十二条），未采集。")
    net = net or Net()
    began, offset = clock(), clocks.offset()
    found = Collector(net, clock).collect(address)
    shot = screenshot.take(address, net)
    writer = _archive(found, shot, seed=seed, at=began)
    manifest = told.manifest(
        address=address,
        purpose=purpose,
        officers=officers,
        began=began,
        ended=clock(),
        clock=offset,
        taken=[_told(each) for each in found.taken],
        left_out=found.left_out,
        title=found.title,
        refresh=found.refresh,
        screenshot=shot.told(),
        environment=clocks.environment(),
    )
    members = {"hedun/manifest.json": told.dump(manifest)}
    if shot.content:
        members["hedun/screenshot.png"] = shot.content
    last = next(each for each in reversed(found.taken) if each.view == "电脑浏览器")
    title = found.title or address
    package = wacz.package(
        bytes(writer.body),
        writer.places,
        [wacz.Page(last.url.text, title, last.at)],
        software=told.SOFTWARE,
        title=title,
        at=began,
        extra=members,
    )
    return Packed(package, manifest, shot.content, title)


def _archive(
    found: Collected, shot: "screenshot.Shot", *, seed: str, at: dt.datetime
) -> warc.Writer:
    writer = warc.Writer(seed)
    writer.info({"software": told.SOFTWARE, "format": "WARC File Format 1.1"}, at)
    named: set[str] = set()
    for taken in found.taken:
        _write(writer, taken)
        assert taken.connection is not None
        if taken.url.host not in named:
            named.add(taken.url.host)
            _write_host(writer, taken)
    if shot.content:
        uri = f"urn:hedun:screenshot:{found.taken[0].url.text}"
        writer.add("resource", uri, shot.content, at=at, media_type="image/png")
    return writer


def _write(writer: warc.Writer, taken: Taken) -> None:
    assert taken.connection is not None
    more = {"WARC-IP-Address": taken.connection.address}
    if taken.cut:
        more["WARC-Truncated"] = "length" if "MB" in taken.cut else "disconnect"
    uri, at = taken.url.text, taken.at
    name = writer.add(
        "response", uri, taken.response, at=at, more=more, told=(taken.media_type, taken.status)
    )
    writer.add("request", uri, taken.request, at=at, more={"WARC-Concurrent-To": name})


def _write_host(writer: warc.Writer, taken: Taken) -> None:
    """The answers of the name service and the certificates, as records of their own."""
    made = taken.connection
    assert made is not None
    lines = "".join(f"{taken.url.host}.\tIN\t{_type(each)}\t{each}\r\n" for each in made.answers)
    stamp = f"{taken.at:%Y%m%d%H%M%S}\r\n{lines}"
    writer.add(
        "resource", f"dns:{taken.url.host}", stamp.encode(), at=taken.at, media_type="text/dns"
    )
    if made.chain:
        import ssl

        text = "".join(ssl.DER_cert_to_PEM_cert(raw) for raw in made.chain)
        uri = f"urn:hedun:tls:{taken.url.host}:{taken.url.port}"
        kind = "application/pem-certificate-chain"
        writer.add("resource", uri, text.encode(), at=taken.at, media_type=kind)


def _type(address: str) -> str:
    return "AAAA" if ":" in address else "A"


def _told(taken: Taken) -> dict[str, Any]:
    made = taken.connection
    assert made is not None
    return {
        "url": taken.url.text,
        "view": taken.view,
        "at": taken.at.isoformat(),
        "status": taken.status,
        "media_type": taken.media_type,
        "headers": [[name, value[:500]] for name, value in taken.headers],
        "dns": made.answers,
        "address": made.address,
        "port": made.port,
        "tls": made.tls,
        "bytes": len(taken.response),
        "sha256": hashlib.sha256(taken.response).hexdigest(),
        "sm3": hashlib.new("sm3", taken.response).hexdigest(),
        "body_sha256": hashlib.sha256(taken.body).hexdigest(),
        "cut": taken.cut,
    }
