"""Filing: what is due, handing in, progress, faults, corrections."""

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import polars as pl
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hedun.base.accounts.guard import DeskRequest, guard
from hedun.base.accounts.terms import Invalid, Refused, Role, Viewer
from hedun.base.pages.drawing import Bar
from hedun.base.pages.listing import Choice, Column, DateRange, Empty, Listing, Text
from hedun.base.pages.states import chip
from hedun.base.pages.toast import toast
from hedun.desks.roster import actions, queries, work
from hedun.desks.roster.decide import windows
from hedun.desks.roster.decide.fields import FIELDS, Misfit
from hedun.desks.roster.forms import FilingForm, ReasonForm
from hedun.desks.roster.models import Filing
from hedun.desks.roster.terms import (
    Fault,
    FilingMode,
    FilingState,
    Level,
    Sheet,
)
from hedun.desks.roster.views import trend
from hedun.desks.roster.views.answers import BOTH, BUREAU, OrTrouble, on_disk, or_404, sheet
from hedun.engine.table import Unreadable
from hedun.market import queries as market

if TYPE_CHECKING:
    from hedun.market.models import Platform


SHOWN = 200
FILERS = (Role.COMPLIANCE, Role.INSPECTOR, Role.LEADER)


def _link(row: Filing) -> str:
    url = reverse("roster:filing", args=[row.pk])
    return format_html('<a href="{}">{}</a>', url, row.file_name)


def _columns() -> tuple[Column, ...]:
    return (
        Column("报送期", "window", sort="window", css="nowrap"),
        Column("平台", "platform.name"),
        Column("内容", lambda r: Sheet(r.sheet)),
        Column("方式", lambda r: FilingMode(r.mode)),
        Column("文件", _link, export="file_name"),
        Column("状态", lambda r: chip(FilingState(r.state)), sort="state",
               export=lambda r: FilingState(r.state).label),
        Column("已报送", "good", numeric=True, sort="good"),
        Column("须更正", "flagged", numeric=True, sort="flagged"),
        Column("退回", "returned", numeric=True, sort="returned"),
        Column("提交时间", "handed_at", sort="handed_at"),
    )  # fmt: skip


@guard(kinds=BOTH)
@require_GET
def desk(request: DeskRequest) -> HttpResponseBase:
    """What is due, what is owed, and every filing so far."""
    viewer, now = request.viewer, timezone.localtime()
    window = windows.window_of(now.date())
    filters: list[Any] = [
        Choice("sheet", "内容", Sheet),
        Choice("state", "状态", FilingState),
        Choice(
            "window", "报送期", [(w.key, w.label) for w in reversed(windows.earlier(window, 8))]
        ),
        DateRange("handed_at", "提交日期"),
    ]
    if viewer.is_bureau:
        owned = market.platforms(viewer).filter(pk__in=queries.seat_ids(viewer))
        pairs = [(p.pk, p.name) for p in owned]
        filters.insert(0, Choice("platform", "平台", pairs, lookup="platform_id"))
    listing = Listing(
        request,
        queries.visible_filings(viewer),
        columns=_columns(),
        filters=filters,
        export_name="报送记录",
        empty=_nothing(viewer),
    )
    context = {
        "window": window,
        "is_open": windows.is_open(now.date()),
        "next": windows.next_window(now.date()),
        "duties": _duties(viewer, window.key, now),
        "orders": queries.open_orders(viewer)[:20],
        "may_file": viewer.has(*FILERS),
        "trend": trend.of_filings(viewer, windows.earlier(window, 6)),
        "own": _own(viewer),
        "over": queries.visible_over_limits(viewer).filter(window=window.key).count(),
    }
    return listing.respond("roster/desk.html", **context)


def _own(viewer: Viewer) -> list[tuple[str, str]]:
    """What is filed of the platform itself, as it stands on record.

    Basis: heguishuju art. 7
    """
    row = market.platforms(viewer).filter(body_id=viewer.body_key).select_related("body").first()
    if row is None or not viewer.is_platform:
        return []
    body = row.body
    return [
        ("名称", body.name),
        ("统一社会信用代码", body.credit_code),
        ("住所", body.address),
        ("联系方式", body.phone),
        ("平台名称", row.name),
        ("网址或访问路径", row.url),
    ]


def _nothing(viewer: Viewer) -> Empty:
    if viewer.is_platform:
        return Empty(
            "还没有报送",
            "每年1月、7月报送平台内经营者身份信息；可先下载模板。",
            reverse("roster:upload"),
            "去报送",
        )
    return Empty("还没有平台报送", "住所地在本辖区的平台报送后列在这里。")


def _duties(viewer: Viewer, window: str, now: dt.datetime) -> list[dict[str, Any]]:
    """Each platform's duty of the window: filed, being checked, or still due."""
    owned = list(market.platforms(viewer).filter(pk__in=queries.seat_ids(viewer))[:200])
    rows = queries.visible_filings(viewer).filter(window=window, mode=FilingMode.FULL)
    found: dict[tuple[int, str], Filing] = {}
    for row in rows.filter(state__in=(FilingState.FILED, FilingState.READING)).order_by("pk"):
        found[row.platform_id, row.sheet] = row
    return [
        {
            "platform": platform,
            "sheet": one,
            "filing": found.get((platform.pk, one.value)),
            "is_late": now.strftime("%Y-%m") > window,
        }
        for platform in owned
        for one in Sheet
        if one is Sheet.OPERATORS or (platform.pk, one.value) in found or viewer.is_platform
    ]


@guard(kinds=BOTH, roles=FILERS)
@require_http_methods(["GET", "POST"])
def upload(request: DeskRequest) -> HttpResponseBase:
    """Take a filing in; the same file again leads to its first receipt."""
    initial = {name: request.GET.get(name) for name in ("sheet", "mode", "window")}
    form = FilingForm(
        request.viewer, request.POST or None, request.FILES or None,
        initial={k: v for k, v in initial.items() if v},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        made = _received(request, form)
        if made is not None:
            toast(request, f"已收到“{made.file_name}”，逐行核对后生效。")
            return redirect("roster:filing", pk=made.pk)
    status = 422 if form.is_bound and form.errors else 200
    return render(
        request, "roster/upload.html", {"form": form, "sheets": list(Sheet)}, status=status
    )


def _received(request: DeskRequest, form: FilingForm) -> Filing | None:
    """Seal the file and hand it in; None with an error on the form where it cannot be read."""
    given = form.cleaned_data
    platform: Platform = given["platform"]
    one = Sheet(given["sheet"])
    asked = queries.extensions_for(request.viewer, platform.region_code, one)
    try:
        with on_disk(given["file"]) as path:
            sealed = work.sealed_file(path, of=one, extra=[field.label for field in asked])
        return actions.hand_in(
            platform=platform,
            window=given["window"],
            sheet=one,
            mode=FilingMode(given["mode"]),
            file_name=str(given["file"].name),
            sha256=sealed.sha256,
            size=sealed.size,
            sealed=sealed.key,
            discovered_on=given["discovered_on"],
            by=request.viewer,
            at=timezone.now(),
        )
    except (Refused, Invalid) as problem:
        form.add_error(None, str(problem))
    except (Unreadable, Misfit) as problem:
        form.add_error("file", str(problem))
    return None


@guard(kinds=BOTH)
@require_GET
def template(request: DeskRequest, sheet_name: str) -> HttpResponseBase:
    """The workbook to fill in: the national columns, and those of the platform's province."""
    if sheet_name not in set(Sheet):
        raise Http404("没有这种报送内容。")
    one = Sheet(sheet_name)
    own = market.platforms(request.viewer).filter(body_id=request.viewer.body_key).first()
    columns = [f.label for f in FIELDS[one]]
    if own is not None:
        asked = queries.extensions_for(request.viewer, own.region_code, one)
        columns += [field.label for field in asked]
    return sheet(f"{one.label}模板", columns, [], title=one.label[:20])


@guard(kinds=BOTH)
@require_GET
def filing(request: DeskRequest, pk: int) -> HttpResponseBase:
    """One filing: how far it is, what came back and why, how complete it is."""
    with or_404():
        row = queries.filing(request.viewer, pk)
    fault = request.GET.get("fault", "")
    rows = _outcome(request.viewer, pk, fault if fault in set(Fault) else "")
    context = {
        "filing": row,
        "sheet": Sheet(row.sheet),
        "faults": _fault_bars(row),
        "fault": fault,
        "rows": rows[:SHOWN],
        "more": len(rows) > SHOWN,
        "complete": _completeness(row),
        "orders": row.orders.select_related("body").order_by("-pk"),
        "may_order": row.state == FilingState.FILED and request.viewer.is_bureau
        and request.viewer.has(*queries.OFFICERS),
        "own_due": queries.own_due(request.viewer, row),
        "comparison": row.comparisons.order_by("-pk").first() if request.viewer.is_bureau else None,
    }  # fmt: skip
    return render(request, "roster/filing.html", context)


def _fault_bars(row: Filing) -> list[Bar]:
    base = reverse("roster:filing", args=[row.pk])
    found = [(Fault(key), n) for key, n in row.faults.items() if key in set(Fault)]
    found.sort(key=lambda pair: -pair[1])
    return [Bar(one.label, n, f"{base}?fault={one.value}#rows") for one, n in found]


def _completeness(row: Filing) -> list[Bar]:
    """How many of the filed rows have each column filled."""
    filled = row.quality.get("filled", {})
    rows = filled.get("rows", 0)
    names = {"turnover": "turnover_fen", "id_number": "id_hash", "owner_id": "owner_hash"}
    found = []
    for field in FIELDS[row.sheet]:
        count = filled.get(names.get(field.name, field.name))
        if rows and count is not None:
            found.append(Bar(field.label, round(100 * count / rows, 1)))
    return found


def _outcome(viewer: Viewer, pk: int, fault: str) -> list[dict[str, Any]]:
    """The first faults in the order of the file."""
    found: list[dict[str, Any]] = []
    for line in _outcome_rows(viewer, pk):
        if not fault or line["fault"] == fault:
            found.append(line | {"level": Level(line["level"]), "fault": Fault(line["fault"])})
        if len(found) > SHOWN:
            break
    return found


def _outcome_rows(viewer: Viewer, pk: int) -> Iterator[dict[str, Any]]:
    for path in queries.outcome_paths(viewer, pk):
        yield from pl.read_parquet(path).sort("row_no").iter_rows(named=True)


@guard(kinds=BOTH)
@require_GET
def outcome(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Every fault as a workbook: row number, rule, what to do."""
    with or_404():
        row = queries.filing(request.viewer, pk)
    names = (
        ("店铺", "网店", "经营者") if row.sheet == Sheet.OPERATORS else ("账号", "直播间", "人员")
    )
    columns = ["原行号", "结果", "规则", "问题与处理办法", *names]
    lines = (
        [
            line["row_no"], Level(line["level"]).label, Fault(line["fault"]).label,
            line["message"], line["shop_no"], line["shop_name"], line["name"],
        ]
        for line in _outcome_rows(request.viewer, pk)
    )  # fmt: skip
    return sheet(f"逐行结果-{row.platform.name}-{row.window}", columns, lines, title="逐行结果")


@guard(kinds=BUREAU, roles=queries.OFFICERS)
@require_POST
def order(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Demand a correction."""
    form = ReasonForm(request.POST)
    with OrTrouble(request):
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        made = actions.order_correction(
            filing_id=pk, reason=reason, by=request.viewer, at=timezone.now()
        )
        due = timezone.localtime(made.due_at)
        toast(request, f"已要求更正，平台须在 {due:%Y-%m-%d} 前更正、补充。")
    return redirect("roster:filing", pk=pk)


@guard(kinds=BUREAU)
@require_GET
def over_limits(request: DeskRequest) -> HttpResponseBase:
    """People above the yearly limit without registration."""
    window = windows.window_of(timezone.localdate())
    listing = Listing(
        request,
        queries.visible_over_limits(request.viewer).select_related("clue"),
        columns=(
            Column("姓名", "name", sort="name"),
            Column("证件末四位", "id_tail", css="mono"),
            Column("年交易额合计（元）", lambda r: f"{r.total_fen / 100:,.2f}", sort="total_fen",
                   numeric=True, export=lambda r: r.total_fen / 100),
            Column("网店", "shop_count", numeric=True, sort="shop_count"),
            Column("平台", "platform_count", numeric=True, sort="platform_count"),
            Column("其中", lambda r: "、".join(
                f"{s['platform']}“{s['shop_name']}”" for s in r.shops[:4])),
            Column("报送期", "window", sort="window"),
            Column("办理", _over_step, export=lambda r: r.clue.number if r.clue else ""),
        ),
        filters=(
            Choice("window", "报送期",
                   [(w.key, w.label) for w in reversed(windows.earlier(window, 6))]),
            Text("q", "姓名", ["name__startswith"]),
        ),
        default_sort="-total_fen",
        export_name="超额度未登记",
        empty=Empty("没有发现", "同一人在各平台网店的年交易额合计超过10万元而未登记的，列在这里。"),
    )  # fmt: skip
    return listing.respond(
        "roster/over_limits.html", title="超过10万元未登记",
        subtitle="同一人在各平台的网店合并计算，按证件号码摘要归集",
    )  # fmt: skip


def _over_step(row: Any) -> str:
    if row.clue_id:
        url = reverse("clues:detail", args=[row.clue_id])
        return format_html('<a href="{}">{}</a>', url, row.clue.number)
    return format_html('<a href="{}">登记线索</a>', reverse("roster:over_limit", args=[row.pk]))


@guard(kinds=BUREAU, roles=queries.OFFICERS)
@require_http_methods(["GET", "POST"])
def over_limit(request: DeskRequest, pk: int) -> HttpResponseBase:
    """One person: the shops that add up, and the step to a clue."""
    with or_404():
        row = queries.visible_over_limits(request.viewer).select_related("clue").get(pk=pk)
    if request.method == "POST":
        with OrTrouble(request):
            made = actions.raise_over_limit(person_id=pk, by=request.viewer, at=timezone.now())
            assert made.clue is not None
            toast(request, f"已登记线索 {made.clue.number}。")
            return redirect("clues:detail", pk=made.clue_id)
        return redirect("roster:over_limit", pk=pk)
    return render(request, "roster/over_limit.html", {"person": row})
