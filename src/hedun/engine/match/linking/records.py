"""Two records of a roster and a registry, judged one pair at a time: what `scoring` does in columns."""

from typing import Final, NamedTuple

from hedun.engine.match import addresses, identity
from hedun.engine.match import weights as w
from hedun.engine.match.evidence import Evidence
from hedun.engine.match.judging import UNUSABLE, Judgement, Subject, Weighed, concluded, weigh_names
from hedun.engine.match.linking import owners

SEPARATOR: Final = "；"  # between former names
ONLY: Final = Evidence(w.ONLY, "登记库中该区划内只有这一家用此名称")
FORMERLY: Final = Evidence(0.0, "与登记的曾用名比较")


class Record(NamedTuple):
    """One business as a roster or a registry has it; empty where nothing is known.

    `identity` is a keyed hash, never the number itself; `identity_mask` the number with its
    middle hidden; `former` former names with ；between them.
    """

    name: str = ""
    code: str = ""
    identity: str = ""
    identity_mask: str = ""
    phone: str = ""
    person: str = ""
    address: str = ""
    former: str = ""


FIELDS: Final = Record._fields


def judge_records(a: Record, b: Record, *, is_only: bool = False) -> Judgement:
    """Judge a row of the roster against a row of the registry.

    `is_only` where the registry has this very name once: within one registering authority
    no two businesses of a trade may have the same, so that a moved one is found again.
    """
    code = identity.compare(identity.read(a.code), identity.read(b.code))
    weighed = by_name(a, b)
    found = owner(a, b)
    total = weighed.total + min(sum(one.weight for one in found), most(weighed))
    if is_only:
        total, found = total + ONLY.weight, (*found, ONLY)
    return concluded(total, code, [one.text for one in (*weighed.found, *found)])


def by_name(a: Record, b: Record) -> Weighed:
    """Weigh names and addresses; the registry's former names where today's does not fit."""
    places = addresses.parse(a.address), addresses.parse(b.address)
    best = weigh_names(Subject(a.name), Subject(b.name), places)
    for name in filter(None, b.former.split(SEPARATOR)):
        if best.total >= 0:
            break
        tried = weigh_names(Subject(a.name), Subject(name), places)
        if tried.total > best.total:
            best = tried._replace(found=(FORMERLY, *tried.found))
    return best


def owner(a: Record, b: Record) -> tuple[Evidence, ...]:
    """Compare who runs it."""
    found = (
        owners.identity((a.identity, a.identity_mask), (b.identity, b.identity_mask)),
        owners.phone(a.phone, b.phone),
        owners.person(a.person, b.person),
    )
    return tuple(one for one in found if one is not None)


def most(weighed: Weighed) -> float:
    """Say how much the owner may count beside what the names say."""
    if any(one.text == UNUSABLE for one in weighed.found):
        return w.OWNER_ALONE
    clash = any(one.is_clash for one in weighed.found)
    return w.OWNER_BESIDE_CLASH if clash else w.OWNER_MOST
