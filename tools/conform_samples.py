"""What the product makes for strangers' libraries to check, on the database of HEDUN_DATABASE."""

import base64
import datetime as dt
import json
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from hedun.base.accounts.models import Body, Person, RoleGrant
from hedun.base.accounts.terms import BodyKind, Role, Viewer
from hedun.base.exchange import actions, queries
from hedun.base.exchange.models import Node, Outgoing
from hedun.base.exchange.terms import Signed, Wire, event_kinds
from hedun.base.exchange.work import http, webhook
from hedun.base.exchange.work.calling import Reply
from hedun.market.models import Platform

MACHINE = Viewer.system("conform")


def samples() -> dict[str, Any]:
    """Settle a platform and two nodes; give a session, a webhook, and a call with its keys."""
    for name in ("migrate", "load_regions", "load_law"):
        call_command(name, verbosity=0)
    body = Body.objects.create(kind=BodyKind.PLATFORM, name="平台", short_name="平台")
    # the one of the document's example, so that a filing gets beyond the door
    Platform.objects.create(body=body, code="tongji", name="平台")
    at = timezone.now()
    nodes = [
        actions.add_node(name=name, is_local=True, address="https://b.example", by=MACHINE, at=at)
        for name in ("a", "b")
    ]
    for node in nodes:
        actions.new_key(node=node, by=MACHINE, at=at)
    return {
        "session": _session(body, at),
        "webhook": _webhook(body, at),
        "call": _call(*nodes, at=at + dt.timedelta(seconds=1)),
    }


def _session(body: Body, at: dt.datetime) -> str:
    person = Person.objects.create(
        username="conform", name="合规", body=body, must_change_password=False,
        password_changed_at=at,
    )  # fmt: skip
    RoleGrant.objects.create(person=person, role=Role.COMPLIANCE, granted_at=at)
    inside = Client()
    inside.force_login(person)
    session: str = inside.cookies[settings.SESSION_COOKIE_NAME].value
    return session


def _webhook(body: Body, at: dt.datetime) -> dict[str, Any]:
    """An event as it is sent: the secret, the headers, the bytes."""
    kinds = [name for name, _ in event_kinds()]
    node, secret = actions.subscribe(
        name="w", body_id=body.pk, address="https://w.example/in", events=kinds, by=MACHINE, at=at
    )
    Node.objects.filter(pk=node.pk).update(confirmed_at=at)
    told: dict[str, Any] = {
        "kind": kinds[0],
        "subject": "测试函 签发",
        "data": {"number": "测试函"},
    }
    actions.publish(**told, body_ids={body.pk}, by=MACHINE, at=at)
    sender = Node.objects.filter(is_local=True).order_by("pk")[0]
    later = at + dt.timedelta(seconds=1)
    actions.prepare(sender=sender, receiver=node, by=MACHINE, at=later)
    row = Outgoing.objects.get(receiver=node)
    caught: list[tuple[bytes, dict[str, str]]] = []

    def post(_address: str, raw: bytes, headers: dict[str, str]) -> Reply:
        caught.append((raw, headers))
        return 204, {}, b""

    partner = next(p for p in queries.partners(MACHINE, Wire.WEBHOOK, later))
    from hedun.base.exchange.decide import envelope

    signed = Signed(bytes(row.raw or b""), row.key_id, bytes(row.signature))
    webhook.carry(partner, envelope.read(signed.raw), signed, at=later, post=post)
    raw, headers = caught[0]
    return {"secret": secret, "headers": headers, "body": base64.b64encode(raw).decode()}


def _call(a: Node, b: Node, *, at: dt.datetime) -> dict[str, Any]:
    """A call between nodes as it is sent, with the public key that it is to be checked with."""
    actions.put(
        sender=a, receiver=b, kind="conform.note", subject="x", data={"n": 1}, by=MACHINE, at=at
    )
    actions.prepare(sender=a, receiver=b, by=MACHINE, at=at)
    row = Outgoing.objects.get(receiver=b)
    signed = Signed(bytes(row.raw or b""), row.key_id, bytes(row.signature))
    headers = http.headers_of(signed, sender=a, receiver="b", path=http.PATH, at=timezone.now())
    key = queries.keys(MACHINE, a)[0]
    return {
        "url": f"https://b.example{http.PATH}",
        "headers": headers,
        "body": base64.b64encode(signed.raw).decode(),
        "key_id": key.key_id,
        "public": key.public.hex(),
    }


def main() -> None:
    """Print the samples, for whoever wants to look at them."""
    import django

    django.setup()
    print(json.dumps(samples(), ensure_ascii=False))
