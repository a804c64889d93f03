"""Reading rules, what they hit, how they did, and what was tried on all that is stored."""

import base64
from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any

import polars as pl
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db.models import Count, Q, QuerySet

from hedun.base.accounts.terms import Refused, Viewer
from hedun.desks.screening.decide import rules as decide
from hedun.desks.screening.models import (
    Edition,
    Finding,
    Hunt,
    PackKey,
    RuleEvent,
    RuleHit,
    RulePack,
    RuleVersion,
)
from hedun.desks.screening.queries import EDITORS, works_here
from hedun.desks.screening.terms import FindingState, RunState, Seller, Verdict
from hedun.engine.rules import LISTING, Stage, parse
from hedun.market import queries as market
from hedun.market.terms import RegistryState, SubjectKind

AT_WORK = (Stage.ACTIVE, Stage.SHADOW)
CHUNK = 900
_VERDICTS = {FindingState.CONFIRMED: Verdict.CONFIRM, FindingState.REJECTED: Verdict.REJECT}


# --- versions ----------------------------------------------------------------------------


def versions(viewer: Viewer) -> QuerySet[RuleVersion]:
    """Versions of rules, newest first: every bureau works with the same ones."""
    found = RuleVersion.objects.select_related(
        "rule", "ground__article__instrument", "made_by", "activated_by"
    ).order_by("-pk")
    return found if viewer.is_system or works_here(viewer) else found.none()


def version(viewer: Viewer, pk: int) -> RuleVersion:
    """One version; `RuleVersion.DoesNotExist` where the viewer may not see it."""
    return versions(viewer).get(pk=pk)


def locked(viewer: Viewer, pk: int) -> RuleVersion:
    """One version, held for the rest of the transaction."""
    return versions(viewer).select_for_update(of=("self",)).get(pk=pk)


def only_editors(viewer: Viewer) -> None:
    """Raises Refused for whoever may not write or activate rules."""
    if not (viewer.is_system or viewer.has(*EDITORS)):
        raise Refused("只有词库维护员或负责人可以编写、启用规则；请联系本单位安全管理员授权。")


def stopped(viewer: Viewer) -> set[int]:
    """Versions that are set aside."""
    rows = versions(viewer).filter(stage=Stage.QUARANTINED).order_by()
    return set(rows.values_list("pk", flat=True))


def held(viewer: Viewer, of: RuleVersion) -> int:
    """How many findings that the viewer may see are out of the queue because of this version."""
    rows = visible_hits(viewer).filter(of=of, finding__state=FindingState.HELD).order_by()
    return rows.values("finding").distinct().count()


def history(viewer: Viewer, of: RuleVersion) -> list[dict[str, Any]]:
    """Every step of every version of a rule, newest first, for a timeline."""
    seen = versions(viewer).filter(rule_id=of.rule_id).order_by()
    rows = RuleEvent.objects.filter(of__in=seen).select_related("of", "by").order_by("-at", "-pk")
    return [
        {
            "title": f"第{row.of.number}版 {row.get_step_display()} → {row.get_to_stage_display()}",
            "at": row.at,
            "by_name": row.by.name if row.by else "系统",
            "note": row.note,
        }
        for row in rows[:100]
    ]


def armed(
    viewer: Viewer,
    *,
    stages: Collection[Stage] = AT_WORK,
    only: Collection[int] | None = None,
) -> list[decide.Armed]:
    """Versions read and ready to be applied."""
    rows = versions(viewer).filter(stage__in=stages).order_by("rule__code", "number")
    if only is not None:
        rows = rows.filter(pk__in=only)
    return [arm(viewer, row) for row in rows]


def arm(viewer: Viewer, row: RuleVersion) -> decide.Armed:
    """Read one version; `RuleError` where this system's language does not know it."""
    return decide.Armed(
        pk=row.pk,
        code=row.rule.code,
        title=row.title,
        number=row.number,
        rule=parse(row.expression, LISTING),
        ground=row.ground.code,
        ground_id=row.ground_id,
        category=row.category,
        severity=row.severity,
        is_shadow=row.stage != Stage.ACTIVE,
    )


# --- what rules read ---------------------------------------------------------------------


def sellers(viewer: Viewer, *, platform_id: int, shop_nos: Iterable[str]) -> dict[str, Seller]:
    """What the register knows of the operators of some shops of a platform."""
    rows = market.visible_shops(viewer).filter(platform_id=platform_id).order_by()
    found: dict[str, Seller] = {}
    numbers = sorted(set(shop_nos))
    for first in range(0, len(numbers), CHUNK):
        values = rows.filter(shop_no__in=numbers[first : first + CHUNK]).values_list(
            "shop_no", "region_code", "subject__region_code", "subject__kind",
            "subject__registry_state",
        )  # fmt: skip
        for number, region, home, kind, state in values:
            found[number] = Seller(
                shop_region=home or region or None,
                operator_kind=SubjectKind(kind).label if kind else None,
                registry_state=RegistryState(state).label if state else None,
            )
    return found


def prices(viewer: Viewer, platform_code: str) -> pl.DataFrame:
    """What rules ask about the prices of a platform's listings."""
    return decide.price_facts(market.price_history(viewer, platform_code))


# --- hits --------------------------------------------------------------------------------


def visible_hits(viewer: Viewer) -> QuerySet[RuleHit]:
    """Hits in the bureau's area, on platforms seated there, and of its own runs.

    Basis: chufa_chengxu art. 10
    """
    found = RuleHit.objects.select_related("of__rule", "platform", "finding").order_by("-pk")
    if viewer.is_system:
        return found
    if not works_here(viewer):
        return found.none()
    low, high = viewer.region_bounds()
    seats = list(
        market.platforms(viewer)
        .filter(region_code__gte=low, region_code__lt=high)
        .values_list("pk", flat=True)
    )
    return found.filter(
        Q(region_code__gte=low, region_code__lt=high)
        | Q(platform_id__in=seats)
        | Q(body_id=viewer.body_key)
    )


def judged(viewer: Viewer, of: RuleVersion) -> dict[str, int]:
    """How the hits of a version were judged, in every bureau: numbers alone, no rows."""
    rows = RuleHit.objects.filter(of__in=versions(viewer).filter(pk=of.pk).order_by())
    tally: Counter[str] = Counter()
    for verdict, state, n in rows.values_list("verdict", "finding__state").annotate(n=Count("pk")):
        tally[verdict or _VERDICTS.get(state, "")] += n
    return {str(key): n for key, n in tally.items()}


def judged_in_shadow(viewer: Viewer, of: RuleVersion) -> int:
    """How many hits of a version people have looked at, in its trial or afterwards."""
    tally = judged(viewer, of)
    return sum(tally.get(verdict, 0) for verdict in (Verdict.CONFIRM, Verdict.REJECT))


def shops_hit(viewer: Viewer, *, run_id: int, of: int) -> int:
    """On how many distinct shops a version fired in a run."""
    rows = visible_hits(viewer).filter(run_id=run_id, of_id=of).order_by()
    return rows.values("shop_no").distinct().count()


# --- trials on all that is stored --------------------------------------------------------


def hunts(viewer: Viewer) -> QuerySet[Hunt]:
    """Trials of drafts: what they count are public offers, so every bureau sees them."""
    found = Hunt.objects.select_related(
        "of_rule__rule", "of_edition", "job", "started_by", "body"
    ).order_by("-pk")
    return found if viewer.is_system or works_here(viewer) else found.none()


def hunt(viewer: Viewer, pk: int) -> Hunt:
    """One trial; `Hunt.DoesNotExist` where the viewer may not see it."""
    return hunts(viewer).get(pk=pk)


def last_hunt(viewer: Viewer, of: RuleVersion | Edition, *, digest: str = "") -> Hunt | None:
    """The newest trial of a draft; with `digest` of exactly this content, and finished."""
    rows = hunts(viewer)
    rows = rows.filter(of_rule=of) if isinstance(of, RuleVersion) else rows.filter(of_edition=of)
    return (rows.filter(digest=digest, state=RunState.DONE) if digest else rows).first()


def judged_listings(viewer: Viewer, *, platform_code: str) -> dict[str, str]:
    """Listings of a platform that people have judged before, by number: how."""
    rows = Finding.objects.filter(platform__code=platform_code, state__in=_VERDICTS)
    if not viewer.is_system:
        rows = rows.none()
    return dict(rows.order_by("decided_at").values_list("listing_no", "state"))


# --- packs -------------------------------------------------------------------------------


def keys(viewer: Viewer) -> QuerySet[PackKey]:
    """Publishers whose signature a person has verified."""
    found = PackKey.objects.select_related("added_by").order_by("name")
    return found if viewer.is_system or works_here(viewer) else found.none()


def own_public_key(viewer: Viewer) -> str:
    """The key by which other bureaux verify the packs of this house, in base64; no secret."""
    del viewer
    key = Ed25519PrivateKey.from_private_bytes(settings.PACK_KEY).public_key()
    return base64.b64encode(key.public_bytes_raw()).decode()


def packs(viewer: Viewer) -> QuerySet[RulePack]:
    """Packs given out and taken in, newest first."""
    found = RulePack.objects.select_related("by").order_by("-pk")
    return found if viewer.is_system or works_here(viewer) else found.none()


def waiting(viewer: Viewer) -> QuerySet[RuleVersion]:
    """Rules that wait for this person: own ones that were set aside, others' to be activated."""
    mine = Q(stage=Stage.QUARANTINED, made_by_id=viewer.person_key)
    others = Q(stage=Stage.SHADOW) & ~Q(made_by_id=viewer.person_key)
    ready = others & (Q(hits__verdict__in=(Verdict.CONFIRM, Verdict.REJECT)))
    return versions(viewer).filter(mine | ready).distinct()
