"""Signing over raw bytes by whichever algorithm a key is of; the key says which, never a message."""

import secrets
from dataclasses import dataclass
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ed25519

from hedun.engine.seal import sm2


class Algorithm(Protocol):
    """What a signature needs; a cryptographic module (HSM) fits behind the same three."""

    def generate(self) -> bytes:
        """Make a private key."""

    def public_of(self, private: bytes) -> bytes:
        """Give the public key that belongs to it."""

    def sign(self, private: bytes, message: bytes) -> bytes:
        """Sign a message."""

    def verify(self, public: bytes, message: bytes, signature: bytes) -> bool:
        """Tell whether the holder of the key signed exactly this."""


@dataclass(frozen=True, slots=True)
class Ed25519:
    """RFC 8032: keys of 32 bytes, signatures of 64."""

    def generate(self) -> bytes:
        return secrets.token_bytes(32)

    def public_of(self, private: bytes) -> bytes:
        key = ed25519.Ed25519PrivateKey.from_private_bytes(private)
        return key.public_key().public_bytes_raw()

    def sign(self, private: bytes, message: bytes) -> bytes:
        return ed25519.Ed25519PrivateKey.from_private_bytes(private).sign(message)

    def verify(self, public: bytes, message: bytes, signature: bytes) -> bool:
        try:
            ed25519.Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class Sm2:
    """GB/T 32918.2 with SM3, as the commercial cryptography rules ask."""

    def generate(self) -> bytes:
        return (secrets.randbelow(sm2.N - 2) + 1).to_bytes(32, "big")

    def public_of(self, private: bytes) -> bytes:
        return sm2.public_of(private)

    def sign(self, private: bytes, message: bytes) -> bytes:
        return sm2.sign(private, message, noise=secrets.token_bytes(40))

    def verify(self, public: bytes, message: bytes, signature: bytes) -> bool:
        return sm2.verify(public, message, signature)


ALGORITHMS: dict[str, Algorithm] = {"ed25519": Ed25519(), "sm2-sm3": Sm2()}


def generate(algorithm: str) -> bytes:
    """Make a private key; KeyError for an algorithm that nobody knows."""
    return ALGORITHMS[algorithm].generate()


def public_of(algorithm: str, private: bytes) -> bytes:
    """Give the public key that belongs to a private one."""
    return ALGORITHMS[algorithm].public_of(private)


def sign(algorithm: str, private: bytes, message: bytes) -> bytes:
    """Sign a message."""
    return ALGORITHMS[algorithm].sign(private, message)


def verify(algorithm: str, public: bytes, *, message: bytes, signature: bytes) -> bool:
    """Tell whether a signature is good; one of an unknown algorithm never is."""
    known = ALGORITHMS.get(algorithm)
    return known is not None and known.verify(public, message, signature)
