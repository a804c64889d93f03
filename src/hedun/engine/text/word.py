"""A word to look for, and the ways in which a text may show it."""

from dataclasses import dataclass

from hedun.engine.term import Term


class Channel(Term):
    """By which transformation the text shows the word; each later evasion is one more member."""

    EXACT = "exact", "原样"
    FOLDED = "folded", "全角、大小写或兼容字形"


COST: dict[Channel, float] = {Channel.EXACT: 0.0, Channel.FOLDED: 0.1}


@dataclass(frozen=True, slots=True)
class Word:
    """One forbidden word: why it is forbidden, how grave it is, and where it is innocent.

    `ground` and `severity` are carried for the caller and mean nothing here. `allow` lists
    longer phrases that contain the word: inside one of them the word is not reported
    (大麻 inside 大麻烦).
    """

    text: str
    ground: str = ""
    severity: str = ""
    allow: tuple[str, ...] = ()
