"""Tables of certificates and licences: handed in, with what came back, and searched."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_GET, require_http_methods

from hedun.base.accounts.guard import DeskRequest, guard
from hedun.base.accounts.terms import Refused
from hedun.base.pages.listing import Choice, Column, DateRange, Empty, Listing, Text
from hedun.base.pages.states import chip
from hedun.base.pages.toast import toast
from hedun.desks.screening import actions
from hedun.desks.screening.forms.checks import TableForm
from hedun.desks.screening.models import Snapshot
from hedun.desks.screening.queries import papers as queries
from hedun.desks.screening.queries.who import RUNNERS
from hedun.desks.screening.terms import PaperState, RegisterKind, SnapshotState
from hedun.desks.screening.views.answers import BUREAU, or_404
from hedun.desks.screening.views.uploads import on_disk


def _link(row: Snapshot) -> str:
    url = reverse("screening:table", args=[row.pk])
    return format_html('<a href="{}">{}</a>', url, row.file_name)


def _empty(request: DeskRequest, title: str, text: str) -> Empty:
    """Offer the import only to those who may."""
    if not request.viewer.has(*RUNNERS):
        return Empty(title, text)
    return Empty(title, text, reverse("screening:upload_table"), "导入证照表")


@guard(kinds=BUREAU)
@require_GET
def tables(request: DeskRequest) -> HttpResponseBase:
    """List the tables that were brought in."""
    listing = Listing(
        request,
        queries.visible_snapshots(request.viewer),
        columns=(
            Column("文件", _link, sort="file_name", export="file_name"),
            Column("内容", lambda r: RegisterKind(r.kind).label, sort="kind"),
            Column("数据日期", "taken_on", sort="taken_on"),
            Column("入库", "good", numeric=True, sort="good"),
            Column("退回", "bad", numeric=True, sort="bad"),
            Column(
                "状态",
                lambda r: chip(SnapshotState(r.state)),
                sort="state",
                export=lambda r: SnapshotState(r.state).label,
            ),
            Column("提交单位", "body.name"),
            Column("提交时间", "made_at", sort="made_at"),
        ),
        filters=(
            Text("q", "文件名", ["file_name"]),
            Choice("kind", "内容", RegisterKind),
            Choice("state", "状态", SnapshotState),
            DateRange("taken_on", "数据日期"),
        ),
        default_sort="-taken_on",
        export_name="证照表",
        empty=_empty(
            request,
            "还没有导入证照表",
            "导入证书表、许可表之后，筛查才能核对编号是否存在、有效、属于谁。",
        ),
    )
    return listing.respond("screening/tables.html", may_upload=request.viewer.has(*RUNNERS))


@guard(kinds=BUREAU, roles=RUNNERS)
@require_http_methods(["GET", "POST"])
def upload(request: DeskRequest) -> HttpResponse:
    """Take a table in; the same file again leads to its first import."""
    initial = {"taken_on": timezone.localdate()}
    form = TableForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            with on_disk(data["file"]) as path:
                row = actions.hand_in_table(
                    kind=RegisterKind(data["kind"]),
                    file_name=str(data["file"].name),
                    content_path=path,
                    taken_on=data["taken_on"],
                    by=request.viewer,
                    at=timezone.now(),
                )
        except Refused as refusal:
            form.add_error("taken_on", str(refusal))
        else:
            toast(request, f"已收到“{row.file_name}”，逐行核对后入库。")
            return redirect("screening:table", pk=row.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "screening/table_upload.html", {"form": form}, status=status)


@guard(kinds=BUREAU)
@require_GET
def table(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Show one table: how far it is, and the rows that came back with their reasons."""
    with or_404():
        row = queries.visible_snapshots(request.viewer).get(pk=pk)
    listing = Listing(
        request,
        queries.faults(request.viewer, row),
        columns=(
            Column("原行号", "row_no", numeric=True, sort="row_no"),
            Column("退回原因", "reason", sort="reason"),
            Column("原内容", lambda r: "｜".join(r.cells)),
        ),
        filters=(Text("q", "退回原因", ["reason"]),),
        default_sort="row_no",
        export_name=f"退回的行-{row.taken_on:%Y%m%d}",
        empty=Empty("没有退回的行", "有误的行会连同原因列在这里，更正后另存为新文件再导入。"),
    )
    return listing.respond("screening/table.html", table=row)


def _status(row: Any) -> Any:
    return chip(PaperState(row.status))


def _papers(*more: Column) -> tuple[Column, ...]:
    return (
        Column("编号", "number", sort="number", css="mono nowrap"),
        Column("持有人", "holder", sort="holder"),
        *more,
        Column("状态", _status, sort="status", export=lambda r: PaperState(r.status).label),
        Column("有效期自", "valid_from", sort="valid_from"),
        Column("有效期至", lambda r: r.valid_to or "—", sort="valid_to", export="valid_to"),
        Column("数据日期", "snapshot.taken_on"),
    )


@guard(kinds=BUREAU)
@require_GET
def certificates(request: DeskRequest) -> HttpResponseBase:
    """List compulsory product certificates."""
    listing = Listing(
        request,
        queries.visible_certificates(request.viewer),
        columns=_papers(
            Column("生产者", "manufacturer"),
            Column("产品类别", "product", sort="product"),
            Column("型号", lambda r: r.models_text[:120], export="models_text"),
        ),
        filters=(
            Text("q", "编号或名称开头", ["number__startswith", "holder__startswith"]),
            Choice("status", "状态", PaperState),
            DateRange("valid_to", "有效期至"),
        ),
        default_sort="number",
        export_name="强制性产品认证证书",
        empty=_empty(request, "没有证书", "导入证书表后列在这里。"),
    )
    return listing.respond(title="强制性产品认证证书", subtitle="各次导入的快照，同号以较新的为准")


@guard(kinds=BUREAU)
@require_GET
def licences(request: DeskRequest) -> HttpResponseBase:
    """List food licences and filings."""
    listing = Listing(
        request,
        queries.visible_licences(request.viewer),
        columns=_papers(Column("信用代码", "credit_code"), Column("经营项目", "scope")),
        filters=(
            Text("q", "编号或名称开头", ["number__startswith", "holder__startswith"]),
            Choice("status", "状态", PaperState),
            DateRange("valid_to", "有效期至"),
        ),
        default_sort="number",
        export_name="食品许可与备案",
        empty=_empty(request, "没有许可", "导入许可表后列在这里。"),
    )
    return listing.respond(title="食品许可与备案", subtitle="各次导入的快照，同号以较新的为准")
