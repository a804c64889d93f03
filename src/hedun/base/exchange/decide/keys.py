"""Which key may have signed what, at which moment."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from hedun.base.exchange.decide.envelope import digest
from hedun.base.exchange.terms import Signed, Unsigned
from hedun.engine.seal import signing


@dataclass(frozen=True, slots=True)
class Key:
    """A public key of a node: from when it signs, until when, and whether it was revoked."""

    key_id: str
    algorithm: str
    public: bytes
    valid_from: dt.datetime
    retired_at: dt.datetime | None = None
    revoked_at: dt.datetime | None = None

    def may_verify(self, at: dt.datetime) -> bool:
        """Tell whether what arrives at that moment may be checked with it.

        A retired key signs no more and still verifies: its messages may be on their way. A
        revoked one verifies nothing that arrives from then on.
        """
        return self.revoked_at is None or at < self.revoked_at

    def may_sign(self, at: dt.datetime) -> bool:
        """Tell whether its holder may still sign with it."""
        ends = [moment for moment in (self.retired_at, self.revoked_at) if moment]
        return self.valid_from <= at and all(at < moment for moment in ends)


def key_id(algorithm: str, public: bytes) -> str:
    """The name of a key, which follows from it: nobody can claim another's."""
    return f"{algorithm}:{digest(public)[:32]}"


def check(signed: Signed, keys: Iterable[Key], *, at: dt.datetime) -> Key:
    """Give the key that signed the bytes; Unsigned where none that was good then did.

    The algorithm is the key's: what the message says about it counts for nothing.
    """
    for key in keys:
        if key.key_id == signed.key_id and key.may_verify(at):
            good = signing.verify(
                key.algorithm, key.public, message=signed.raw, signature=signed.signature
            )
            if good:
                return key
    raise Unsigned("签名不符，或密钥不是对方在用的密钥。")
