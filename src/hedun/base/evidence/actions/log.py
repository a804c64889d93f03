"""Things become leaves with the act itself; leaves get their place and are signed soon after."""

import datetime as dt
import secrets
from typing import Any

from django.conf import settings
from django.db import transaction

from hedun.base.accounts.actions import record
from hedun.base.accounts.terms import Refused, Role, Viewer
from hedun.base.evidence import queries
from hedun.base.evidence.decide import leaves as texts
from hedun.base.evidence.decide import riding
from hedun.base.evidence.models import Checkpoint, Leaf, Log, LogKey, Ride, Tile
from hedun.base.evidence.queries.log import signers
from hedun.base.evidence.terms import LeafKind
from hedun.engine.seal import merkle, note, signing
from hedun.engine.seal.box import NONCE_BYTES, seal

MACHINE = Viewer.system("存证日志")
SCHEMES = ("ed25519", "sm2-sm3")


@transaction.atomic(savepoint=False)
def append(
    *,
    kind: LeafKind,
    subject: tuple[str, str | int],
    content: dict[str, Any],
    by: Viewer,
    at: dt.datetime,
) -> Leaf:
    """Write a leaf in the caller's transaction; it has no place yet, so nobody waits for it."""
    return Leaf.objects.create(
        kind=kind,
        subject_kind=subject[0],
        subject_id=str(subject[1]),
        at=at,
        content=texts.leaf(kind, content, at=at, salt=secrets.token_hex(16)),
    )


@transaction.atomic
def extend(*, by: Viewer, at: dt.datetime, most: int = 5000) -> int:
    """Give waiting leaves their places in the tree; one process at a time. How many there were."""
    log = _locked(at)
    waiting = list(Leaf.objects.filter(place__isnull=True).order_by("pk")[:most])
    if not waiting:
        return 0
    tree = queries.tiles(by, log)
    for leaf in waiting:
        leaf.place = tree.add(texts.hash_of(tree.digest, leaf.content))
    Leaf.objects.bulk_update(waiting, ["place"], batch_size=300)
    for (level, number), hashes in tree.changed.items():
        Tile.objects.update_or_create(level=level, number=number, defaults={"hashes": hashes})
    log.size = tree.size
    log.save(update_fields=["size"])
    return len(waiting)


@transaction.atomic
def sign_head(*, by: Viewer, at: dt.datetime) -> Checkpoint | None:
    """Sign the log as it is now; nothing where nothing has been added since."""
    log = _locked(at)
    if not log.size or Checkpoint.objects.filter(size=log.size).exists():
        return None
    tree = queries.tiles(by, log)
    root = merkle.root(tree.digest, tree.read, log.size)
    head = note.Checkpoint(log.origin, log.size, root, log.digest, at)
    keys = signers(MACHINE, log.origin)
    return Checkpoint.objects.create(
        size=log.size,
        root=root.hex(),
        note=note.sign(head, keys),
        keys=[key.fingerprint for key, _ in keys],
        at=at,
    )


@transaction.atomic
def rotate(*, by: Viewer, at: dt.datetime) -> None:
    """Make new keys for the log; those before verify what they have signed, and sign no more."""
    if not (by.is_system or by.has(Role.SYSTEM_ADMIN)):
        raise Refused("日志密钥只能由系统管理员更换，请联系系统管理员。")
    log = _locked(at)
    LogKey.objects.filter(retired_at__isnull=True).update(retired_at=at)
    _make_keys(log, at)
    record(by=by, at=at, action="evidence:log:rotate", subject=("log", log.pk))


def _locked(at: dt.datetime) -> Log:
    log = Log.objects.select_for_update().first()
    if log is None:
        origin = f"hedun-{secrets.token_hex(8)}/log"
        log = Log.objects.create(origin=origin, digest=settings.LOG_DIGEST, began_at=at)
        _make_keys(log, at)
    return log


def _make_keys(log: Log, at: dt.datetime) -> None:
    for scheme in SCHEMES:
        private = signing.generate(scheme)
        key = note.Key(log.origin, scheme, signing.public_of(scheme, private))
        sealed = seal(
            private.hex(),
            key=settings.PARTNER_KEY,
            place=f"log:{key.fingerprint}",
            nonce=secrets.token_bytes(NONCE_BYTES),
        )
        LogKey.objects.create(
            fingerprint=key.fingerprint,
            algorithm=scheme,
            public=key.public,
            sealed=sealed,
            valid_from=at,
        )


@transaction.atomic(savepoint=False)
def ride(*, channel: str, by: Viewer, at: dt.datetime) -> str:
    """What the next message on a channel carries: our newest checkpoint, proven from the last.

    Called under the lock of the channel, so that proofs follow each other as the messages do.
    Empty while this house has signed nothing.
    """
    head = queries.latest(by)
    if head is None:
        return ""
    told, _ = Ride.objects.get_or_create(channel=channel)
    ridden = riding.Ridden(
        head.note,
        told.size,
        tuple(queries.proof(by, first=told.size, second=head.size)),
        tuple(queries.log_keys(by, head.keys)),
    )
    if told.size != head.size:
        told.size = head.size
        told.save(update_fields=["size"])
    return riding.pack(ridden)
