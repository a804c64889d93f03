"""How a bundle is laid out: which files, in which order, and the list that is signed."""

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from hedun.engine.seal import note
from hedun.engine.seal.verify import FORM, HEAD, KEYS, LIST, LOG_FORM, SIGNATURES, pack

README: Final = """合盾证据包说明

1. 在装有 Python 3 与 openssl 的任何计算机上运行：python verify.py 本证据包.zip
   无需联网，无需安装合盾。核验结果逐项列出，任何一处与签署时不一致都会指明文件或日志叶。
2. 核验时显示的公钥指纹，请通过电话、公文等另外的途径向出具单位核对；
   核对后可用 --key 指纹 再次核验。时间戳机构的根证书用 --roots 指定。
3. captures/ 为固证材料及其清单；leaves/ 为与本事项有关的日志叶；
   log/ 为检查点与时间戳（续盖的时间戳及其检查点、日志叶编号在后）；
   按保存期限删除的材料只有清单、摘要和删除的日志叶；bundle.json 为全部文件的清单，bundle.sig 为其签名。
4. .wacz 文件可用任何支持 WACZ 1.1.1 的软件（如 ReplayWeb.page）离线打开。
"""


@dataclass(frozen=True, slots=True)
class Deleted:
    """That the bytes of a capture were deleted by retention: the leaf that says so."""

    place: int
    at: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A capture in a bundle: its bytes, its manifest, its leaf."""

    pk: int
    name: str
    title: str
    content: bytes  # what says that they were deleted, where they were
    manifest: dict[str, Any]
    place: int
    deleted: Deleted | None = None


@dataclass(frozen=True, slots=True)
class LeafPiece:
    """A leaf in a bundle, with its proof under the checkpoint."""

    place: int
    content: str
    proof: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Renewal:
    """A later stamp that covers the bytes of an earlier one: its token, its checkpoint, the leaf."""

    token: bytes
    head: str
    leaf: LeafPiece


@dataclass(frozen=True, slots=True)
class StampPiece:
    """A stamp over the checkpoint of the bundle, and those that were made over it in turn."""

    authority: str
    token: bytes
    renewals: tuple[Renewal, ...] = ()


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything that goes into a bundle."""

    title: str
    matter: tuple[str, str]
    maker: tuple[str, str]  # body, person
    at: dt.datetime
    head: str
    keys: tuple[note.Key, ...]
    leaves: tuple[LeafPiece, ...]
    captures: tuple[Piece, ...]
    stamps: tuple[StampPiece, ...]
    verifier: bytes


def leaf_path(place: int) -> str:
    """Where a leaf lies in the bundle."""
    return f"leaves/{place:010}.json"


def keys_file(keys: Sequence[note.Key]) -> list[dict[str, str]]:
    """Public keys as a stranger reads them."""
    return [
        {
            "name": key.name,
            "algorithm": key.algorithm,
            "public": key.public.hex(),
            "fingerprint": key.fingerprint,
        }
        for key in keys
    ]


def _json(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=1, default=str).encode()


def members(given: Contents) -> tuple[dict[str, bytes], bytes]:
    """The files of a bundle, and the list over them that must be signed."""
    files = {
        "verify.py": given.verifier,
        "说明.txt": README.encode(),
        KEYS: _json(keys_file(given.keys)),
        HEAD: given.head.encode(),
    }
    for piece in given.captures:
        files[f"captures/{piece.pk}/{piece.name}"] = piece.content
        files[f"captures/{piece.pk}/manifest.json"] = _json(piece.manifest)
    for leaf in given.leaves:
        files[leaf_path(leaf.place)] = leaf.content.encode()
    for number, stamp in enumerate(given.stamps, 1):
        files[f"log/stamps/{number}.tsr"] = stamp.token
        for step, renewal in enumerate(stamp.renewals, 1):
            row = _renewal(number, step, renewal)
            files[row["path"]] = renewal.token
            files[row["head"]] = renewal.head.encode()
            files[row["leaf"]] = renewal.leaf.content.encode()
    return files, _json(_list(given, files))


def _renewal(number: int, step: int, renewal: Renewal) -> dict[str, Any]:
    place = f"log/stamps/{number}.{step}"
    return {
        "path": f"{place}.tsr",
        "head": f"{place}.checkpoint.txt",
        "leaf": f"{place}.leaf.json",
        "index": renewal.leaf.place,
        "proof": [each.hex() for each in renewal.leaf.proof],
    }


def _capture(piece: Piece) -> dict[str, Any]:
    row = {
        "id": piece.pk,
        "title": piece.title,
        "path": f"captures/{piece.pk}/{piece.name}",
        "manifest": f"captures/{piece.pk}/manifest.json",
        "leaf": leaf_path(piece.place),
    }
    if gone := piece.deleted:
        told = {"leaf": leaf_path(gone.place), "id": piece.pk, "at": gone.at}
        row["deleted"] = told | {"sha256": gone.sha256}
    return row


def _list(given: Contents, files: dict[str, bytes]) -> dict[str, Any]:
    return {
        "form": FORM,
        "title": given.title,
        "matter": list(given.matter),
        "made_at": given.at.isoformat(),
        "made_by": list(given.maker),
        "files": [
            {
                "path": path,
                "size": len(content),
                "sha256": hashlib.sha256(content).hexdigest(),
                "sm3": hashlib.new("sm3", content).hexdigest(),
            }
            for path, content in files.items()
        ],
        "leaves": [
            {
                "path": leaf_path(leaf.place),
                "index": leaf.place,
                "proof": [step.hex() for step in leaf.proof],
            }
            for leaf in given.leaves
        ],
        "captures": [_capture(piece) for piece in given.captures],
        "stamps": [
            {
                "path": f"log/stamps/{number}.tsr",
                "authority": stamp.authority,
                "renewals": [
                    _renewal(number, step, renewal)
                    for step, renewal in enumerate(stamp.renewals, 1)
                ],
            }
            for number, stamp in enumerate(given.stamps, 1)
        ],
        "keys": [key.fingerprint for key in given.keys],
    }


def sealed(
    files: dict[str, bytes], listed: bytes, signatures: Sequence[tuple[str, bytes]]
) -> bytes:
    """The bundle: its files, the list, and who has signed the list."""
    made = [{"key": name, "signature": raw.hex()} for name, raw in signatures]
    return pack({**files, LIST: listed, SIGNATURES: _json(made)})


def log_head(origin: str, digest: str, *, size: int, keys: Sequence[note.Key]) -> str:
    """The first line of a dump of the log."""
    content = {"form": LOG_FORM, "origin": origin, "digest": digest, "size": size}
    return json.dumps({**content, "keys": keys_file(keys)}, ensure_ascii=False)
