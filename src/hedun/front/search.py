"""One box for everything: numbers go straight to the thing, names give grouped results."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from hedun.base.accounts.terms import Viewer
from hedun.base.pages.context import address
from hedun.clues import queries as clues
from hedun.clues.terms import ClueState
from hedun.desks.bridge import queries as letters
from hedun.desks.bridge.terms import LetterState
from hedun.desks.cases import queries as cases
from hedun.engine.codes import uscc
from hedun.market import queries as market

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from hedun.desks.bridge.models import Letter
    from hedun.market.models import Shop

LONGEST = 200
YOUNG = 5_000  # letters that are looked through while somebody types
CLUE_NUMBER = re.compile(r"XS-?(\d{4})-?(\d{6,})", re.IGNORECASE)
CASE_NUMBER = re.compile(r"AJ-?(\d{4})-?(\d{6,})", re.IGNORECASE)
CREDIT_CODE = re.compile(r"[0-9A-Z]{18}", re.IGNORECASE)
ADDRESS = re.compile(r"(https?://)?[\w.-]+\.[a-z]{2,}(:\d+)?(/.*)?", re.IGNORECASE)
BRACKETS = str.maketrans("[]()【】", "〔〕〔〕〔〕")


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found."""

    title: str
    note: str
    url: str


@dataclass(frozen=True, slots=True)
class Found:
    """Things of one kind; `is_exact` where an identifier named them."""

    label: str
    hits: tuple[Hit, ...]
    is_exact: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything that a text found, and what can be said about the text itself."""

    text: str
    groups: tuple[Found, ...] = ()
    remark: str = ""

    @property
    def only(self) -> Hit | None:
        """The one thing that was found, if it is one."""
        hits = [hit for group in self.groups for hit in group.hits]
        return hits[0] if len({hit.url for hit in hits}) == 1 else None


def clean(text: str) -> str:
    """Bring full-width letters to half width and drop what cannot be seen."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(c for c in folded if c.isprintable()).strip()[:LONGEST]


def find(viewer: Viewer, text: str, *, limit: int = 20, is_quick: bool = False) -> Answer:
    """Find what the viewer may see under a credit code, address, number or name.

    `is_quick` leaves out what would read very many rows: titles of clues, old letters.
    """
    wanted = clean(text)
    if len(wanted) < 2:
        return Answer(wanted, remark="请至少输入两个字。" if wanted else "")
    if match := CLUE_NUMBER.fullmatch(wanted):
        number = f"XS-{match[1]}-{match[2]}"
        return Answer(wanted, _kept([Found("线索", _clues(viewer, number), is_exact=True)]))
    if match := CASE_NUMBER.fullmatch(wanted):
        number = f"AJ-{match[1]}-{match[2]}"
        return Answer(wanted, _kept([Found("案件", _cases(viewer, number), is_exact=True)]))
    if CREDIT_CODE.fullmatch(wanted):
        remark = uscc.problem(wanted.upper()) or ""
        found = Found("经营者", _by_code(viewer, wanted.upper()), is_exact=True)
        return Answer(wanted, _kept([found]), remark)
    if ADDRESS.fullmatch(wanted):
        return Answer(wanted, _kept([Found("网店", _by_address(viewer, wanted), is_exact=True)]))
    readers: list[tuple[str, Callable[[Viewer, str, int], tuple[Hit, ...]]]] = [
        ("函件", _young_letters if is_quick else _letters),
        ("网店", _shops),
        ("经营者", _subjects),
    ]
    if not is_quick:
        readers.append(("线索", _titles))
    groups = [Found(label, reader(viewer, wanted, limit)) for label, reader in readers]
    return Answer(wanted, _kept(groups))


def _kept(groups: Iterable[Found]) -> tuple[Found, ...]:
    return tuple(group for group in groups if group.hits)


def _clues(viewer: Viewer, number: str) -> tuple[Hit, ...]:
    return tuple(
        Hit(row.number, row.title, address("clues:detail", row.pk))
        for row in clues.numbers(viewer, number)[:2]
    )


def _cases(viewer: Viewer, number: str) -> tuple[Hit, ...]:
    return tuple(
        Hit(row.number, row.title, address("cases:detail", row.pk))
        for row in cases.numbers(viewer, number)[:2]
    )


def _titles(viewer: Viewer, text: str, limit: int) -> tuple[Hit, ...]:
    rows = clues.visible_clues(viewer).filter(title__icontains=text).order_by("-pk")[:limit]
    return tuple(
        Hit(row.title, f"{row.number} · {ClueState(row.state).label}",
            address("clues:detail", row.pk))
        for row in rows
    )  # fmt: skip


def _by_code(viewer: Viewer, code: str) -> tuple[Hit, ...]:
    rows = market.visible_subjects(viewer).filter(credit_code=code)[:2]
    return tuple(
        Hit(row.name, row.credit_code or "", address("market:subject", row.pk)) for row in rows
    )


def _by_address(viewer: Viewer, text: str) -> tuple[Hit, ...]:
    bare = re.sub(r"^https?://", "", text, flags=re.IGNORECASE).rstrip("/")
    spellings = [
        f"{scheme}{bare}{end}" for scheme in ("", "https://", "http://") for end in ("", "/")
    ]
    rows = market.visible_shops(viewer).filter(url__in=spellings).select_related("platform")[:20]
    return _shop_hits(rows)


def _shops(viewer: Viewer, text: str, limit: int) -> tuple[Hit, ...]:
    rows = market.visible_shops(viewer).filter(Q(name__icontains=text) | Q(shop_no=text))
    return _shop_hits(rows.select_related("platform").order_by("pk")[:limit])


def _shop_hits(rows: "Iterable[Shop]") -> tuple[Hit, ...]:
    return tuple(
        Hit(row.name, f"{row.platform.name} · {row.shop_no}", address("market:shop", row.pk))
        for row in rows
    )


def _subjects(viewer: Viewer, text: str, limit: int) -> tuple[Hit, ...]:
    rows = market.visible_subjects(viewer).filter(name__icontains=text).order_by("pk")[:limit]
    return tuple(
        Hit(row.name, row.credit_code or "自然人", address("market:subject", row.pk))
        for row in rows
    )


def _letters(viewer: Viewer, text: str, limit: int) -> tuple[Hit, ...]:
    return _letter_hits(letters.newest_letters(viewer), text, limit)


def _young_letters(viewer: Viewer, text: str, limit: int) -> tuple[Hit, ...]:
    young = letters.newest_letters(viewer).values("pk")[:YOUNG]
    return _letter_hits(letters.newest_letters(viewer).filter(pk__in=young), text, limit)


def _letter_hits(rows: "QuerySet[Letter]", text: str, limit: int) -> tuple[Hit, ...]:
    number = re.sub(r"\s", "", text).translate(BRACKETS)
    found = rows.filter(Q(number__icontains=number) | Q(title__icontains=text))
    return tuple(
        Hit(str(row), f"{row.title} · {LetterState(row.state).label}",
            address("bridge:detail", row.pk))
        for row in found[:limit]
    )  # fmt: skip
