"""What a rule of a pack says beside its text: ground, category and severity in its basis."""

from hedun.base.lawbook.terms import Severity
from hedun.desks.screening.terms import RuleText
from hedun.engine.rules import Card, Example

BETWEEN = "；"


def card_of(text: RuleText, law: str) -> Card:
    """Give a rule as a card of a pack; the law is named in words, too, for whoever reads it."""
    basis = BETWEEN.join((text.ground, text.category, text.severity, law))
    return Card(text.code, text.title, text.expression, basis, text.examples)


def text_of(card: Card, publisher: str) -> RuleText:
    """Read a card; a severity that is unknown here counts as an ordinary one."""
    ground, category, severity, _ = ([*card.basis.split(BETWEEN, 3), "", "", ""])[:4]
    known = severity in set(Severity)
    return RuleText(
        code=card.code,
        title=card.title,
        expression=card.source,
        ground=ground,
        category=category or card.title[:30],
        severity=severity if known else Severity.NORMAL,
        note=f"来自{publisher}的规则包",
        examples=tuple(Example(e.values, e.fires, e.note) for e in card.examples),
    )
