"""What an officer fills in for a step, and which of the declared needs it meets."""

import datetime as dt
from dataclasses import dataclass, field

from django.utils import timezone

from hedun.base.procedure.terms import Given, Hat, Need, Step
from hedun.desks.cases import decide
from hedun.desks.cases.terms import Enclosure, Ruled, ServiceWay


@dataclass(frozen=True, slots=True)
class Exhibited:
    """A piece of evidence as it is entered.

    Basis: chufa_chengxu art. 23; chufa_chengxu art. 24; chufa_chengxu art. 26
    """

    kind: str
    title: str
    source: str
    proves: str
    is_original: bool = True
    made_how: str = ""
    capture_id: int | None = None
    file: tuple[str, bytes] | None = None  # name and bytes of what is handed in with it


@dataclass(frozen=True, slots=True)
class Form:
    """Everything that any step may ask for; a step takes what it needs."""

    note: str = ""
    reason: str = ""
    on: dt.date | None = None
    moment: dt.datetime | None = None
    days: int = 0
    officers: tuple[int, ...] = ()
    conditions: tuple[str, ...] = ()
    exhibit: Exhibited | None = None
    has_told_rights: bool = False
    ruled: Ruled | None = None
    is_major: bool = False
    is_waived: bool = False
    members: str = ""
    way: ServiceWay | None = None
    receiver: str = ""
    has_address_consent: bool = False
    amount_fen: int = 0
    goods: str = ""
    target_body_id: int | None = None
    target_name: str = ""
    enclosures: tuple[Enclosure, ...] = field(default=())
    hearing_on: dt.date | None = None

    def given(self, step: Step, *, hats: frozenset[Hat], at: dt.datetime) -> Given:
        """Give what the procedure needs to know of the form."""
        names = decide.members(self.members)
        said = f"参加人员：{'、'.join(names)}。" if names and Need.MEMBERS in step.needs else ""
        return Given(
            hats,
            said + self.note.strip(),
            self.reason,
            frozenset(need for need, is_met in self._met().items() if is_met),
            self.on,
            _since(self, step, at),
            self.days if Need.DAYS in step.needs else 0,
        )

    def _met(self) -> dict[Need, bool]:
        """Which needs the form meets; the sources of a case are checked by their own action."""
        return {
            Need.MOMENT: self.moment is not None,
            Need.DAYS: self.days > 0,
            Need.OFFICERS: len(self.officers) >= decide.FEWEST_OFFICERS,
            Need.CONDITIONS: bool(self.conditions),
            Need.EXHIBIT: self.exhibit is not None,
            Need.RULING: self.ruled is not None,
            Need.MEMBERS: len(decide.members(self.members)) >= decide.FEWEST_MEMBERS,
            Need.WAY: self.way is not None and bool(self.receiver.strip()),
            Need.AMOUNT: self.amount_fen > 0,
            Need.GOODS: bool(self.goods.strip()),
            Need.TARGET: self.target_body_id is not None or bool(self.target_name.strip()),
            Need.ENCLOSURES: bool(self.enclosures),
            Need.HEARING: self.hearing_on is not None,
        }


def _since(form: Form, step: Step, at: dt.datetime) -> dt.datetime | None:
    """From when the clocks run that a step starts: the moment or day that was entered."""
    if form.moment is not None and Need.MOMENT in step.needs:
        return form.moment
    if form.on is None or Need.DATE not in step.needs or not step.starts:
        return None
    local = timezone.localtime(at)
    return (
        local
        if form.on == local.date()
        else local.replace(year=form.on.year, month=form.on.month, day=form.on.day)
    )
