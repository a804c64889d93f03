"""Contracts: handed in, judged passage by passage, handed on as a clue."""

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hedun.base.accounts.guard import DeskRequest, guard
from hedun.base.accounts.terms import Refused
from hedun.base.lawbook import queries as lawbook
from hedun.base.pages.listing import Choice, Column, DateRange, Empty, Listing, Text
from hedun.base.pages.toast import toast
from hedun.desks.screening import actions
from hedun.desks.screening.decide import contracts as decide
from hedun.desks.screening.forms.checks import ContractForm
from hedun.desks.screening.models import Contract
from hedun.desks.screening.queries import contracts as queries
from hedun.desks.screening.queries.who import REVIEWERS
from hedun.desks.screening.terms import ContractKind, FindingState, Verdict
from hedun.desks.screening.views.answers import BUREAU, OrTrouble, or_404
from hedun.desks.screening.views.uploads import on_disk
from hedun.engine.clauses import Illegible, Topic, Unfair, read
from hedun.engine.text import pieces

KEYS = ((Verdict.CONFIRM, "1"), (Verdict.REJECT, "2"), (Verdict.UNSURE, "3"))


def _link(row: Contract) -> str:
    return format_html('<a href="{}">{}</a>', reverse("screening:contract", args=[row.pk]), row)


@guard(kinds=BUREAU)
@require_GET
def contracts(request: DeskRequest) -> HttpResponseBase:
    """List the texts that the viewer's body has checked."""
    may_check = request.viewer.has(*REVIEWERS)
    listing = Listing(
        request,
        queries.visible_contracts(request.viewer),
        columns=(
            Column("名称", _link, sort="title", export="title"),
            Column("类别", lambda r: ContractKind(r.kind).label, sort="kind"),
            Column("平台", "platform.name"),
            Column("网店", "shop.name"),
            Column("可疑条款", "found", numeric=True, sort="found"),
            Column("待判", "open", numeric=True, sort="open"),
            Column("已确认", "confirmed", numeric=True, sort="confirmed"),
            Column("线索", "clue.number"),
            Column("提交人", "made_by.name"),
            Column("提交时间", "made_at", sort="made_at"),
        ),
        filters=(
            Text("q", "名称", ["title"]),
            Choice("kind", "类别", ContractKind),
            DateRange("made_at", "提交日期"),
        ),
        default_sort="-made_at",
        export_name="格式条款检查",
        empty=Empty(
            "还没有检查过合同",
            "粘贴或上传一份合同、店堂告示、服务协议，逐处核对可疑的格式条款。",
            reverse("screening:new_contract") if may_check else "",
            "检查一份" if may_check else "",
        ),
    )
    return listing.respond("screening/contracts.html", may_check=may_check)


@guard(kinds=BUREAU, roles=REVIEWERS)
@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    """Take a text in, pasted or as a file, and show what was found in it."""
    form = ContractForm(request.POST or None, request.FILES or None, viewer=request.viewer)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            row = actions.check_contract(
                title=data["title"],
                kind=ContractKind(data["kind"]),
                text=_text(form),
                file_name=str(data["file"].name) if data["file"] else "",
                platform=data["platform"],
                shop=data["shop"],
                by=request.viewer,
                at=timezone.now(),
            )
        except (Illegible, Refused) as problem:
            form.add_error("file" if data["file"] else "text", str(problem))
        else:
            toast(request, f"已检查“{row.title}”，可疑条款 {row.passages.count()} 处。")
            return redirect("screening:contract", pk=row.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "screening/contract_new.html", {"form": form}, status=status)


def _text(form: ContractForm) -> str:
    file = form.cleaned_data["file"]
    if not file:
        return str(form.cleaned_data["text"]).replace("\r\n", "\n")
    with on_disk(file) as path:
        return read(path)


@guard(kinds=BUREAU)
@require_GET
def contract(request: DeskRequest, pk: int) -> HttpResponse:
    """Show a text with its passages marked, each with what may be said of it."""
    viewer = request.viewer
    with or_404():
        row = queries.contract(viewer, pk)
    passages = list(queries.passages(viewer, row))
    waiting = next((one for one in passages if one.state == FindingState.PENDING), None)
    article = lawbook.article(viewer, "network_trade_rules", "21")
    asked = lawbook.article(viewer, *decide.ASKED_BY[ContractKind(row.kind)])
    may_judge = viewer.has(*REVIEWERS) and row.clue_id is None
    confirmed = sum(one.state == FindingState.CONFIRMED for one in passages)
    return render(
        request,
        "screening/contract.html",
        {
            "contract": row,
            "pieces": pieces(row.text, decide.marks(passages)),
            "passages": [
                (
                    one,
                    Unfair(one.kind).label,
                    decide.ITEMS[Unfair(one.kind)],
                    row.text[one.start : one.end],
                )
                for one in passages
            ],
            "absent": [Topic(topic).label for topic in row.absent],
            "article": article,
            "asked": asked,
            "waiting": waiting,
            "keys": KEYS,
            "may_judge": may_judge,
            "may_raise": may_judge and confirmed > 0,
        },
    )


@guard(kinds=BUREAU, roles=REVIEWERS)
@require_POST
def judge(request: DeskRequest, pk: int, passage_pk: int) -> HttpResponse:
    """Take one judgement of a passage and go on to the next."""
    said = request.POST.get("verdict", "")
    if said not in set(Verdict):
        raise Http404("表单不完整；请回到合同页面重新判定。")
    with OrTrouble(request):
        actions.judge_passage(
            contract_id=pk,
            passage_id=passage_pk,
            verdict=Verdict(said),
            note=request.POST.get("reason", ""),
            by=request.viewer,
            at=timezone.now(),
        )
    return redirect("screening:contract", pk=pk)


@guard(kinds=BUREAU, roles=REVIEWERS)
@require_POST
def raise_clue(request: DeskRequest, pk: int) -> HttpResponse:
    """Hand the confirmed passages on as a clue."""
    with OrTrouble(request):
        clue = actions.raise_from_contract(contract_id=pk, by=request.viewer, at=timezone.now())
        toast(request, f"已登记线索 {clue.number}。")
    return redirect("screening:contract", pk=pk)
