"""Who walks, whose rows there are, and who may see them: written by hand, never asked of queries.

A body is named by one word; a person is "body.role". A plot is one owner's share of the rows:
one bureau dealing with one shop on one platform.
"""

from dataclasses import dataclass

from hedun.base.accounts.terms import BodyKind, Level, Role

ANONYMOUS = "anonymous"
PLATFORMS = ("a", "b")
PLATFORM_SEAT = {"a": "330108", "b": "310115"}  # nobody in this cast answers for 310115


@dataclass(frozen=True, slots=True)
class House:
    """A body: what it is and where."""

    kind: BodyKind
    level: str = ""
    region: str = ""


BODIES: dict[str, House] = {
    "west": House(BodyKind.BUREAU, Level.COUNTY, "330106"),
    "east": House(BodyKind.BUREAU, Level.COUNTY, "330102"),
    "seat": House(BodyKind.BUREAU, Level.COUNTY, "330108"),
    "city": House(BodyKind.BUREAU, Level.CITY, "330100"),
    "province": House(BodyKind.BUREAU, Level.PROVINCE, "330000"),
    "far": House(BodyKind.BUREAU, Level.COUNTY, "440305"),
    "a": House(BodyKind.PLATFORM, region="330108"),
    "b": House(BodyKind.PLATFORM, region="310115"),
    "agency": House(BodyKind.AGENCY),
    "mediation": House(BodyKind.MEDIATION),
    "court": House(BodyKind.COURT),
    "public": House(BodyKind.PUBLIC),
    "operation": House(BodyKind.OPERATION),
}
BUREAUX = "west east seat city province far"
EVERY_BODY = " ".join(BODIES)

PEOPLE: dict[str, Role] = {
    "west.inspector": Role.INSPECTOR,
    "west.leader": Role.LEADER,
    "west.editor": Role.EDITOR,
    "west.publisher": Role.PUBLISHER,
    "city.inspector": Role.INSPECTOR,
    "city.publisher": Role.PUBLISHER,
    "province.leader": Role.LEADER,
    "province.editor": Role.EDITOR,
    "east.leader": Role.LEADER,
    "seat.inspector": Role.INSPECTOR,
    "far.leader": Role.LEADER,
    "a.compliance": Role.COMPLIANCE,
    "b.compliance": Role.COMPLIANCE,
    "agency.liaison": Role.LIAISON,
    "mediation.mediator": Role.MEDIATOR,
    "court.judge": Role.JUDGE,
    "public.citizen": Role.CITIZEN,
    "operation.system": Role.SYSTEM_ADMIN,
    "operation.security": Role.SECURITY_ADMIN,
    "operation.auditor": Role.AUDITOR,
}
# those who appear in the rows and do not walk: one officer or answerer for each body
HANDS = {body: f"{body}.hand" for body in ("west", "east", "city", "far", "a", "b")}
# those who made and approved the lexicon that every bureau uses
MAKER, APPROVER = "west.maker", "city.approver"
WALKERS = (ANONYMOUS, *PEOPLE)
SYSTEM, SECURITY, AUDITOR = "operation.system", "operation.security", "operation.auditor"


@dataclass(frozen=True, slots=True)
class Plot:
    """One owner's share of the rows."""

    bureau: str
    platform: str
    region: str


# seen from west: its own, the sibling county's, the parent city's, another province's; and the
# sibling platform's, whose rows the officer of platform a must never see
PLOTS: dict[str, Plot] = {
    "west": Plot("west", "a", "330106"),
    "east": Plot("east", "a", "330102"),
    "city": Plot("city", "a", "330100"),
    "far": Plot("far", "a", "440305"),
    "rival": Plot("west", "b", "330106"),
}

# Shops, their operators and what stands on record: the bureau of the place and those above,
# the bureau of the platform's seat and those above, and the platform itself.
MARKET = {
    "west": "west seat city province a",
    "east": "east seat city province a",
    "city": "seat city province a",
    "far": "far seat city province a",
    "rival": "west city province b",
}
# Clues never leave the bureaux of the place.
CLUES = {
    "west": "west city province",
    "east": "east city province",
    "city": "city province",
    "far": "far",
    "rival": "west city province",
}
# Letters that were sent: their two ends, and the bureaux above the sender.
LETTERS = {
    "west": "west city province a",
    "east": "east city province a",
    "city": "city province a",
    "far": "far a",
    "rival": "west city province b",
}
# Drafts, runs, jobs and the reasons of a publication are the bureau's own.
OWN = {"west": "west", "east": "east", "city": "city", "far": "far", "rival": "west"}
# An answer that is still being written is the platform's own.
WRITING = {"west": "a", "east": "a", "city": "a", "far": "a", "rival": "b"}
# Findings: the place, the platform's seat, and those above both.
FINDINGS = {
    "west": "west seat city province",
    "east": "east seat city province",
    "city": "seat city province",
    "far": "far seat city province",
    "rival": "west city province",
}
# Files handed in: the sender, and for a platform's file the bureaux of its seat.
IMPORTS = {
    "west": "west",
    "east": "east",
    "city": "city",
    "far": "far",
    "a": "a seat city province",
    "b": "b",
}


def people_of(bodies: str) -> frozenset[str]:
    """Everybody who works for one of the bodies."""
    names = bodies.split()
    everybody = (*PEOPLE, *HANDS.values(), MAKER, APPROVER)
    return frozenset(name for name in everybody if name.partition(".")[0] in names)


def joined(*tables: dict[str, str], plot: str) -> frozenset[str]:
    """Everybody who may see a plot's rows by one of several tables."""
    return people_of(" ".join(table[plot] for table in tables))


LOGGED_IN = people_of(EVERY_BODY)
ANYBODY = LOGGED_IN | {ANONYMOUS}
