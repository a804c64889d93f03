"""Words for what the public may look up."""

from dataclasses import dataclass

from hedun.engine.term import Term


class PublicationState(Term):
    """Whether the public sees a record."""

    PUBLISHED = "published", "公示中"
    WITHHELD = "withheld", "不予公示"
    WITHDRAWN = "withdrawn", "已撤下"
    EXPIRED = "expired", "公示期满"


class GravityClass(Term):
    """How grave the dishonesty is, which sets the display term.

    Basis: xyxf-gl-2026 art. 1
    """

    SLIGHT = "slight", "轻微失信"
    NORMAL = "normal", "一般失信"
    GRAVE = "grave", "严重失信"


@dataclass(frozen=True, slots=True)
class DisplayTerm:
    """How long a class is shown: at least and at most, in months."""

    gravity: GravityClass
    least_months: int
    most_months: int
    is_shown: bool
    basis: str
    confidence: str


class NotPublishable(ValueError):
    """The record may not be shown; the message says by which rule."""
