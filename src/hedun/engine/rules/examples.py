"""A rule answers for itself: it carries records on which it must fire and must not."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hedun.engine.rules.feature import Feature
from hedun.engine.rules.reading import READERS, Record
from hedun.engine.rules.rule import Rule
from hedun.engine.rules.terms import Kind, Outcome
from hedun.engine.rules.trace import Trace, check


@dataclass(frozen=True, slots=True)
class Example:
    """One record, keyed by column names, and whether the rule must fire on it.

    The values are those of JSON: money in fen, days as 2026-11-01, sets as lists.
    """

    values: Mapping[str, Any]
    fires: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """An example that the rule does not keep; `number` counts from 1."""

    number: int
    message: str
    trace: Trace


def record(values: Mapping[str, Any], features: Iterable[Feature]) -> Record:
    """Give the values of JSON as a rule reads them: days become dates."""
    days = {feature.name for feature in features if feature.kind is Kind.DATE}
    return {name: _day(v) if name in days else v for name, v in values.items()}


def _day(value: Any) -> Any:
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return value


def missing(examples: Sequence[Example]) -> str | None:
    """Say which kind of example a rule still needs; None where it has both."""
    kinds = {example.fires for example in examples}
    lacking = [
        word for fires, word in ((True, "应当命中"), (False, "不应命中")) if fires not in kinds
    ]
    if not lacking:
        return None
    return f"规则还缺“{'”和“'.join(lacking)}”的样例；两种至少各一条，请补上。"


def failures(rule: Rule, examples: Sequence[Example]) -> tuple[Failure, ...]:
    """Judge every example; one that must not fire has to be false, not merely open."""
    found = []
    for number, example in enumerate(examples, 1):
        trace = check(rule, record(example.values, rule.features))
        if trace.outcome is not (Outcome.TRUE if example.fires else Outcome.FALSE):
            found.append(Failure(number, _message(number, example, trace), trace))
    return tuple(found)


def _message(number: int, example: Example, trace: Trace) -> str:
    wanted = "应当命中" if example.fires else "不应命中"
    if trace.outcome is Outcome.UNKNOWN:
        lost = {
            reading.feature.label
            for condition in trace.conditions()
            for reading in condition.readings
            if READERS[reading.feature.kind](reading.given) is None
        }
        return f"样例{number}（{wanted}）无法判断：缺少 {'、'.join(sorted(lost))}；请在样例中补上。"
    blamed = Outcome.FALSE if example.fires else Outcome.TRUE
    texts = [c.text for c in trace.conditions() if c.outcome is blamed]
    return (
        f"样例{number}（{wanted}）结果是“{trace.outcome.label}”：{'；'.join(texts) or trace.text} "
        f"为“{blamed.label}”；请改规则或改样例。"
    )
