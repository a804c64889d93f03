"""Writing an answer, row by row."""

import pathlib
import tempfile
from typing import Any

import pyarrow.parquet as pq
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from hedun.base.accounts.guard import DeskRequest, guard
from hedun.base.accounts.terms import Invalid
from hedun.base.pages.toast import toast, trouble
from hedun.desks.bridge import actions, forms, queries
from hedun.desks.bridge.decide import files
from hedun.desks.bridge.decide import rows as typed
from hedun.desks.bridge.models import Letter, Reply, ReplyRow
from hedun.desks.bridge.terms import (
    FIELDS,
    Attachment,
    Conflict,
    FieldGroup,
    LetterKind,
    LetterState,
    LetterStep,
    RowIn,
    RowOutcome,
)
from hedun.desks.bridge.views.letters import ENDS, letter_or_404, steps_for
from hedun.engine import filetype, table

LIMITS = table.Limits(memory=2 << 30, cpu_seconds=20, wall_seconds=30, staged_bytes=64 << 20)
LOST = "1E+17"  # what a spreadsheet makes of a long number; the row is refused with the way out
BLANK_ROWS = 3


@guard(kinds=ENDS)
@require_GET
def answer(request: DeskRequest, pk: int) -> HttpResponseBase:
    """The page on which a platform writes its answer."""
    letter = letter_or_404(request.viewer, pk)
    if LetterStep.ANSWER not in steps_for(request.viewer, letter):
        trouble(request, f"函件当前为“{LetterState(letter.state).label}”，不能答复；请先签收。")
        return redirect("bridge:detail", pk)
    return _page(request, letter)


def _page(
    request: DeskRequest, letter: Letter, *, outcomes: tuple[RowOutcome, ...] = (), text: str = ""
) -> HttpResponse:
    reply = queries.draft_reply(request.viewer, letter.pk)
    groups = []
    asked = queries.groups_asked(request.viewer, letter)
    if not asked and not LetterKind(letter.kind).is_between_bodies:
        asked = list(FieldGroup)
    met = {o.row.group for o in outcomes} | {FieldGroup(r.group) for r in _rows(reply)}
    for group in (g for g in FieldGroup if g in asked or g in met):
        rows = [r for r in _rows(reply) if r.group == group]
        groups.append(
            {
                "group": group,
                "fields": FIELDS[group],
                "rows": [
                    (row.pk, typed.shown(group, row.payload, is_masked=False)) for row in rows
                ],
                "bad": [_bad(o) for o in outcomes if o.row.group is group and not o.is_good],
                "blank": range(BLANK_ROWS),
            }
        )
    context = {
        "letter": letter,
        "reply": reply,
        "groups": groups,
        "accept": filetype.ACCEPT,
        "text": text,
        "has_bad": any(not o.is_good for o in outcomes),
    }
    return render(request, "bridge/answer.html", context, status=422 if context["has_bad"] else 200)


def _rows(reply: Reply | None) -> list[ReplyRow]:
    return list(reply.rows.all()) if reply else []


def _bad(outcome: RowOutcome) -> dict[str, object]:
    fields = FIELDS[outcome.row.group]
    return {
        "place": outcome.row.place,
        "problems": outcome.problems,
        "cells": [(f.name, outcome.row.values.get(f.name, "")) for f in fields],
    }


@guard(kinds=ENDS)
@require_POST
def add_rows(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Take typed, pasted or uploaded rows; the good ones stay, the others come back marked."""
    letter = letter_or_404(request.viewer, pk)
    form = forms.UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        trouble(request, forms.problems(form))
        return redirect("bridge:answer", pk)
    group = FieldGroup(form.cleaned_data["group"])
    try:
        rows = _typed(request, group) + typed.pasted(group, form.cleaned_data["pasted"] or "")
        if form.cleaned_data["file"] is not None:
            rows += _uploaded(group, form.cleaned_data["file"])
        outcomes = actions.add_rows(letter_id=pk, rows=rows, by=request.viewer, at=timezone.now())
    except (Invalid, Conflict, table.Unreadable) as error:
        trouble(request, str(error))
        return redirect("bridge:answer", pk)
    good = sum(outcome.is_good for outcome in outcomes)
    if good < len(outcomes):
        return _page(request, letter, outcomes=outcomes)
    toast(request, f"“{group.label}”已收录 {good} 行。" if good else "没有可收录的行，请先填写。")
    return redirect("bridge:answer", pk)


def _typed(request: HttpRequest, group: FieldGroup) -> list[RowIn]:
    """Rows of the little grid: one list of cells for each column."""
    columns = {f.name: request.POST.getlist(f"cell-{f.name}") for f in FIELDS[group]}
    count = max((len(cells) for cells in columns.values()), default=0)
    rows = [
        {name: cells[i] for name, cells in columns.items() if i < len(cells) and cells[i].strip()}
        for i in range(min(count, 200))
    ]
    return [
        RowIn(group, values, place=f"填写第{number}行")
        for number, values in enumerate(rows, 1)
        if values
    ]


def _uploaded(group: FieldGroup, file: "UploadedFile[bytes]") -> list[RowIn]:
    """Rows of an uploaded table, parsed in a child process with limits."""
    name = (file.name or "表格")[-60:]
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder) / "source"
        source.write_bytes(file.read())
        staged = table.stage(source, pathlib.Path(folder) / "staged", limits=LIMITS)
        if staged.rows > typed.MOST_ROWS + 1:
            raise Invalid(f"“{name}”超过{typed.MOST_ROWS}行；更多数据请作为附件提交。")
        records = pq.read_table(staged.path).to_pylist()
    cells = [table.cell_name(i) for i in range(staged.width)]
    lines = [[_cell(record, i, key) for i, key in enumerate(cells)] for record in records]
    return typed.tabled(group, lines, origin=name)


def _cell(record: dict[str, Any], place: int, key: str) -> str:
    """The text of a cell; a number that the spreadsheet has rounded is shown as what it is."""
    is_lost = bool((record["lost"] or 0) >> place & 1)
    return LOST if is_lost else str(record[key] or "")


@guard(kinds=ENDS)
@require_POST
def drop_row(request: DeskRequest, pk: int, row: int) -> HttpResponseBase:
    """Take a row out again."""
    letter_or_404(request.viewer, pk)
    actions.drop_row(letter_id=pk, row_id=row, by=request.viewer, at=timezone.now())
    return redirect("bridge:answer", pk)


@guard(kinds=ENDS)
@require_POST
def attach(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Fix uploaded files as evidence and put them into the answer."""
    letter_or_404(request.viewer, pk)
    taken = 0
    for file in request.FILES.getlist("files")[: files.MOST_FILES]:
        if file.size is not None and file.size > filetype.LIMIT_BYTES:
            trouble(
                request,
                f"附件“{file.name}”超过{filetype.LIMIT_BYTES // 1048576} MB，请压缩后上传。",
            )
            continue
        attachment = Attachment(str(file.name)[:120], file.content_type or "", file.read())
        try:
            actions.add_attachment(
                letter_id=pk, attachment=attachment, by=request.viewer, at=timezone.now()
            )
            taken += 1
        except (Invalid, Conflict, ValueError) as error:
            trouble(request, str(error))
    if taken:
        toast(request, f"已固证 {taken} 个附件。")
    return redirect("bridge:answer", pk)


@guard(kinds=ENDS)
@require_POST
def detach(request: DeskRequest, pk: int, capture: int) -> HttpResponseBase:
    """Leave a file out of the answer."""
    letter_or_404(request.viewer, pk)
    actions.drop_attachment(letter_id=pk, capture_id=capture, by=request.viewer, at=timezone.now())
    return redirect("bridge:answer", pk)


@guard(kinds=ENDS)
@require_POST
def submit(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Seal the answer and hand it over."""
    letter = letter_or_404(request.viewer, pk)
    version = forms.VersionForm(request.POST)
    text = request.POST.get("text", "")
    try:
        reply = actions.answer(
            letter_id=pk,
            text=text,
            expected_version=version.cleaned_data.get("version") if version.is_valid() else None,
            by=request.viewer,
            at=timezone.now(),
        )
    except (Invalid, Conflict) as error:
        trouble(request, str(error))
        return _page(request, letter, text=text)
    toast(request, f"已复函（第{reply.round}次答复），发函单位已可查看。")
    return redirect("bridge:detail", pk)
