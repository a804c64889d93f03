"""Files handed in: list, upload, mapping, receipt, rejected rows."""

import pathlib
import tempfile
from collections.abc import Iterator
from typing import Any

import polars as pl
from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.http import FileResponse, Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_GET, require_http_methods

from hedun.base.accounts.guard import DeskRequest, guard
from hedun.base.accounts.terms import BodyKind, Invalid, Refused
from hedun.base.pages.listing import Choice, Column, DateRange, Filter, Listing, Text
from hedun.base.pages.toast import toast
from hedun.engine.table import Unreadable, workbook
from hedun.market import actions, queries, work
from hedun.market.decide.headers import FIELDS, mapping_problem
from hedun.market.forms import UploadForm
from hedun.market.models import ImportBatch
from hedun.market.terms import ImportKind, ImportState

HANDS_IN = (BodyKind.BUREAU, BodyKind.PLATFORM)


@guard(kinds=HANDS_IN)
@require_GET
def imports(request: DeskRequest) -> HttpResponseBase:
    """Every file that the viewer's body handed in, or that a bureau supervises."""
    columns = [
        Column("文件", _link, export="file_name"),
        Column("内容", "get_kind_display"),
        Column("平台", "platform.name"),
        Column("提交单位", "sender.name"),
        Column("状态", "get_state_display", sort="state"),
        Column("入库", "good", numeric=True),
        Column("退回", "bad", sort="bad", numeric=True),
        Column("未变", "unchanged", numeric=True),
        Column("提交时间", lambda row: timezone.localtime(row.handed_at).strftime("%Y-%m-%d %H:%M"), sort="handed_at"),
    ]  # fmt: skip
    filters: list[Filter] = [
        Choice("kind", "内容", ImportKind),
        Choice("state", "状态", ImportState),
        Text("q", "文件名", ("file_name",)),
        DateRange("handed_at", "提交日期"),
    ]
    listing = Listing(
        request,
        queries.visible_batches(request.viewer),
        columns=columns,
        filters=filters,
        export_name="导入记录",
        empty="还没有导入过文件。请点右上角“提交文件”。",
    )
    return listing.respond("market/imports.html", title="数据导入")


def _link(row: ImportBatch) -> str:
    return format_html('<a href="{}">{}</a>', reverse("market:batch", args=[row.pk]), row.file_name)


@guard(kinds=HANDS_IN)
@require_http_methods(["GET", "POST"])
def upload(request: DeskRequest) -> HttpResponseBase:
    """Take a file in; the same file again leads to its first receipt."""
    form = UploadForm(
        request.viewer, request.POST or None, request.FILES or None,
        initial={"kind": request.GET.get("kind", ImportKind.ROSTER)},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        batch = _received(request, form)
        if batch is not None:
            is_open = batch.state in {ImportState.UPLOADED, ImportState.MAPPING}
            return redirect("market:mapping" if is_open else "market:batch", pk=batch.pk)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "market/upload.html", {"form": form}, status=status)


def _received(request: DeskRequest, form: UploadForm) -> ImportBatch | None:
    """Hand the file in and look inside; None with an error on the form where it cannot be read."""
    values, now = form.cleaned_data, timezone.now()
    try:
        with _on_disk(values["file"]) as path:
            batch = actions.hand_in(
                kind=ImportKind(values["kind"]),
                platform=values["platform"],
                file_name=str(values["file"].name),
                content_path=path,
                by=request.viewer,
                at=now,
            )
        if batch.state == ImportState.UPLOADED:
            work.prepare(batch)
    except Refused as problem:
        form.add_error(None, str(problem))
    except Unreadable as problem:
        actions.drop_unreadable(batch_id=batch.pk, by=request.viewer, at=now)
        form.add_error("file", str(problem))
    else:
        return batch
    return None


class _on_disk:  # noqa: N801 - reads as a phrase in the with statement
    """The uploaded file as a path, whether Django kept it in memory or not."""

    def __init__(self, file: "UploadedFile[bytes]") -> None:
        self._file = file
        self._made: pathlib.Path | None = None

    def __enter__(self) -> pathlib.Path:
        if isinstance(self._file, TemporaryUploadedFile):
            return pathlib.Path(self._file.temporary_file_path())
        with tempfile.NamedTemporaryFile(dir=settings.DATA_DIR, delete=False) as copy:
            for chunk in self._file.chunks():
                copy.write(chunk)
        self._made = pathlib.Path(copy.name)
        return self._made

    def __exit__(self, *error: object) -> None:
        if self._made:
            self._made.unlink(missing_ok=True)


def _own(request: DeskRequest, pk: int) -> ImportBatch:
    try:
        return queries.batch(request.viewer, pk)
    except ImportBatch.DoesNotExist as error:
        raise Http404("没有这次导入，或不在您的职责范围内。") from error


@guard(kinds=HANDS_IN)
@require_http_methods(["GET", "POST"])
def mapping(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Say which column is which; guessed, or remembered from the sender's last file."""
    batch = _own(request, pk)
    if batch.state not in {ImportState.UPLOADED, ImportState.MAPPING}:
        return redirect("market:batch", pk=pk)
    sheet = work.sheet_of(batch)
    kind = ImportKind(batch.kind)
    chosen, problem = sheet.mapping, sheet.problem
    if request.method == "POST":
        names = {f.name: request.POST.get(f"col_{f.name}", "") for f in FIELDS[kind]}
        chosen = {name: column for name, column in names.items() if column}
        problem = mapping_problem(chosen, sheet.heading.names, kind)
        if problem is None:
            try:
                actions.start_import(
                    batch_id=pk, mapping=chosen, by=request.viewer, at=timezone.now()
                )
                toast(request, f"“{batch.file_name}”已开始导入。")
                return redirect("market:batch", pk=pk)
            except (Refused, Invalid) as error:
                problem = str(error)
    context = {
        "batch": batch,
        "sheet": sheet,
        "problem": problem,
        "fields": [(field, chosen.get(field.name, "")) for field in FIELDS[kind]],
    }
    return render(
        request, "market/mapping.html", context, status=422 if request.method == "POST" else 200
    )


@guard(kinds=HANDS_IN)
@require_GET
def batch(request: DeskRequest, pk: int) -> HttpResponseBase:
    """The receipt: what went in, what came back, how far it is."""
    row = _own(request, pk)
    bad = next(iter(_rejected_rows(request, pk)), None)
    return render(request, "market/batch.html", {"batch": row, "first_bad": bad})


def _rejected_rows(request: DeskRequest, pk: int) -> Iterator[dict[str, Any]]:
    for path in queries.rejected_parts(request.viewer, pk):
        yield from pl.read_parquet(path).iter_rows(named=True)


@guard(kinds=HANDS_IN)
@require_GET
def rejected(request: DeskRequest, pk: int) -> HttpResponseBase:
    """The rows that came back, as a workbook: row number, reason, original cells."""
    row = _own(request, pk)
    if not row.bad:
        raise Http404("这次导入没有退回的行。")
    cells = [f"c{i:03}" for i in range(len(row.headers))]
    lines = (
        [line["row_no"], line["reason"], *(line[cell] for cell in cells)]
        for line in _rejected_rows(request, pk)
    )
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    workbook.write(file, ["原行号", "退回原因", *row.headers], lines, sheet="退回的行")
    file.seek(0)
    name = f"退回-{pathlib.PurePath(row.file_name).stem[:60]}.xlsx"
    response = FileResponse(file, as_attachment=True, filename=name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
