"""Words for what proves a thing, and the doors by which rooms above guard their captures."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from hedun.base.accounts.terms import Viewer
from hedun.engine.term import Term

LIMIT_BYTES: Final = 50 * 1024 * 1024

Gate = Callable[[Viewer, str], bool]
Holder = Callable[[Viewer, int], bool]
Keeper = Callable[[Viewer, int, tuple[tuple[str, str], ...]], str]

_GATES: dict[str, Gate] = {}
_HOLDERS: list[Holder] = []
_KEEPERS: list[Keeper] = []


class CaptureKind(Term):
    """What was captured."""

    LISTING = "listing", "商品信息快照"
    ATTACHMENT = "attachment", "附件"
    DOCUMENT = "document", "文书"
    UPLOAD = "upload", "上传文件"
    PAGE = "page", "网页固证包"
    SCREENSHOT = "screenshot", "网页截图"


class Unfit(ValueError):
    """The thing cannot be fixed as evidence; nothing of it was kept."""


class Tampered(RuntimeError):
    """The stored bytes are not those that were fixed; the message names the capture."""


class Erased(RuntimeError):
    """The bytes were deleted by retention; the message says when, why, and their hash."""


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


def register_keeper(keeper: Keeper) -> None:
    """Let a room above keep a capture from deletion while one of its matters is open.

    `keeper(viewer, capture_id, subjects)` says in Chinese which matter that is, or nothing;
    `subjects` are what the capture was fixed for.
    """
    if keeper not in _KEEPERS:
        _KEEPERS.append(keeper)


def keepers() -> tuple[Keeper, ...]:
    """Give every registered keeper."""
    return tuple(_KEEPERS)


def gate_of(subject_kind: str) -> Gate | None:
    """Give the gate of a kind of subject, if a room has registered one."""
    return _GATES.get(subject_kind)


def holders() -> tuple[Holder, ...]:
    """Give every registered holder."""
    return tuple(_HOLDERS)


class LeafKind(Term):
    """What a leaf of the log stands for."""

    ACT = "act", "操作留痕"
    CAPTURE = "capture", "固证材料"
    SENT = "sent", "发出消息"
    RECEIVED = "received", "收到消息"
    STAMP = "stamp", "时间戳"
    ERASED = "erased", "按期删除"


class PageState(Term):
    """Where the capture of a page stands."""

    WAITING = "waiting", "等待采集"
    DONE = "done", "已固定"
    FAILED = "failed", "未能固定"


class Standing(Term):
    """What is known of a partner's checkpoint."""

    FIRST = "first", "首次收到"
    PROVEN = "proven", "与前次一致"
    WAITING = "waiting", "待前序消息"
    ALARMED = "alarmed", "已报警"


class AlarmKind(Term):
    """What a partner's log was seen to do that an honest log never does."""

    ROLLBACK = "rollback", "日志回退"
    FORK = "fork", "日志分叉"
    UNPROVEN = "unproven", "没有一致性证明"
    UNSIGNED = "unsigned", "签名无效"
    REPLACED = "replaced", "更换日志或密钥"
    UNREADABLE = "unreadable", "无法识别"

    @property
    def meaning(self) -> str:
        """What it means, for the person who must ask the partner."""
        return {
            "rollback": "后发的消息带来了更小的日志：对方曾把日志恢复到较早的状态。",
            "fork": "同一长度有两个根，或后来的日志不以先前的日志开头：对方改写过已签名的历史。",
            "unproven": "对方没有证明新日志以先前的日志开头。",
            "unsigned": "检查点没有对方日志密钥的有效签名。",
            "replaced": "对方换了日志名称或日志密钥；请向对方核实是否为正常换钥。",
            "unreadable": "消息所带检查点不合格式；可能是双方版本不同。",
        }[self]


class BundleError(ValueError):
    """The matter cannot be put into a bundle; the message says why and what to do."""


class Uncatchable(RuntimeError):
    """The page could not be fetched; the message names the rule or the fault."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """What belongs to a matter: its name, the subjects of its acts, its captures."""

    title: str
    subjects: tuple[tuple[str, str], ...]
    captures: tuple[int, ...] = ()


Collect = Callable[[Viewer, str], Dossier | None]
_DOSSIERS: dict[str, Collect] = {}


def register_dossier(subject_kind: str, collect: Collect) -> None:
    """Let a room above say what belongs to a matter of its kind.

    `collect(viewer, subject_id)` gives None where the viewer may not see the matter.
    """
    _DOSSIERS[subject_kind] = collect


def dossier_of(subject_kind: str) -> Collect | None:
    """Give what collects a kind of matter, if a room has registered it."""
    return _DOSSIERS.get(subject_kind)
