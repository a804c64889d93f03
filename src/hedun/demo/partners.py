"""Keys with which other systems may call the demo: of a bureau, and of a platform."""

import datetime as dt
from dataclasses import dataclass

from hedun.base.accounts import queries as accounts
from hedun.demo.simulation import MACHINE
from hedun.desks.bridge import actions, queries


@dataclass(frozen=True, slots=True)
class DemoKey:
    """Whose key it is, and the values that the environment gives."""

    username: str
    note: str
    app_key: str
    secret: str


PLATFORM_USER = "tongji1"


def make_keys(
    wanted: tuple[DemoKey, ...], *, at: dt.datetime, platform_body: int | None = None
) -> list[DemoKey]:
    """Bring the keys to what the environment says: made once, given its secret at each start."""
    people = accounts.visible_people(MACHINE)
    if platform_body is None:
        known = people.filter(username=PLATFORM_USER)
        platform_body = known.values_list("body_id", flat=True).first()
    made = []
    for each in wanted:
        person = people.filter(username=each.username).first()
        if platform_body is None or person is None or not (each.app_key and each.secret):
            continue
        _bring(each, platform_id=platform_body, person_id=person.pk, at=at)
        made.append(each)
    return made


def _bring(wanted: DemoKey, *, platform_id: int, person_id: int, at: dt.datetime) -> None:
    key = queries.key_named(MACHINE, wanted.app_key)
    if key is None:
        actions.issue_key(
            platform_id=platform_id,
            person_id=person_id,
            note=wanted.note,
            app_key=wanted.app_key,
            secret=wanted.secret,
            by=MACHINE,
            at=at,
        )
    elif wanted.secret not in queries.live_secrets(MACHINE, key, at):
        actions.rotate_key(
            key_id=key.pk, secret=wanted.secret, grace=dt.timedelta(0), by=MACHINE, at=at
        )
