"""The house that is walked: bodies, people and, for each owner, a row of every kind."""

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.hashers import make_password
from django.test import Client
from django.utils import timezone

from hedun.base.accounts.models import AuditEntry, Body, Person, RoleGrant, Visit
from hedun.base.accounts.terms import Role, Viewer
from hedun.base.evidence import actions as evidence
from hedun.base.evidence.models import Alarm, Hold
from hedun.base.evidence.terms import AlarmKind, CaptureKind
from hedun.base.exchange.models import Node, Outgoing
from hedun.base.exchange.terms import SendState, Wire
from hedun.base.jobs.models import Job, Schedule
from hedun.base.jobs.terms import JobState
from hedun.base.lawbook.models import Article, Ground
from hedun.desks.bridge.models import AppKey
from hedun.market.models import Platform
from tests import factories as make
from tests.walk.cast import (
    ANYBODY,
    APPROVER,
    AUDITOR,
    BODIES,
    BUREAUX,
    EVERY_BODY,
    FINDINGS,
    HANDS,
    LETTERS,
    MAKER,
    PEOPLE,
    PLATFORM_SEAT,
    PLOTS,
    SECURITY,
    SYSTEM,
    House,
    people_of,
)
from tests.walk.ledger import Ledger

ADMINS = frozenset({SYSTEM, SECURITY})


@dataclass
class World:
    """Everything that was laid out, by the names of the cast."""

    at: dt.datetime
    ledger: Ledger = field(default_factory=Ledger)
    bodies: dict[str, Body] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    platforms: dict[str, Platform] = field(default_factory=dict)
    rows: dict[tuple[str, str], Any] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)

    def hand(self, body: str) -> Person:
        """The officer or answerer of a body who appears in its rows."""
        return self.people[HANDS[body]]


def settle() -> World:
    """Lay out bodies, people, law and the machine's own rows; the plots come afterwards."""
    world = World(timezone.now())
    for name, house in BODIES.items():
        world.bodies[name] = _body(world, name, house)
    _law(world)
    for name, role in PEOPLE.items():
        world.people[name] = _person(world, name, role)
    for body, name in HANDS.items():
        world.people[name] = _hand(world, body, name)
    for name in (MAKER, APPROVER):
        seers = people_of(BUREAUX) | ADMINS | {AUDITOR}
        world.people[name] = _account(world, name, Role.EDITOR, seers=seers, named=seers)
    for name in PLATFORM_SEAT:
        world.platforms[name] = _platform(world, name)
    _machine(world)
    for name in PEOPLE:
        world.cookies[name] = _login(world, name)
    return world


def _body(world: World, name: str, house: House) -> Body:
    """A bureau is known to everybody; a platform to bureaux, administrators and itself."""
    is_platform = name in PLATFORM_SEAT
    seers = people_of(f"{BUREAUX} {name}") | ADMINS if is_platform else ANYBODY
    named = {"name": seers | {AUDITOR}}
    return world.ledger.plant(
        Body, seers, named, kind=house.kind, level=house.level, region_code=house.region
    )


def _person(world: World, name: str, role: Role) -> Person:
    """A person who walks: colleagues and administrators see the account."""
    body = name.partition(".")[0]
    own = people_of(body) | ADMINS
    return _account(world, name, role, seers=own, named=own | {AUDITOR})


def _account(
    world: World, name: str, role: Role, *, seers: frozenset[str], named: frozenset[str]
) -> Person:
    body = name.partition(".")[0]
    special = {"name": named, "officer_no": named}  # both are printed on letters
    made = world.ledger.plant(
        Person,
        seers,
        special,
        body=world.bodies[body],
        password=make_password(make.PASSWORD),
        must_change_password=False,
        password_changed_at=world.at,
    )
    RoleGrant.objects.create(person=made, role=role, granted_at=world.at)
    return made


def _login(world: World, name: str) -> str:
    """Begin a session, which only the person may see and end; gives the cookie."""
    client, own = Client(), frozenset({name})
    client.force_login(world.people[name])
    visit = Visit.objects.get(person=world.people[name])
    visit.agent = world.ledger.word("accounts.visit.agent", own)
    visit.save()
    world.ledger.keep(visit, own)
    world.ledger.thing("visit", name.partition(".")[0], visit)
    return "; ".join(f"{key}={item.value}" for key, item in client.cookies.items())


def _hand(world: World, body: str, name: str) -> Person:
    """Somebody whose name stands in rows: whoever may see such a row reads the name."""
    role = Role.COMPLIANCE if body in PLATFORM_SEAT else Role.INSPECTOR
    own = people_of(body) | ADMINS
    plots = [plot for plot, its in PLOTS.items() if body in (its.bureau, its.platform)]
    tables = (LETTERS, FINDINGS)
    readers = people_of(" ".join(table[plot] for table in tables for plot in plots)) | {AUDITOR}
    made = _account(world, name, role, seers=own, named=own | readers)
    world.ledger.thing("person", body, made, seers=ADMINS)
    return made


def _platform(world: World, name: str) -> Platform:
    """A platform's name and address are public."""
    body = world.bodies[name]
    return world.ledger.plant(
        Platform, ANYBODY, body=body, code=name, region_code=PLATFORM_SEAT[name]
    )


def _law(world: World) -> None:
    """The law is everybody's who has logged in."""
    instrument = make.instrument(title="测试办法")
    article = make.article(instrument, "9")
    for code in ("letter.reply", "letter.target", "clue.verify", "platform.correct"):
        make.deadline(code, under=article)
    ground = make.ground("T1", under=article)
    ground.exemptions = ["仿真玩具"]
    ground.save()
    for kind, row in (("instrument", instrument), ("article", article)):
        world.ledger.thing(kind, "law", row, seers=people_of(EVERY_BODY))


def ground() -> Ground:
    """The one ground on which everybody acts, so that likeness tempts pages to leak."""
    return Ground.objects.get(code="T1")


def article() -> Article:
    """The one article on which everybody acts."""
    return Article.objects.get(number="9")


def _machine(world: World) -> None:
    """The machine's own rows: timers for the system administrator, the trail for the auditor."""
    ledger, at = world.ledger, world.at
    system = frozenset({SYSTEM})
    schedule = ledger.plant(Schedule, system, kind="walk.timer", every_seconds=60, next_at=at)
    ledger.thing("schedule", "operation", schedule)
    timer = ledger.plant(Job, system, body=None, run_at=at, created_at=at)
    ledger.thing("job", "operation", timer)
    _key(world)
    _message(world)
    _webhook(world)
    _alarm(world)
    _kept(world)
    for body in HANDS:
        _job(world, body)
        _trail(world, body)


def _key(world: World) -> None:
    """A key of a bureau's other system is the security administrator's to see and change."""
    seers, person = frozenset({SECURITY}), world.hand("west")
    row = world.ledger.plant(
        AppKey,
        seers,
        platform=world.bodies["a"],
        holder=person.body,
        person=person,
        made_at=world.at,
    )
    world.ledger.thing("app_key", "operation", row)


def _message(world: World) -> None:
    """A message that another house refused is the system administrator's to decide about."""
    seers = frozenset({SYSTEM})
    ends = {
        name: world.ledger.plant(Node, seers, is_local=name == "sender", added_at=world.at)
        for name in ("sender", "receiver")
    }
    row = world.ledger.plant(
        Outgoing,
        seers,
        message_id=uuid.uuid4(),
        data={"text": world.ledger.word("exchange.outgoing.data", frozenset())},
        number=1,
        state=SendState.DEAD,
        at=world.at,
        next_at=world.at,
        **ends,
    )
    world.ledger.thing("message", "operation", row)


def _webhook(world: World) -> None:
    """A subscriber of events is the security administrator's; how it does, the system's to see."""
    row = world.ledger.plant(
        Node,
        frozenset({SECURITY, SYSTEM}),
        wire=Wire.WEBHOOK,
        body=world.bodies["a"],
        events=["cn.hedun.letter.send.1"],
        added_at=world.at,
    )
    doers = frozenset({SECURITY})
    world.ledger.thing("webhook", "operation", row, seers=doers, doers=doers)


def _alarm(world: World) -> None:
    """What a partner's log did is for the administrators to see, for two of them to settle."""
    doers = frozenset({SYSTEM, SECURITY})
    row = world.ledger.plant(
        Alarm,
        doers | {AUDITOR},
        kind=AlarmKind.ROLLBACK,
        settled_note="",
        at=world.at,
    )
    world.ledger.thing("log_alarm", "operation", row, doers=doers)


def _kept(world: World) -> None:
    """Administrators see the number and the hash of evidence; one of them holds and deletes it."""
    readers, doers = frozenset({SYSTEM, SECURITY, AUDITOR}), frozenset({SECURITY})
    row = evidence.fix(
        content=b"kept", media_type="text/plain", title="x", kind=CaptureKind.UPLOAD,
        subject=("note", 1), by=Viewer.system("测试"), at=world.at,
    )  # fmt: skip
    world.ledger.keep(row, doers)
    made = world.ledger.plant(
        Hold, readers, lifted_reason="", capture=row, at=world.at, by=world.people[SECURITY]
    )
    world.ledger.thing("kept", "operation", row, seers=readers, doers=doers, hold=made.pk)


def _trail(world: World, body: str) -> None:
    """The auditor reads who did what to which row; the words of the matter stay in its room."""
    ledger, auditor = world.ledger, frozenset({AUDITOR})
    own = {"note": ledger.word("audit.note", people_of(body)), "parts": []}
    own["parts"] = [{"reason": ledger.word("audit.reason", people_of(body))}]
    why = {"reason": ledger.word("audit.accounts.reason", auditor)}
    for action, detail in (("clues:clue:comment", own), ("accounts:person:deactivate", why)):
        ledger.plant(AuditEntry, auditor, action=action, at=world.at, detail=detail)


def _job(world: World, body: str) -> None:
    seers = people_of(body)
    row = world.ledger.plant(
        Job,
        seers,
        payload={"secret": world.ledger.word("jobs.job.payload", seers)},
        state=JobState.FAILED,
        run_at=world.at,
        created_at=world.at,
        body=world.bodies[body],
        requested_by=world.hand(body),
    )
    world.ledger.thing("job", body, row)
