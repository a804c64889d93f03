"""A rule that was read: pure data, which can be compared, pickled and shipped."""

import hashlib
from dataclasses import dataclass

from hedun.engine.rules.feature import Feature, Registry
from hedun.engine.rules.parser import read
from hedun.engine.rules.render import render
from hedun.engine.rules.tree import And, Node, features


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as written and as understood."""

    source: str
    tree: Node

    @property
    def text(self) -> str:
        """The one Chinese spelling, the same for every way of writing the rule."""
        return render(self.tree)

    @property
    def digest(self) -> str:
        """SHA-256 of that spelling: what evidence names as the rule that was applied."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def features(self) -> tuple[Feature, ...]:
        """What the rule reads of a record."""
        return tuple(features(self.tree).values())

    @property
    def conjuncts(self) -> tuple[Node, ...]:
        """The conditions joined by 且 at the top, in the order written."""
        return self.tree.parts if isinstance(self.tree, And) else (self.tree,)


def parse(source: str, registry: Registry) -> Rule:
    """Read a rule over the features of a registry; raises nothing but RuleError."""
    return Rule(source, read(source, registry))
