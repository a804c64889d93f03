"""Import batches that the viewer may see, and what belongs to them."""

import json
import pathlib

from django.conf import settings
from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from hedun.base.accounts.terms import THREE_ADMINS, Viewer
from hedun.market.models import ColumnMapping, ImportBatch
from hedun.market.queries.register import visible_shops
from hedun.market.terms import ImportKind


def visible_batches(viewer: Viewer) -> QuerySet[ImportBatch]:
    """Files of the viewer's own body, and for a bureau those of platforms seated in its area."""
    found = ImportBatch.objects.select_related("sender", "platform", "handed_by").order_by("-pk")
    if viewer.is_system:
        return found
    if viewer.body_id is None or viewer.has(*THREE_ADMINS):
        return found.none()
    own = Q(sender_id=viewer.body_key)
    if viewer.is_bureau:
        low, high = viewer.region_bounds()
        own |= Q(platform__region_code__gte=low, platform__region_code__lt=high)
    return found.filter(own)


def batch(viewer: Viewer, pk: int) -> ImportBatch:
    """One batch; `ImportBatch.DoesNotExist` where the viewer may not see it."""
    return visible_batches(viewer).get(pk=pk)


def remembered_mapping(
    viewer: Viewer, *, sender_id: int, kind: ImportKind, header_key: str
) -> dict[str, str] | None:
    """The mapping that this sender confirmed for the same headers before."""
    if not (viewer.is_system or viewer.is_bureau or viewer.body_id == sender_id):
        return None
    row = ColumnMapping.objects.filter(
        sender_id=sender_id, kind=kind, header_key=header_key
    ).first()
    return dict(row.mapping) if row else None


def rejected_parts(viewer: Viewer, batch_id: int) -> list[pathlib.Path]:
    """Parquet files of the rows that a batch could not take in, in order."""
    found = batch(viewer, batch_id).parts.filter(is_rejected=True).order_by("number")
    return [settings.DATA_DIR / path for path in found.values_list("path", flat=True)]


def uploaded_path(viewer: Viewer, digest: str) -> pathlib.Path:
    """Where a file handed in is kept, by its SHA-256; its staged forms stand beside it."""
    return pathlib.Path(settings.DATA_DIR) / "imports" / digest[:2] / digest


def known_shops(viewer: Viewer, platform_id: int, shop_nos: list[str]) -> dict[str, str]:
    """Fingerprints of the roster rows that stand now, of the shops that the viewer sees."""
    shops = visible_shops(viewer).order_by().filter(platform_id=platform_id)
    # numbers as one table, each looked up in shop_once: to a long IN a PostgreSQL without fresh
    # statistics, as in the middle of an import, prefers reading the whole platform
    source = {
        "postgresql": "SELECT value FROM jsonb_array_elements_text(%s::jsonb)",
        "sqlite": "SELECT value FROM json_each(%s)",
    }[connection.vendor]
    wanted = RawSQL(source, [json.dumps(shop_nos)])  # noqa: S611 - the numbers are a parameter
    return dict(shops.filter(shop_no__in=wanted).values_list("shop_no", "row_hash"))


def kept_parts(viewer: Viewer, batch_id: int) -> set[str]:
    """Paths of the parts that a batch has committed."""
    return set(batch(viewer, batch_id).parts.values_list("path", flat=True))
