"""The catalogue: entries, editions, the draft, a table in and out, approval by somebody else."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hedun.base.accounts.guard import DeskRequest, guard
from hedun.base.accounts.terms import Refused
from hedun.base.pages.listing import Choice, Column, Empty, Flag, Listing, Text
from hedun.base.pages.states import chip
from hedun.base.pages.toast import toast
from hedun.desks.screening import actions, decide
from hedun.desks.screening.decide import catalogue as decide_catalogue
from hedun.desks.screening.forms.checks import CatalogueFileForm, ItemForm
from hedun.desks.screening.models import CatalogueEdition, CatalogueItem
from hedun.desks.screening.queries import catalogue as queries
from hedun.desks.screening.queries.who import EDITORS
from hedun.desks.screening.terms import EditionState, Item, ItemKind, Match
from hedun.desks.screening.views.answers import BUREAU, OrTrouble, or_404
from hedun.desks.screening.views.uploads import on_disk
from hedun.engine.table import Unreadable, opening
from hedun.engine.table.sheets import Misfit

SHOWN_FAULTS = 100


def _edition(request: DeskRequest, pk: int) -> CatalogueEdition:
    with or_404():
        return queries.visible_catalogues(request.viewer).get(pk=pk)


@guard(kinds=BUREAU)
@require_GET
def catalogue(request: DeskRequest) -> HttpResponseBase:
    """Show the entries in use, or else the newest edition."""
    viewer = request.viewer
    edition = queries.active_catalogue(viewer) or queries.visible_catalogues(viewer).first()
    if edition is None:
        may_draft = viewer.has(*EDITORS)
        return render(request, "screening/no_catalogue.html", {"may_draft": may_draft})
    return _items(request, edition)


@guard(kinds=BUREAU)
@require_GET
def catalogue_edition(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Show the entries of one edition and what may be done with it."""
    return _items(request, _edition(request, pk))


def _items(request: DeskRequest, of: CatalogueEdition) -> HttpResponseBase:
    viewer = request.viewer
    maker, person, is_editor = of.made_by_id, viewer.person_id, viewer.has(*EDITORS)
    may_edit = is_editor and not decide.edit_problem(of.state, made_by=maker, by=person)
    listing = Listing(
        request,
        queries.catalogue_items(viewer, of),
        columns=_columns(of, may_edit=may_edit, is_table="export" in request.GET),
        filters=(
            Text("q", "商品、条件或说明", ["goods", "condition", "note"]),
            Choice("kind", "性质", ItemKind),
            Choice("ground", "事由", _grounds(of), lookup="ground__code"),
            Flag("is_active", "启用"),
        ),
        default_sort="goods",
        export_name=f"禁限售名录第{of.number}版",
        empty=Empty("本版还没有条目", "点“登记条目”开始，或导入表格。"),
    )
    return listing.respond(
        "screening/catalogue.html",
        edition=of,
        editions=queries.visible_catalogues(viewer)[:20],
        may_edit=may_edit,
        may_approve=is_editor and not decide.approval_problem(of.state, made_by=maker, by=person),
        may_take_back=of.state == EditionState.SUBMITTED and of.made_by_id == viewer.person_id,
        may_draft=is_editor,
    )


def _grounds(of: CatalogueEdition) -> list[tuple[str, str]]:
    rows = of.items.order_by().values_list("ground__code", "ground__name").distinct()
    return sorted(rows)


def _validity(row: CatalogueItem) -> str:
    if not (row.valid_from or row.valid_to):
        return "长期"
    return f"{row.valid_from or ''} 至 {row.valid_to or '长期'}"


def _columns(of: CatalogueEdition, *, may_edit: bool, is_table: bool) -> list[Column]:
    """Give a table every column, so that it can be handed in again; a page those that fit."""

    def goods(row: CatalogueItem) -> str:
        if not may_edit:
            return row.goods
        url = reverse("screening:item", args=[of.pk, row.pk])
        return format_html('<a href="{}">{}</a>', url, row.goods)

    if not is_table:
        return [
            Column("商品", goods, sort="goods"),
            Column("性质", lambda r: chip(ItemKind(r.kind)), sort="kind"),
            Column("条件与说明", lambda r: "；".join(filter(None, (r.condition, r.note)))),
            Column("事由", lambda r: r.ground.name, sort="ground__code"),
            Column("适用地区", lambda r: r.region_code or "全国", sort="region_code"),
            Column("类目", lambda r: "、".join(r.categories)),
            Column("词", lambda r: "、".join(r.words)),
            Column("有效期", _validity, sort="valid_to"),
            Column("状态", lambda r: chip("green:启用" if r.is_active else "gray:停用")),
        ]
    return [
        Column("商品", goods, sort="goods", export="goods"),
        Column("性质", lambda r: chip(ItemKind(r.kind)), sort="kind", export=lambda r: ItemKind(r.kind).label),
        Column("条件", "condition"),
        Column("事由", lambda r: f"{r.ground.code} {r.ground.name}", sort="ground__code"),
        Column("条文", lambda r: str(r.ground.article)),
        Column("适用地区", lambda r: r.region_code or "全国", sort="region_code", export="region_code"),
        Column("对应类目", lambda r: "、".join(r.categories)),
        Column("指向的词", lambda r: "、".join(r.words)),
        Column("命中方式", lambda r: Match(r.match).label),
        Column("自", "valid_from", sort="valid_from"),
        Column("至", "valid_to", sort="valid_to"),
        Column("依据与说明", "note"),
        Column("状态", lambda r: chip("green:启用" if r.is_active else "gray:停用"),
               export=lambda r: "启用" if r.is_active else "停用"),
    ]  # fmt: skip


@guard(kinds=BUREAU, roles=EDITORS)
@require_POST
def draft(request: DeskRequest) -> HttpResponse:
    """Open the person's draft of the next edition."""
    with OrTrouble(request):
        made = actions.draft_catalogue(by=request.viewer, at=timezone.now())
        toast(request, f"名录第{made.number}版草稿已就绪；改完后提交，由另一人审批。")
        return redirect("screening:catalogue_edition", pk=made.pk)
    return redirect("screening:catalogue")


@guard(kinds=BUREAU, roles=EDITORS)
@require_http_methods(["GET", "POST"])
def import_table(request: DeskRequest) -> HttpResponse:
    """Take a whole catalogue as a table; with one faulty row nothing is stored, and each is told."""
    form = CatalogueFileForm(request.POST or None, request.FILES or None)
    faults: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            items, faults = _read(form)
            if not faults:
                made = actions.import_catalogue(
                    title=form.cleaned_data["title"],
                    items=items,
                    by=request.viewer,
                    at=timezone.now(),
                )
                toast(request, f"名录第{made.number}版已提交，共 {len(items)} 条，由另一人审批。")
                return redirect("screening:catalogue_edition", pk=made.pk)
        except (Refused, Unreadable, Misfit) as problem:
            form.add_error("file", str(problem))
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "faults": faults[:SHOWN_FAULTS], "count": len(faults)}
    return render(request, "screening/catalogue_import.html", context, status=status)


def _read(form: CatalogueFileForm) -> tuple[list[Item], list[str]]:
    with on_disk(form.cleaned_data["file"]) as path:
        lines = opening.lines_of(path, decide_catalogue.COLUMNS)
    items = [decide_catalogue.judge(line) for line in lines]
    if not items:
        raise Misfit("表中没有条目；请在列名下面至少填一行。")
    return items, [
        f"第 {line.row_no} 行：{'；'.join(line.reasons)}。" for line in lines if line.reasons
    ]


@guard(kinds=BUREAU, roles=EDITORS)
@require_http_methods(["GET", "POST"])
def item(request: DeskRequest, pk: int, item_pk: int | None = None) -> HttpResponse:
    """Add an entry to a draft, or change one."""
    of, row = _edition(request, pk), None
    if item_pk is not None:
        with or_404():
            row = queries.catalogue_items(request.viewer, of).get(pk=item_pk)
    form = ItemForm(request.POST or None, initial=_initial(row), viewer=request.viewer)
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_item(
                edition_id=pk,
                item_id=item_pk,
                item=form.item(),
                by=request.viewer,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            toast(request, f"已保存“{form.cleaned_data['goods']}”。")
            return redirect("screening:catalogue_edition", pk=pk)
    return render(
        request, "screening/catalogue_item.html", {"form": form, "edition": of, "item": row}
    )


def _initial(row: CatalogueItem | None) -> dict[str, object]:
    if row is None:
        return {"is_active": True, "match": Match.ANY}
    plain = ("kind", "goods", "condition", "region_code", "match", "note", "is_active")
    return {name: getattr(row, name) for name in (*plain, "valid_from", "valid_to")} | {
        "ground": row.ground.code,
        "words": "\n".join(row.words),
        "categories": "\n".join(row.categories),
    }


@guard(kinds=BUREAU, roles=EDITORS)
@require_POST
def remove(request: DeskRequest, pk: int, item_pk: int) -> HttpResponse:
    """Take an entry out of a draft."""
    with OrTrouble(request):
        actions.remove_item(edition_id=pk, item_id=item_pk, by=request.viewer, at=timezone.now())
    return redirect("screening:catalogue_edition", pk=pk)


@guard(kinds=BUREAU, roles=EDITORS)
@require_POST
def step(request: DeskRequest, pk: int, verb: str) -> HttpResponse:
    """Submit, take back, approve, send back or throw away an edition."""
    by, at = request.viewer, timezone.now()
    reason = request.POST.get("reason", "")
    with OrTrouble(request):
        if verb == "submit":
            actions.submit_catalogue(
                edition_id=pk, title=request.POST.get("title", ""), by=by, at=at
            )
        elif verb == "take_back":
            actions.take_back_draft(kind="catalogue", pk=pk, by=by, at=at)
        elif verb == "approve":
            actions.approve_draft(kind="catalogue", pk=pk, reason=reason, by=by, at=at)
        elif verb == "send_back":
            actions.send_draft_back(kind="catalogue", pk=pk, reason=reason, by=by, at=at)
        else:
            actions.discard_draft(kind="catalogue", pk=pk, by=by, at=at)
            return redirect("screening:catalogue")
    return redirect("screening:catalogue_edition", pk=pk)
