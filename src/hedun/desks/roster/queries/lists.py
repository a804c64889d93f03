"""Lists of the registry: their versions, their rows on a day, and one subject as of any day."""

import datetime as dt
import pathlib
from typing import Any

import polars as pl
from django.conf import settings
from django.db.models import QuerySet

from hedun.base.accounts.terms import Viewer
from hedun.desks.roster.decide import asof, entries
from hedun.desks.roster.decide.rows import place_of
from hedun.desks.roster.models import ListPart, ListVersion
from hedun.desks.roster.queries.who import works_here
from hedun.desks.roster.terms import ListKind, ListMode, ListState


def visible_versions(viewer: Viewer) -> QuerySet[ListVersion]:
    """Versions of every list, for all bureaux: the registry is one for all of them."""
    found = ListVersion.objects.select_related("body", "made_by").order_by("-pk")
    return found if viewer.is_system or works_here(viewer) else found.none()


def version(viewer: Viewer, pk: int) -> ListVersion:
    """One version; `ListVersion.DoesNotExist` where the viewer may not see it."""
    return visible_versions(viewer).get(pk=pk)


def versions_until(
    viewer: Viewer, kind: ListKind, on: dt.date, *, known: int | None = None
) -> list[ListVersion]:
    """The versions of a list that speak of a day, oldest first; `known` leaves later ones out."""
    rows = visible_versions(viewer).filter(kind=kind, state=ListState.DONE, as_of__lte=on)
    if known is not None:
        rows = rows.filter(number__lte=known)
    return list(rows.order_by("as_of", "pk"))


def newest(viewer: Viewer, on: dt.date) -> dict[str, ListVersion]:
    """The newest version of each list on a day."""
    found: dict[str, ListVersion] = {}
    rows = visible_versions(viewer).filter(state=ListState.DONE, as_of__lte=on)
    for row in rows.order_by("as_of", "pk"):
        found[row.kind] = row
    return found


def current(viewer: Viewer, kind: ListKind, on: dt.date) -> pl.LazyFrame:
    """The rows of a list on a day: its last snapshot under the changes since."""
    found = pl.LazyFrame(schema=entries.SCHEMA).with_columns(
        pl.lit(0, pl.Int64).alias("version_id")
    )
    for one in versions_until(viewer, kind, on):
        rows = _rows(one)
        if one.mode == ListMode.SNAPSHOT:
            found = rows
        else:
            found = pl.concat(
                [found.join(rows.select("entry_key"), on="entry_key", how="anti"), rows]
            )
    listed = pl.col("listed_on").is_null() | (pl.col("listed_on") <= on)
    stays = pl.col("removed_on").is_null() | (pl.col("removed_on") > on)
    return found.filter((pl.col("action") == entries.LIST) & listed & stays)


def _rows(one: ListVersion) -> pl.LazyFrame:
    """Rows of one version; of several about one subject the last counts."""
    paths = _paths(one)
    rows = pl.scan_parquet(paths) if paths else pl.LazyFrame(schema=entries.SCHEMA)
    if one.mode == ListMode.DELTA or one.faults.get("twice"):
        rows = rows.sort("row_no").unique("entry_key", keep="last", maintain_order=True)
    return rows.with_columns(pl.lit(one.pk, pl.Int64).alias("version_id"))


def _paths(one: ListVersion) -> list[pathlib.Path]:
    parts = ListPart.objects.filter(version=one, kind="rows").order_by("number")
    return [settings.DATA_DIR / path for path in parts.values_list("path", flat=True)]


def standing(
    viewer: Viewer, key: str, on: dt.date, *, known: dict[str, int] | None = None
) -> dict[ListKind, asof.Span]:
    """On which lists a subject stood on a day, by the versions that are known.

    `key` is a credit code or the keyed hash of an identity number; `known` gives for a list
    the last version that counts, so that the answer of an earlier day can be had again.
    """
    found: dict[ListKind, asof.Span] = {}
    for kind in ListKind:
        upto = (known or {}).get(kind)
        # what is told later of an earlier day is known better
        rows = visible_versions(viewer).filter(kind=kind, state=ListState.DONE)
        if upto is not None:
            rows = rows.filter(number__lte=upto)
        told = [_told(one, key) for one in rows.order_by("as_of", "pk")]
        span = asof.at(told, on)
        if span is not None:
            found[kind] = span
    return found


def _told(one: ListVersion, key: str) -> asof.Told:
    paths = _paths(one)
    rows: list[dict[str, Any]] = []
    if paths:
        wanted = (pl.col("entry_key") == key) & (pl.col("bucket") == place_of(key))
        rows = pl.scan_parquet(paths).filter(wanted).collect().sort("row_no").to_dicts()
    return asof.Told(one.number, ListMode(one.mode), one.as_of, tuple(rows))


def list_outcome_paths(viewer: Viewer, pk: int) -> list[pathlib.Path]:
    """Where the rows lie that a list could not take in."""
    parts = version(viewer, pk).parts.filter(kind="outcome").order_by("number")
    return [settings.DATA_DIR / path for path in parts.values_list("path", flat=True)]


def list_path(viewer: Viewer, version_id: int) -> pathlib.Path:
    """The folder of a version's rows."""
    return pathlib.Path(settings.DATA_DIR) / "roster" / "lists" / str(version_id)
