"""The order of a case's volumes (案卷): main (正卷) and secondary (副卷)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

EVIDENCE: Final = "evidence"


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of a case: its form (or EVIDENCE), title and day."""

    form: str
    title: str
    on: dt.date


# The places of article 78; a form that stands in neither is a paper for the party, which the
# article lists third of the main volume.
MAIN: Final = {
    "penalty-07": 1, "penalty-45": 2, "penalty-46": 2, "penalty-50": 2, EVIDENCE: 4,
    "penalty-09": 4, "penalty-11": 4, "penalty-12": 4, "penalty-14": 4, "penalty-29": 4,
    "penalty-30": 4, "penalty-38": 4, "penalty-40": 5, "penalty-52": 6,
}  # fmt: skip
SECOND: Final = {
    "penalty-01": 1, "penalty-35": 2, "penalty-36": 3, "penalty-41": 4, "penalty-53": 5,
    "penalty-02": 6, "penalty-03": 6, "penalty-04": 6, "penalty-05": 6, "penalty-08": 6,
    "penalty-17": 6, "penalty-42": 6, "penalty-43": 6, "penalty-49": 6,
}  # fmt: skip
TO_PARTY: Final = 3
COVER: Final = frozenset({"penalty-54", "penalty-55", "penalty-56"})


def volumes(papers: Iterable[Paper]) -> tuple[list[Paper], list[Paper]]:
    """Give the papers of the main and of the secondary volume, each in its order.

    Basis: chufa_chengxu art. 78
    """
    kept = [paper for paper in papers if paper.form and paper.form not in COVER]
    main = [paper for paper in kept if paper.form not in SECOND]
    second = [paper for paper in kept if paper.form in SECOND]
    main.sort(key=lambda paper: (MAIN.get(paper.form, TO_PARTY), paper.on))
    second.sort(key=lambda paper: (SECOND[paper.form], paper.on))
    return main, second
