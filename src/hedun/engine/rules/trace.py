"""One record against one rule, with what every condition saw: the answer that explains itself.

All conditions are judged, also where the outcome is settled already, so that a page shows each.
A condition over absent data is neither true nor false: 且 is false with one false part, 或 is
true with one true part, 非 of the unknown is unknown (Kleene's three-valued logic).
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from hedun.engine.rules.feature import Feature
from hedun.engine.rules.leaves import Find, judge_of
from hedun.engine.rules.reading import Record
from hedun.engine.rules.render import render, shown
from hedun.engine.rules.rule import Rule
from hedun.engine.rules.terms import Outcome
from hedun.engine.rules.tree import And, Leaf, Node, Not, Or

_OUTCOMES = {True: Outcome.TRUE, False: Outcome.FALSE, None: Outcome.UNKNOWN}
_JOINTS = {And: "且", Or: "或", Not: "非"}
Tracer = Callable[[Record], "Trace"]


class Reading(NamedTuple):
    """What a record gave for a feature, and what of it counts; None is absent."""

    feature: Feature
    given: Any
    value: Any

    def as_dict(self) -> dict[str, str]:
        """Give name, label and value in words, and why a value does not count."""
        note = ""
        if self.value is None:
            note = "记录中没有" if self.given is None else f"不是{self.feature.kind.label}，不作数"
        said = "" if self.value is None else shown(self.feature, self.value)
        return {"name": self.feature.name, "label": self.feature.label, "value": said, "note": note}


class Trace(NamedTuple):
    """What one condition, or several joined, says of a record; parts are those joined."""

    node: Node
    value: bool | None
    readings: tuple[Reading, ...] = ()
    parts: tuple["Trace", ...] = ()
    find: Find | None = None

    @property
    def outcome(self) -> Outcome:
        """True, false or unknown."""
        return _OUTCOMES[self.value]

    @property
    def text(self) -> str:
        """The condition in its one Chinese spelling."""
        return render(self.node)

    @property
    def found(self) -> tuple[tuple[int, int], ...]:
        """Where in the text the words or the match stand, in code points."""
        if self.find is None or self.readings[0].value is None:
            return ()
        return self.find(self.readings[0].value)

    def conditions(self) -> list["Trace"]:
        """Give the single conditions, in the order written; 非 over one is one with it."""
        if not self.parts:
            return [self]
        return [condition for part in self.parts for condition in part.conditions()]

    def as_dict(self) -> dict[str, Any]:
        """Give plain values that JSON can hold: what evidence stores and a page shows."""
        said: dict[str, Any] = {
            "text": self.text,
            "start": self.node.span[0],
            "end": self.node.span[1],
            "outcome": self.outcome.value,
        }
        if self.parts:
            said["joint"] = _JOINTS[type(self.node)]
            said["parts"] = [part.as_dict() for part in self.parts]
        else:
            said["values"] = [reading.as_dict() for reading in self.readings]
            said["found"] = self._passages()
        return said

    def _passages(self) -> list[dict[str, Any]]:
        return [
            {"start": start, "end": end, "text": self.readings[0].value[start:end]}
            for start, end in self.found
        ]


def check(rule: Rule, record: Record) -> Trace:
    """Judge one record, keyed by column names."""
    return tracer(rule)(record)


def tracer(rule: Rule) -> Tracer:
    """Prepare a rule for many records."""
    return _tracer(rule.tree)


def _tracer(node: Node) -> Tracer:
    if isinstance(node, And | Or):
        return _joined(node, [_tracer(part) for part in node.parts])
    if isinstance(node, Not):
        return _negated(node, _tracer(node.part))
    return _single(node)


def _joined(node: And | Or, tracers: list[Tracer]) -> Tracer:
    settles = isinstance(node, Or)  # the part that settles the matter: true for 或, false for 且

    def run(record: Record) -> Trace:
        parts = tuple([one(record) for one in tracers])
        values = [part[1] for part in parts]
        value = settles if settles in values else None if None in values else not settles
        return Trace(node, value, (), parts)

    return run


def _negated(node: Not, inner: Tracer) -> Tracer:
    """Negate; a negated single condition (无 证书) stays a single one."""

    def run(record: Record) -> Trace:
        part = inner(record)
        value = None if part.value is None else not part.value
        if part.parts or isinstance(part.node, Not):
            return Trace(node, value, (), (part,))
        return Trace(node, value, part.readings, (), part.find)

    return run


def _single(node: Leaf) -> Tracer:
    features, judge, find = judge_of(node)

    def run(record: Record) -> Trace:
        readings = []
        for feature, reader in features:
            given = record.get(feature.name)
            readings.append(Reading(feature, given, reader(given)))
        return Trace(node, judge(*[reading[2] for reading in readings]), tuple(readings), (), find)

    return run
