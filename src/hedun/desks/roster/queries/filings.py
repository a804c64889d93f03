"""Filings that the viewer may see, and the rows that count now."""

import datetime as dt
import pathlib
from typing import TYPE_CHECKING, Any

import polars as pl
from django.conf import settings
from django.db.models import Q, QuerySet

from hedun.base.accounts.terms import Viewer
from hedun.base.lawbook import queries as law
from hedun.base.lawbook.terms import Due
from hedun.desks.roster.decide import live, operators
from hedun.desks.roster.models import (
    CorrectionOrder,
    ExtensionField,
    Filing,
    FilingPart,
    OverLimit,
)
from hedun.desks.roster.queries.who import seats, works_here
from hedun.desks.roster.terms import CORRECT_OWN_RULE, FilingMode, FilingState, Sheet
from hedun.market import queries as market

if TYPE_CHECKING:
    from hedun.market.models import Platform


SCHEMAS = {Sheet.OPERATORS: operators.SCHEMA, Sheet.LIVE: live.SCHEMA}


def visible_filings(viewer: Viewer) -> QuerySet[Filing]:
    """Filings of the own platform; for a bureau those of platforms seated in its area."""
    found = Filing.objects.select_related("platform", "sender", "handed_by").order_by("-pk")
    if viewer.is_system:
        return found
    if viewer.is_platform or works_here(viewer):
        return found.filter(platform_id__in=seats(viewer))
    return found.none()


def filing(viewer: Viewer, pk: int) -> Filing:
    """One filing; `Filing.DoesNotExist` where the viewer may not see it."""
    return visible_filings(viewer).get(pk=pk)


def may_file(viewer: Viewer, platform: "Platform") -> bool:
    """Tell whether the viewer may file for a platform."""
    return market.may_hand_in(viewer, platform)


def current_filings(
    viewer: Viewer, platform_id: int, sheet: Sheet = Sheet.OPERATORS
) -> list[Filing]:
    """The newest full filing of a platform, and the corrections that lie over it, in order."""
    filed = visible_filings(viewer).filter(
        platform_id=platform_id, sheet=sheet, state=FilingState.FILED
    )
    base = filed.filter(mode=FilingMode.FULL).order_by("-window", "-pk").first()
    if base is None:
        return []
    later = filed.filter(mode=FilingMode.CORRECTION, window=base.window, pk__gt=base.pk)
    return [base, *later.order_by("pk")]


def platforms_filed(viewer: Viewer) -> list[int]:
    """Platforms with a filing that counts."""
    rows = visible_filings(viewer).filter(
        state=FilingState.FILED, mode=FilingMode.FULL, sheet=Sheet.OPERATORS
    )
    return sorted(set(rows.order_by().values_list("platform_id", flat=True)))


def effective(viewer: Viewer, platform_id: int, sheet: Sheet = Sheet.OPERATORS) -> pl.LazyFrame:
    """The rows of a platform that count now: the newest filing under its corrections."""
    found: pl.LazyFrame | None = None
    for one in current_filings(viewer, platform_id, sheet):
        rows = _rows(one)
        if found is not None:
            found = found.join(rows.select("shop_no"), on="shop_no", how="anti")
            rows = pl.concat([found, rows])
        found = rows
    if found is None:
        found = pl.LazyFrame(schema=SCHEMAS[sheet]).with_columns(
            pl.lit(0, pl.Int64).alias("filing_id")
        )
    return found.with_columns(pl.lit(platform_id, pl.Int64).alias("platform_id"))


def _rows(one: Filing) -> pl.LazyFrame:
    """Rows of one filing, without those that a later row of the file replaced."""
    paths: dict[str, list[pathlib.Path]] = {"rows": [], "dropped": []}
    parts = FilingPart.objects.filter(filing=one, kind__in=list(paths)).order_by("number")
    for kind, path in parts.values_list("kind", "path"):
        paths[kind].append(settings.DATA_DIR / path)
    schema = SCHEMAS[Sheet(one.sheet)]
    rows = pl.scan_parquet(paths["rows"]) if paths["rows"] else pl.LazyFrame(schema=schema)
    if paths["dropped"]:
        rows = rows.join(pl.scan_parquet(paths["dropped"]), on="row_no", how="anti")
    return rows.with_columns(pl.lit(one.pk, pl.Int64).alias("filing_id"))


def row_paths(viewer: Viewer, pk: int) -> list[pathlib.Path]:
    """Where the rows of one filing lie, whether they still count or not."""
    parts = filing(viewer, pk).parts.filter(kind="rows").order_by("number")
    return [settings.DATA_DIR / path for path in parts.values_list("path", flat=True)]


def outcome_paths(viewer: Viewer, pk: int) -> list[pathlib.Path]:
    """Where the faults of a filing's rows lie, in the order of the file."""
    parts = filing(viewer, pk).parts.filter(kind="outcome").order_by("number")
    return [settings.DATA_DIR / path for path in parts.values_list("path", flat=True)]


def sealed_path(viewer: Viewer, key: str) -> pathlib.Path:
    """Where a file waits to be read, its identity numbers already hashed."""
    return pathlib.Path(settings.DATA_DIR) / "roster" / "sealed" / f"{key}.parquet"


def extensions_for(viewer: Viewer, region_code: str, sheet: Sheet) -> QuerySet[ExtensionField]:
    """What the province of a platform asks for beyond the national columns."""
    rows = ExtensionField.objects.filter(
        sheet=sheet, retired_at__isnull=True, body__region_code__startswith=region_code[:2]
    )
    return rows.select_related("body").order_by("pk")


def visible_extensions(viewer: Viewer) -> QuerySet[ExtensionField]:
    """The columns that the viewer's province asks for."""
    rows = ExtensionField.objects.filter(retired_at__isnull=True)
    if viewer.is_system:
        return rows
    if not works_here(viewer):
        return rows.none()
    return rows.filter(body__region_code__startswith=viewer.region_prefix[:2] or "~")


def open_orders(viewer: Viewer) -> QuerySet[CorrectionOrder]:
    """Corrections that are still owed on filings that the viewer sees, most urgent first."""
    rows = CorrectionOrder.objects.filter(
        filing__in=visible_filings(viewer).order_by(), met_at__isnull=True
    )
    return rows.select_related("filing__platform", "body").order_by("due_at", "pk")


def visible_over_limits(viewer: Viewer) -> QuerySet[OverLimit]:
    """People above the limit whose largest shop operates in the bureau's area: no platform's."""
    found = OverLimit.objects.order_by("-total_fen", "pk")
    if viewer.is_system:
        return found
    if not works_here(viewer):
        return found.none()
    low, high = viewer.region_bounds()
    return found.filter(Q(region_code__gte=low, region_code__lt=high))


def same_file(viewer: Viewer, **key: Any) -> Filing | None:
    """The filing of the same file in the same window that still counts."""
    states = (FilingState.READING, FilingState.FILED)
    return visible_filings(viewer).filter(state__in=states, **key).first()


def own_due(viewer: Viewer, row: Filing) -> Due | None:
    """When a correction had to come in that the platform found necessary itself.

    Basis: heguishuju art. 11
    """
    if row.discovered_on is None:
        return None
    start = dt.datetime.combine(row.discovered_on, dt.time(9), row.handed_at.tzinfo)
    return law.due(viewer, CORRECT_OWN_RULE, start)
