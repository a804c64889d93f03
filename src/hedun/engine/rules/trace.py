"""One record against one rule, with what every condition saw: the answer that explains itself.

All conditions are judged, also where the outcome is settled already, so that a page shows each.
A condition over absent data is neither true nor false: 且 is false with one false part, 或 is
true with one true part, 非 of the unknown is unknown (Kleene's three-valued logic).
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from hedun.engine.rules.feature import Feature
from hedun.engine.rules.leaves import judgement
from hedun.engine.rules.reading import Record
from hedun.engine.rules.render import render, shown
from hedun.engine.rules.rule import Rule
from hedun.engine.rules.terms import Outcome
from hedun.engine.rules.tree import And, Known, Leaf, Node, Not, Or

_OUTCOMES = {True: Outcome.TRUE, False: Outcome.FALSE, None: Outcome.UNKNOWN}
_JOINTS = {And: "且", Or: "或", Not: "非"}
Tracer = Callable[[Record], "Trace"]
_make = tuple.__new__  # a named tuple made without a call of Python


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
    given: tuple[Any, ...] = ()
    parts: tuple["Trace", ...] = ()

    @property
    def outcome(self) -> Outcome:
        """True, false or unknown."""
        return _OUTCOMES[self.value]

    @property
    def text(self) -> str:
        """The condition in its one Chinese spelling."""
        return render(self.node)

    @property
    def readings(self) -> tuple[Reading, ...]:
        """What a single condition saw."""
        if self.parts:
            return ()
        how = judgement(self._leaf())
        both = zip(how.features, self.given, how.readers, strict=True)
        return tuple(Reading(feature, given, reader(given)) for feature, given, reader in both)

    def _leaf(self) -> Leaf:
        """The single condition, without its negation."""
        leaf = self.node.part if isinstance(self.node, Not) else self.node
        assert isinstance(leaf, Leaf)
        return leaf

    @property
    def found(self) -> tuple[tuple[int, int], ...]:
        """Where in the text the words or the match stand, in code points."""
        find = None if self.parts else judgement(self._leaf()).find
        text = self.readings[0].value if find else None
        return () if find is None or text is None else find(text)

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
            text = self.readings[0].value
            said["found"] = [{"start": s, "end": e, "text": text[s:e]} for s, e in self.found]
        return said


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
        return _make(Trace, (node, value, (), parts))

    return run


def _negated(node: Not, inner: Tracer) -> Tracer:
    """Negate; a negated single condition (无 证书) stays a single one."""
    stays = isinstance(node.part, Leaf)

    def run(record: Record) -> Trace:
        part = inner(record)
        value = None if part[1] is None else not part[1]
        return _make(Trace, (node, value, part[2], ()) if stays else (node, value, (), (part,)))

    return run


def _single(node: Leaf) -> Tracer:
    how = judgement(node)
    if len(how.features) > 1:
        return _pair(node)
    name, (reader,), judge, always = (
        how.features[0].name,
        how.readers,
        how.judge,
        type(node) is Known,
    )

    def run(record: Record) -> Trace:
        given = record.get(name)
        value = reader(given)
        judged = None if value is None and not always else judge(value)
        return _make(Trace, (node, judged, (given,), ()))

    return run


def _pair(node: Leaf) -> Tracer:
    """Judge two features against each other."""
    how = judgement(node)
    (left, right), (read_left, read_right) = (f.name for f in how.features), how.readers
    judge = how.judge

    def run(record: Record) -> Trace:
        given = (record.get(left), record.get(right))
        a, b = read_left(given[0]), read_right(given[1])
        return _make(Trace, (node, None if a is None or b is None else judge(a, b), given, ()))

    return run
