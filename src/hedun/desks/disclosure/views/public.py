"""What anybody may look up, without logging in."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from hedun.base.accounts.guard import DeskRequest, guard
from hedun.desks.disclosure import forms, queries
from hedun.desks.disclosure.decide import (
    check_query,
    local_day,
    masked_name,
    masked_text,
)
from hedun.desks.disclosure.terms import NotPublishable
from hedun.market.terms import SubjectKind


def _slow_down(request: HttpRequest) -> HttpResponse:
    context = {"problem": "查询过于频繁，请一分钟后再试。", "form": forms.SearchForm()}
    response = render(request, "disclosure/search.html", context, status=429)
    response.headers["Retry-After"] = "60"
    return response


@guard(public=True)
@require_GET
def search(request: DeskRequest) -> HttpResponseBase:
    """Search shops by name, number, operator or credit code."""
    form = forms.SearchForm(request.GET)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    if text and queries.is_too_fast(
        request.viewer, request.META.get("REMOTE_ADDR", ""), timezone.now()
    ):
        return _slow_down(request)
    on, problem, hits = local_day(timezone.now()), "", []
    platform = form.cleaned_data.get("platform") if form.is_valid() else None
    try:
        query = check_query(text)
        shops = list(queries.search(request.viewer, query, platform_id=platform))
        counts = queries.records_by_shop(request.viewer, [shop.pk for shop in shops], on)
        hits = [
            {"shop": shop, "name": masked_text(shop.name), "count": counts.get(shop.pk, 0)}
            for shop in shops
        ]
    except NotPublishable as error:
        problem = str(error)
    context = {
        "form": form,
        "text": text,
        "problem": problem,
        "hits": hits,
        "platform": platform,
        "platforms": queries.platforms(request.viewer),
    }
    return render(request, "disclosure/search.html", context, status=422 if problem else 200)


@guard(public=True)
@require_GET
def shop(request: DeskRequest, pk: int) -> HttpResponseBase:
    """One shop and the records on show."""
    if queries.is_too_fast(request.viewer, request.META.get("REMOTE_ADDR", ""), timezone.now()):
        return _slow_down(request)
    found = queries.public_shop(request.viewer, pk)
    if found is None:
        raise Http404("没有这家网店；请返回查询页核对网店名称。")
    subject = found.subject
    kind = SubjectKind(subject.kind) if subject else SubjectKind.NATURAL
    context = {
        "shop": found,
        "name": masked_text(found.name),
        "operator": masked_name(subject.name, kind) if subject else "",
        "credit_code": subject.credit_code if subject and kind is not SubjectKind.NATURAL else "",
        "records": queries.records(request.viewer, pk, local_day(timezone.now())),
    }
    return render(request, "disclosure/shop.html", context)
