"""Words of matching."""

from hedun.engine.term import Term


class Verdict(Term):
    """What a comparison of two names concludes; a person decides what is unsure."""

    SAME = "same", "同一主体"
    DIFFERENT = "different", "不同主体"
    UNSURE = "unsure", "存疑"
