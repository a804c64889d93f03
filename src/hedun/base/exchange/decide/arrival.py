"""Judging a message that comes in, by what is known of it already."""

from dataclasses import dataclass

from hedun.base.exchange.terms import Envelope, Verdict


@dataclass(frozen=True, slots=True)
class Known:
    """What stands in the inbox: bytes under the same identifier, identifier under the number."""

    sha256: str | None = None
    under_number: str | None = None


def judge(envelope: Envelope, sha256: str, *, me: str, caller: str, known: Known) -> Verdict:
    """Say whether a message with a good signature is new, here before, or not to be taken."""
    if envelope.sender != caller:
        return Verdict.STRANGER
    if envelope.receiver != me:
        return Verdict.MISDIRECTED
    if known.sha256 is not None:
        return Verdict.AGAIN if known.sha256 == sha256 else Verdict.CONFLICT
    if known.under_number is not None:
        return Verdict.CONFLICT
    return Verdict.STORED
