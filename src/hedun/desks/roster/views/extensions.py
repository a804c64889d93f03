"""What a province asks for beyond the national columns."""

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from hedun.base.accounts.guard import DeskRequest, guard
from hedun.base.accounts.terms import Level
from hedun.base.pages.toast import toast
from hedun.desks.roster import actions, queries
from hedun.desks.roster.forms import ExtensionForm
from hedun.desks.roster.terms import ExtensionType, Sheet
from hedun.desks.roster.views.answers import BUREAU, OrTrouble, or_404


@guard(kinds=BUREAU)
@require_http_methods(["GET", "POST"])
def extensions(request: DeskRequest) -> HttpResponseBase:
    """The columns of the viewer's province; its leaders add to them."""
    viewer = request.viewer
    may_edit = viewer.level is Level.PROVINCE and viewer.has(*queries.LEADERS)
    form = ExtensionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with OrTrouble(request):
            row = actions.add_extension(
                sheet=Sheet(given["sheet"]),
                label=given["label"],
                kind=ExtensionType(given["kind"]),
                is_required=given["is_required"],
                by=viewer,
                at=timezone.now(),
            )
            toast(request, f"已增加扩展项“{row.label}”，平台模板随之更新。")
        return redirect("roster:extensions")
    rows = [
        (one, Sheet(one.sheet), ExtensionType(one.kind))
        for sheet in Sheet
        for one in queries.extensions_for(viewer, viewer.region_prefix or "~~", sheet)
    ]
    status = 422 if form.is_bound and form.errors else 200
    context = {"form": form, "rows": rows, "may_edit": may_edit}
    return render(request, "roster/extensions.html", context, status=status)


@guard(kinds=BUREAU, roles=queries.LEADERS)
@require_POST
def retire(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Ask for a column no longer."""
    with or_404():
        queries.visible_extensions(request.viewer).get(pk=pk)
    with OrTrouble(request):
        row = actions.retire_extension(field_id=pk, by=request.viewer, at=timezone.now())
        toast(request, f"已停用扩展项“{row.label}”。")
    return redirect("roster:extensions")
