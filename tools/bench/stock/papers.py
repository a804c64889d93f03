"""Letters about the clues, and the findings from which most of them came."""

import json
from collections.abc import Iterator

from hedun.desks.bridge.models import Counter, Letter, LetterEvent
from hedun.desks.screening.models import Edition, Finding, Judgement, ScreeningRun
from tools.bench.loading import Row, load
from tools.bench.stock.clues import TERM, WORDS, Days, One
from tools.bench.stock.world import BUSIEST, World

OPEN = ("sent", "accepted", "accepted", "proposed", "returned")
STEPS = {
    "sent": "send",
    "accepted": "send accept",
    "proposed": "send accept propose",
    "returned": "send accept answer ask_again",
    "answered": "send accept answer",
    "closed": "send accept answer close",
}
GOALS = {
    "send": "sent", "accept": "accepted", "propose": "proposed", "answer": "answered",
    "ask_again": "returned", "close": "closed",
}  # fmt: skip
TEXT = "贵平台内经营者涉嫌违反相关规定，请依法协助提供下列信息，并于答复期限届满前复函。" * 6
VERDICTS = {"confirmed": "confirm", "rejected": "reject"}
WAIT, RUNS, WAITING = 9, 400, 0.4  # days for an answer, runs, share of findings still to judge


def letters(world: World, clues: list[One]) -> None:
    """Write a letter for each clue that waits, was answered, or was closed with one."""
    asked = {"awaiting", "answered"}
    about = [
        one
        for one in clues
        if one.body_id and (one.state in asked or (one.state == "disposed" and one.pk % 2))
    ]
    days = Days(world.at, {})
    load(Counter, ("key", "last"), [(f"bench:{world.at.year}", len(about))])
    names: tuple[str, ...] = (
        "id", "number", "message_id", "channel_no", "state", "from_body_id", "to_body_id",
        "clue_id", "shop_id", "subject_id", "article_id", "officer_id", "title", "due_at",
        "target_at", "drafted_at", "sent_at", "accepted_at", "answered_at", "closed_at", "is_open",
    )  # fmt: skip
    rows = (_letter(world, one, number=n, days=days) for n, one in enumerate(about, 1))
    same = {"kind": "co_investigation", "text": TEXT, "questions": ["identity", "goods"]}
    load(Letter, names, rows, contact_name="测量员", contact_phone="0571-0000", version=2, **same)
    names = (
        "letter_id", "step", "at", "by_id", "by_name", "from_state", "to_state", "version",
        "from_body_id", "to_body_id",
    )  # fmt: skip
    events = (
        (*event, one.body_id, world.seller_of(world.platform_of(one.shop)))
        for n, one in enumerate(about, 1)
        for event in _events(one, number=n, days=days)
    )
    load(LetterEvent, names, events, body_name="测量单位")


def _state(one: One) -> str:
    if one.state == "awaiting":
        return OPEN[one.pk % len(OPEN)]
    return "answered" if one.state == "answered" else "closed"


def _sent_on(one: One) -> int:
    return min(0, one.day - TERM + 3 + one.pk % 14)


def _letter(world: World, one: One, *, number: int, days: Days) -> Row:
    state, sent = _state(one), _sent_on(one)
    platform = world.platform_of(one.shop)
    article = world.grounds[one.pk % len(world.grounds)][2]
    at, answer = days.within(sent, one.pk), min(0, sent + one.pk % 11)
    answered = days.within(answer, one.pk) if state in {"answered", "closed"} else None
    return (
        number, f"测市监协查〔{world.at.year}〕{number}号", f"{number:032x}", number, state,
        one.body_id, world.seller_of(platform), one.pk, one.shop, one.shop, article,
        one.officer_id, f"关于协助调查测量网店{one.shop}的函", days.end(sent + WAIT),
        days.within(sent + 1, one.pk), at, at, None if state == "sent" else at, answered,
        answered if state == "closed" else None, state != "closed",
    )  # fmt: skip


def _events(one: One, *, number: int, days: Days) -> Iterator[Row]:
    origin, state = "draft", _state(one)
    for version, step in enumerate(STEPS[state].split(), 2):
        goal, day = GOALS[step], min(0, _sent_on(one) + (version - 2) * (one.pk % 3))
        at = days.within(day, one.pk + version)
        yield number, step, at, one.officer_id, "测量员", origin, goal, version
        origin = goal


def findings(world: World, clues: list[One], count: int) -> None:
    """Write findings of many runs: four of ten still to judge, the others confirmed or not."""
    town = world.towns[BUSIEST]
    chief = {"made_by_id": town.inspectors[0], "approved_by_id": town.leader}
    load(
        Edition, ("id", "number"), [(1, 1)], title="测量词库", state="active",
        made_at=world.at, approved_at=world.at, **chief,
    )  # fmt: skip
    days = Days(world.at, {})
    bodies = [town.body_id for town in world.towns.values()]
    load(
        ScreeningRun,
        ("id", "body_id", "platform_id", "created_at"),
        (
            (n, bodies[n % len(bodies)], world.platform_of(n), days.within(-(n % 300), n))
            for n in range(1, RUNS + 1)
        ),
        edition_id=1, scope="platform", state="done", total=100_000, scanned=100_000, hit=900,
    )  # fmt: skip
    screened = [one for one in clues if one.source == "screening"]
    names = (
        "id", "run_id", "body_id", "platform_id", "shop_id", "shop_no", "region_code", "listing_no",
        "content_hash", "title", "text", "words", "ground_id", "severity", "state", "found_at",
        "decided_by_id", "decided_at", "clue_id", "rank",
    )  # fmt: skip
    rows = [_finding(world, screened, number=n, days=days) for n in range(1, count + 1)]
    load(Finding, names, rows, edition_id=1, category="测量")
    said = ((r[0], VERDICTS[r[14]], r[16], r[2], r[17]) for r in rows if r[17])
    load(Judgement, ("finding_id", "verdict", "by_id", "body_id", "at"), said, from_state="pending")


def _finding(world: World, screened: list[One], *, number: int, days: Days) -> Row:
    one = screened[number % len(screened)]
    ground, severity, _, _ = world.grounds[one.pk % len(world.grounds)]
    pending = number % 10 < WAITING * 10
    state = "pending" if pending else "rejected" if number % 10 == 9 else "confirmed"
    town = world.towns[world.places[one.shop - 1]]
    word = WORDS[number % len(WORDS)]
    text = f"{word} 测量商品{number} " + " ".join(WORDS)
    at = days.within(min(0, one.day - TERM), number)
    hits = [{"word": word, "start": 0, "end": len(word), "category": "测量"}]
    return (
        number, number % RUNS + 1, town.body_id, world.platform_of(one.shop), one.shop,
        f"D{one.shop}", town.code, f"G{number}", f"{number:064x}", text[:60], text,
        json.dumps(hits, ensure_ascii=False), ground, severity, state, at,
        None if pending else town.leader, None if pending else at,
        one.pk if state == "confirmed" else None, number % 3,
    )  # fmt: skip
