"""The only readers of submissions. Who handed one in is counted here, and never given out."""

import datetime as dt
import pathlib
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.cache import cache
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from hedun.base.accounts import queries as people
from hedun.base.accounts.terms import Viewer
from hedun.base.lawbook import queries as lawbook
from hedun.base.procedure.terms import Hat, Matter
from hedun.desks.complaints import decide
from hedun.desks.complaints.models import Batch, Identity, Judgement, Submission, Unlock
from hedun.desks.complaints.terms import (
    PROCEDURES,
    Competence,
    RespondentKind,
    Scope,
    SubmissionKind,
)
from hedun.market import queries as market

if TYPE_CHECKING:
    from hedun.base.accounts.models import Body
    from hedun.base.lawbook.models import Article
    from hedun.market.models import Platform, Shop

PUBLIC = Viewer.system("公众投诉举报")


def visible_submissions(viewer: Viewer) -> QuerySet[Submission]:
    """Submissions that a bureau handles, took in, or oversees; others see none."""
    rows = Submission.objects.select_related(
        "body", "intake_body", "platform", "shop", "twin", "joined_to"
    )
    if viewer.is_system:
        return rows
    if not (viewer.is_bureau and viewer.has(*decide.WORKERS)):
        return rows.none()
    low, high = viewer.region_bounds()
    own = Q(body_id=viewer.body_key) | Q(intake_body_id=viewer.body_key)
    return rows.filter(own | Q(region_code__gte=low, region_code__lt=high))


def in_scope(viewer: Viewer, scope: Scope) -> QuerySet[Submission]:
    """The visible submissions of one scope."""
    rows = visible_submissions(viewer).filter(is_open=scope is not Scope.DONE)
    if scope in {Scope.BODY, Scope.DONE}:
        return rows.filter(body_id=viewer.body_key)
    return rows.filter(intake_body_id=viewer.body_key) if scope is Scope.INTAKE else rows


def matter(viewer: Viewer, row: Submission) -> Matter:
    """Give a submission as its procedure sees it."""
    del viewer
    procedure = PROCEDURES[SubmissionKind(row.kind)]
    return Matter(procedure, row.pk, row.number, procedure.states(row.state), row.body_id)


def hats(viewer: Viewer, row: Submission) -> frozenset[Hat]:
    """Say what the viewer is to a submission."""
    return decide.hats(viewer, body_id=row.body_id, intake_body_id=row.intake_body_id)


def by_code(viewer: Viewer, number: str, code: str) -> Submission | None:
    """Find a submission by its number and the code that only its author has."""
    row = (
        Submission.objects.select_related("body", "joined_to")
        .filter(number=number.strip().upper())
        .first()
    )
    digest = code_digest(viewer, number.strip().upper(), code)
    if row is None or not constant_time_compare(row.code_digest, digest):
        return None
    return row


def code_digest(viewer: Viewer, number: str, code: str) -> str:
    """Give the keyed digest under which a code is kept; the code itself is kept nowhere."""
    plain = f"{number}:{code.replace('-', '')}"
    return decide.fingerprint("code", plain, key(viewer))


def key(viewer: Viewer) -> bytes:
    """The key that seals identities and codes: the house's own, which never changes."""
    del viewer
    return bytes(settings.IDENTITY_KEY)


def likely_duplicates(viewer: Viewer, row: Submission) -> QuerySet[Submission]:
    """Other open submissions of the kind about the same respondent: to be looked at, not joined."""
    same = visible_submissions(viewer).filter(
        kind=row.kind, respondent=row.respondent, platform=row.platform
    )
    return same.filter(is_open=True).exclude(pk=row.pk).order_by("-pk")[:5]


def joinable(viewer: Viewer, row: Submission) -> QuerySet[Submission]:
    """Those of the likely duplicates that the same bureau handles, and that lead themselves."""
    same = visible_submissions(viewer).filter(
        kind=row.kind, respondent=row.respondent, platform=row.platform, body=row.body
    )
    return same.filter(is_open=True, joined_to=None).exclude(pk=row.pk).order_by("pk")


def is_one_author(viewer: Viewer, row: Submission, other: Submission) -> bool | None:
    """Tell whether two submissions have one author; None where one of them is anonymous."""
    del viewer
    mine, theirs = (Identity.objects.get(submission=one) for one in (row, other))
    keys = [(one.phone_key, one.paper_key) for one in (mine, theirs)]
    if not (any(keys[0]) and any(keys[1])):
        return None
    return any(a and a == b for a, b in zip(*keys, strict=True))


def is_named(viewer: Viewer, row: Submission) -> bool:
    """Tell whether the author gave a name and a way to be told; not which."""
    del viewer
    author = Identity.objects.get(submission=row)
    return bool(author.name_key and (author.phone_key or author.address_key))


def judgements(viewer: Viewer, row: Submission) -> QuerySet[Judgement]:
    """What people have found on the factors, the newest first."""
    if Hat.OFFICER not in hats(viewer, row):
        return Judgement.objects.none()
    return row.judgements.select_related("by").order_by("-pk")


def visible_batches(viewer: Viewer) -> QuerySet[Batch]:
    """Imports that the viewer's own bureau has made."""
    rows = Batch.objects.select_related("body", "made_by").order_by("-pk")
    if viewer.is_system:
        return rows
    if not (viewer.is_bureau and viewer.has(*decide.WORKERS)):
        return rows.none()
    return rows.filter(body_id=viewer.body_key)


def batch_path(viewer: Viewer, batch_id: int) -> pathlib.Path:
    """Where an export lies while it is read, and only then."""
    del viewer
    return pathlib.Path(settings.DATA_DIR) / "complaints" / f"{batch_id}.import"


def platform_named(viewer: Viewer, text: str) -> "Platform | None":
    """Find the one platform that is called so."""
    found = list(platforms(viewer).filter(name=text.strip())[:2]) if text.strip() else []
    return found[0] if len(found) == 1 else None


def factors(viewer: Viewer, row: Submission) -> list[tuple[str, str]]:
    """The factors of article 17 that the figures show, for the bureau that handles a complaint.

    Basis: complaint_report_rules art. 17
    """
    if row.kind != SubmissionKind.COMPLAINT or Hat.OFFICER not in hats(viewer, row):
        return []
    author = Identity.objects.get(submission=row)
    since = row.filed_at - dt.timedelta(days=decide.FACTOR_DAYS)
    recent = Identity.objects.filter(
        submission__kind=row.kind,
        submission__filed_at__gt=since,
        submission__filed_at__lte=row.filed_at,
    )
    same = Q(pk=author.pk)
    if author.phone_key:
        same |= Q(phone_key=author.phone_key)
    if author.paper_key:
        same |= Q(paper_key=author.paper_key)
    own = recent.filter(same)
    here = own.filter(submission__respondent=row.respondent, submission__platform=row.platform)
    contact = Q(pk=author.pk)
    if author.phone_key:
        contact |= Q(phone_key=author.phone_key)
    if author.address_key:
        contact |= Q(address_key=author.address_key)
    names = recent.filter(contact).values("name_key").distinct().count()
    has_purchase = bool(row.goods or row.amount_fen)
    return decide.factors(decide.Habits(own.count(), here.count(), names, has_purchase))


def open_unlock(viewer: Viewer, row: Submission, at: dt.datetime) -> Unlock | None:
    """The leave under which the viewer may see who handed it in now, if there is one."""
    leaves = row.unlocks.filter(asked_by_id=viewer.person_key, granted_by__isnull=False)
    return leaves.filter(until__gt=at).exclude(granted_by_id=viewer.person_key).first()


def asked_unlocks(viewer: Viewer, row: Submission) -> QuerySet[Unlock]:
    """Requests that wait for a second officer: anybody's but the viewer's own."""
    waiting = row.unlocks.filter(granted_by__isnull=True).select_related("asked_by")
    return waiting.exclude(asked_by_id=viewer.person_key).order_by("pk")


def competent(
    viewer: Viewer, kind: SubmissionKind, respondent: RespondentKind, *, places: decide.Places
) -> "tuple[str, Body | None, Competence]":
    """Find the region and the bureau that are competent, and which place made them so."""
    del viewer
    region, why = decide.competent_region(kind, respondent, places)
    return region, people.body_for_region(PUBLIC, region) if region else None, why


def competence(viewer: Viewer, row: Submission) -> "tuple[str, Article | None]":
    """Say which place made the bureau competent, and by which article."""
    why = Competence(row.competence)
    code, number = decide.competence_basis(SubmissionKind(row.kind), why).split(" ")
    on = timezone.localdate(row.filed_at)
    return why.label, lawbook.article(viewer, code, number, on=on)


def region_named(viewer: Viewer, text: str) -> str:
    """Find the one county whose full name ends as written; empty where none or several do."""
    wanted = text.strip()
    if len(wanted) < 2:
        return ""
    found = [code for code, _, full in people.region_table(PUBLIC) if full.endswith(wanted)]
    return found[0] if len(found) == 1 else ""


def platforms(viewer: Viewer) -> "QuerySet[Platform]":
    """Platforms to choose from."""
    return market.platforms(PUBLIC)


def shop_named(viewer: Viewer, platform_id: int | None, text: str) -> "Shop | None":
    """Find the one shop of a platform with this number or name."""
    if platform_id is None:
        return None
    shops = market.visible_shops(PUBLIC).filter(platform_id=platform_id)
    found = list(shops.filter(Q(shop_no=text.strip()) | Q(name=text.strip()))[:2])
    return found[0] if len(found) == 1 else None


def is_too_fast(viewer: Viewer, key: str, at: dt.datetime, *, limit: int, seconds: int) -> bool:
    """Count a call in the running window; tell whether it is one too many."""
    slot = f"complaints:{key}:{int(at.timestamp()) // seconds}"
    cache.add(slot, 0, timeout=2 * seconds)
    try:
        return cache.incr(slot) > limit
    except ValueError:  # the entry has just been thrown out to make room
        return False
