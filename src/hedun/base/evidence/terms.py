"""Words for what proves a thing, and the doors by which rooms above guard their captures."""

from collections.abc import Callable
from typing import Final

from hedun.base.accounts.terms import Viewer
from hedun.engine.term import Term

LIMIT_BYTES: Final = 50 * 1024 * 1024

Gate = Callable[[Viewer, str], bool]
Holder = Callable[[Viewer, int], bool]

_GATES: dict[str, Gate] = {}
_HOLDERS: list[Holder] = []


class CaptureKind(Term):
    """What was captured."""

    LISTING = "listing", "商品信息快照"
    ATTACHMENT = "attachment", "附件"
    DOCUMENT = "document", "文书"
    UPLOAD = "upload", "上传文件"


class Unfit(ValueError):
    """The thing cannot be fixed as evidence; nothing of it was kept."""


class Tampered(RuntimeError):
    """The stored bytes are not those that were fixed; the message names the capture."""


def register_gate(subject_kind: str, gate: Gate) -> None:
    """Let a room above say who may see the captures of its own kind of subject.

    `gate(viewer, subject_id)` tells whether the viewer may see that subject. Called once,
    from the room's `apps.ready`; a kind without a gate shows only to the body that fixed it.
    """
    _GATES[subject_kind] = gate


def register_holder(holder: Holder) -> None:
    """Let a room above show a capture that one of its visible rows refers to.

    `holder(viewer, capture_id)` is asked when the gate of the subject has said no.
    """
    if holder not in _HOLDERS:
        _HOLDERS.append(holder)


def gate_of(subject_kind: str) -> Gate | None:
    """Give the gate of a kind of subject, if a room has registered one."""
    return _GATES.get(subject_kind)


def holders() -> tuple[Holder, ...]:
    """Give every registered holder."""
    return tuple(_HOLDERS)
