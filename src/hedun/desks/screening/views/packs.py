"""Packs of rules: given out, taken in, and whose signature is trusted."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_POST

from hedun.base.accounts.guard import DeskRequest, guard
from hedun.base.pages.listing import Choice, Column, Empty, Listing
from hedun.base.pages.toast import toast, trouble
from hedun.desks.screening import actions, queries
from hedun.desks.screening.forms import KeyForm, PackForm
from hedun.desks.screening.models import RulePack
from hedun.desks.screening.queries import rules as reading
from hedun.desks.screening.terms import PackWay
from hedun.desks.screening.views.answers import BUREAU, OrTrouble, or_404

LARGEST = 5_002_000


def _link(row: RulePack) -> SafeString:
    url = reverse("screening:pack", args=[row.pk])
    return format_html('<a href="{}">{} 第{}期</a>', url, row.name, row.number)


COLUMNS = (
    Column("规则包", _link, export="name"),
    Column("期次", "number", numeric=True),
    Column("方向", lambda row: PackWay(row.way), sort="way"),
    Column("发布方", "publisher"),
    Column("规则", lambda row: len(row.results), numeric=True),
    Column("未导入", lambda row: sum("reason" in r for r in row.results), numeric=True),
    Column("办理人", "by.name"),
    Column("时间", "at", sort="at"),
)


@guard(kinds=BUREAU)
@require_GET
def packs(request: DeskRequest) -> HttpResponseBase:
    """List packs, and offer to give one out or take one in."""
    viewer = request.viewer
    listing = Listing(
        request,
        reading.packs(viewer),
        columns=COLUMNS,
        filters=(Choice("way", "方向", PackWay),),
        default_sort="-pk",
        export_name="规则包",
        empty=Empty(
            "还没有导出或导入过规则包",
            "导出本单位启用的规则供其他单位使用，或登记发布方公钥后导入。",
        ),
    )
    return listing.respond(
        "screening/packs.html",
        keys=reading.keys(viewer),
        own=reading.own_public_key(viewer),
        may_move=viewer.has(*queries.EDITORS),
        pack_form=PackForm(),
        key_form=KeyForm(),
    )


@guard(kinds=BUREAU)
@require_GET
def pack(request: DeskRequest, pk: int) -> HttpResponse:
    """Show what became of each rule of a pack."""
    with or_404():
        row = reading.packs(request.viewer).get(pk=pk)
    return render(request, "screening/pack.html", {"pack": row})


@guard(kinds=BUREAU, roles=queries.EDITORS)
@require_POST
def give_out(request: DeskRequest) -> HttpResponse:
    """Sign the active rules and hand the file over."""
    with OrTrouble(request):
        row, data = actions.export_pack(
            name=request.POST.get("name", ""), by=request.viewer, at=timezone.now()
        )
        answer = HttpResponse(data, content_type="application/octet-stream")
        name = f"hedun-rules-{row.number}.pack"
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer
    return redirect("screening:packs")


@guard(kinds=BUREAU, roles=queries.EDITORS)
@require_POST
def take_in(request: DeskRequest) -> HttpResponse:
    """Take a pack in, rule by rule."""
    form = PackForm(request.POST, request.FILES)
    if not form.is_valid() or form.cleaned_data["file"].size > LARGEST:
        trouble(request, "请选择一个规则包文件（不超过 5 MB）。")
        return redirect("screening:packs")
    with OrTrouble(request):
        row = actions.import_pack(
            data=form.cleaned_data["file"].read(), by=request.viewer, at=timezone.now()
        )
        toast(request, f"规则包已逐条处理，共 {len(row.results)} 条。")
        return redirect("screening:pack", pk=row.pk)
    return redirect("screening:packs")


@guard(kinds=BUREAU, roles=queries.EDITORS)
@require_POST
def trust(request: DeskRequest) -> HttpResponse:
    """Register a publisher's public key."""
    form = KeyForm(request.POST)
    if not form.is_valid():
        trouble(request, "请填写发布方名称和公钥。")
        return redirect("screening:packs")
    with OrTrouble(request):
        row = actions.trust_key(**form.cleaned_data, by=request.viewer, at=timezone.now())
        toast(request, f"已登记“{row.name}”的公钥。")
    return redirect("screening:packs")


@guard(kinds=BUREAU, roles=queries.EDITORS)
@require_POST
def distrust(request: DeskRequest, pk: int) -> HttpResponse:
    """Trust a publisher no more."""
    with OrTrouble(request):
        row = actions.distrust_key(key_id=pk, by=request.viewer, at=timezone.now())
        toast(request, f"已停用“{row.name}”的公钥。")
    return redirect("screening:packs")
