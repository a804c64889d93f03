"""The words in which a procedure (程序) is declared.

    COMPLAINT = Procedure("complaint", "投诉", ComplaintState, steps=(
        Step(ComplaintStep.ACCEPT, (ComplaintState.RECEIVED,), ComplaintState.ACCEPTED,
             who=(Hat.OFFICER,), basis="complaint_report_rules 15",
             ends=("complaint.accept",), starts=("complaint.mediate",),
             document="complaint-05", tells=(Party.COMPLAINANT,)),
        …))
    register(COMPLAINT)

Everything else is derived: which buttons a person sees, what is refused and why, the timeline with
its articles, the clocks and their timers, whom the bureau owes a word, the diagram, the tests.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from hedun.base.accounts.terms import Viewer
from hedun.base.lawbook.terms import ReasonKind
from hedun.engine.term import Term


class Hat(Term):
    """What a person is to one matter; a person may wear several."""

    INTAKE = "intake", "统一接收投诉举报的工作机构"
    OFFICER = "officer", "承办单位的办案人员或负责人"
    LEADER = "leader", "承办单位的负责人"
    CITIZEN = "citizen", "投诉人、举报人本人"
    HANDLER = "handler", "本案的办案人员"
    REVIEWER = "reviewer", "非本案办案人员的审核、听证人员"
    PUBLISHER = "publisher", "承办单位的公示审核员"
    ASSISTANT = "assistant", "受函机关（系统外的，由办案人员代为登记）"
    ASSIGNER = "assigner", "承办单位或其上级市场监管局的人员"
    RAISER = "raiser", "登记单位"
    SEER = "seer", "市场监管局人员"
    SENDER = "sender", "发函单位"
    RECEIVER = "receiver", "收函单位"
    PARTY = "party", "收函单位、承办单位或系统"
    SYSTEM = "system", "系统"


class Party(Term):
    """Who is told of a step."""

    COMPLAINANT = "complainant", "投诉人"
    RESPONDENT = "respondent", "被投诉人"
    REPORTER = "reporter", "举报人"
    PARTY = "party", "当事人"
    RECEIVER = "receiver", "受移送、受函机关"


class Need(Term):
    """What a step cannot be taken without."""

    REASON = "reason", "法定情形"
    NOTE = "note", "说明"
    BODY = "body", "承办单位"
    CONSENT = "consent", "双方同意"
    DATE = "date", "日期"
    GROUND = "ground", "涉嫌事由"
    PARTY = "party", "当事人"
    OFFICERS = "officers", "两名以上有执法证号的办案人员"
    CONDITIONS = "conditions", "全部立案条件"
    EXHIBIT = "exhibit", "证据"
    RULING = "ruling", "处理内容、裁量因素和理由"
    MEMBERS = "members", "集体讨论参加人员"
    DAYS = "days", "延长的天数"
    WAY = "way", "送达方式和受送达人"
    AMOUNT = "amount", "金额"
    GOODS = "goods", "物品、场所清单"
    TARGET = "target", "受移送、受函机关"
    ENCLOSURES = "enclosures", "随案移送的材料"
    MOMENT = "moment", "采取措施的时间"
    HEARING = "hearing", "听证日期"
    WHY = "why", "理由"
    ASSIGNEE = "assignee", "承办单位或承办人"
    OUTCOME = "outcome", "处置结果"
    OTHER = "other", "并入的事项"
    AGREED = "agreed", "投诉人同意"
    LETTER = "letter", "函件"


class ClockState(Term):
    """How a clock stands."""

    RUNNING = "running", "计时中"
    PAUSED = "paused", "中止计时"
    MET = "met", "已办结"
    DROPPED = "dropped", "已撤销"


class NotPossible(ValueError):
    """The step cannot be taken on this matter now; the message says why and what can be done."""


@dataclass(frozen=True, slots=True)
class Step:
    """One row of a procedure: from where, to where (None: stays), by whom, on what basis.

    `basis` names instrument and article as the lawbook does; `starts`, `ends`, `drops`, `extends`,
    `pauses` and `resumes` name deadlines there, `pauses` with the legal cause. `reasons` is the
    list of which one must be ticked; `restarts` lets a running clock begin anew. A step without
    origins begins the matter; one that is undoable may be taken back by who took it.
    """

    code: Term
    origins: tuple[Term, ...]
    goal: Term | None
    who: tuple[Hat, ...]
    basis: str
    needs: tuple[Need, ...] = ()
    reasons: ReasonKind | None = None
    starts: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    drops: tuple[str, ...] = ()
    extends: tuple[str, ...] = ()
    pauses: tuple[tuple[str, str], ...] = ()
    resumes: tuple[str, ...] = ()
    restarts: tuple[str, ...] = ()
    document: str = ""
    tells: tuple[Party, ...] = ()
    told: str = ""
    tells_note: bool = False
    is_undoable: bool = False

    @property
    def label(self) -> str:
        return self.code.label

    @property
    def is_first(self) -> bool:
        return not self.origins


@dataclass(frozen=True, slots=True)
class Procedure:
    """States and steps of one kind of matter; refuses a declaration that contradicts itself."""

    code: str
    label: str
    states: type[Term]
    steps: tuple[Step, ...]
    keeps_own_trail: bool = False  # the room writes its events and clocks itself
    _by_code: dict[str, Step] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        for step in self.steps:
            if step.code in self._by_code:
                raise ValueError(f"{self.code}: step {step.code} is declared twice")
            ends = (*step.origins, *((step.goal,) if step.goal else ()))
            if strange := [state for state in ends if not isinstance(state, self.states)]:
                raise ValueError(f"{self.code}: step {step.code} knows a foreign state {strange}")
            if step.is_first and step.goal is None:
                raise ValueError(f"{self.code}: step {step.code} begins nowhere and leads nowhere")
            if bool(step.reasons) != (Need.REASON in step.needs):
                raise ValueError(f"{self.code}: step {step.code} must name its list of reasons")
            self._by_code[step.code] = step

    def step(self, code: str) -> Step:
        """Give a step by its code; KeyError where the procedure has none."""
        return self._by_code[code]

    @property
    def first(self) -> Step:
        """The step that begins a matter."""
        return next(step for step in self.steps if step.is_first)

    @property
    def begins(self) -> str:
        """The state in which a matter begins."""
        assert self.first.goal is not None
        return self.first.goal

    def is_final(self, state: str) -> bool:
        """Tell whether nothing leads out of the state."""
        return not any(state in s.origins and s.goal not in {None, state} for s in self.steps)

    def bases(self) -> Iterator[str]:
        """Give every article that the declaration cites."""
        for step in self.steps:
            yield step.basis


@dataclass(frozen=True, slots=True)
class Matter:
    """One complaint, report or case as its procedure sees it; `state` is empty before the first step."""

    procedure: Procedure
    pk: int
    number: str
    state: str = ""
    body_id: int | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """What comes with a step: the hats of who takes it, and what the form brought.

    `on` is the day of a pause or its end; `since` the moment from which clocks run that the step
    starts, where that is not now (a paper was served earlier, a clue was found earlier); `days`
    how many units an extension gives whose length the law leaves to people.
    """

    hats: frozenset[Hat]
    note: str = ""
    reason: str = ""
    has: frozenset[Need] = frozenset()
    on: dt.date | None = None
    since: dt.datetime | None = None  # from when a clock that begins anew counts
    days: int = 0


Follower = Callable[[int, Viewer, dt.datetime], object]
_REGISTERED: dict[str, Procedure] = {}
_FOLLOWERS: dict[str, Follower] = {}


def register(procedure: Procedure, *, follow: Follower | None = None) -> Procedure:
    """Make a procedure known to pages, diagrams and timers; called from the desk's `apps.ready`.

    `follow(matter, by, at)` is called in the transaction in which a clock moves or runs out by
    itself, so that the desk can keep the due date beside its row, and write down what the law
    attaches to the end (先行登记保存 lapses).
    """
    _REGISTERED[procedure.code] = procedure
    if follow is not None:
        _FOLLOWERS[procedure.code] = follow
    return procedure


def follower(code: str) -> Follower | None:
    """Give what follows the clocks of a procedure."""
    return _FOLLOWERS.get(code)


def registered() -> tuple[Procedure, ...]:
    """Give every procedure, in the order of registration."""
    return tuple(_REGISTERED.values())
