"""How the exchange does: partners, what is on its way, and what waits for a decision."""

from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_POST

from hedun.base.accounts.guard import DeskRequest, guard
from hedun.base.accounts.terms import Invalid, Role
from hedun.base.exchange import actions, forms, queries
from hedun.base.exchange.models import Node, Outgoing
from hedun.base.exchange.terms import Decision, SendState, Verdict
from hedun.base.pages.listing import Choice, Column, Empty, Listing
from hedun.base.pages.templatetags.hedun import when
from hedun.base.pages.toast import toast, trouble

TECHNICIAN = (Role.SYSTEM_ADMIN,)


@guard(roles=TECHNICIAN)
@require_GET
def outbox(request: DeskRequest) -> HttpResponseBase:
    """Messages to other houses; those that were refused stand first and wait for a decision."""
    listing = Listing(
        request,
        queries.outbox(request.viewer),
        columns=[
            Column("事项", _matter, export="subject"),
            Column("发往", "receiver.name"),
            Column("通道序号", "number", numeric=True),
            Column("状态", lambda row: SendState(row.state)),
            Column("已试", "attempts", numeric=True, sort="attempts"),
            Column("上次结果", _verdict),
            Column("下次发送", lambda row: when(row.next_at) if _waits(row) else ""),
            Column("送达", lambda row: when(row.stored_at), sort="stored_at", export="stored_at"),
        ],
        filters=[Choice("state", "状态", SendState)],
        export_name="通联消息",
        empty=Empty("没有通联消息", "与其他单位的节点互发函件后，消息的送达情况显示在这里。"),
    )
    dead = list(queries.dead(request.viewer).order_by("pk")[:50])
    return listing.respond(
        "exchange/outbox.html",
        title="通联",
        subtitle="与其他单位节点之间的消息",
        nodes=[(node, _health(node)) for node in queries.nodes(request.viewer)],
        dead=dead,
        silence=queries.silence(request.viewer, timezone.now()),
        decisions=list(Decision),
        incidents=queries.incidents(request.viewer)[:20],
    )


def _waits(row: Outgoing) -> bool:
    return row.state == SendState.WAITING


def _matter(row: Outgoing) -> SafeString:
    return format_html("{}", row.subject)


def _verdict(row: Outgoing) -> str:
    label = Verdict(row.verdict).label if row.verdict else ""
    return f"{label}：{row.reason}" if row.reason else label


def _health(node: Node) -> str:
    """How a partner does, in a word."""
    if node.is_local:
        return "本节点"
    if node.opens_at is not None and node.opens_at > timezone.now():
        return f"连续 {node.failures} 次没有应答，{when(node.opens_at)} 再试"
    return f"最近 {node.failures} 次没有应答" if node.failures else "正常"


@guard(roles=TECHNICIAN)
@require_POST
def decide(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Send a refused message again, or give it up with the reason."""
    form = forms.DecisionForm(request.POST)
    if not form.is_valid():
        trouble(request, "没有选择处理方式；请选择重新发送或放弃发送。")
        return redirect(reverse("exchange:outbox"))
    try:
        actions.decide(
            row_id=pk,
            decision=Decision(form.cleaned_data["decision"]),
            reason=form.cleaned_data["reason"],
            by=request.viewer,
            at=timezone.now(),
        )
    except Invalid as error:
        trouble(request, str(error))
    else:
        toast(request, "已处理。")
    return redirect(reverse("exchange:outbox"))
