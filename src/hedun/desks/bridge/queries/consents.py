"""The only readers of the province's consents and mandates, and of both ends' ratings."""

import datetime as dt
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from hedun.base.accounts import queries as accounts
from hedun.base.accounts.terms import Level, Viewer
from hedun.desks.bridge.models import Consent, Letter, Mandate, Rating
from hedun.desks.bridge.queries.letters import visible_letters

if TYPE_CHECKING:
    from hedun.base.accounts.models import Body

MACHINE = Viewer.system("云桥")


def consent_body(viewer: Viewer, letter: Letter) -> "Body | None":
    """The provincial bureau above the sender, which decides on fields outside the standard."""
    del viewer
    code = letter.from_body.region_code
    return accounts.body_for_region(MACHINE, code, Level.PROVINCE) if code else None


def visible_consents(viewer: Viewer) -> QuerySet[Consent]:
    """Requests for consent that the viewer's bureau has made or decides on, the newest first."""
    rows = Consent.objects.select_related("letter__from_body", "letter__to_body").order_by("-pk")
    if viewer.is_system:
        return rows
    if not viewer.is_bureau or viewer.person_id is None:
        return rows.none()
    own = rows.filter(letter__from_body_id=viewer.body_key)
    return own | rows.filter(body_id=viewer.body_key)


def consent_of(viewer: Viewer, letter_id: int) -> Consent | None:
    """The last request for a letter that the viewer may see."""
    return visible_consents(viewer).filter(letter_id=letter_id).first()


def mandates(viewer: Viewer) -> QuerySet[Mandate]:
    """Bulk mandates of the viewer's own bureau, the newest first."""
    rows = Mandate.objects.order_by("-valid_to", "-pk")
    return rows if viewer.is_system else rows.filter(body_id=viewer.body_key)


def has_mandate(viewer: Viewer, letter: Letter, on: dt.date) -> bool:
    """Tell whether the sender may ask for data in bulk on the day."""
    del viewer
    rows = Mandate.objects.filter(body_id=letter.from_body_id)
    return rows.filter(valid_from__lte=on, valid_to__gte=on).exists()


def ratings(viewer: Viewer, letter_id: int) -> QuerySet[Rating]:
    """What both ends think of a letter that the viewer may see."""
    letters = visible_letters(viewer).filter(pk=letter_id)
    return Rating.objects.filter(letter__in=letters).order_by("pk")
