"""The registry's lists: versions, imports, and the state of a subject on a day."""

from collections.abc import Iterator
from typing import Any

import polars as pl
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hedun.base.accounts.guard import DeskRequest, guard
from hedun.base.accounts.terms import Invalid, Refused
from hedun.base.pages.listing import Choice, Column, DateRange, Empty, Listing, Text
from hedun.base.pages.states import chip
from hedun.base.pages.toast import toast
from hedun.desks.roster import actions, queries, work
from hedun.desks.roster.decide.fields import LISTS, Misfit
from hedun.desks.roster.forms import AsOfForm, ListForm, ReasonForm
from hedun.desks.roster.models import ListVersion
from hedun.desks.roster.terms import Fault, ListKind, ListMode, ListState
from hedun.desks.roster.views.answers import BUREAU, OrTrouble, on_disk, or_404, sheet
from hedun.engine.codes import uscc
from hedun.engine.table import Unreadable

SHOWN = 100


def _link(row: ListVersion) -> str:
    return format_html('<a href="{}">{}</a>', reverse("roster:list", args=[row.pk]), row)


@guard(kinds=BUREAU)
@require_GET
def lists(request: DeskRequest) -> HttpResponseBase:
    """Every version of every list, newest first."""
    listing = Listing(
        request,
        queries.visible_versions(request.viewer),
        columns=(
            Column("版次", _link, export=str),
            Column("方式", lambda r: ListMode(r.mode)),
            Column("数据日期", "as_of", sort="as_of"),
            Column("状态", lambda r: chip(ListState(r.state)), sort="state",
                   export=lambda r: ListState(r.state).label),
            Column("入库", "good", numeric=True, sort="good"),
            Column("退回", "returned", numeric=True, sort="returned"),
            Column("文件", "file_name"),
            Column("提交单位", "body.short_name"),
            Column("提交时间", "made_at", sort="made_at"),
        ),
        filters=(
            Choice("kind", "名单", ListKind),
            Choice("mode", "方式", ListMode),
            Choice("state", "状态", ListState),
            DateRange("as_of", "数据日期"),
            Text("q", "文件名", ["file_name"]),
        ),
        export_name="登记名单",
        empty=_nothing(request),
    )  # fmt: skip
    return listing.respond("roster/lists.html", may_import=request.viewer.has(*queries.OFFICERS))


def _nothing(request: DeskRequest) -> Empty:
    text = "导入登记在册、吊销、注销、经营异常、严重违法失信等名单后，报送的经营者随即比对。"
    if not request.viewer.has(*queries.OFFICERS):
        return Empty("还没有登记名单", text)
    return Empty("还没有登记名单", text, reverse("roster:upload_list"), "导入名单")


@guard(kinds=BUREAU, roles=queries.OFFICERS)
@require_http_methods(["GET", "POST"])
def upload(request: DeskRequest) -> HttpResponseBase:
    """Take a list in; the same file again leads to its first version."""
    initial = {"as_of": timezone.localdate(), "kind": request.GET.get("kind", ListKind.ABNORMAL)}
    form = ListForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = _received(request, form)
        if made is not None:
            toast(request, f"已收到{made}，读入后随即与全部报送比对。")
            return redirect("roster:list", pk=made.pk)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "roster/upload_list.html", {"form": form}, status=status)


def _received(request: DeskRequest, form: ListForm) -> ListVersion | None:
    given = form.cleaned_data
    try:
        with on_disk(given["file"]) as path:
            sealed = work.sealed_file(path, of=LISTS)
        return actions.hand_in_list(
            kind=ListKind(given["kind"]),
            mode=ListMode(given["mode"]),
            as_of=given["as_of"],
            file_name=str(given["file"].name),
            sha256=sealed.sha256,
            sealed=sealed.key,
            by=request.viewer,
            at=timezone.now(),
        )
    except (Refused, Invalid) as problem:
        form.add_error(None, str(problem))
    except (Unreadable, Misfit) as problem:
        form.add_error("file", str(problem))
    return None


@guard(kinds=BUREAU)
@require_GET
def version(request: DeskRequest, pk: int) -> HttpResponseBase:
    """One version: how far it is, what came back, what it changed."""
    with or_404():
        row = queries.version(request.viewer, pk)
    rows = []
    for line in _outcome_rows(request, pk):
        rows.append(line | {"fault": Fault(line["fault"])})
        if len(rows) >= SHOWN:
            break
    changes = queries.transitions(request.viewer).filter(version=row)
    context = {
        "version": row,
        "rows": rows,
        "faults": [(Fault(k), n) for k, n in row.faults.items() if k in set(Fault)],
        "listed": changes.filter(is_listed=True, is_undone=False).count(),
        "lifted": changes.filter(is_listed=False, is_undone=False).count(),
        "undone": changes.filter(is_undone=True).count(),
        "may_withdraw": row.state == ListState.DONE
        and row.body_id == request.viewer.body_id
        and request.viewer.has(*queries.OFFICERS),
    }
    return render(request, "roster/list.html", context)


def _outcome_rows(request: DeskRequest, pk: int) -> Iterator[dict[str, Any]]:
    for path in queries.list_outcome_paths(request.viewer, pk):
        yield from pl.read_parquet(path).sort("row_no").iter_rows(named=True)


@guard(kinds=BUREAU)
@require_GET
def outcome(request: DeskRequest, pk: int) -> HttpResponseBase:
    """The rows that came back, as a workbook."""
    with or_404():
        row = queries.version(request.viewer, pk)
    lines = (
        [line["row_no"], Fault(line["fault"]).label, line["message"], line["shop_no"], line["name"]]
        for line in _outcome_rows(request, pk)
    )
    columns = ["原行号", "规则", "问题与处理办法", "信用代码", "名称"]
    return sheet(f"退回-{row}", columns, lines, title="退回的行")


@guard(kinds=BUREAU, roles=queries.OFFICERS)
@require_POST
def withdraw(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Take an import back."""
    form = ReasonForm(request.POST)
    with OrTrouble(request):
        why = form.cleaned_data["reason"] if form.is_valid() else ""
        row = actions.withdraw_list(version_id=pk, why=why, by=request.viewer, at=timezone.now())
        toast(request, f"已撤销导入{row}，由它引起的变化一并撤销。")
    return redirect("roster:list", pk=pk)


@guard(kinds=BUREAU)
@require_GET
def as_of(request: DeskRequest) -> HttpResponseBase:
    """Look up a subject as of any day."""
    form = AsOfForm(request.GET or None, initial={"on": timezone.localdate()})
    found: list[dict[str, Any]] | None = None
    problem = ""
    if form.is_bound and form.is_valid():
        code = uscc.normal(form.cleaned_data["code"])
        problem = uscc.problem(code) or ""
        if not problem:
            spans = queries.standing(request.viewer, code, form.cleaned_data["on"])
            found = [{"kind": kind, "span": span} for kind, span in spans.items()]
    context = {"form": form, "found": found, "problem": problem}
    return render(request, "roster/as_of.html", context)
