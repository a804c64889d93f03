"""What a leaf says: JSON in one spelling, with a salt so that its hash tells nothing."""

import datetime as dt
import hashlib
import json
from typing import Any

from hedun.engine.seal.merkle import Digest


def dump(content: Any) -> str:
    """JSON in one spelling: sorted names, no spaces."""
    return json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str
    )


def digest_of(content: Any) -> str:
    """SHA-256 of a value in that spelling."""
    return hashlib.sha256(dump(content).encode()).hexdigest()


def leaf(kind: str, content: dict[str, Any], *, at: dt.datetime, salt: str) -> str:
    """The text of a leaf; it is hashed as it stands."""
    told = {"v": 1, "kind": kind, "at": at.astimezone(dt.UTC).isoformat(), "salt": salt}
    return dump(told | content)


def hash_of(digest: Digest, content: str) -> bytes:
    """The hash of a leaf."""
    return digest.leaf(content.encode())
