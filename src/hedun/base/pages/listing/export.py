"""The list as a workbook: typed cells, no formula ever, rows streamed to a file."""

import datetime as dt
import tempfile
from collections.abc import Iterable, Sequence
from typing import IO, Any

import xlsxwriter
from django.http import FileResponse
from django.utils import timezone

from hedun.base.pages.listing.columns import Column, Value
from hedun.base.pages.listing.filters import Rows

LIMIT = 200_000
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTH = 18


def workbook(
    rows: Rows | Sequence[object],
    columns: Sequence[Column],
    *,
    name: str,
    said: Sequence[str] = (),
) -> FileResponse:
    """Answer with every row that passes the filters, up to 200,000.

    Texts stay texts: a cell that begins with = + - @ is never a formula or a link.
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    _write(file, rows, columns, said=said)
    file.seek(0)
    stamp = timezone.localtime()
    return FileResponse(
        file, as_attachment=True, filename=f"{name}_{stamp:%Y%m%d_%H%M}.xlsx",
        content_type=MEDIA_TYPE,
    )  # fmt: skip


def _each(rows: Rows | Sequence[object]) -> Iterable[object]:
    """Give the rows one after another, those of a query without holding them all."""
    if isinstance(rows, Sequence):
        return rows[:LIMIT]
    return rows[:LIMIT].iterator(chunk_size=2000)


def _write(
    file: IO[bytes],
    rows: Rows | Sequence[object],
    columns: Sequence[Column],
    *,
    said: Sequence[str],
) -> None:
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "nan_inf_to_errors": True,
    }
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet("数据")
        bold = book.add_format({"bold": True, "bg_color": "#E8F0FB", "border": 1})
        formats: dict[type[dt.date], Any] = {
            dt.datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
            dt.date: book.add_format({"num_format": "yyyy-mm-dd"}),
        }
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, max(0, len(columns) - 1), WIDTH)
        for place, column in enumerate(columns):
            sheet.write_string(0, place, column.label, bold)
        count = 0
        for count, row in enumerate(_each(rows), 1):
            for place, column in enumerate(columns):
                _cell(sheet, (count, place), column.exported(row), formats=formats)
        notes = book.add_worksheet("说明")
        lines = [f"导出时间：{timezone.localtime():%Y-%m-%d %H:%M}", f"行数：{count:,}", *said]
        if count == LIMIT:
            lines.append(f"只含前 {LIMIT:,} 行；请用筛选条件分批导出。")
        for place, line in enumerate(lines):
            notes.write_string(place, 0, line)


def _cell(
    sheet: Any, place: tuple[int, int], value: Value, *, formats: dict[type[dt.date], Any]
) -> None:
    if value is None:
        return
    if isinstance(value, dt.date):
        sheet.write_datetime(*place, value, formats[type(value)])
    elif isinstance(value, int) and abs(value) >= 10**15:
        # more digits than a spreadsheet number holds
        sheet.write_string(*place, str(value))
    elif isinstance(value, int | float):
        sheet.write_number(*place, value)
    else:
        sheet.write_string(*place, value[:32_767])
