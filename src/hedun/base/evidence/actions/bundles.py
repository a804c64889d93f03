"""A matter leaves the house as a bundle that anybody can check; the log leaves as a dump."""

import datetime as dt
import json
from pathlib import Path

from django.db import transaction

from hedun.base.accounts.actions import record
from hedun.base.accounts.terms import Refused, Viewer
from hedun.base.evidence import queries
from hedun.base.evidence.actions.log import MACHINE, extend, sign_head
from hedun.base.evidence.decide import bundles
from hedun.base.evidence.decide.store import file_name
from hedun.base.evidence.models import Capture, Checkpoint, Leaf, Stamp
from hedun.base.evidence.queries.log import READERS, signers
from hedun.base.evidence.terms import BundleError, Dossier, LeafKind
from hedun.engine.seal import merkle, note, signing, verify

MOST_LEAVES = 20_000
MOST_BYTES = 400 << 20


@transaction.atomic
def export_bundle(*, kind: str, subject_id: str, by: Viewer, at: dt.datetime) -> tuple[str, bytes]:
    """Put a matter into a bundle: its captures, what happened to it, the proofs; name and bytes.

    Raises BundleError where there is nothing to put in, Tampered where stored bytes are broken.
    """
    found = queries.matter(by, kind, subject_id)
    if found is None:
        raise BundleError("没有这个事项，或您无权导出其证据包。")
    leaves = _leaves(found, at=at)
    head = _head(leaves)
    given = bundles.Contents(
        title=found.title,
        matter=(kind, subject_id),
        maker=(by.body_name, by.name),
        at=at,
        head=head.note,
        keys=tuple(queries.log_keys(by, head.keys)),
        leaves=_proven(leaves, head),
        captures=_pieces(found, leaves, by=by),
        stamps=tuple(_stamp(row, at=at) for row in head.stamps.order_by("pk")),
        verifier=Path(verify.__file__).read_bytes(),
    )
    files, listed = bundles.members(given)
    content = bundles.sealed(files, listed, _signed(head, listed))
    record(
        by=by,
        at=at,
        action="evidence:bundle:export",
        subject=(kind, subject_id),
        detail={"captures": list(found.captures), "leaves": len(leaves), "size": len(content)},
    )
    stem = file_name(f"证据包 {found.title}", "application/zip")
    return stem, content


def _leaves(found: Dossier, *, at: dt.datetime) -> list[Leaf]:
    """What happened to the matter; what has no place yet gets one now."""
    rows = _rows(found)
    if any(row.place is None for row in rows):
        while extend(by=MACHINE, at=at):
            pass
        rows = _rows(found)
    if not rows:
        raise BundleError("这个事项在存证日志中没有任何记录（可能早于日志启用），无法生成证据包。")
    if len(rows) > MOST_LEAVES:
        raise BundleError(f"这个事项的日志记录超过 {MOST_LEAVES} 条，请按固证材料分别导出。")
    return rows


def _rows(found: Dossier) -> list[Leaf]:
    rows: dict[int, Leaf] = {}
    for kind, key in found.subjects:
        for row in Leaf.objects.filter(subject_kind=kind, subject_id=key)[: MOST_LEAVES + 1]:
            rows[row.pk] = row
    return sorted(rows.values(), key=lambda row: row.place if row.place is not None else row.pk)


def _head(leaves: list[Leaf]) -> Checkpoint:
    """The first checkpoint over all of them, a stamped one before any other."""
    needed = max(row.place or 0 for row in leaves) + 1
    heads = Checkpoint.objects.filter(size__gte=needed).order_by("size")
    stamped = heads.filter(stamps__isnull=False).first()
    head = stamped or heads.first() or sign_head(by=MACHINE, at=max(row.at for row in leaves))
    if head is None:
        raise BundleError("存证日志尚未签署，请稍后重试。")
    return head


def _stamp(row: Stamp, *, at: dt.datetime) -> bundles.StampPiece:
    """A stamp with what was stamped over it, until one whose certificate is still good."""
    renewals = tuple(
        bundles.Renewal(
            bytes(each.token), each.checkpoint.note, _proven([leaf], each.checkpoint)[0]
        )
        for each, leaf in queries.renewals(MACHINE, row, at)
    )
    return bundles.StampPiece(row.authority, bytes(row.token), renewals)


def _proven(leaves: list[Leaf], head: Checkpoint) -> tuple[bundles.LeafPiece, ...]:
    log = queries.log(MACHINE)
    assert log is not None
    tree = queries.tiles(MACHINE, log)
    return tuple(
        bundles.LeafPiece(
            row.place,
            row.content,
            tuple(merkle.inclusion(tree.digest, tree.read, index=row.place, size=head.size)),
        )
        for row in leaves
        if row.place is not None
    )


def _pieces(found: Dossier, leaves: list[Leaf], *, by: Viewer) -> tuple[bundles.Piece, ...]:
    """The captures whose leaf is there; each is read and proven once more."""
    named: dict[str, dict[LeafKind, Leaf]] = {}
    for row in leaves:
        if row.kind in {LeafKind.CAPTURE, LeafKind.ERASED}:
            named.setdefault(row.subject_id, {})[LeafKind(row.kind)] = row
    rows = queries.capture_rows(by, found.captures)
    if sum(row.blob.size for row in rows) > MOST_BYTES:
        raise BundleError(f"固证材料合计超过 {MOST_BYTES >> 20} MB，请按固证材料分别导出。")
    return tuple(
        _piece(row, own, by=by)
        for row in rows
        if LeafKind.CAPTURE in (own := named.get(str(row.pk), {}))
    )


def _piece(row: Capture, leaves: dict[LeafKind, Leaf], *, by: Viewer) -> bundles.Piece:
    place = leaves[LeafKind.CAPTURE].place or 0
    gone, end = queries.tombstone(by, row), leaves.get(LeafKind.ERASED)
    if gone is not None and end is not None:
        deleted = bundles.Deleted(end.place or 0, json.loads(end.content)["at"], row.blob.sha256)
        told = queries.told_deleted(by, row, gone).encode()
        name = "按保存期限删除.txt"
        return bundles.Piece(row.pk, name, row.title, told, row.manifest, place, deleted)
    name = file_name(row.title, row.manifest.get("media_type", row.blob.media_type))
    return bundles.Piece(row.pk, name, row.title, queries.read(by, row), row.manifest, place)


def _signed(head: Checkpoint, listed: bytes) -> list[tuple[str, bytes]]:
    """Every key that signed the checkpoint signs the list as well."""
    origin = note.read(head.note)[0].origin
    held = {key.fingerprint: (key, private) for key, private in signers(MACHINE, origin, head.keys)}
    return [
        (name, signing.sign(held[name][0].algorithm, held[name][1], listed)) for name in head.keys
    ]


@transaction.atomic
def export_log(*, by: Viewer, at: dt.datetime) -> list[str]:
    """Give the whole log as lines that `verify` reads: leaves, and each checkpoint after its own."""
    if not (by.is_system or by.has(*READERS)):
        raise Refused("存证日志只能由系统、安全或审计管理员导出，请联系本单位管理员。")
    while extend(by=MACHINE, at=at):
        pass
    sign_head(by=MACHINE, at=at)
    log = queries.log(by)
    if log is None:
        raise BundleError("存证日志尚未启用：还没有任何记录。")
    heads = {row.size: row for row in queries.checkpoints(by)}
    named = list(dict.fromkeys(name for row in heads.values() for name in row.keys))
    lines = [
        bundles.log_head(log.origin, log.digest, size=log.size, keys=queries.log_keys(by, named))
    ]
    digest, after = merkle.Digest(log.digest), 0
    for leaf in queries.leaves(by).iterator(chunk_size=1000):
        hashed = digest.leaf(leaf.content.encode()).hex()
        row = {"place": leaf.place, "hash": hashed, "leaf": leaf.content}
        lines.append(json.dumps(row, ensure_ascii=False))
        if head := heads.get((leaf.place or 0) + 1):
            told = {"checkpoint": head.note, "keys": head.keys, "after": after}
            after = head.size
            lines.append(json.dumps(told, ensure_ascii=False))
    detail = {"leaves": log.size, "checkpoints": len(heads)}
    record(by=by, at=at, action="evidence:log:export", subject=("log", log.pk), detail=detail)
    return lines
