"""Standard clauses (格式条款): what is unfair in a contract, and what is missing from it.

    text = read(path)                 # TXT or DOCX that a stranger sent → text
    for clause in clauses(text): …    # numbered clauses with their offsets
    for one in unfair(text): …        # kind, passage [start, end), why
    absent(text, topics)              # subjects that the text does not treat

Offsets are code points of the text that was given. Nothing is decided here: each finding is
a question to a person.
"""

from hedun.engine.clauses.finding import Passage, unfair
from hedun.engine.clauses.reading import Illegible, read
from hedun.engine.clauses.splitting import Clause, clauses
from hedun.engine.clauses.terms import Topic, Unfair
from hedun.engine.clauses.topics import absent

__all__ = [
    "Clause",
    "Illegible",
    "Passage",
    "Topic",
    "Unfair",
    "absent",
    "clauses",
    "read",
    "unfair",
]
