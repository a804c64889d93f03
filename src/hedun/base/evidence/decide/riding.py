"""A checkpoint as it rides in a message, and what a partner's checkpoint is worth."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from hedun.base.evidence.terms import AlarmKind, Standing
from hedun.engine.seal import note as notes
from hedun.engine.seal.merkle import Digest, is_consistent

LONGEST: Final = 16_384


class BadRide(ValueError):
    """The field of the message is no checkpoint with its proof."""


@dataclass(frozen=True, slots=True)
class Ridden:
    """What rides: the signed note, the proof from an earlier size, the keys of the log."""

    note: str
    since: int
    proof: tuple[bytes, ...]
    keys: tuple[notes.Key, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A checkpoint of the same partner that is held already."""

    pk: int
    number: int
    size: int
    root: bytes


def pack(ridden: Ridden) -> str:
    """One word of Base64, as an attribute of CloudEvents may be."""
    content = {
        "note": ridden.note,
        "since": ridden.since,
        "proof": [step.hex() for step in ridden.proof],
        "keys": [[key.name, key.algorithm, key.public.hex()] for key in ridden.keys],
    }
    return base64.b64encode(json.dumps(content, separators=(",", ":")).encode()).decode()


def unpack(word: str) -> Ridden:
    """Read it strictly; BadRide where anything is not as `pack` writes it."""
    if len(word) > LONGEST:
        raise BadRide("检查点字段过长。")
    try:
        found = json.loads(base64.b64decode(word, validate=True))
        return _ridden(found)
    except (binascii.Error, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise BadRide("检查点字段不合格式。") from None


def _ridden(found: dict[str, Any]) -> Ridden:
    since, keys = found["since"], found["keys"]
    steps = tuple(bytes.fromhex(step) for step in found["proof"])
    is_sound = type(since) is int and 0 <= since < 1 << 62 and 0 < len(keys) <= 4
    if not is_sound or len(steps) > 64 or any(len(step) != 32 for step in steps):
        raise BadRide("检查点字段不合格式。")
    made = tuple(notes.Key(str(n), str(a), bytes.fromhex(p)) for n, a, p in keys)
    if any(key.algorithm not in notes.TYPES for key in made):
        raise BadRide("检查点的签名算法不受支持。")
    return Ridden(str(found["note"]), since, steps, made)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a checkpoint is worth, and what is to be alarmed of it."""

    standing: Standing
    alarms: tuple[tuple[AlarmKind, str, int | None], ...] = ()


def judge(new: notes.Checkpoint, ridden: Ridden, *, number: int, held: Sequence[Held]) -> Judgement:
    """Compare a partner's checkpoint with those held: the log may only grow, and must prove it.

    `number` is that of the message: a later message may not bring a smaller log.
    """
    alarms = [*_rollbacks(new, number, held), *_forks(new, held)]
    standing = _standing(new, ridden, number=number, held=held)
    if standing is Standing.ALARMED and not alarms:
        earlier = next((each.pk for each in held if each.size == ridden.since), None)
        kind = AlarmKind.FORK if earlier is not None else AlarmKind.UNPROVEN
        told = f"第 {number} 号消息的检查点（{new.size} 叶）与 {ridden.since} 叶时不一致"
        alarms.append((kind, told, earlier))
    return Judgement(Standing.ALARMED if alarms else standing, tuple(alarms))


def _rollbacks(
    new: notes.Checkpoint, number: int, held: Sequence[Held]
) -> list[tuple[AlarmKind, str, int | None]]:
    for each in held:
        early, late = sorted(((each.number, each.size), (number, new.size)))
        if early[0] < late[0] and early[1] > late[1]:
            told = f"第 {early[0]} 号消息时 {early[1]} 叶，第 {late[0]} 号消息时只有 {late[1]} 叶"
            return [(AlarmKind.ROLLBACK, told, each.pk)]
    return []


def _forks(new: notes.Checkpoint, held: Sequence[Held]) -> list[tuple[AlarmKind, str, int | None]]:
    told: list[tuple[AlarmKind, str, int | None]] = [
        (AlarmKind.FORK, f"{new.size} 叶时有两个根：{each.root.hex()[:16]} 与 {new.root.hex()[:16]}", each.pk)
        for each in held
        if each.size == new.size and each.root != new.root
    ]  # fmt: skip
    return told[:1]


def _standing(
    new: notes.Checkpoint, ridden: Ridden, *, number: int, held: Sequence[Held]
) -> Standing:
    if ridden.since == 0:
        is_first = all(each.number > number for each in held)
        return Standing.FIRST if is_first else Standing.ALARMED
    if ridden.since > new.size:
        return Standing.ALARMED
    base = next((each for each in held if each.size == ridden.since), None)
    if base is None:
        return Standing.WAITING
    good = is_consistent(
        Digest(new.digest),
        first=base.size,
        second=new.size,
        roots=(base.root, new.root),
        path=ridden.proof,
    )
    return Standing.PROVEN if good else Standing.ALARMED
