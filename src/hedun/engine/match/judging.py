"""Two subjects in, a judgement out: probability, verdict, and the reasons that a reviewer reads."""

import math
from collections.abc import Iterator
from typing import Final, NamedTuple

from hedun.engine.match import addresses, identity, name, parts, regions
from hedun.engine.match import weights as w
from hedun.engine.match.addresses import Address
from hedun.engine.match.evidence import Evidence
from hedun.engine.match.name import Name, Parsed
from hedun.engine.match.terms import Verdict

_SETTLED: Final = w.CODE_SAME
_DOUBT: Final = "名称或地址不一致，可能是曾用名或已变更，请核对登记"
_TWO_SHOPS: Final = "名称或地址不一致，同一人可能有两家店，请核对登记"
NOTHING: Final = "可比较的信息不足"
UNUSABLE: Final = "名称为空或没有可比较的内容"


class Subject(NamedTuple):
    """What is known of one side; an empty string where nothing is."""

    name: str
    code: str = ""
    address: str = ""


class Judgement(NamedTuple):
    """How likely two records mean one subject, what follows, and why."""

    score: float
    verdict: Verdict
    reasons: tuple[str, ...]


class Weighed(NamedTuple):
    """What names and addresses say: the sum of the weights with the prior, and each of them."""

    total: float
    found: tuple[Evidence, ...]


def judge(a: Subject, b: Subject) -> Judgement:
    """Compare two subjects; the result is the same both ways round."""
    if b < a:
        a, b = b, a
    code = identity.compare(identity.read(a.code), identity.read(b.code))
    places = addresses.parse(a.address), addresses.parse(b.address)
    weighed = weigh_names(a, b, places)
    return concluded(weighed.total, code, [one.text for one in weighed.found])


def concluded(total: float, code: Evidence | None, reasons: list[str]) -> Judgement:
    """Conclude from all that speaks for and against, and from the codes where there are any."""
    doubtful = total < 0
    if code is not None:
        total = with_code(total, code)
        reasons.insert(0, code.text)
        if code.weight >= w.PERSON_SAME and doubtful:
            reasons.insert(1, _DOUBT if code.weight >= _SETTLED else _TWO_SHOPS)
    score = 1 / (1 + math.exp(-total))
    return Judgement(round(score, 4), verdict_of(score), tuple(reasons) or (NOTHING,))


def with_code(total: float, code: Evidence) -> float:
    """A sound code settles it; what else is known moves the score a little."""
    if code.weight >= w.PERSON_SAME:
        return max(total, 0.0) / 4 + code.weight
    if code.weight <= w.CODE_MASK_OTHER:
        return min(total, 0.0) / 4 + code.weight
    return total + code.weight


def verdict_of(score: float) -> Verdict:
    """Conclude from a probability."""
    if score >= w.SAME_FROM:
        return Verdict.SAME
    return Verdict.DIFFERENT if score <= w.DIFFERENT_TO else Verdict.UNSURE


def weigh_names(a: Subject, b: Subject, places: tuple[Address, Address]) -> Weighed:
    """Weigh two names with their addresses."""
    return weigh_parsed(name.parse(a.name), name.parse(b.name), places)


def weigh_parsed(x: Parsed, y: Parsed, places: tuple[Address, Address]) -> Weighed:
    """Weigh the likeliest readings of two names, with their addresses."""
    where = tuple(addresses.compare(*places))
    best = max(
        (_weigh(p, q, where=where, places=places) for p, q in _paired(x.readings, y.readings)),
        key=lambda one: one.total,
    )
    if best.total >= 0 or not (x.former or y.former):
        return best
    return _former(x, y, best, where=where, places=places)


def _paired(x: tuple[Name, ...], y: tuple[Name, ...]) -> Iterator[tuple[Name, Name]]:
    """The likeliest readings, and others only where they give both sides the same trade name."""
    yield x[0], y[0]
    for p in x:
        for q in y:
            if (p, q) != (x[0], y[0]) and p.key == q.key:
                yield p, q


def _former(
    x: Parsed,
    y: Parsed,
    best: Weighed,
    *,
    where: tuple[Evidence, ...],
    places: tuple[Address, Address],
) -> Weighed:
    """Try the former names that either side brings along."""
    pairs = [(p, q) for p in x.former for q in (*y.readings, *y.former)]
    pairs += [(p, q) for p in x.readings for q in y.former]
    tried = max((_weigh(p, q, where=where, places=places) for p, q in pairs), key=lambda o: o.total)
    if tried.total <= best.total:
        return best
    return tried._replace(found=(Evidence(0.0, "与所注曾用名比较"), *tried.found))


def _weigh(
    a: Name, b: Name, *, where: tuple[Evidence, ...], places: tuple[Address, Address]
) -> Weighed:
    """Add up what one reading of each name shows."""
    if not (a.is_usable and b.is_usable):
        return Weighed(0.0, (Evidence(0.0, UNUSABLE),))
    first = parts.trade_name(a, b)
    found = [*parts.others(a, b), *outside(a, b, places), *_moved(a, b, where)]
    if first is not None:
        found.insert(0, first._replace(weight=min(first.weight, _most(found))))
    spoken_against = any(one.is_clash or one.weight <= w.ADDRESS_BUILDING_OTHER for one in found)
    if not spoken_against and (same := _exact(a, b)):
        found.insert(0, same)
    return Weighed(w.PRIOR + sum(one.weight for one in found), tuple(found))


def _most(found: list[Evidence]) -> float:
    """Say how much a shared trade name may count beside the other parts."""
    if any(one.is_clash for one in found):
        return w.RARITY_BESIDE_CLASH
    return w.RARITY_BESIDE_SIBLING if any(one.is_sibling for one in found) else w.RARITY_MOST


def _exact(a: Name, b: Name) -> Evidence | None:
    """The same text, or the same parts in another spelling: 杭州 and 杭州市, 8号 and 八号."""
    if a.text != b.text and (a.essence != b.essence or "*" in a.text):
        return None
    if a.is_person:
        return Evidence(w.EXACT_PERSON, "姓名相同，可能重名")
    return Evidence(w.EXACT, "名称全文一致" if a.text == b.text else "名称各部分均一致")


def outside(a: Name, b: Name, places: tuple[Address, Address]) -> list[Evidence]:
    """A name without a region is set against the other's by its address."""
    if bool(a.codes) == bool(b.codes):
        return []
    stated, address = (a.codes, places[1]) if a.codes else (b.codes, places[0])
    if not address.codes:
        return []
    if regions.within(stated, address.codes):
        return [
            Evidence(w.REGION_ADDRESS, f"一方名称的区划与另一方地址相符：{regions.label(stated)}")
        ]
    text = (
        f"一方名称的区划与另一方地址不符：{regions.label(stated)}、{regions.label(address.codes)}"
    )
    return [Evidence(w.REGION_ADDRESS_OTHER, text, is_clash=True)]


def _moved(a: Name, b: Name, where: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """Where both names state one region, addresses in two may be old and new."""
    stated = regions.within(a.codes, b.codes) if a.codes and b.codes else regions.NOWHERE
    if not stated or min(map(len, stated)) < 4:
        return where
    return tuple(
        one._replace(weight=w.ADDRESS_MOVED, is_clash=False)
        if one.weight == w.ADDRESS_REGION_OTHER
        else one
        for one in where
    )
