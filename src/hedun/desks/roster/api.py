"""Filing by a platform's own system, and the changes of lists for a bureau's."""

import datetime as dt
from typing import Any, cast

import polars as pl
from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema, Status
from pydantic import ConfigDict

from hedun.base.accounts.guard import DeskRequest, Mark
from hedun.base.accounts.terms import BodyKind, Invalid, Refused, Viewer
from hedun.desks.roster import actions, queries, work
from hedun.desks.roster.decide import windows
from hedun.desks.roster.decide.fields import FIELDS
from hedun.desks.roster.models import Filing
from hedun.desks.roster.terms import Fault, FilingMode, Level, Sheet
from hedun.market import queries as market

MARK = Mark(
    is_public=False,
    kinds=frozenset({BodyKind.BUREAU, BodyKind.PLATFORM}),
    roles=frozenset(),
)
MOST = 5_000
MOST_CHANGES = 500
EXAMPLE: dict[str, Any] = {
    "platform": "tongji",
    "window": "2026-07",
    "sheet": "operators",
    "mode": "full",
    "rows": [
        {
            "shop_no": "10001",
            "shop_name": "示例茶叶店",
            "name": "示例市某区某茶叶店",
            "credit_code": "92330106MA0000007M",
        }
    ],
}


def _session(request: HttpRequest) -> Viewer | None:
    """Admit a person who has logged in at a platform or a bureau; others get 401."""
    viewer = cast("DeskRequest", request).viewer
    return viewer if MARK.admits(viewer) else None


router = Router(tags=["报送"], auth=_session)


class FilingIn(Schema):
    """Rows of one platform for a window, under the names of the national columns.

    A full filing replaces the one before; for more than 5,000 rows file a table, or a first
    part in full and the others as corrections.
    """

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    platform: str = Field(min_length=1, max_length=20)
    window: str = Field(pattern=r"^20\d{2}-(01|07)$")
    sheet: Sheet = Sheet.OPERATORS
    mode: FilingMode = FilingMode.CORRECTION
    discovered_on: dt.date | None = None
    rows: list[dict[str, str]] = Field(min_length=1, max_length=MOST)


class OutcomeOut(Schema):
    """One fault of one row: its number in the request, the rule, and what to do."""

    row: int
    level: str
    fault: str
    rule: str
    message: str


class FilingOut(Schema):
    """Where a filing stands, and what was said of its rows."""

    id: int
    state: str
    platform: str
    window: str
    sheet: str
    mode: str
    total: int
    filed: int
    returned: int
    flagged: int
    reason: str
    sha256: str
    outcomes: list[OutcomeOut]


class Problem(Schema):
    """What could not be done, and the way out."""

    detail: str


@router.post(
    "/roster/filings",
    response={202: FilingOut, 401: Problem, 403: Problem, 404: Problem, 409: Problem},
    summary="报送平台内经营者身份信息",
    url_name="file_rows",
)
def file_rows(request: HttpRequest, given: FilingIn) -> Any:
    """Take rows in; they are judged within seconds, ask for the filing by its number.

    422 is a request that this document does not allow; 409 is one that the window, the mode or
    the province's columns do not allow now.
    """
    viewer = cast("DeskRequest", request).viewer
    platform = market.platforms(viewer).filter(code=given.platform).first()
    window = windows.read(given.window)
    if platform is None or window is None:
        return Status(
            404,
            {"detail": f"没有编码为“{given.platform}”的平台，或您不能为其报送；请核对编码。"},
        )
    names = {f.name for f in FIELDS[given.sheet]}
    asked = queries.extensions_for(viewer, platform.region_code, given.sheet)
    extra = [one.label for one in asked]
    strange = sorted({name for row in given.rows for name in row} - names - set(extra))
    if strange:
        return Status(
            409,
            {"detail": f"没有“{strange[0][:40]}”这一项；可用的有：{'、'.join(sorted(names))}。"},
        )
    sealed = work.sealed_rows(given.rows, of=given.sheet, extra=extra)
    try:
        made = actions.hand_in(
            platform=platform,
            window=window,
            sheet=given.sheet,
            mode=given.mode,
            file_name=f"接口报送 {len(given.rows)} 行",
            sha256=sealed.sha256,
            size=sealed.size,
            sealed=sealed.key,
            discovered_on=given.discovered_on,
            by=viewer,
            at=timezone.now(),
        )
    except Refused as problem:
        return Status(403, {"detail": str(problem)})
    except Invalid as problem:
        return Status(409, {"detail": str(problem)})
    return Status(202, _told(viewer, made))


@router.get(
    "/roster/filings/{int:pk}",
    response={200: FilingOut, 401: Problem, 404: Problem},
    summary="查询报送结果",
    url_name="filing_outcome",
)
def filing_outcome(request: HttpRequest, pk: int) -> Any:
    """Where a filing stands, with the first 5,000 faults of its rows."""
    viewer = cast("DeskRequest", request).viewer
    found = queries.visible_filings(viewer).filter(pk=pk).first()
    if found is None:
        return Status(404, {"detail": "没有这份报送，或您无权查看。"})
    return _told(viewer, found)


def _told(viewer: Viewer, row: Filing) -> dict[str, Any]:
    outcomes: list[dict[str, Any]] = []
    for path in queries.outcome_paths(viewer, row.pk):
        for line in pl.read_parquet(path).iter_rows(named=True):
            outcomes.append(
                {
                    "row": line["row_no"],
                    "level": Level(line["level"]).value,
                    "fault": line["fault"],
                    "rule": Fault(line["fault"]).label,
                    "message": line["message"],
                }
            )
        if len(outcomes) >= MOST:
            break
    plain = ("state", "window", "sheet", "mode", "total", "returned", "flagged", "reason", "sha256")
    return {
        "id": row.pk,
        "platform": row.platform.code,
        "filed": row.good,
        "outcomes": outcomes[:MOST],
        **{name: getattr(row, name) for name in plain},
    }


class Asked(Schema):
    """Changes after which key."""

    after: int = Field(0, ge=0, le=2**62)


class ChangeOut(Schema):
    """One merchant listed, or listed no more."""

    id: int
    at: dt.datetime
    is_listed: bool
    is_undone: bool
    kind: str
    platform: str
    shop_no: str
    name: str
    credit_code: str
    reason: str
    list_version: int | None


class ChangesOut(Schema):
    """Changes in the order of their keys; `next_after` is null at the end."""

    items: list[ChangeOut]
    next_after: int | None


@router.get(
    "/roster/changes",
    response={200: ChangesOut, 401: Problem},
    summary="查询名单变化",
    url_name="changes",
)
def changes(request: HttpRequest, asked: Query[Asked]) -> Any:
    """Changes of merchants that the bureau sees, up to 500 at a time, oldest first."""
    viewer = cast("DeskRequest", request).viewer
    rows = queries.transitions(viewer).filter(pk__gt=asked.after).order_by("pk")
    found = list(rows[:MOST_CHANGES])
    return {
        "items": [
            {
                "id": one.pk,
                "at": one.at,
                "is_listed": one.is_listed,
                "is_undone": one.is_undone,
                "kind": one.problem.kind,
                "platform": one.problem.platform.code,
                "shop_no": one.problem.shop_no,
                "name": one.problem.name,
                "credit_code": one.problem.credit_code,
                "reason": one.entry.get("reason", ""),
                "list_version": one.version.number if one.version else None,
            }
            for one in found
        ],
        "next_after": found[-1].pk if len(found) == MOST_CHANGES else None,
    }
