"""The audit trail: the auditor's page."""

import functools
import pathlib
import tomllib
from collections.abc import Mapping
from typing import Any

from django.http import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_GET

from hedun.base.accounts import actions, queries
from hedun.base.accounts.decide import told
from hedun.base.accounts.guard import DeskRequest, guard
from hedun.base.accounts.models import AuditEntry
from hedun.base.accounts.terms import BodyKind, Role, VisitEnd
from hedun.base.pages.listing import Choice, Column, DateRange, Empty, Listing, Text
from hedun.base.pages.templatetags.hedun import when

WORDS = pathlib.Path(__file__).parents[1] / "rows" / "acts.toml"
# databases keep the keys of a detail in orders of their own
FIRST = ("number", "from", "to", "before", "after", "state")
STANDS = frozenset({"from", "to", "state", "before", "after", "reason", "kind", "verdict"})
TERMS = {"role": Role, "end": VisitEnd, "kind": BodyKind}


@functools.cache
def words() -> dict[str, Any]:
    """The Chinese words for acts, subjects, keys and states."""
    return tomllib.loads(WORDS.read_text(encoding="utf-8"))


@guard(roles=(Role.AUDITOR,))
@require_GET
def audit(request: DeskRequest) -> HttpResponseBase:
    """Who did what to what, when, from where; taking the list away is an act as well."""
    listing = Listing(
        request,
        queries.visible_audit(request.viewer),
        columns=[
            Column("时间", lambda row: when(row.at), sort="at", export="at", css="nowrap"),
            Column("人员", "person_name", css="nowrap"),
            Column("单位", "body_name"),
            Column("动作", lambda row: act(row.action), export=_named),
            Column("对象", lambda row: f"{subject(row.subject_kind)} {row.subject_id}"),
            Column("内容", _detail),
            Column("来源地址", "address", css="nowrap"),
        ],
        filters=[
            DateRange("at", "时间"),
            Text("person", "人员", ["person_name__startswith"]),
            Text("body", "单位", ["body_name__startswith"]),
            Choice("action", "动作", list(words()["acts"].items())),
            Text("subject", "对象编号", ["subject_id__exact"]),
        ],
        export_name="审计日志",
        empty=Empty("没有符合条件的审计记录", "请放宽时间或其他筛选条件。"),
    )
    if "export" in request.GET:
        detail = {"filters": request.GET.urlencode()}
        actions.record(
            by=request.viewer,
            at=timezone.now(),
            action="accounts:audit:export",
            subject=("audit", "list"),
            detail=detail,
        )
    return listing.respond(title="审计日志", subtitle="只增不改：数据库拒绝修改和删除")


def act(code: str) -> str:
    """Name an act; one that no room has described keeps its code."""
    return str(words()["acts"].get(code, code))


def subject(kind: str) -> str:
    """Name the kind of a thing that was acted on."""
    return str(words()["subjects"].get(kind, kind))


def _named(row: AuditEntry) -> str:
    return f"{act(row.action)}（{row.action}）"


def _detail(row: AuditEntry) -> str:
    detail = told(row.action, row.detail)
    if not isinstance(detail, Mapping):
        return str(detail or "")
    told_keys = sorted(
        detail, key=lambda key: (key not in FIRST, FIRST.index(key) if key in FIRST else 0, key)
    )
    pairs = ((key, detail[key]) for key in told_keys if detail[key] not in (None, "", [], {}))
    return "；".join(f"{_key(key)}：{_value(row.subject_kind, key, value)}" for key, value in pairs)


def _key(name: str) -> str:
    return str(words()["keys"].get(name, name))


def _value(kind: str, key: str, value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Mapping):
        return "、".join(f"{_key(name)} {_value(kind, name, one)}" for name, one in value.items())
    if isinstance(value, list | tuple):
        first, *rest = [str(one) for one in value]
        return " ".join([subject(first), *rest])
    named = words()["states"].get(kind, {})
    if key in STANDS and value in named:
        return str(named[value])
    if key in TERMS and value in set(TERMS[key]):
        return str(TERMS[key](value).label)
    return str(value)
