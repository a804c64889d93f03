"""Matching: whether two records mean one business, with the reasons that a reviewer reads.

    judge(Subject("杭州市余杭区张三小吃店"), Subject("余杭区张三小吃店（个体工商户）"))
    # Judgement(score=0.98, verdict=Verdict.SAME, reasons=("字号一致：张三", …))

`columnar.judged` does the same to an Arrow batch, `hedun pairs` to a file. The weights lie in
`weights`, regions and trades in `tables/`.
"""

from hedun.engine.match.columnar import judged
from hedun.engine.match.judging import Judgement, Subject, judge
from hedun.engine.match.terms import Verdict

__all__ = ["Judgement", "Subject", "Verdict", "judge", "judged"]
