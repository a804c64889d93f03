"""The only readers of nodes, keys and messages."""

import datetime as dt
import uuid

from django.conf import settings
from django.db.models import F, Q, QuerySet

from hedun.base.accounts.terms import Role, Viewer
from hedun.base.exchange.decide.keys import Key
from hedun.base.exchange.models import Channel, Incident, Incoming, Node, NodeKey, Outgoing
from hedun.base.exchange.terms import Partner, SendState, Wire
from hedun.base.jobs import queries as jobs
from hedun.engine.seal.box import Unsealable, unseal

SILENT_AFTER = dt.timedelta(seconds=60)
DISPATCHER = "dispatch@"


def _is_technician(viewer: Viewer) -> bool:
    return viewer.is_system or viewer.has(Role.SYSTEM_ADMIN)


def nodes(viewer: Viewer) -> QuerySet[Node]:
    """Every node: the machine's and the system administrator's to see."""
    rows = Node.objects.order_by("-is_local", "name")
    return rows if _is_technician(viewer) else rows.none()


def node(viewer: Viewer, name: str, *, is_local: bool) -> Node | None:
    """A node in use by its name."""
    return nodes(viewer).filter(name=name, is_local=is_local, is_active=True).first()


def node_of(viewer: Viewer, body_id: int, *, is_local: bool) -> Node | None:
    """The node by which a body is reached, or by which one of our own speaks."""
    rows = nodes(viewer).filter(body_id=body_id, is_local=is_local, is_active=True)
    return rows.exclude(wire=Wire.WEBHOOK).first()


def body_of(viewer: Viewer, node_id: int) -> int | None:
    """The body that a node speaks for."""
    return nodes(viewer).filter(pk=node_id).values_list("body_id", flat=True).first()


def keys(viewer: Viewer, node: Node) -> list[Key]:
    """The public keys of a node, the newest first."""
    if not _is_technician(viewer):
        return []
    return [_key(row) for row in NodeKey.objects.filter(node=node).order_by("-valid_from", "-pk")]


def _key(row: NodeKey) -> Key:
    return Key(
        row.key_id,
        row.algorithm,
        bytes(row.public),
        row.valid_from,
        row.retired_at,
        row.revoked_at,
    )


def signing_key(viewer: Viewer, node: Node, at: dt.datetime) -> tuple[Key, bytes] | None:
    """The newest key that a local node may sign with now, and its private half."""
    if not (viewer.is_system and node.is_local):
        return None
    for row in NodeKey.objects.filter(node=node).order_by("-valid_from", "-pk"):
        key = _key(row)
        if not key.may_sign(at):
            continue
        try:
            text = unseal(bytes(row.sealed), key=settings.PARTNER_KEY, place=key.key_id)
        except Unsealable:
            continue
        return key, bytes.fromhex(text)
    return None


def secrets_of(viewer: Viewer, node: Node, at: dt.datetime) -> list[tuple[str, str]]:
    """The shared secrets that a partner of another wire knows, with their names, newest first."""
    if not viewer.is_system or node.wire == Wire.HEDUN:
        return []
    found = []
    for row in NodeKey.objects.filter(node=node).order_by("-valid_from", "-pk"):
        if not _key(row).may_sign(at):
            continue
        try:
            text = unseal(bytes(row.sealed), key=settings.PARTNER_KEY, place=row.key_id)
        except Unsealable:  # sealed by a house key that is lost: as good as no secret
            continue
        found.append((row.key_id, text))
    return found


def subscriptions(viewer: Viewer) -> QuerySet[Node]:
    """Subscribers of events: the machine's and the security administrator's to see."""
    rows = Node.objects.filter(wire=Wire.WEBHOOK).select_related("body").order_by("-pk")
    return rows if viewer.is_system or viewer.has(Role.SECURITY_ADMIN) else rows.none()


def deliveries(viewer: Viewer, subscription: Node) -> QuerySet[Outgoing]:
    """What went, or is to go, to a subscriber: how it stands, without its content."""
    rows = Outgoing.objects.select_related("receiver").defer("data", "raw").order_by("-pk")
    may = subscriptions(viewer).filter(pk=subscription.pk).exists()
    return rows.filter(receiver=subscription) if may else rows.none()


def visible_outgoing(viewer: Viewer) -> QuerySet[Outgoing]:
    """What goes out: that it does, and how it stands; the technician reads no content."""
    rows = Outgoing.objects.select_related("sender", "receiver").defer("data", "raw")
    return rows if _is_technician(viewer) else rows.none()


def outbox(viewer: Viewer) -> QuerySet[Outgoing]:
    """Every message to another house, the newest first."""
    return visible_outgoing(viewer).order_by("-pk")


def dead(viewer: Viewer) -> QuerySet[Outgoing]:
    """Messages that the other side has refused and a person must decide about."""
    return visible_outgoing(viewer).filter(state=SendState.DEAD)


def outgoing(viewer: Viewer, message_id: uuid.UUID) -> Outgoing | None:
    """One message by its identifier."""
    return visible_outgoing(viewer).filter(message_id=message_id).first()


def delivery(viewer: Viewer, message_id: uuid.UUID) -> Outgoing | None:
    """How a message stands, for whoever may see what it tells of: moments, never content."""
    moments = ("state", "stored_at", "accepted_at", "answered_at")
    return Outgoing.objects.filter(message_id=message_id).only(*moments).first()


def proof_of(viewer: Viewer, message_id: uuid.UUID) -> bytes | None:
    """What the other side has answered to a message that it took."""
    if not viewer.is_system:
        return None
    rows = Outgoing.objects.filter(message_id=message_id, receipt__isnull=False)
    found = rows.values_list("receipt", flat=True).first()
    return bytes(found) if found is not None else None


def partner(viewer: Viewer, node: Node, at: dt.datetime) -> Partner:
    """A partner of another wire with the secrets that are good now."""
    return Partner(
        node.pk,
        node.name,
        node.body_id,
        node.address,
        dict(node.options),
        tuple(secrets_of(viewer, node, at)),
    )


def partners(viewer: Viewer, wire: Wire, at: dt.datetime) -> list[Partner]:
    """Partners in use that are spoken to by a wire."""
    rows = nodes(viewer).filter(wire=wire, is_local=False, is_active=True)
    return [partner(viewer, row, at) for row in rows]


def incoming(viewer: Viewer, sender: str, message_id: uuid.UUID) -> Incoming | None:
    """One message that came in."""
    rows = Incoming.objects.filter(sender__name=sender, message_id=message_id)
    return rows.first() if viewer.is_system else None


def receipts(viewer: Viewer, node: Node) -> list[bytes]:
    """Every receipt that a local node has given, in the order of their numbers."""
    if not viewer.is_system:
        return []
    rows = Incoming.objects.filter(receiver=node).order_by("inbox_no")
    return [bytes(row) for row in rows.values_list("receipt", flat=True)]


def holes(viewer: Viewer, sender: Node, receiver: Node) -> list[int]:
    """Numbers of a channel that are missing below the highest that came in, up to a hundred."""
    if not _is_technician(viewer):
        return []
    channel = Channel.objects.filter(sender=sender, receiver=receiver).first()
    if channel is None or channel.taken == channel.highest:
        return []
    rows = Incoming.objects.filter(sender=sender, receiver=receiver)
    there = set(rows.values_list("number", flat=True))
    return [n for n in range(1, channel.highest) if n not in there][:100]


def callable_nodes(viewer: Viewer, at: dt.datetime) -> QuerySet[Node]:
    """Partners with something to send to, that may be called now."""
    rested = Q(opens_at__isnull=True) | Q(opens_at__lte=at)
    waiting = Q(outgoing__state=SendState.WAITING, outgoing__next_at__lte=at)
    rows = nodes(viewer).filter(rested, waiting, is_active=True)
    return rows.order_by(F("opens_at").asc(nulls_first=True), "pk").distinct()


def silence(viewer: Viewer, at: dt.datetime) -> str:
    """Say in Chinese that messages wait while no dispatcher is alive; empty where all is well."""
    waiting = Q(state=SendState.WAITING, next_at__lte=at - SILENT_AFTER)
    open_ = Q(receiver__opens_at__isnull=True) | Q(receiver__opens_at__lte=at - SILENT_AFTER)
    if not visible_outgoing(viewer).filter(waiting, open_, receiver__is_active=True).exists():
        return ""
    if jobs.beats(viewer, DISPATCHER, at - SILENT_AFTER):
        return ""
    return "有消息在等待发送，但超过 60 秒没有发送进程的心跳。请系统管理员运行 hedun node run。"


def incidents(viewer: Viewer) -> QuerySet[Incident]:
    """What was not taken, newest first."""
    rows = Incident.objects.select_related("node").order_by("-pk")
    return rows if _is_technician(viewer) else rows.none()
