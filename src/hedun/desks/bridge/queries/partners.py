"""The only readers of keys of other systems, and of what those may see."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q, QuerySet

from hedun.base.accounts import queries as accounts
from hedun.base.accounts.terms import BodyKind, Role, Viewer
from hedun.desks.bridge.decide.steps import COMPLIANCE, DESK
from hedun.desks.bridge.models import AppKey, AppSecret, Arrival, Letter
from hedun.desks.bridge.queries.letters import visible_letters
from hedun.engine.seal.box import Unsealable, unseal

if TYPE_CHECKING:
    from hedun.base.accounts.models import Person


def visible_keys(viewer: Viewer) -> QuerySet[AppKey]:
    """Every key, for who issues them and for the machine; nobody else sees any."""
    keys = AppKey.objects.select_related("platform", "holder", "person").order_by("-pk")
    if viewer.is_system or viewer.has(Role.SECURITY_ADMIN):
        return keys
    return keys.none()


def key(viewer: Viewer, pk: int) -> AppKey:
    """One key; AppKey.DoesNotExist where the viewer may not see it."""
    return visible_keys(viewer).get(pk=pk)


def accountable(viewer: Viewer) -> "QuerySet[Person]":
    """People in whose name a key may act: who sends letters at a bureau or answers them."""
    people = accounts.visible_people(viewer).filter(is_active=True, body__is_active=True)
    fits = Q(body__kind=BodyKind.BUREAU, grants__role__in=DESK)
    fits |= Q(body__kind=BodyKind.PLATFORM, grants__role__in=COMPLIANCE)
    return people.filter(fits).order_by("body__name", "name", "pk").distinct()


def key_named(viewer: Viewer, app_key: str) -> AppKey | None:
    """The key that a caller names, in use or not."""
    return visible_keys(viewer).filter(app_key=app_key).first()


def live_secrets(viewer: Viewer, key: AppKey, at: dt.datetime) -> list[str]:
    """The secrets that a signature may be made with now: the newest, and those not ended yet."""
    if not viewer.is_system:
        return []
    rows = AppSecret.objects.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=at), key=key)
    return list(_opened(key, rows.order_by("-pk")))


def _opened(key: AppKey, rows: "QuerySet[AppSecret]") -> list[str]:
    found = []
    for row in rows:
        try:
            found.append(unseal(bytes(row.sealed), key=settings.PARTNER_KEY, place=key.app_key))
        except Unsealable:  # sealed by a house key that is lost: as good as no secret
            continue
    return found


def caller(viewer: Viewer, key: AppKey) -> Viewer | None:
    """In whose name a key acts: the accountable person as they are today, or nobody.

    A person who left the body, or a body or platform out of use, leaves the key powerless.
    """
    if not (viewer.is_system and key.is_active):
        return None
    if not (key.platform.is_active and key.holder.is_active):
        return None
    people = accounts.visible_people(viewer).filter(body_id=key.holder_id, is_active=True)
    person = people.filter(pk=key.person_id).first()
    return person.viewer if person else None


def letters_by_key(viewer: Viewer, key: AppKey) -> QuerySet[Letter]:
    """Letters that a key may read: between its holder and its platform, none of anybody else."""
    letters = visible_letters(viewer).filter(to_body_id=key.platform_id, sent_at__isnull=False)
    if key.holder_id == key.platform_id:
        return letters
    return letters.filter(from_body_id=key.holder_id)


def named_letters(viewer: Viewer, key: AppKey, names: Sequence[str]) -> dict[str, Letter]:
    """Letters by what a caller calls them: our identifier, our number, or its own number."""
    rows = letters_by_key(viewer, key)
    ids = {name: number for name in names if (number := _uuid(name)) is not None}
    by_id = {row.message_id: row for row in rows.filter(message_id__in=list(ids.values()))}
    by_number = {row.number: row for row in rows.filter(number__in=names)}
    arrived = Arrival.objects.filter(
        holder_id=viewer.body_key, document_no__in=names, letter__in=rows
    )
    by_document = {row.document_no: row.letter_id for row in arrived.order_by("pk")}
    by_pk = {row.pk: row for row in rows.filter(pk__in=list(by_document.values()))}
    found: dict[str, Letter] = {}
    for name in names:
        row = by_id.get(ids[name]) if name in ids else by_number.get(name)
        row = row or by_pk.get(by_document.get(name, 0))
        if row is not None:
            found[name] = row
    return found


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def arrival(viewer: Viewer, token: str) -> Arrival | None:
    """What the viewer's body has handed in before under the same token."""
    rows = Arrival.objects.filter(holder_id=viewer.body_key, token=token)
    return rows.select_related("letter").first()
