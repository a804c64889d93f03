"""Fields outside the standard and bulk mandates: asked at the letter, decided by the province."""

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from hedun.base.accounts.guard import DeskRequest, guard
from hedun.base.accounts.terms import BodyKind, Invalid, Level, Role
from hedun.base.pages.toast import toast, trouble
from hedun.desks.bridge import actions, forms, queries
from hedun.desks.bridge.terms import Conflict
from hedun.desks.bridge.views.letters import BUREAU, DESK, letter_or_404

MOST = 100


@guard(kinds=BUREAU, roles=DESK)
@require_GET
def consents(request: DeskRequest) -> HttpResponseBase:
    """What was asked of the province, and what it has said."""
    viewer = request.viewer
    is_province = viewer.level == Level.PROVINCE
    context = {
        "rows": queries.visible_consents(viewer)[:MOST],
        "mandates": queries.mandates(viewer)[:20],
        "is_province": is_province,
        "may_decide": is_province and viewer.has(Role.LEADER),
        "mandate_form": forms.MandateForm(),
    }
    return render(request, "bridge/consents.html", context)


@guard(kinds=BUREAU, roles=DESK)
@require_POST
def ask_consent(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Ask the province for the fields of one draft."""
    letter_or_404(request.viewer, pk)
    form = forms.ConsentForm(request.POST)
    if not form.is_valid():
        trouble(request, forms.problems(form))
        return redirect("bridge:detail", pk)
    try:
        made = actions.ask_consent(
            letter_id=pk, by=request.viewer, at=timezone.now(), **form.asked()
        )
    except (Invalid, Conflict) as error:
        trouble(request, str(error))
    else:
        toast(request, f"已报{made.body.short_name}审批；同意后即可签发。")
    return redirect("bridge:detail", pk)


@guard(kinds=(BodyKind.BUREAU,), roles=(Role.LEADER,))
@require_POST
def decide_consent(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Agree or refuse as the province."""
    if not queries.visible_consents(request.viewer).filter(pk=pk).exists():
        raise Http404("没有这项申请，或您无权查看。")
    try:
        actions.decide_consent(
            consent_id=pk,
            is_granted=request.POST.get("verdict") == "grant",
            note=request.POST.get("note", ""),
            by=request.viewer,
            at=timezone.now(),
        )
    except (Invalid, Conflict) as error:
        trouble(request, str(error))
    else:
        toast(request, "已审批，申请单位可以看到结果。")
    return redirect("bridge:consents")


@guard(kinds=(BodyKind.BUREAU,), roles=(Role.LEADER,))
@require_POST
def add_mandate(request: DeskRequest) -> HttpResponseBase:
    """Note the document that lets the province ask in bulk."""
    form = forms.MandateForm(request.POST)
    if not form.is_valid():
        trouble(request, forms.problems(form))
        return redirect("bridge:consents")
    try:
        actions.note_mandate(by=request.viewer, at=timezone.now(), **form.cleaned_data)
    except (Invalid, Conflict) as error:
        trouble(request, str(error))
    else:
        toast(request, "已登记批量调取授权。")
    return redirect("bridge:consents")
