"""Filings: handed in, read step by step, closed, replaced, corrected."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from hedun.base.accounts.actions import record
from hedun.base.accounts.terms import Invalid, Level, Refused, Viewer
from hedun.base.jobs.actions import enqueue
from hedun.base.lawbook import queries as law
from hedun.desks.roster import queries
from hedun.desks.roster.actions.comparing import open_comparison
from hedun.desks.roster.models import (
    CorrectionOrder,
    ExtensionField,
    Filing,
    FilingPart,
    OverLimit,
)
from hedun.desks.roster.queries.filings import same_file
from hedun.desks.roster.terms import (
    CORRECT_RULE,
    ExtensionType,
    FilingMode,
    FilingState,
    Part,
    Sheet,
    Tally,
    Window,
)

if TYPE_CHECKING:
    from hedun.market.models import Platform


@transaction.atomic
def hand_in(
    *,
    platform: "Platform",
    window: Window,
    sheet: Sheet,
    mode: FilingMode,
    file_name: str,
    sha256: str,
    size: int,
    sealed: str,
    by: Viewer,
    at: dt.datetime,
    discovered_on: dt.date | None = None,
) -> Filing:
    """Take a sealed file in and let a job read it: the same file twice is the same filing.

    Raises Refused where the viewer may not file for the platform, Invalid where the window
    has not begun or a correction has nothing to correct.

    Basis: network_trade_rules art. 25; heguishuju art. 11
    """
    if not queries.may_file(by, platform):
        raise Refused("只能为本平台报送，或由平台住所地的市场监管局代为报送。")
    _check_window(platform, window, sheet, mode=mode, by=by, at=at)
    if discovered_on is not None and discovered_on > timezone.localtime(at).date():
        raise Invalid(f"发现日期 {discovered_on} 晚于今天；请填写发现需要更正的日期。")
    key = {"platform": platform, "window": window.key, "sheet": sheet, "sha256": sha256}
    known = same_file(Viewer.system(), **key)
    if known is not None:
        return known
    row = Filing.objects.create(
        **key,
        mode=mode,
        sender_id=by.body_id or platform.body_id,
        file_name=_shown(file_name),
        size=size,
        discovered_on=discovered_on if mode is FilingMode.CORRECTION else None,
        handed_by_id=by.person_id,
        handed_at=at,
    )
    row.job = enqueue(
        kind="roster.filing",
        title=f"核对报送：{platform.name} {window.label}{sheet.label}"[:120],
        payload={"filing": row.pk, "sealed": sealed},
        unique_key=f"roster.filing:{row.pk}",
        by=by,
        at=at,
    )
    row.save(update_fields=["job"])
    detail = {"sha256": sha256, "window": window.key, "sheet": sheet, "mode": mode}
    record(by=by, at=at, action="roster:filing:hand_in", subject=("filing", row.pk), detail=detail)
    return row


def _check_window(
    platform: "Platform",
    window: Window,
    sheet: Sheet,
    *,
    mode: FilingMode,
    by: Viewer,
    at: dt.datetime,
) -> None:
    today = timezone.localtime(at).date()
    if window.opens_on > today:
        raise Invalid(f"{window.label}的报送期尚未开始；请在{window.opens_on}以后报送。")
    if mode is FilingMode.CORRECTION:
        filed = queries.visible_filings(by).filter(
            platform=platform,
            window=window.key,
            sheet=sheet,
            mode=FilingMode.FULL,
            state=FilingState.FILED,
        )
        if not filed.exists():
            raise Invalid(f"{window.label}还没有全量报送，不能只报更正；请先报送整份数据。")


def _shown(name: str) -> str:
    """Give a name that shows what it is: printable, without a path."""
    plain = "".join(c for c in name if c.isprintable()).replace("\\", "/").rpartition("/")[2]
    return plain[-120:] if plain.strip(". ") else "未命名"


@transaction.atomic
def take_filing_step(
    *, filing_id: int, tally: Tally, parts: Sequence[Part], by: Viewer, at: dt.datetime
) -> None:
    """Add what one step took in, with the Parquet parts that it wrote."""
    del by, at
    row = Filing.objects.select_for_update().get(pk=filing_id)
    counts = dict(Counter(row.faults) + Counter(tally.faults))
    Filing.objects.filter(pk=filing_id).update(
        total=F("total") + tally.good + tally.returned,
        good=F("good") + tally.good,
        returned=F("returned") + tally.returned,
        flagged=F("flagged") + tally.flagged,
        faults=counts,
    )
    _keep_parts(filing_id, parts)


def _keep_parts(filing_id: int, parts: Sequence[Part]) -> None:
    FilingPart.objects.bulk_create(
        FilingPart(
            filing_id=filing_id,
            number=part.number,
            kind=part.kind,
            path=part.path,
            rows=part.rows,
            sha256=part.sha256,
        )
        for part in parts
    )


@transaction.atomic
def close_filing(
    *,
    filing_id: int,
    quality: dict[str, Any],
    twice: int,
    parts: Sequence[Part],
    by: Viewer,
    at: dt.datetime,
) -> Filing:
    """Let a filing count from now on; a full one takes the place of the one before.

    Corrections that a bureau had demanded are met. The comparison follows at once.
    """
    row = Filing.objects.select_for_update(of=("self",)).get(pk=filing_id)
    if row.state != FilingState.READING:
        return row
    _keep_parts(filing_id, parts)
    row.good, row.returned = row.good - twice, row.returned + twice
    if twice:
        row.faults = dict(Counter(row.faults) + Counter({"duplicate": twice}))
    if not row.good:
        return _refuse(row, "没有一行可以报送；请按逐行结果更正后重新提交。", by=by, at=at)
    if row.mode == FilingMode.FULL:
        Filing.objects.filter(
            platform_id=row.platform_id, window=row.window, sheet=row.sheet,
            state=FilingState.FILED,
        ).update(state=FilingState.REPLACED)  # fmt: skip
    row.state, row.quality, row.finished_at = FilingState.FILED, quality, at
    row.save()
    CorrectionOrder.objects.filter(
        filing__platform_id=row.platform_id, filing__window=row.window, filing__sheet=row.sheet,
        met_at__isnull=True, ordered_at__lte=row.handed_at,
    ).update(met_at=at)  # fmt: skip
    detail = {"good": row.good, "returned": row.returned, "flagged": row.flagged}
    record(by=by, at=at, action="roster:filing:close", subject=("filing", row.pk), detail=detail)
    if row.sheet == Sheet.OPERATORS:
        open_comparison(filing_id=row.pk, by=by, at=at)
    return row


@transaction.atomic
def refuse_filing(*, filing_id: int, reason: str, by: Viewer, at: dt.datetime) -> Filing:
    """Send a whole file back, with the reason."""
    row = Filing.objects.select_for_update(of=("self",)).get(pk=filing_id)
    if row.state != FilingState.READING:
        return row
    return _refuse(row, reason, by=by, at=at)


def _refuse(row: Filing, reason: str, *, by: Viewer, at: dt.datetime) -> Filing:
    row.state, row.reason, row.finished_at = FilingState.REFUSED, reason[:300], at
    row.save()
    detail = {"reason": row.reason}
    record(by=by, at=at, action="roster:filing:refuse", subject=("filing", row.pk), detail=detail)
    return row


@transaction.atomic
def order_correction(
    *, filing_id: int, reason: str, by: Viewer, at: dt.datetime
) -> CorrectionOrder:
    """Demand that a platform correct a filing within five working days.

    Raises Refused, Invalid.

    Basis: heguishuju art. 11
    """
    if not (queries.works_here(by) and by.has(*queries.OFFICERS)):
        raise Refused("只有市场监管局的办案人员或负责人可以要求更正。")
    row = queries.filing(by, filing_id)
    if row.state != FilingState.FILED:
        state = FilingState(row.state).label
        raise Invalid(f"该份报送{state}，不能要求更正；请选择现行有效的报送。")
    if not reason.strip():
        raise Invalid("请写明要求更正的内容，平台将看到该内容。")
    due = law.due(by, CORRECT_RULE, at)
    assert by.body_id is not None
    order = CorrectionOrder.objects.create(
        filing=row,
        reason=reason.strip()[:300],
        body_id=by.body_id,
        ordered_by_id=by.person_id,
        ordered_at=at,
        due_at=due.at,
        due_article_id=due.article_id,
        due_is_provisional=due.is_provisional,
    )
    detail = {"reason": order.reason, "due": due.at.isoformat()}
    record(by=by, at=at, action="roster:filing:order", subject=("filing", row.pk), detail=detail)
    return order


@transaction.atomic
def add_extension(
    *,
    sheet: Sheet,
    label: str,
    kind: ExtensionType,
    is_required: bool,
    by: Viewer,
    at: dt.datetime,
) -> ExtensionField:
    """Let a province ask for one more column. Raises Refused, Invalid."""
    _demand_province(by)
    plain = " ".join(label.split())[:40]
    if not plain:
        raise Invalid("扩展项的列名为空；请填写平台文件中应有的列名。")
    assert by.body_id is not None
    row, is_new = ExtensionField.objects.get_or_create(
        body_id=by.body_id,
        sheet=sheet,
        label=plain,
        retired_at=None,
        defaults={"kind": kind, "is_required": is_required, "made_at": at},
    )
    if not is_new:
        raise Invalid(f"扩展项“{plain}”已经设定；如需修改，请先停用再新增。")
    detail = {"label": plain, "sheet": sheet, "required": is_required}
    record(by=by, at=at, action="roster:field:add", subject=("field", row.pk), detail=detail)
    return row


@transaction.atomic
def retire_extension(*, field_id: int, by: Viewer, at: dt.datetime) -> ExtensionField:
    """Ask for a column no longer; what was filed stays."""
    _demand_province(by)
    row = ExtensionField.objects.get(pk=field_id, body_id=by.body_key, retired_at__isnull=True)
    row.retired_at = at
    row.save(update_fields=["retired_at"])
    detail = {"label": row.label}
    record(by=by, at=at, action="roster:field:retire", subject=("field", row.pk), detail=detail)
    return row


def _demand_province(by: Viewer) -> None:
    is_province = queries.works_here(by) and by.level is Level.PROVINCE
    if not (is_province and by.has(*queries.LEADERS)):
        raise Refused("报送扩展项由省级市场监管局的负责人设定。")


@transaction.atomic
def put_over_limits(
    *, window: str, people: Sequence[dict[str, Any]], by: Viewer, at: dt.datetime
) -> None:
    """Store who is above the yearly limit in a window; who no longer is disappears.

    Basis: network_trade_rules art. 8
    """
    del by
    known = {row.id_hash: row for row in OverLimit.objects.filter(window=window)}
    gone = set(known) - {one["id_hash"] for one in people}
    OverLimit.objects.filter(window=window, id_hash__in=gone, clue__isnull=True).delete()
    fresh = []
    for one in people:
        row = known.get(one["id_hash"])
        if row is None:
            fresh.append(OverLimit(window=window, found_at=at, **one))
            continue
        for name, value in one.items():
            setattr(row, name, value)
        row.save()
    OverLimit.objects.bulk_create(fresh, batch_size=500)
