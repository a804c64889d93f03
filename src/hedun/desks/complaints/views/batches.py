"""Exports of the national 12315 platform: handed in, and what became of each row."""

import pathlib
import tempfile

from django.conf import settings
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_GET, require_http_methods

from hedun.base.accounts.guard import DeskRequest, guard
from hedun.base.pages.listing import Choice, Column, Empty, Listing, Text
from hedun.base.pages.states import chip
from hedun.base.pages.toast import toast
from hedun.desks.complaints import actions, queries
from hedun.desks.complaints.forms import BatchForm
from hedun.desks.complaints.models import Batch, BatchRow
from hedun.desks.complaints.terms import BatchState, RowState
from hedun.desks.complaints.views.desk import BUREAU, DESK


@guard(kinds=BUREAU, roles=DESK)
@require_http_methods(["GET", "POST"])
def batches(request: DeskRequest) -> HttpResponseBase:
    """List the exports, and take one in; the same file again leads to its first import."""
    form = BatchForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        with tempfile.NamedTemporaryFile(dir=settings.DATA_DIR) as copy:
            for chunk in upload.chunks():
                copy.write(chunk)
            copy.flush()
            row = actions.hand_in(
                file_name=str(upload.name),
                content_path=pathlib.Path(copy.name),
                by=request.viewer,
                at=timezone.now(),
            )
        toast(request, f"已收到“{row.file_name}”，逐行登记，不合格的行连同原因列出。")
        return redirect("complaints:batch", row.pk)
    listing = Listing(
        request,
        queries.visible_batches(request.viewer),
        columns=[
            Column("文件", _link, sort="file_name", export="file_name"),
            Column("登记", "taken", numeric=True, sort="taken"),
            Column("以前已登记", "known", numeric=True, sort="known"),
            Column("退回", "bad", numeric=True, sort="bad"),
            Column("状态", lambda r: chip(BatchState(r.state)), export="get_state_display"),
            Column("提交人", "made_by.name"),
            Column("提交", "made_at", sort="made_at"),
        ],
        filters=[Text("q", "文件名", ["file_name"]), Choice("state", "状态", BatchState)],
        default_sort="-made_at",
        export_name="12315导入",
        empty=Empty("还没有导入", "从全国12315平台导出表格，在上面选择文件导入。"),
    )
    answer = listing.respond("complaints/batches.html", form=form)
    if form.is_bound and answer.status_code == 200:
        answer.status_code = 422
    return answer


def _link(row: Batch) -> str:
    return format_html('<a href="{}">{}</a>', reverse("complaints:batch", args=[row.pk]), row)


@guard(kinds=BUREAU, roles=DESK)
@require_GET
def batch(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Show how far an import is, and what became of each row."""
    row = queries.visible_batches(request.viewer).filter(pk=pk).first()
    if row is None:
        raise Http404("没有这次导入，或您无权查看。")
    listing = Listing(
        request,
        row.rows.select_related("submission"),
        columns=[
            Column("原行号", "row_no", numeric=True, sort="row_no"),
            Column("12315平台编号", "outside_no", sort="outside_no", css="mono"),
            Column("结果", lambda r: chip(RowState(r.state)), export="get_state_display"),
            Column("登记为", _made, export="submission.number"),
            Column("原因", "reason"),
        ],
        filters=[
            Text("q", "编号或原因", ["outside_no", "reason"]),
            Choice("state", "结果", RowState),
        ],
        default_sort="row_no",
        export_name=f"12315导入结果-{row.pk}",
        empty=Empty("还没有读到行", "导入在后台进行，完成后逐行列出结果。"),
    )
    return listing.respond("complaints/batch.html", batch=row)


def _made(row: BatchRow) -> str:
    if row.submission is None:
        return "—"
    url = reverse("complaints:detail", args=[row.submission.pk])
    return format_html('<a href="{}">{}</a>', url, row.submission)
