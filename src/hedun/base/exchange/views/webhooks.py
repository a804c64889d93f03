"""Subscribers of events: the security administrator's pages."""

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hedun.base.accounts.guard import DeskRequest, guard
from hedun.base.accounts.terms import Invalid, Role
from hedun.base.exchange import actions, forms, queries
from hedun.base.exchange.models import Node
from hedun.base.exchange.terms import SendState, Verdict, event_kinds
from hedun.base.pages.listing import Column, Empty, Flag, Listing, Text
from hedun.base.pages.templatetags.hedun import when
from hedun.base.pages.toast import toast

SECURITY = (Role.SECURITY_ADMIN,)


def _link(row: Node) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("exchange:webhook", args=[row.pk]), row.name)


def _state(row: Node) -> str:
    if not row.is_active:
        return "已停用"
    return "在用" if row.confirmed_at else "待验证：请发送测试事件"


@guard(roles=SECURITY)
@require_GET
def webhooks(request: DeskRequest) -> HttpResponseBase:
    """Every subscriber, whose it is and how it does."""
    listing = Listing(
        request,
        queries.subscriptions(request.viewer),
        columns=[
            Column("名称", _link, sort="name", export="name"),
            Column("订阅单位", "body.name"),
            Column("接收地址", "address"),
            Column("事件", lambda row: f"{len(row.events)} 类"),
            Column("状态", _state, sort="is_active"),
            Column("连续失败", "failures", numeric=True, sort="failures"),
        ],
        filters=[
            Text("q", "名称或地址", ["name", "address"]),
            Flag("active", "在用", lookup="is_active"),
        ],
        export_name="事件订阅",
        empty=Empty(
            "还没有事件订阅",
            "新增后，函件的每一步都会通知到该单位的系统。",
            reverse("exchange:add_webhook"),
            "新增订阅",
        ),
    )
    subtitle = "函件的每一步以 CloudEvents 通知各单位自己的系统"
    return listing.respond("exchange/webhooks.html", title="事件订阅", subtitle=subtitle)


@guard(roles=SECURITY)
@require_http_methods(["GET", "POST"])
def add_webhook(request: DeskRequest) -> HttpResponse:
    """Register a subscriber; its secret is shown on the answer and nowhere else."""
    form = forms.WebhookForm(request.POST or None, viewer=request.viewer)
    if request.method == "POST" and form.is_valid():
        try:
            node, secret = actions.subscribe(
                by=request.viewer, at=timezone.now(), **form.cleaned_data
            )
        except Invalid as error:
            form.add_error(None, str(error))
        else:
            return _issued(request, node, secret)
    return render(request, "exchange/webhook_add.html", {"form": form})


def _issued(request: DeskRequest, node: Node, secret: str) -> HttpResponse:
    return render(request, "exchange/webhook_issued.html", {"node": node, "secret": secret})


def _or_404(request: DeskRequest, pk: int) -> Node:
    found = queries.subscriptions(request.viewer).filter(pk=pk).first()
    if found is None:
        raise Http404("没有这个订阅。")
    return found


@guard(roles=SECURITY)
@require_GET
def webhook(request: DeskRequest, pk: int) -> HttpResponse:
    """One subscriber, what it gets, and how its last events fared."""
    node = _or_404(request, pk)
    labels = dict(event_kinds())
    rows = [
        (row, SendState(row.state).label, Verdict(row.verdict).label if row.verdict else "")
        for row in queries.deliveries(request.viewer, node)[:20]
    ]
    context = {
        "node": node,
        "state": _state(node),
        "events": [labels.get(name, name) for name in node.events],
        "rows": rows,
        "rest": when(node.opens_at) if node.opens_at else "",
    }
    return render(request, "exchange/webhook.html", context)


@guard(roles=SECURITY)
@require_POST
def try_webhook(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Send a challenge; its answer shows on the page a moment later."""
    _or_404(request, pk)
    actions.test_webhook(node_id=pk, by=request.viewer, at=timezone.now())
    toast(request, "测试事件已排队，几秒后刷新本页查看结果。")
    return redirect("exchange:webhook", pk)


@guard(roles=SECURITY)
@require_POST
def rotate_webhook(request: DeskRequest, pk: int) -> HttpResponse:
    """Give a new secret; for a day events are signed with the old one as well, or not, if it leaked."""
    node, at = _or_404(request, pk), timezone.now()
    grace = at - at if request.POST.get("now") else actions.GRACE
    return _issued(
        request, node, actions.new_secret(node=node, grace=grace, by=request.viewer, at=at)
    )


@guard(roles=SECURITY)
@require_POST
def switch_webhook(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Stop a subscriber's events, or let them go there again."""
    _or_404(request, pk)
    row = actions.switch_webhook(node_id=pk, by=request.viewer, at=timezone.now())
    toast(request, f"订阅已{'启用' if row.is_active else '停用，未发出的事件不再发送'}。")
    return redirect("exchange:webhook", pk)
