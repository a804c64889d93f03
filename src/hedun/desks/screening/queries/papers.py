"""Reading the tables of certificates and licences."""

import datetime as dt
import pathlib
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from django.conf import settings
from django.db.models import QuerySet

from hedun.base.accounts.terms import Viewer
from hedun.desks.screening.decide.checks import Checks, Tables
from hedun.desks.screening.decide.papers import Paper, Trader, certified, held
from hedun.desks.screening.models import Certificate, Licence, Snapshot, SnapshotFault
from hedun.desks.screening.queries.who import works_here
from hedun.desks.screening.terms import RegisterKind, SnapshotState
from hedun.engine.codes import ccc
from hedun.engine.table.sheets import listed
from hedun.market import queries as market

if TYPE_CHECKING:
    from hedun.market.models import Platform

AT_ONCE = 2_000


def kept_path(viewer: Viewer, digest: str) -> pathlib.Path:
    """Where a table is kept as it was handed in, by its SHA-256."""
    return pathlib.Path(settings.DATA_DIR) / "registers" / digest[:2] / digest


def visible_snapshots(viewer: Viewer) -> QuerySet[Snapshot]:
    """Tables that bureaux have brought in: registers are public, so that all use the same."""
    found = Snapshot.objects.select_related("body", "made_by").order_by("-taken_on", "-pk")
    return found if viewer.is_system or works_here(viewer) else found.none()


def faults(viewer: Viewer, snapshot: Snapshot) -> QuerySet[SnapshotFault]:
    """Rows that came back from a table, in their order."""
    seen = visible_snapshots(viewer).filter(pk=snapshot.pk).order_by()
    return SnapshotFault.objects.filter(snapshot__in=seen).order_by("row_no")


def visible_certificates(viewer: Viewer) -> QuerySet[Certificate]:
    """Certificates of every table, of equal numbers the newest first."""
    seen = visible_snapshots(viewer).filter(state=SnapshotState.DONE).order_by()
    rows = Certificate.objects.filter(snapshot__in=seen).select_related("snapshot")
    return rows.order_by("number", "-snapshot__taken_on", "-snapshot")


def visible_licences(viewer: Viewer) -> QuerySet[Licence]:
    """Licences of every table, of equal numbers the newest first."""
    seen = visible_snapshots(viewer).filter(state=SnapshotState.DONE).order_by()
    rows = Licence.objects.filter(snapshot__in=seen).select_related("snapshot")
    return rows.order_by("number", "-snapshot__taken_on", "-snapshot")


def known_numbers(viewer: Viewer, snapshot: Snapshot, numbers: Iterable[str]) -> set[str]:
    """Numbers that a snapshot has already."""
    seen = visible_snapshots(viewer).filter(pk=snapshot.pk).order_by()
    kind: Any = Certificate if snapshot.kind == RegisterKind.CERTIFICATE else Licence
    found: set[str] = set()
    for part in _parts(numbers):
        rows = kind.objects.filter(snapshot__in=seen, number__in=part)
        found.update(rows.values_list("number", flat=True))
    return found


def tables_for(
    viewer: Viewer, checks: Checks, listings: pa.Table, *, platform: "Platform | None"
) -> Tables:
    """Look up what the checks of one step need: papers, and who stands behind the shops.

    Without a platform nobody is known to stand behind any shop.
    """
    seat = platform.region_code if platform else ""
    rows = checks.rows(listings)
    if not (rows or checks.is_local):
        return Tables(seat=seat)
    tables = Tables(seat=seat)
    if rows:  # some listing stands in a category whose papers are looked up
        certificates, licences = checks.numbers(listings, rows)
        tables.certificates = _papers(visible_certificates(viewer), certificates, _of_certificate)
        tables.licences = _papers(visible_licences(viewer), licences, _of_licence)
    shop_nos = {number for number in listings["shop_no"].to_pylist() if number}
    if platform:
        tables.traders, tables.regions = _shops(viewer, platform, shop_nos)
    return tables


def _papers(rows: QuerySet[Any], numbers: set[str], read: Any) -> Mapping[str, Paper] | None:
    """Give the newest paper of each number; None where nothing was ever imported."""
    if not rows.order_by().exists():
        return None
    found: dict[str, Paper] = {}
    for part in _parts(numbers):
        for row in rows.filter(number__in=part):
            found.setdefault(row.number, read(row))
    return found


def licences_of(
    viewer: Viewer, *, platform: "Platform", shop_nos: Iterable[str], on: dt.date
) -> dict[str, tuple[str, ...]] | None:
    """Which kinds of licence the operators of shops hold on a day; None without any table.

    A shop whose operator is not known is left out: nobody can say what it holds.
    """
    licences = visible_licences(viewer)
    if not licences.order_by().exists():
        return None
    traders, _ = _shops(viewer, platform, {number for number in shop_nos if number})
    known = {number: one for number, one in traders.items() if one.credit_code or one.name}
    papers: dict[str, Paper] = {}
    names = {"credit_code": "credit_code", "holder": "name"}
    for column, of in names.items():
        for part in _parts({getattr(one, of) for one in known.values()} - {""}):
            for row in licences.filter(**{f"{column}__in": part}):
                papers.setdefault(row.number, _of_licence(row))
    return held(known, papers.values(), on)


def with_certificates(viewer: Viewer, listings: pa.Table, *, on: dt.date) -> pa.Table:
    """Say of each listing whether the certificate that it states holds on a day.

    Null where it states none at all, or where no table was ever imported.
    """
    stated = [ccc.normal(n) if n else n for n in listings["certificate_no"].to_pylist()]
    papers = _papers(visible_certificates(viewer), {n for n in stated if n}, _of_certificate)
    told = [certified(number, papers, on) for number in stated]
    return listings.append_column("certificate", pa.array(told, pa.bool_()))


def _of_certificate(row: Certificate) -> Paper:
    return Paper(
        number=row.number,
        holder=row.holder,
        status=row.status,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        manufacturer=row.manufacturer,
        models=listed(row.models_text),
        taken_on=row.snapshot.taken_on,
    )


def _of_licence(row: Licence) -> Paper:
    return Paper(
        number=row.number,
        holder=row.holder,
        status=row.status,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        credit_code=row.credit_code,
        taken_on=row.snapshot.taken_on,
    )


def _shops(
    viewer: Viewer, platform: "Platform", numbers: set[str]
) -> tuple[dict[str, Trader], dict[str, str]]:
    traders: dict[str, Trader] = {}
    regions: dict[str, str] = {}
    shops = market.visible_shops(viewer).filter(platform_id=platform.pk).order_by()
    for part in _parts(numbers):
        names = ("shop_no", "region_code", "subject__name", "subject__credit_code")
        for number, region, name, code in shops.filter(shop_no__in=part).values_list(*names):
            regions[number] = region
            traders[number] = Trader(name or "", code or "")
    return traders, regions


def _parts(numbers: Iterable[str]) -> Iterable[list[str]]:
    """Ask in parts that every database takes as parameters."""
    rest = sorted(numbers)
    return (rest[place : place + AT_ONCE] for place in range(0, len(rest), AT_ONCE))
