"""Partners of another wire, and subscribers of events: registered, tried, changed, told."""

import datetime as dt
import secrets as chance
from collections.abc import Collection, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from hedun.base.accounts import queries as accounts
from hedun.base.accounts.actions import record
from hedun.base.accounts.terms import Invalid, Refused, Role, Viewer
from hedun.base.exchange import queries
from hedun.base.exchange.actions.nodes import add_node, new_key
from hedun.base.exchange.actions.sending import put
from hedun.base.exchange.decide import webhook
from hedun.base.exchange.models import Node, NodeKey, Outgoing
from hedun.base.exchange.terms import TEST_EVENT, SendState, Wire, event_kinds
from hedun.engine.seal.box import NONCE_BYTES, seal

SHARED = "hmac-sha256"
GRACE = dt.timedelta(hours=24)
MACHINE = Viewer.system("通联")
# the name under which events speak where this house has no node of its own yet
SOURCE = "hedun"


def _require(by: Viewer) -> None:
    if not (by.is_system or by.has(Role.SECURITY_ADMIN)):
        raise Refused("事件订阅与对方系统的密钥只能由安全管理员维护，请联系安全管理员。")


@transaction.atomic
def share_secret(
    *, node: Node, name: str, secret: str, by: Viewer, at: dt.datetime, grace: dt.timedelta = GRACE
) -> NodeKey:
    """Keep a secret that a partner of another wire knows too; older ones are good for the grace."""
    _require(by)
    NodeKey.objects.filter(node=node, retired_at__isnull=True).update(retired_at=at + grace)
    NodeKey.objects.filter(node=node, retired_at__gt=at + grace).update(retired_at=at + grace)
    noise = chance.token_bytes(NONCE_BYTES)
    sealed = seal(secret, key=settings.PARTNER_KEY, place=name, nonce=noise)
    row, _ = NodeKey.objects.update_or_create(
        node=node,
        key_id=name,
        defaults={
            "algorithm": SHARED, "public": b"", "sealed": sealed, "valid_from": at,
            "retired_at": None,
        },
    )  # fmt: skip
    detail = {"node": node.name, "key": name}
    record(by=by, at=at, action="exchange:key:add", subject=("node", node.pk), detail=detail)
    return row


@transaction.atomic
def add_partner(
    *,
    name: str,
    body_id: int,
    address: str,
    wire: Wire,
    app_key: str,
    secret: str,
    by: Viewer,
    at: dt.datetime,
    options: dict[str, Any] | None = None,
) -> Node:
    """Register a partner that speaks a protocol of its own, with the key it has given us."""
    _require(by)
    if wire is Wire.HEDUN or not (app_key and secret):
        raise Invalid("其他协议的对方须有协议类别、应用编号与密钥；合盾节点请登记公钥。")
    node = add_node(name=name, body_id=body_id, address=address, by=MACHINE, at=at)
    node.wire, node.options = wire, options or {}
    node.save(update_fields=["wire", "options"])
    share_secret(node=node, name=app_key, secret=secret, by=by, at=at)
    return node


def _check(address: str, events: Collection[str]) -> None:
    parts = urlsplit(address)
    schemes = {"https", "http"} if settings.WEBHOOK_PRIVATE else {"https"}
    if parts.scheme not in schemes or not parts.hostname or "@" in parts.netloc:
        raise Invalid("接收地址应以 https:// 开头，不含用户名；请核对后重新填写。")
    known = {name for name, _ in event_kinds()}
    if not events or not set(events) <= known:
        raise Invalid("请至少选择一类事件，且只能选择列表中的事件。")


@transaction.atomic
def subscribe(
    *,
    name: str,
    body_id: int,
    address: str,
    events: Sequence[str],
    by: Viewer,
    at: dt.datetime,
) -> tuple[Node, str]:
    """Register a subscriber of events; give its secret, which is shown once.

    No event goes there before the address has answered a challenge (`test`).
    """
    _require(by)
    _check(address, events)
    if accounts.bodies(by).filter(pk=body_id, is_active=True).first() is None:
        raise Invalid("没有这个在用的单位；请从列表中选择订阅单位。")
    name = f"webhook:{name.strip()[:40]}"
    if Node.objects.filter(name=name).exists():
        raise Invalid("已有同名的订阅；请换一个名称。")
    node = Node.objects.create(
        name=name, address=address, body_id=body_id, wire=Wire.WEBHOOK, events=list(events),
        added_at=at,
    )  # fmt: skip
    detail = {"name": name, "address": address, "events": list(events)}
    record(by=by, at=at, action="exchange:webhook:add", subject=("node", node.pk), detail=detail)
    return node, new_secret(node=node, by=by, at=at)


@transaction.atomic
def new_secret(*, node: Node, by: Viewer, at: dt.datetime, grace: dt.timedelta = GRACE) -> str:
    """Give a subscriber a new secret; for the grace, events are signed with both."""
    _require(by)
    text = webhook.secret_text(chance.token_bytes(webhook.SECRET_BYTES))
    share_secret(
        node=node, name=f"wh:{chance.token_hex(8)}", secret=text, by=by, at=at, grace=grace
    )
    return text


@transaction.atomic
def test_webhook(*, node_id: int, by: Viewer, at: dt.datetime) -> Outgoing:
    """Send a subscriber a challenge; the answer that gives it back confirms the address."""
    _require(by)
    node = queries.subscriptions(by).select_for_update(of=("self",)).get(pk=node_id)
    sender = _source(at)
    data = {"challenge": chance.token_urlsafe(24)}
    # whoever presses the button wants to know now
    Node.objects.filter(pk=node.pk).update(failures=0, opens_at=None)
    return put(
        sender=sender, receiver=node, kind=TEST_EVENT, subject="测试事件", data=data, by=by, at=at
    )


@transaction.atomic
def switch_webhook(*, node_id: int, by: Viewer, at: dt.datetime) -> Node:
    """Stop a subscriber's events, or let them go there again; what waited is given up at a stop."""
    _require(by)
    node = queries.subscriptions(by).select_for_update(of=("self",)).get(pk=node_id)
    node.is_active = not node.is_active
    node.failures, node.opens_at = 0, None
    node.save(update_fields=["is_active", "failures", "opens_at"])
    if not node.is_active:
        waiting = Outgoing.objects.filter(receiver=node, state=SendState.WAITING)
        waiting.update(state=SendState.WITHDRAWN, reason="订阅已停用")
    detail = {"name": node.name, "is_active": node.is_active}
    record(by=by, at=at, action="exchange:webhook:switch", subject=("node", node.pk), detail=detail)
    return node


def _source(at: dt.datetime) -> Node:
    """The node in whose name events speak: this house's first one, made where there is none."""
    found = Node.objects.filter(is_local=True, is_active=True).order_by("pk").first()
    if found is None:
        found = add_node(name=SOURCE, is_local=True, by=MACHINE, at=at)
    if queries.signing_key(MACHINE, found, at) is None:
        new_key(node=found, by=MACHINE, at=at)
    return found


@transaction.atomic(savepoint=False)
def publish(
    *,
    kind: str,
    subject: str,
    data: dict[str, Any],
    body_ids: Collection[int],
    by: Viewer,
    at: dt.datetime,
) -> int:
    """Tell every confirmed subscriber of these bodies, in the caller's transaction."""
    rows = Node.objects.filter(
        wire=Wire.WEBHOOK, is_active=True, confirmed_at__isnull=False, body_id__in=body_ids
    )
    wanted = [node for node in rows.order_by("pk") if kind in node.events]
    for node in wanted:
        put(sender=_source(at), receiver=node, kind=kind, subject=subject, data=data, by=by, at=at)
    return len(wanted)
