"""Identity numbers of natural persons: a keyed hash and four characters, nothing more."""

import hashlib
import hmac


def identity_hash(number: str, *, key: bytes) -> str:
    """HMAC-SHA-256 of a normal 18-character identity number under the house's key."""
    return hmac.digest(key, number.encode(), hashlib.sha256).hex()
