"""Rules beyond words: a small typed language that an inspector reads and writes in Chinese.

    rule = parse('类目 包含 "保健食品" 且 有 词("疗效") 且 价格 < 100元 且 无 证书', LISTING)
    check(rule, record).as_dict()   # one record: the outcome, and what each condition saw
    apply(rule, table)              # whole Arrow columns: true, false, null where data are missing

No loops, no calls, no attributes, no imports: a rule can only ask for registered features.
Whatever is given as a rule, `parse` ends and raises nothing but RuleError. What decides about
rules on their way into use is here too: examples, funnel, precision, quarantine, steps, packs.
"""

from hedun.engine.rules.amounts import STATED, stated, stated_in
from hedun.engine.rules.columns import apply, expression, passing
from hedun.engine.rules.errors import PackError, RuleError
from hedun.engine.rules.examples import Example, Failure, failures, missing, record
from hedun.engine.rules.feature import Feature, Registry
from hedun.engine.rules.funnel import Funnel, Narrowing, funnel
from hedun.engine.rules.judging import Limits, Precision, Spread, precision, quarantine, spread
from hedun.engine.rules.lifecycle import Standing, after, refusal
from hedun.engine.rules.listing import LISTING
from hedun.engine.rules.pack import opened, prove, signed, verified
from hedun.engine.rules.packed import Card, Pack, pack_of
from hedun.engine.rules.rule import Rule, parse
from hedun.engine.rules.terms import Kind, Outcome, Stage, Step
from hedun.engine.rules.trace import Trace, check, tracer

__all__ = [
    "LISTING", "STATED", "Card", "Example", "Failure", "Feature", "Funnel", "Kind", "Limits", "Narrowing",
    "Outcome", "Pack", "PackError", "Precision", "Registry", "Rule", "RuleError", "Spread", "Stage",
    "Standing", "Step", "Trace", "after", "apply", "check", "expression", "failures", "funnel",
    "missing", "opened", "pack_of", "parse", "passing", "precision", "prove", "quarantine", "record", "refusal", "signed",
    "spread", "stated", "stated_in", "tracer", "verified",
]  # fmt: skip
