"""Words and values of the exchange of messages between nodes."""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Protocol

from hedun.engine.term import Term

MOST_BYTES = 8 << 20


class Wire(Term):
    """How a partner is spoken to: as a node like ours, or by what it speaks itself."""

    HEDUN = "hedun", "合盾节点"
    TOP = "top", "淘宝开放平台协议"
    WEBHOOK = "webhook", "事件订阅"


class SendState(Term):
    """Where a message to another node stands."""

    WAITING = "waiting", "待送达"
    STORED = "stored", "对方已存"
    ACCEPTED = "accepted", "对方已签收"
    ANSWERED = "answered", "对方已答复"
    DEAD = "dead", "待人工处理"
    WITHDRAWN = "withdrawn", "已放弃"


class Verdict(Term):
    """What became of a message that came in, or of one attempt to send one."""

    STORED = "stored", "已存"
    AGAIN = "again", "重复送达"
    LATER = "later", "没有应答"
    NOT_NOW = "not_now", "对方暂不能办理"
    UNREADABLE = "unreadable", "无法识别"
    STRANGER = "stranger", "来源不明"
    MISDIRECTED = "misdirected", "收件方不符"
    UNSIGNED = "unsigned", "签名不符"
    CONFLICT = "conflict", "同号不同文"
    REFUSED = "refused", "内容不能受理"
    TOO_LARGE = "too_large", "超过大小限制"

    @property
    def status(self) -> int:
        """How HTTP says it."""
        return {
            "stored": 200, "again": 200, "later": 504, "not_now": 503, "unreadable": 400, "stranger": 403,
            "misdirected": 403, "unsigned": 401, "conflict": 409, "refused": 422,
            "too_large": 413,
        }[self]  # fmt: skip


class Decision(Term):
    """What a person does with a message that could not be delivered."""

    RESEND = "resend", "重新发送"
    GIVE_UP = "give_up", "放弃发送"


@dataclass(frozen=True, slots=True)
class Signed:
    """Raw bytes, and who signed them with which key; the key knows its algorithm."""

    raw: bytes
    key_id: str
    signature: bytes


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the raw bytes of a message say."""

    message_id: uuid.UUID
    sender: str
    receiver: str
    number: int
    kind: str
    subject: str
    at: dt.datetime
    data: dict[str, Any]
    log: str = ""  # the sender's newest checkpoint, as base/evidence packs it


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a receiver signs: this message, these bytes, under this number, behind that one."""

    receiver: str
    sender: str
    message_id: uuid.UUID
    sha256: str
    number: int
    before: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """What a receiver gives back: a verdict, and the stored receipt where there is one."""

    verdict: Verdict
    body: bytes = b""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """What one attempt to send came to, as the sender sees it; what the receiver lacks."""

    verdict: Verdict
    body: bytes = b""
    reason: str = ""
    missing: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message that is being taken in, as its effect sees it."""

    envelope: Envelope
    incoming_id: int
    me_id: int
    caller_id: int
    caller_body_id: int | None
    at: dt.datetime


Effect = Callable[[Arrived], None]
_EFFECTS: dict[str, Effect] = {}


def effect(kind: str) -> Callable[[Effect], Effect]:
    """Let a room above act on messages of a kind, in the transaction that stores them.

    The effect raises Invalid where the message cannot be taken; then nothing is stored and the
    sender's people see why.
    """

    def register(function: Effect) -> Effect:
        known = _EFFECTS.get(kind)
        if known is not None and known.__qualname__ != function.__qualname__:
            raise ValueError(f"{kind} already has the effect {known.__qualname__}")
        _EFFECTS[kind] = function
        return function

    return register


def effect_of(kind: str) -> Effect | None:
    """The effect of a kind of message, if a room has registered one."""
    return _EFFECTS.get(kind)


@dataclass(frozen=True, slots=True)
class Partner:
    """A partner of another wire, as whoever speaks to it needs to know it."""

    node_id: int
    name: str
    body_id: int | None
    address: str
    options: dict[str, Any]
    secrets: tuple[tuple[str, str], ...]


class Carrier(Protocol):
    """Carries a message by a wire of another kind and says what came of it; never raises.

    Such a partner signs no receipt: the body of a success is what is kept as proof of it.
    """

    def __call__(
        self, partner: Partner, message: Envelope, signed: Signed, *, at: dt.datetime
    ) -> Result:
        """Carry one message once."""


_CARRIERS: dict[Wire, Carrier] = {}


def carrier(wire: Wire) -> Callable[[Carrier], Carrier]:
    """Let a room above carry messages to partners of a wire."""

    def register(function: Carrier) -> Carrier:
        _CARRIERS[wire] = function
        return function

    return register


def carrier_of(wire: Wire) -> Carrier | None:
    """What carries messages by a wire, if anything does."""
    return _CARRIERS.get(wire)


TEST_EVENT: Final = "cn.hedun.test.1"
_EVENTS: dict[str, str] = {}


def event_kind(name: str, label: str) -> str:
    """Let a room above offer a kind of event to subscribers."""
    _EVENTS[name] = label
    return name


def event_kinds() -> list[tuple[str, str]]:
    """Every kind of event that is on offer, with its label."""
    return list(_EVENTS.items())


_BELLS: list[Callable[[], None]] = []


def bell(function: Callable[[], None]) -> Callable[[], None]:
    """Let whoever waits for messages to send be woken; a hint that nothing rests on."""
    if function not in _BELLS:
        _BELLS.append(function)
    return function


def ring() -> None:
    """Wake whoever waits for messages to send."""
    for each in _BELLS:
        each()


class NotYet(RuntimeError):
    """The message rests on one that has not come in yet: nothing is stored, it comes again."""


class Unreadable(ValueError):
    """The bytes are no message, receipt or signature of the exchange."""


class Unsigned(ValueError):
    """No key that was good at that moment has signed these bytes."""
