"""Checking listings before they go live: for platforms' own systems, by the session of a person."""

from typing import Any, cast

from django.http import HttpRequest
from ninja import Field, Router, Schema
from pydantic import ConfigDict, ValidationError

from hedun.base.accounts.guard import DeskRequest, Mark
from hedun.base.accounts.terms import BodyKind, Viewer
from hedun.desks.screening import decide as screening
from hedun.desks.screening import queries
from hedun.desks.screening.decide import checking
from hedun.desks.screening.decide import rules as ruling
from hedun.desks.screening.queries import papers
from hedun.desks.screening.queries.gate import Gate, gate
from hedun.desks.screening.terms import Found

MARK = Mark(
    is_public=False,
    kinds=frozenset({BodyKind.BUREAU, BodyKind.PLATFORM}),
    roles=frozenset(),
)
MOST = 100
SYSTEM = Viewer.system()  # what certificates and licences say is public
NOTE = "命中是提示，供平台核查；是否违法由市场监管部门依法认定。"


def _session(request: HttpRequest) -> Viewer | None:
    """Admit a person who has logged in at a platform or a bureau; others get 401."""
    viewer = cast("DeskRequest", request).viewer
    return viewer if MARK.admits(viewer) else None


router = Router(tags=["筛查"], auth=_session)


class ListingIn(Schema):
    """One listing as it would go live; money is in fen, what is unknown is left out."""

    model_config = ConfigDict(extra="forbid")

    ref: str | None = Field(None, max_length=64)
    title: str = Field(min_length=1, max_length=500)
    description: str | None = Field(None, max_length=20_000)
    category: str | None = Field(None, max_length=200)
    price_fen: int | None = Field(None, ge=0, lt=10**15)
    list_price_fen: int | None = Field(None, ge=0, lt=10**15)
    sales: int | None = Field(None, ge=0, lt=10**12)
    rating: float | None = Field(None, ge=0, le=100)
    shop_name: str | None = Field(None, max_length=200)
    certificate_no: str | None = Field(None, max_length=64)
    licence_no: str | None = Field(None, max_length=64)
    model: str | None = Field(None, max_length=120)
    manufacturer: str | None = Field(None, max_length=120)
    certificate: bool | None = None
    is_cross_border: bool | None = None
    licences: list[str] | None = Field(None, max_length=20)


class ListingsIn(Schema):
    """Up to 100 listings, each judged for itself."""

    items: list[Any] = Field(min_length=1, max_length=MOST)


class PlaceOut(Schema):
    """Where in a field: code points of the text as it was sent."""

    field: str
    start: int
    end: int
    surface: str


class ConditionOut(Schema):
    """One condition of a rule: what it asks, what it came to, and what it saw."""

    text: str
    outcome: str
    seen: str


class HitOut(Schema):
    """One word, rule or check, where, how it is hidden, and on which basis."""

    kind: str
    name: str
    category: str
    severity: str
    ground: str
    ground_name: str
    basis: str
    confidence: str
    exemptions: list[str]
    channel: str | None
    channel_label: str | None
    cost: float | None
    places: list[PlaceOut]
    conditions: list[ConditionOut]
    cites: list[str] = Field(default_factory=list)


class ItemOut(Schema):
    """What was found in one listing; `unjudged` are rules that lack data to say."""

    index: int
    ref: str | None = None
    hits: list[HitOut] = Field(default_factory=list)
    unjudged: list[str] = Field(default_factory=list)
    error: str | None = None


class CheckedOut(Schema):
    """Every listing in the order in which they were sent."""

    lexicon: int | None
    rules: int
    note: str
    items: list[ItemOut]


class Problem(Schema):
    """What could not be done, and the way out."""

    detail: str


@router.post(
    "/screening/check",
    response={200: CheckedOut, 401: Problem},
    summary="商品上架前检查",
    url_name="check_listings",
)
def check(request: HttpRequest, asked: ListingsIn) -> Any:
    """Check listings with all that is in use: words, rules, catalogue, certificates; nothing is stored."""
    viewer = cast("DeskRequest", request).viewer
    held = gate(viewer)
    answers = [_read(number, item) for number, item in enumerate(asked.items)]
    good = [one for one in answers if isinstance(one, _Item)]
    found = dict(zip((one.index for one in good), _judged(good, held, viewer), strict=True))
    return {
        "lexicon": held.edition,
        "rules": len(held.rules),
        "note": NOTE,
        "items": [found[one.index] if isinstance(one, _Item) else one for one in answers],
    }


class _Item:
    """A listing that can be judged."""

    def __init__(self, index: int, given: ListingIn) -> None:
        self.index, self.ref = index, given.ref
        self.values = given.model_dump(exclude={"ref"}, exclude_none=True)


def _read(index: int, given: Any) -> "_Item | dict[str, Any]":
    """Take one listing, or say which field is wrong; the others are judged all the same."""
    try:
        return _Item(index, ListingIn.model_validate(given))
    except ValidationError as problem:
        first = problem.errors(include_url=False, include_input=False)[0]
        field = ".".join(map(str, first["loc"])) or "商品"
        ref = given.get("ref") if isinstance(given, dict) else None
        return {
            "index": index,
            "ref": ref if isinstance(ref, str) else None,
            "error": f"第{index + 1}条的 {field} 不合要求（{first['msg']}）；请按接口文档改正后重发该条。",
        }


def _judged(items: list[_Item], held: Gate, viewer: Viewer) -> list[dict[str, Any]]:
    """Judge listings by words, checks and rules as a run judges stored ones."""
    if not items:
        return []
    table = checking.table_of([item.values for item in items])
    hits = held.scanner.scan(screening.texts(table))
    groups = screening.groups_of(hits, held.facts)
    tables = papers.tables_for(SYSTEM, held.checks, table, platform=queries.own_platform(viewer))
    found = {
        one.row: one
        for one in held.checks.apply(table, screening.collect(table, hits, held.facts), tables)
    }
    return [
        _told(item, held, found.get(row), groups=groups.get(row, set()))
        for row, item in enumerate(items)
    ]


def _told(item: _Item, held: Gate, found: Found | None, *, groups: set[str]) -> dict[str, Any]:
    title, text = item.values["title"], checking.text_of(item.values)
    record = checking.record_of(item.values, text, needed=held.needed, groups=groups)
    fired, unjudged = ruling.checked(held.rules, record, title)

    def basis(ground: str) -> dict[str, Any]:
        return held.bases.get(ground, {})

    hits = [
        *(
            checking.word_hit(one, basis(one["ground"]), title=title, text=text)
            for one in (found.words if found else ())
        ),
        *(checking.rule_hit(one, basis(one["ground"]), title=title, text=text) for one in fired),
        *(checking.check_hit(one, basis(one["ground"])) for one in (found.checks if found else ())),
    ]
    return {"index": item.index, "ref": item.ref, "hits": hits, "unjudged": unjudged}
