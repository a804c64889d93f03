"""Nodes are registered; keys are made, announced, retired and revoked."""

import datetime as dt
import secrets

from django.conf import settings
from django.db import transaction

from hedun.base.accounts.actions import record
from hedun.base.accounts.terms import Invalid, Refused, Role, Viewer
from hedun.base.exchange.decide.keys import key_id
from hedun.base.exchange.models import Node, NodeKey
from hedun.engine.seal import signing
from hedun.engine.seal.box import NONCE_BYTES, seal

EDDSA = "ed25519"


def _require(by: Viewer) -> None:
    if not (by.is_system or by.has(Role.SYSTEM_ADMIN)):
        raise Refused("通联节点与密钥只能由系统管理员维护，请联系系统管理员。")


@transaction.atomic
def add_node(
    *,
    name: str,
    by: Viewer,
    at: dt.datetime,
    address: str = "",
    body_id: int | None = None,
    is_local: bool = False,
) -> Node:
    """Register a house that messages go to or come from; the same name is the same node."""
    _require(by)
    if found := Node.objects.filter(name=name).first():
        if found.is_local != is_local:
            raise Invalid(f"节点“{name}”已登记为{'本节点' if found.is_local else '对方节点'}。")
        found.address = address or found.address
        found.body_id = body_id or found.body_id
        found.save(update_fields=["address", "body"])
        return found
    node = Node.objects.create(
        name=name, address=address, body_id=body_id, is_local=is_local, added_at=at
    )
    detail = {"name": name, "address": address}
    record(by=by, at=at, action="exchange:node:add", subject=("node", node.pk), detail=detail)
    return node


@transaction.atomic
def new_key(*, node: Node, by: Viewer, at: dt.datetime, algorithm: str = EDDSA) -> NodeKey:
    """Make a key of our own; those before it sign no more from now on, and still verify."""
    _require(by)
    if not node.is_local:
        raise Invalid(f"“{node.name}”是对方节点，其密钥由对方产生；请登记对方的公钥。")
    private = signing.generate(algorithm)
    public = signing.public_of(algorithm, private)
    name = key_id(algorithm, public)
    NodeKey.objects.filter(node=node, retired_at__isnull=True).update(retired_at=at)
    sealed = seal(
        private.hex(),
        key=settings.PARTNER_KEY,
        place=name,
        nonce=secrets.token_bytes(NONCE_BYTES),
    )
    row = NodeKey.objects.create(
        node=node, key_id=name, algorithm=algorithm, public=public, sealed=sealed, valid_from=at
    )
    detail = {"node": node.name, "key": name}
    record(by=by, at=at, action="exchange:key:new", subject=("node", node.pk), detail=detail)
    return row


@transaction.atomic
def add_key(*, node: Node, algorithm: str, public: bytes, by: Viewer, at: dt.datetime) -> NodeKey:
    """Take in a partner's public key; its name follows from it."""
    _require(by)
    if algorithm not in signing.ALGORITHMS:
        raise Invalid(f"不支持签名算法“{algorithm[:20]}”；可用：{'、'.join(signing.ALGORITHMS)}。")
    name = key_id(algorithm, public)
    row, is_new = NodeKey.objects.get_or_create(
        node=node,
        key_id=name,
        defaults={"algorithm": algorithm, "public": public, "valid_from": at},
    )
    if is_new:
        detail = {"node": node.name, "key": name}
        record(by=by, at=at, action="exchange:key:add", subject=("node", node.pk), detail=detail)
    return row


@transaction.atomic
def retire_key(*, node: Node, name: str, by: Viewer, at: dt.datetime) -> None:
    """Let a key sign no more; what it has signed is still good, also on its way."""
    _end(node, name, "retired_at", by=by, at=at)


@transaction.atomic
def revoke_key(*, node: Node, name: str, by: Viewer, at: dt.datetime) -> None:
    """Take nothing more that a key has signed from now on; what was stored stays good."""
    _end(node, name, "revoked_at", by=by, at=at)


def _end(node: Node, name: str, field: str, *, by: Viewer, at: dt.datetime) -> None:
    _require(by)
    rows = NodeKey.objects.filter(node=node, key_id=name, **{f"{field}__isnull": True})
    if rows.update(**{field: at}):
        detail = {"node": node.name, "key": name, "state": field}
        record(by=by, at=at, action="exchange:key:end", subject=("node", node.pk), detail=detail)
