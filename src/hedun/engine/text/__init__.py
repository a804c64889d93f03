"""Text: canonical forms and matching over Arrow columns.

A platform's own compliance team may use this package alone:

    from hedun.engine.text import Scanner, Word
    hits = Scanner([Word("大麻", ground="DRUG", allow=("大麻烦",))]).scan(titles)
"""

from hedun.engine.text.canonical import canonical
from hedun.engine.text.compiled import VERSION
from hedun.engine.text.fold import fold
from hedun.engine.text.lint import frequency
from hedun.engine.text.marking import Piece, pieces
from hedun.engine.text.scanner import HITS, Scanner, is_built
from hedun.engine.text.word import Channel, Word

__all__ = [
    "HITS",
    "VERSION",
    "Channel",
    "Piece",
    "Scanner",
    "Word",
    "canonical",
    "fold",
    "frequency",
    "is_built",
    "pieces",
]
