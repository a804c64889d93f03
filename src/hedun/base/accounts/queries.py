"""Who may see which bodies, people and audit rows; names of regions."""

import datetime as dt
import functools
import hashlib
import pathlib
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from hedun.base.accounts.decide import NO_PLACE, short_region
from hedun.base.accounts.models import AuditEntry, Body, CalendarKey, Person, Region, Visit
from hedun.base.accounts.terms import BodyKind, Competence, Level, Role, Viewer

if TYPE_CHECKING:
    from collections.abc import Sequence


def viewer_of(viewer: Viewer, person_id: int) -> Viewer:
    """Give the viewer that a person is now; `Person.DoesNotExist` when gone or deactivated."""
    person = Person.objects.select_related("body").get(pk=person_id, is_active=True)
    return person.viewer


def bodies(viewer: Viewer) -> QuerySet[Body]:
    """Bodies that the viewer may know of: everybody's bureaux, but no rival platform."""
    if viewer.is_anonymous:
        return Body.objects.none()
    everything = Body.objects.order_by("region_code", "pk")
    if viewer.is_system or viewer.body_kind is BodyKind.OPERATION:
        return everything
    active = everything.filter(is_active=True)
    if viewer.is_bureau:
        return active
    return active.filter(Q(pk=viewer.body_key) | ~Q(kind=BodyKind.PLATFORM))


def bureaux_in_area(viewer: Viewer) -> QuerySet[Body]:
    """The viewer's own body and the bureaux of its area, in use or not, in no order."""
    own = Q(pk=viewer.body_key)
    if not viewer.region_prefix:
        return Body.objects.filter(own)
    low, high = viewer.region_bounds()
    area = Q(kind=BodyKind.BUREAU, region_code__gte=low, region_code__lt=high)
    return Body.objects.filter(own | area)


def body_for_region(viewer: Viewer, region_code: str, level: Level | None = None) -> Body | None:
    """Find the bureau competent for a place: of its county, else city, else province.

    With `level` only a bureau of that level counts.
    """
    try:
        place = Competence.of(region_code)
    except ValueError:
        return None
    wanted: Sequence[tuple[Level, str]] = (
        (Level.COUNTY, place.county),
        (Level.CITY, place.city),
        (Level.PROVINCE, place.province),
    )
    bureaux = bodies(viewer).filter(kind=BodyKind.BUREAU, is_active=True)
    found = {
        (body.level, body.region_code): body
        for body in bureaux.filter(region_code__in={code for _, code in wanted}).order_by("-pk")
    }
    for step, code in wanted:
        if level in {None, step} and (step, code) in found:
            return found[step, code]
    return None


def visible_people(viewer: Viewer) -> QuerySet[Person]:
    """People whose accounts the viewer may see: administrators all, others their own body's."""
    people = Person.objects.select_related("body").prefetch_related("grants").order_by("pk")
    if viewer.is_system or viewer.has(Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN):
        return people
    if viewer.body_id is None:
        return people.none()
    return people.filter(body_id=viewer.body_key)


def colleagues(viewer: Viewer) -> QuerySet[Person]:
    """Active people of the viewer's own body."""
    return visible_people(viewer).filter(body_id=viewer.body_key, is_active=True)


def person(viewer: Viewer, pk: int) -> Person:
    """One person the viewer may see; `Person.DoesNotExist` otherwise."""
    return visible_people(viewer).get(pk=pk)


def visit(viewer: Viewer, session_key: str) -> Visit | None:
    """The visit behind a session of the viewer's own."""
    return Visit.objects.filter(person_id=viewer.person_key, session_key=session_key).first()


def feed_digest(viewer: Viewer, token: str) -> str:
    """Give the digest under which a calendar's secret is kept."""
    del viewer
    return hashlib.sha256(f"calendar:{token}".encode()).hexdigest()


def feed_since(viewer: Viewer) -> dt.datetime | None:
    """Tell since when the viewer's calendar has a secret address."""
    key = CalendarKey.objects.filter(person_id=viewer.person_key).first()
    return key.made_at if key else None


def feed_reader(viewer: Viewer, token: str) -> Viewer | None:
    """Give the person whose calendar a secret opens, as that person is now; none for a stranger."""
    key = CalendarKey.objects.filter(digest=feed_digest(viewer, token)).first()
    if key is None or not Person.objects.filter(pk=key.person_id, is_active=True).exists():
        return None
    return viewer_of(viewer, key.person_id)


def visible_visits(viewer: Viewer) -> QuerySet[Visit]:
    """The viewer's own sessions, newest first."""
    return Visit.objects.filter(person_id=viewer.person_key).order_by("-began_at")


def visible_audit(viewer: Viewer) -> QuerySet[AuditEntry]:
    """The audit trail: the auditor's alone."""
    entries = AuditEntry.objects.order_by("-pk")
    if viewer.is_system or viewer.has(Role.AUDITOR):
        return entries
    return entries.none()


@functools.cache
def _common_passwords() -> frozenset[str]:
    text = (pathlib.Path(__file__).parent / "rows" / "passwords.txt").read_text(encoding="utf-8")
    return frozenset(
        word for line in text.splitlines() if not line.startswith("#") for word in line.split()
    )


def common_passwords(viewer: Viewer) -> frozenset[str]:
    """Lower-case words that people choose as passwords."""
    return _common_passwords()


def regions(
    viewer: Viewer, parent_code: str = "", *, on: dt.date | None = None
) -> QuerySet[Region]:
    """Regions below a code (provinces below the empty one) that are valid on a day."""
    found = Region.objects.filter(parent_code=parent_code).order_by("code")
    if on is None:
        return found.filter(valid_to__isnull=True)
    return found.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), valid_from__lte=on)


def region_table(viewer: Viewer, *, on: dt.date | None = None) -> list[tuple[str, str, str]]:
    """Every region valid on a day (today's where none is given): code, name, full name."""
    found = Region.objects.order_by("code")
    if on is None:
        found = found.filter(valid_to__isnull=True)
    else:
        found = found.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), valid_from__lte=on)
    return list(found.values_list("code", "name", "full_name"))


def region_name(viewer: Viewer, code: str) -> str:
    """Name a place shortly, e.g. 浙江·杭州·西湖; the code itself where it is unknown."""
    name = _names.get(code)
    if name is None:
        name = _short_name(code)
        if name:
            _names[code] = name
    return name or code


def region_full_name(viewer: Viewer, code: str) -> str:
    """Name a place in full, e.g. 浙江省杭州市西湖区; the code itself where it is unknown."""
    newest = Region.objects.filter(code=code).order_by("-valid_from").first()
    return newest.full_name if newest else code


# names found once are kept for the life of the process: a code never changes its meaning
_names: dict[str, str] = {}


def _short_name(code: str) -> str:
    try:
        place = Competence.of(code)
    except ValueError:
        return ""
    rows = Region.objects.filter(code__in={place.county, place.city, place.province})
    names = {row.code: row.name for row in rows.order_by("valid_from")}
    if code not in names:
        return ""
    parts = dict.fromkeys((place.province, place.city, place.county))
    found = (names[part] for part in parts if part in names)
    return "·".join(short_region(name) for name in found if name not in NO_PLACE)
