"""One step being taken on one clue: the checks before it, the trail after it."""

import datetime as dt
from typing import Any, Self

from django.utils import timezone

from hedun.base.accounts import actions as accounts
from hedun.base.accounts.terms import Refused, Viewer
from hedun.base.procedure.terms import Hat
from hedun.clues import decide, queries
from hedun.clues.models import Clue, ClueEvent
from hedun.clues.terms import ClueState, ClueStep, NotPossible, Outdated


class Change:
    """A step on a locked clue: `of` checks, `commit` writes clue, event and audit row.

    `is_replay` tells that the same form came twice: the step stands, nothing is written.
    """

    def __init__(self, clue: Clue, step: ClueStep, *, by: Viewer, at: dt.datetime) -> None:
        self.clue = clue
        self.step = step
        self.by = by
        self.at = at
        self.is_replay = False

    @classmethod
    def of(
        cls,
        clue_id: int,
        step: ClueStep,
        *,
        by: Viewer,
        at: dt.datetime,
        expected_version: int | None = None,
        wanted: dict[str, Any] | None = None,
    ) -> Self:
        """Lock the clue and check that this person may take the step on it now.

        `wanted` holds the values the form asks for, by which a replay is recognized.
        Raises Refused, Outdated or NotPossible.
        """
        clue = Clue.objects.select_for_update().filter(pk=clue_id).first()
        if clue is None or not cls._is_known(clue, step, by):
            raise Refused("没有这条线索，或您无权查看；请核对编号，或联系承办单位。")
        change = cls(clue, step, by=by, at=at)
        if expected_version is not None and clue.version != expected_version:
            change._compare(expected_version, wanted or {})
        if not change.is_replay:
            change._check()
        return change

    @staticmethod
    def _is_known(clue: Clue, step: ClueStep, by: Viewer) -> bool:
        if not by.is_bureau:
            # a letter's receiver answers the clue without ever seeing it; the step's rule decides
            return by.is_system or Hat.PARTY in decide.TABLE[step].who
        return queries.visible_clues(by).filter(pk=clue.pk).exists()

    def _compare(self, expected: int, wanted: dict[str, Any]) -> None:
        news = list(self.clue.events.filter(version__gt=expected).order_by("pk"))
        is_mine = len(news) == 1 and news[0].by_id == self.by.person_id
        if is_mine and news[0].step == self.step and self._already(wanted):
            self.is_replay = True
            return
        told = "；".join(
            f"{timezone.localtime(e.at):%m-%d %H:%M} {e.by_name}“{ClueStep(e.step).label}”"
            f"（现为{ClueState(e.to_state).label}）"
            for e in news
        )
        raise Outdated(
            f"线索 {self.clue.number} 在您打开之后已有变动：{told}。"
            f"您的“{self.step.label}”没有生效；请核对最新情况后再办理。"
        )

    def _already(self, wanted: dict[str, Any]) -> bool:
        return all(getattr(self.clue, name) == value for name, value in wanted.items())

    def _check(self) -> None:
        standing = queries.standing(self.by, self.clue)
        reason = decide.refusal(standing, self.step, self.by)
        if reason:
            raise Refused(reason)
        reason = decide.hindrance(standing, self.step, timezone.localtime(self.at))
        if reason:
            raise NotPossible(reason)

    def commit(
        self,
        *,
        note: str = "",
        basis: str = "",
        before: dict[str, Any] | None = None,
        **changes: Any,
    ) -> Clue:
        """Write the changed fields, the event that can undo them, and the audit row."""
        clue, rule = self.clue, decide.TABLE.get(self.step)
        if self.is_replay:
            return clue
        origin = ClueState(clue.state)
        changes.setdefault("state", (rule and rule.goal) or origin)
        remembered = {name: _plain(getattr(clue, name)) for name in changes}
        for name, value in changes.items():
            setattr(clue, name, value)
        if self.step not in decide.QUIET:
            clue.version += 1
        clue.save(update_fields=[*changes, "version"])
        event = ClueEvent.objects.create(
            clue=clue,
            step=self.step,
            at=self.at,
            by_id=self.by.person_id,
            by_name=self.by.name,
            body_id=clue.body_id,
            from_state=origin,
            to_state=clue.state,
            basis=basis or (decide.cited(rule) if rule else ""),
            note=note.strip()[:500],
            before={**remembered, **(before or {})},
            version=clue.version,
        )
        self.record({"event": event.pk, "to": clue.state, "note": event.note})
        return clue

    def record(self, detail: dict[str, Any]) -> None:
        """Put the step on the audit trail."""
        accounts.record(
            by=self.by,
            at=self.at,
            action=f"clues:clue:{self.step}",
            subject=("clue", self.clue.pk),
            detail={"number": self.clue.number, **detail},
        )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.datetime) else value
