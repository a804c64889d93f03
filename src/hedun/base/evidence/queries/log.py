"""Reading the log: leaves, tiles, proofs, checkpoints, and where it is not what was signed."""

import datetime as dt
from collections.abc import Iterator

from django.conf import settings
from django.db.models import QuerySet

from hedun.base.accounts.terms import Role, Viewer
from hedun.base.evidence.decide import leaves as texts
from hedun.base.evidence.models import Checkpoint, Leaf, Log, LogKey, Tile
from hedun.base.evidence.terms import LeafKind
from hedun.engine.seal import merkle, note
from hedun.engine.seal.box import unseal

READERS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR)


def _reads(viewer: Viewer) -> bool:
    return viewer.is_system or viewer.has(*READERS)


def log(viewer: Viewer) -> Log | None:
    """The log of this house, once something has been sealed."""
    return Log.objects.first()


def leaves(viewer: Viewer) -> QuerySet[Leaf]:
    """Every leaf, in the order of the tree; for administrators and the machine."""
    rows = Leaf.objects.filter(place__isnull=False).order_by("place")
    return rows if _reads(viewer) else rows.none()


def checkpoints(viewer: Viewer) -> QuerySet[Checkpoint]:
    """What this house has signed; that is said to every partner, so every officer may see it."""
    rows = Checkpoint.objects.order_by("-size").prefetch_related("stamps")
    return rows if _reads(viewer) or viewer.is_bureau else rows.none()


def latest(viewer: Viewer) -> Checkpoint | None:
    """The newest checkpoint."""
    return Checkpoint.objects.order_by("-size").first()


def leaf_of(viewer: Viewer, capture_id: int) -> Leaf | None:
    """The leaf of a capture that the viewer was shown."""
    rows = Leaf.objects.filter(subject_kind="capture", subject_id=str(capture_id))
    return rows.filter(kind=LeafKind.CAPTURE).first()


def log_keys(viewer: Viewer, fingerprints: list[str] | None = None) -> list[note.Key]:
    """Public keys of the log: those that sign now, or those of a checkpoint."""
    found = log(viewer)
    if found is None:
        return []
    rows = LogKey.objects.order_by("pk")
    if fingerprints is None:
        rows = rows.filter(retired_at__isnull=True)
    else:
        rows = rows.filter(fingerprint__in=fingerprints)
    return [note.Key(found.origin, row.algorithm, bytes(row.public)) for row in rows]


def signers(
    viewer: Viewer, origin: str, fingerprints: list[str] | None = None
) -> list[tuple[note.Key, bytes]]:
    """The keys that sign now, or those of a checkpoint, with their private halves; the machine's."""
    if not viewer.is_system:
        return []
    rows = LogKey.objects.order_by("pk")
    if fingerprints is None:
        rows = rows.filter(retired_at__isnull=True)
    else:
        rows = rows.filter(fingerprint__in=fingerprints)
    return [
        (
            note.Key(origin, row.algorithm, bytes(row.public)),
            bytes.fromhex(
                unseal(bytes(row.sealed), key=settings.PARTNER_KEY, place=f"log:{row.fingerprint}")
            ),
        )
        for row in rows
    ]


def _load(level: int, number: int) -> bytes:
    row = Tile.objects.filter(level=level, number=number).values_list("hashes", flat=True).first()
    return bytes(row) if row is not None else b""


def tiles(viewer: Viewer, log: Log) -> merkle.Tiles:
    """The tree as it is stored."""
    return merkle.Tiles(merkle.Digest(log.digest), _load, size=log.size)


def proof(viewer: Viewer, *, first: int, second: int) -> list[bytes]:
    """The proof that our log of `second` leaves begins with that of `first`."""
    found = log(viewer)
    if found is None or not 0 < first <= second <= found.size:
        return []
    tree = tiles(viewer, found)
    return merkle.consistency(tree.digest, tree.read, first=first, second=second)


def log_faults(viewer: Viewer) -> Iterator[str]:
    """Say in Chinese where the stored log is not what was signed, leaf by leaf, head by head."""
    found = log(viewer)
    if found is None:
        return
    tree, count = tiles(viewer, found), 0
    fresh = merkle.Tiles(tree.digest, lambda *_: b"")
    heads = {row.size: row for row in checkpoints(viewer)}
    for leaf in leaves(viewer).iterator(chunk_size=1000):
        if leaf.place != count:
            yield f"第 {count} 叶缺失"
            return
        made = texts.hash_of(tree.digest, leaf.content)
        if tree.tile(0, count // merkle.TILE)[count % merkle.TILE * 32 :][:32] != made:
            yield f"第 {count} 叶（{leaf.subject_kind} {leaf.subject_id}）内容被改"
        fresh.add(made)
        count += 1
        if head := heads.get(count):
            yield from _head_faults(viewer, head, merkle.root(fresh.digest, fresh.read, count))
    if count != found.size:
        yield f"日志应有 {found.size} 叶，实有 {count} 叶"
    for size in sorted(heads):
        if size > count:
            yield f"检查点签署了 {size} 叶，日志只有 {count} 叶：日志被截短"


def _head_faults(viewer: Viewer, head: Checkpoint, root: bytes) -> Iterator[str]:
    try:
        said = note.verify(head.note, log_keys(viewer, head.keys))
    except note.BadNote as error:
        yield f"{head.size} 叶的检查点无效：{error}"
        return
    if (said.size, said.root) != (head.size, root):
        yield f"{head.size} 叶的检查点与日志内容不符"


def is_stale(viewer: Viewer, at: dt.datetime, *, patience: dt.timedelta) -> bool:
    """Tell whether something has waited longer than it should to be put into the tree."""
    oldest = Leaf.objects.filter(place__isnull=True).order_by("pk").first()
    return oldest is not None and oldest.at < at - patience
