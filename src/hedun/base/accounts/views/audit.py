"""The audit trail: the auditor's page."""

import json

from django.http import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_GET

from hedun.base.accounts import actions, queries
from hedun.base.accounts.decide import told
from hedun.base.accounts.guard import DeskRequest, guard
from hedun.base.accounts.models import AuditEntry
from hedun.base.accounts.terms import Role
from hedun.base.pages.listing import Column, DateRange, Empty, Listing, Text
from hedun.base.pages.templatetags.hedun import when


@guard(roles=(Role.AUDITOR,))
@require_GET
def audit(request: DeskRequest) -> HttpResponseBase:
    """Who did what to what, when, from where; taking the list away is an act as well."""
    listing = Listing(
        request,
        queries.visible_audit(request.viewer),
        columns=[
            Column("时间", lambda row: when(row.at), sort="at", export="at"),
            Column("人员", "person_name"),
            Column("单位", "body_name"),
            Column("动作", "action"),
            Column("对象", lambda row: f"{row.subject_kind} {row.subject_id}"),
            Column("内容", _detail),
            Column("来源地址", "address"),
        ],
        filters=[
            DateRange("at", "时间"),
            Text("person", "人员", ["person_name__startswith"]),
            Text("body", "单位", ["body_name__startswith"]),
            Text("action", "动作", ["action__startswith"], placeholder="如 accounts:login"),
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


def _detail(row: AuditEntry) -> str:
    detail = told(row.action, row.detail)
    return json.dumps(detail, ensure_ascii=False) if detail else ""
