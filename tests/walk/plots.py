"""The rows of each owner: a shop and its operator, what was found, asked, answered, shown."""

import datetime as dt
import json
from typing import Any

from hedun.base.evidence import actions as evidence
from hedun.base.evidence.models import PageCapture
from hedun.base.evidence.terms import CaptureKind, PageState
from hedun.clues.models import Clue, ClueEvent
from hedun.clues.terms import ClueSource, ClueState, ClueStep, Outcome
from hedun.desks.disclosure.models import Publication
from hedun.desks.disclosure.terms import GravityClass, PublicationState
from hedun.market.models import Fact, Shop, Subject
from hedun.market.terms import FactKind, SubjectKind
from tests import factories as make
from tests.walk.cast import (
    ANYBODY,
    CLUES,
    LETTERS,
    MARKET,
    OWN,
    PLOTS,
    joined,
    people_of,
)
from tests.walk.world import World, article, ground

OPEN_SUBJECT = {"name": ANYBODY}
OPEN_SHOP = {"name": ANYBODY, "shop_no": ANYBODY, "url": ANYBODY}


def till(world: World) -> None:
    """Lay out every plot."""
    for plot in PLOTS:
        _market(world, plot)
        _facts(world, plot)
        _clues(world, plot)
        _page(world, plot)
    _chain(world)


def capture(world: World, seers: frozenset[str], *, subject: tuple[str, int], by: str) -> Any:
    """Fix a text with a word of its own as evidence."""
    content = {"文本": world.ledger.word("evidence.content", seers)}
    row = evidence.fix(
        content=json.dumps(content, ensure_ascii=False).encode(),
        media_type="application/json",
        title=world.ledger.word("evidence.capture.title", seers),
        kind=CaptureKind.LISTING,
        subject=subject,
        by=world.hand(by).viewer,
        at=world.at,
    )
    return world.ledger.keep(row, seers)


def _page(world: World, plot: str) -> None:
    """A page that could not be fixed is the bureau's own."""
    body = PLOTS[plot].bureau
    leader, inspector = f"{body}.leader", f"{body}.inspector"
    row = world.ledger.plant(
        PageCapture,
        people_of(OWN[plot]),
        for_kind="",
        for_id="",
        requested_by=world.hand(body),
        second_officer=world.people[leader if leader in world.people else inspector],
        body=world.bodies[body],
        requested_at=world.at,
        done_at=world.at,
        state=PageState.FAILED,
    )
    world.ledger.thing("page", plot, row)


def _market(world: World, plot: str) -> None:
    """A company and a natural person, each with a shop; the person's full name is never public."""
    ledger, its, seers = world.ledger, PLOTS[plot], joined(MARKET, plot=plot)
    common = {"region_code": its.region, "updated_at": world.at}
    code = ledger.literal(make.credit_code(), "market.subject.credit_code", ANYBODY)
    firm = ledger.plant(
        Subject, seers, OPEN_SUBJECT, kind=SubjectKind.ENTERPRISE, credit_code=code, **common
    )
    person = ledger.plant(
        Subject, seers, kind=SubjectKind.NATURAL, credit_code=None, id_tail="123X", **common
    )
    where = {"platform": world.platforms[its.platform], **common}
    shop = ledger.plant(Shop, seers, OPEN_SHOP, subject=firm, **where)
    ledger.plant(Shop, seers, OPEN_SHOP, subject=person, **where)
    world.rows |= {(plot, "subject"): firm, (plot, "shop"): shop}
    ledger.thing("subject", plot, firm)
    ledger.thing("shop", plot, shop)
    ledger.thing("public_shop", plot, shop, seers=ANYBODY)


def _facts(world: World, plot: str) -> None:
    """One fact that waits for publication, one on show, one withheld."""
    for number, state in enumerate((None, PublicationState.PUBLISHED, PublicationState.WITHHELD)):
        fact = fact_on(world, plot, subject=world.rows[plot, "subject"], number=number)
        if state is None:
            world.ledger.thing("fact", plot, fact, doers=_officers(plot))
        else:
            _publication(world, plot, fact, state=state)


def fact_on(world: World, plot: str, *, subject: Subject, number: int) -> Fact:
    """A disposal on the plot's shop."""
    ledger, its, seers = world.ledger, PLOTS[plot], joined(MARKET, plot=plot)
    texts = ("clue_no", "ground", "title", "platform", "measure")
    payload = {name: ledger.word(f"market.fact.payload.{name}", seers) for name in texts}
    return ledger.plant(
        Fact,
        seers,
        kind=FactKind.DISPOSAL,
        subject=subject,
        shop=world.rows[plot, "shop"],
        payload=payload | {"outcome": Outcome.REMOVED.label},
        happened_on=world.at.date(),
        source_kind="clue",
        source_id=f"{plot}-{number}-{subject.pk}",
        recorded_at=world.at,
        recorded_by=world.hand(its.bureau),
        body=world.bodies[its.bureau],
    )


def _officers(plot: str) -> frozenset[str]:
    """Those who may decide what the public sees: the bureau's own, but no editor."""
    return frozenset(name for name in people_of(OWN[plot]) if not name.endswith(".editor"))


def _publication(world: World, plot: str, fact: Fact, *, state: PublicationState) -> None:
    """What is on show is public; why something is not shown is the bureau's own."""
    ledger, its, own = world.ledger, PLOTS[plot], _officers(plot)
    shown = ANYBODY if state is PublicationState.PUBLISHED else own
    texts = ("matter", "measure", "authority", "basis", "operator", "shop", "shop_no", "platform")
    snapshot = {name: ledger.word(f"publication.snapshot.{name}", shown) for name in texts}
    row = ledger.plant(
        Publication,
        own,
        fact=fact,
        shop=fact.shop,
        body=world.bodies[its.bureau],
        state=state,
        gravity=GravityClass.NORMAL,
        snapshot=snapshot | {"decided_on": "2026-01-01", "credit_code": ""},
        published_by=world.hand(its.bureau),
        published_at=world.at,
        display_from=world.at.date(),
        display_until=world.at.date() + dt.timedelta(days=900),
    )
    ledger.thing("publication", plot, row)


def _clues(world: World, plot: str) -> None:
    """One clue that was confirmed, one with a letter, one that has ended, a fresh one."""
    for name, state in (
        ("confirmed", ClueState.CONFIRMED),
        ("asked", ClueState.AWAITING),
        ("ended", ClueState.DISPOSED),
        ("fresh", ClueState.DISPATCHED),
    ):
        row = _clue(world, plot, name=name, state=state)
        world.rows[plot, name] = row
        if name in {"confirmed", "fresh"}:
            world.ledger.thing("clue", plot, row, doers=people_of(OWN[plot]))
            world.ledger.thing("matter", plot, row, kind="clue")


def _clue(world: World, plot: str, *, name: str, state: ClueState) -> Clue:
    """A clue; its capture also reaches the platform once a letter rests on it."""
    ledger, its, seers = world.ledger, PLOTS[plot], joined(CLUES, plot=plot)
    number, hand = make.number(), world.hand(its.bureau)
    fixers = joined(CLUES, LETTERS, plot=plot) if name == "asked" else seers
    row = ledger.plant(
        Clue,
        seers,
        {"listing_no": fixers},  # a letter says which listing it is about
        number=ledger.literal(f"XS-2026-{number:06}", "clues.clue.number", seers),
        source=ClueSource.MANUAL,
        source_key=f"walk:{plot}:{name}",
        finding=_found(world, seers),
        capture=capture(world, fixers, subject=("finding", number), by=its.bureau),
        body=hand.body,
        officer=hand,
        raised_by=hand,
        raised_body=hand.body,
        **_standing(world, plot, state),
    )
    _event(world, plot, row)
    upload = capture(world, seers, subject=("clue", row.pk), by=its.bureau)
    for fixed in (row.capture, upload):
        ledger.thing("clue_capture", plot, fixed)
    return row


def _found(world: World, seers: frozenset[str]) -> dict[str, Any]:
    words = {key: world.ledger.word(f"clues.finding.{key}", seers) for key in ("text", "rule")}
    return words | {"words": []}


def _standing(world: World, plot: str, state: ClueState) -> dict[str, Any]:
    """What a clue is about and how far it is."""
    shop, is_over = world.rows[plot, "shop"], state is ClueState.DISPOSED
    return {
        "ground": ground(),
        "severity": "normal",
        "platform": shop.platform,
        "shop": shop,
        "subject": shop.subject,
        "region_code": PLOTS[plot].region,
        "state": state,
        "outcome": Outcome.REMOVED if is_over else "",
        "raised_at": world.at,
        "due_at": world.at + dt.timedelta(days=3),
        "due_rule": "clue.verify",
        "due_article": article(),
        "disposed_at": world.at if is_over else None,
        "is_open": not is_over,
    }


def _event(world: World, plot: str, clue: Clue, *, had_by: str = "") -> None:
    """Something that happened; `body` had the clue then, and need not have it now."""
    world.ledger.plant(
        ClueEvent,
        joined(CLUES, plot=plot),
        clue=clue,
        step=ClueStep.COMMENT,
        at=world.at,
        by=world.hand(PLOTS[plot].bureau),
        body=world.bodies[had_by or PLOTS[plot].bureau],
        to_state=clue.state,
    )


def _chain(world: World) -> None:
    """What passed from one owner to another stays with the one who has it now.

    The operator of the first shop earned a fact on the rival platform, which only that side
    sees; and a clue that the far bureau has now was in the hands of the first one before.
    """
    fact_on(world, "rival", subject=world.rows["west", "subject"], number=9)
    _event(world, "far", world.rows["far", "fresh"], had_by="west")
