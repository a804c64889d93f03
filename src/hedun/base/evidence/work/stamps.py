"""Time stamps from an authority over HTTP: one for a checkpoint, and so for all below it."""

import datetime as dt
import hashlib
import secrets
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from django.conf import settings

from hedun.base.accounts.terms import Viewer
from hedun.base.evidence import actions, queries
from hedun.base.evidence.terms import Uncatchable
from hedun.base.evidence.work.fetch import Budget, post
from hedun.base.evidence.work.net import Net
from hedun.engine.net.url import BadUrl, parse
from hedun.engine.seal import tsp

MACHINE = Viewer.system("时间戳")
KIND: Final = "application/timestamp-query"
REPLY: Final = "application/timestamp-reply"
SKEW = dt.timedelta(minutes=10)


def stamp_due(
    *, clock: Callable[[], dt.datetime], net: Net | None = None, also_stamps: bool = False
) -> int:
    """Stamp the newest checkpoint if it has none: it covers everything that came before.

    Where only stamps were kept since the last one, nothing is asked unless `also_stamps`.
    """
    head = queries.latest(MACHINE)
    if not settings.TSA or head is None or head.stamps.exists():
        return 0
    first = queries.unstamped(MACHINE)
    if not also_stamps and (first is None or first.place is None or first.place >= head.size):
        return 0
    imprint = hashlib.sha256(head.note.encode()).digest()
    nonce = secrets.randbits(63)
    answer = ask(settings.TSA, tsp.request("sha256", imprint, nonce=nonce), net=net, clock=clock)
    try:
        said = tsp.check(
            answer, digest="sha256", imprint=imprint, nonce=nonce, not_before=head.at - SKEW
        )
    except tsp.BadStamp as error:
        raise Uncatchable(f"时间戳机构 {settings.TSA} 的应答无效：{error}") from None
    if fault := vouched(answer, head.note.encode()):
        raise Uncatchable(f"时间戳机构 {settings.TSA} 的应答未通过核验：{fault}")
    actions.keep_stamp(
        checkpoint_id=head.pk,
        authority=settings.TSA,
        token=answer,
        said=said,
        by=MACHINE,
        at=clock(),
    )
    return 1


def ask(
    address: str, request: bytes, *, net: Net | None, clock: Callable[[], dt.datetime]
) -> bytes:
    """Send a request to an authority, under the same guard as every other call."""
    net = net or Net()
    net.begin()
    try:
        url = parse(address)
    except BadUrl as error:
        raise Uncatchable(f"时间戳机构的地址不合格式（HEDUN_TSA）：{error}") from None
    taken = post(url, net, body=request, kind=KIND, budget=Budget(1 << 20, 1 << 20), clock=clock)
    if taken.status != 200 or taken.media_type != REPLY:
        raise Uncatchable(
            f"时间戳机构应答 {taken.status}（{taken.media_type[:40]}），未取得时间戳。"
        )
    return taken.body


def vouched(answer: bytes, content: bytes) -> str:
    """Let openssl check the authority's signature, where its roots are known; what is wrong."""
    if not settings.TSA_ROOTS:
        return ""
    with tempfile.TemporaryDirectory(prefix="hedun-tsa-") as folder:
        reply, data = Path(folder) / "reply.tsr", Path(folder) / "data"
        reply.write_bytes(answer)
        data.write_bytes(content)
        command = ["openssl", "ts", "-verify", "-in", str(reply), "-data", str(data)]
        command += ["-CAfile", settings.TSA_ROOTS]
        try:
            run = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)  # noqa: S603 - openssl by its name
        except (OSError, subprocess.TimeoutExpired) as error:
            return f"openssl 无法运行（{error}）"
    return (
        ""
        if run.returncode == 0 and "Verification: OK" in run.stdout + run.stderr
        else run.stderr[-200:]
    )
