"""Secrets that the house must read again: sealed under its own key, bound to their place."""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12


class Unsealable(ValueError):
    """The sealed bytes were made under another key, for another place, or were changed."""


def seal(secret: str, *, key: bytes, place: str, nonce: bytes) -> bytes:
    """Encrypt a secret (AES-256-GCM) so that it opens only under `key` and for `place`."""
    return nonce + AESGCM(key).encrypt(nonce, secret.encode(), place.encode())


def unseal(sealed: bytes, *, key: bytes, place: str) -> str:
    """Give the secret back; Unsealable where the key, the place or a bit is not the same."""
    nonce, body = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    try:
        return AESGCM(key).decrypt(nonce, body, place.encode()).decode()
    except (InvalidTag, ValueError):
        raise Unsealable(place) from None
