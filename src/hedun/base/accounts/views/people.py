"""Bodies, people and their roles: the administrators' pages."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hedun.base.accounts import actions, queries
from hedun.base.accounts.forms import BodyForm, PersonForm, ReasonForm, RoleForm
from hedun.base.accounts.guard import DeskRequest, guard
from hedun.base.accounts.models import Person
from hedun.base.accounts.terms import ROLES_OF_KIND, BodyKind, Invalid, Level, Role
from hedun.base.pages.listing import Choice, Column, Empty, Flag, Listing, Text
from hedun.base.pages.templatetags.hedun import when

ADMINS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)


@guard(roles=ADMINS)
@require_GET
def people(request: DeskRequest) -> HttpResponseBase:
    """Every account with its body and roles."""
    listing = Listing(
        request,
        queries.visible_people(request.viewer),
        columns=[
            Column("姓名", _person_link, sort="name", export="name"),
            Column("账号", "username", sort="username"),
            Column("单位", "body.name", sort="body__name"),
            Column("职务", "title"),
            Column("角色", _roles),
            Column("状态", _state, sort="is_active"),
            Column("最近登录", lambda row: when(row.last_login), export="last_login"),
        ],
        filters=[
            Text("q", "姓名或账号", ["name", "username"]),
            Choice("kind", "单位类别", BodyKind, lookup="body__kind"),
            Choice("role", "角色", Role, lookup="grants__role"),
            Flag("active", "在用", lookup="is_active"),
        ],
        default_sort="pk",
        export_name="人员",
        empty=Empty("没有符合条件的人员", "可放宽筛选条件，或由系统管理员新增账号。"),
    )
    may_add = request.viewer.has(Role.SYSTEM_ADMIN)
    return listing.respond("accounts/people.html", title="人员与授权", may_add=may_add)


def _person_link(row: Person) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("accounts:person", args=[row.pk]), row.name)


def _roles(row: Person) -> str:
    return "、".join(Role(grant.role).label for grant in row.grants.all())


def _state(row: Person) -> str:
    if not row.is_active:
        return "已停用"
    return "待首次改密" if row.must_change_password else "在用"


@guard(roles=(Role.SYSTEM_ADMIN,))
@require_http_methods(["GET", "POST"])
def add_person(request: DeskRequest) -> HttpResponse:
    """Open an account; the one-time password is shown on the answer and nowhere else."""
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        body = data.pop("body")
        try:
            issued = actions.add_person(
                body_id=body.pk, by=request.viewer, at=timezone.now(), **data
            )
        except Invalid as error:
            form.add_error("username", str(error))
        else:
            return render(request, "accounts/issued.html", {"issued": issued})
    return render(request, "accounts/person_add.html", {"form": form})


@guard(roles=ADMINS)
@require_GET
def person(request: DeskRequest, pk: int) -> HttpResponse:
    """One account: who it is, the roles, and what an administrator may do with it."""
    found = get_object_or_404(queries.visible_people(request.viewer), pk=pk)
    held = [Role(grant.role) for grant in found.grants.all()]
    fitting = ROLES_OF_KIND[BodyKind(found.body.kind)]
    context = {
        "person": found,
        "held": held,
        "offered": [role for role in Role if role in fitting and role not in held],
        "is_system_admin": request.viewer.has(Role.SYSTEM_ADMIN),
        "is_security_admin": request.viewer.has(Role.SECURITY_ADMIN),
        "is_me": pk == request.viewer.person_id,
    }
    return render(request, "accounts/person.html", context)


@guard(roles=(Role.SYSTEM_ADMIN,))
@require_POST
def deactivate(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Close an account, with a reason."""
    form = ReasonForm(request.POST)
    if not form.is_valid():
        raise Invalid("停用账号须写明原因，例如“调离”。")
    reason = form.cleaned_data["reason"]
    actions.deactivate_person(person_id=pk, reason=reason, by=request.viewer, at=timezone.now())
    messages.success(request, "账号已停用，其登录已全部失效。")
    return redirect("accounts:person", pk)


@guard(roles=(Role.SYSTEM_ADMIN,))
@require_POST
def reactivate(request: DeskRequest, pk: int) -> HttpResponse:
    """Open a closed account again."""
    issued = actions.reactivate_person(person_id=pk, by=request.viewer, at=timezone.now())
    return render(request, "accounts/issued.html", {"issued": issued})


@guard(roles=(Role.SYSTEM_ADMIN,))
@require_POST
def reset(request: DeskRequest, pk: int) -> HttpResponse:
    """Issue a new one-time password."""
    issued = actions.reset_password(person_id=pk, by=request.viewer, at=timezone.now())
    return render(request, "accounts/issued.html", {"issued": issued})


@guard(roles=(Role.SYSTEM_ADMIN,))
@require_POST
def unlock(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Let a person try the password again at once."""
    actions.unlock(person_id=pk, by=request.viewer, at=timezone.now())
    messages.success(request, "登录限制已解除。")
    return redirect("accounts:person", pk)


@guard(roles=(Role.SECURITY_ADMIN,))
@require_POST
def grant(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Give a role."""
    actions.grant_role(person_id=pk, role=_role(request), by=request.viewer, at=timezone.now())
    return redirect("accounts:person", pk)


@guard(roles=(Role.SECURITY_ADMIN,))
@require_POST
def revoke(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Take a role away."""
    actions.revoke_role(person_id=pk, role=_role(request), by=request.viewer, at=timezone.now())
    return redirect("accounts:person", pk)


def _role(request: DeskRequest) -> Role:
    form = RoleForm(request.POST)
    if not form.is_valid():
        raise Invalid("没有这个角色；请从页面上的列表中选择。")
    return Role(form.cleaned_data["role"])


@guard(roles=ADMINS)
@require_GET
def bodies(request: DeskRequest) -> HttpResponseBase:
    """Every body."""
    listing = Listing(
        request,
        queries.bodies(request.viewer),
        columns=[
            Column("单位", "name", sort="name"),
            Column("类别", lambda row: BodyKind(row.kind)),
            Column("层级", lambda row: Level(row.level) if row.level else None),
            Column(
                "区划",
                lambda row: queries.region_name(request.viewer, row.region_code),
                sort="region_code",
                export="region_code",
            ),
            Column("发文代字", "word"),
            Column("电话", "phone"),
            Column("状态", lambda row: "在用" if row.is_active else "已停用"),
        ],
        filters=[
            Text("q", "名称", ["name", "short_name"]),
            Choice("kind", "类别", BodyKind),
            Choice("level", "层级", Level),
        ],
        default_sort="region_code",
        export_name="单位",
        empty=Empty("还没有符合条件的单位", "可放宽筛选条件，或由系统管理员登记单位。"),
    )
    may_add = request.viewer.has(Role.SYSTEM_ADMIN)
    return listing.respond("accounts/bodies.html", title="单位", may_add=may_add)


@guard(roles=(Role.SYSTEM_ADMIN,))
@require_http_methods(["GET", "POST"])
def add_body(request: DeskRequest) -> HttpResponseBase:
    """Register a body."""
    form = BodyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        parent, kind, level = data.pop("parent"), data.pop("kind"), data.pop("level")
        try:
            actions.add_body(
                kind=BodyKind(kind),
                level=Level(level) if level else None,
                parent_id=parent.pk if parent else None,
                by=request.viewer,
                at=timezone.now(),
                **data,
            )
        except Invalid as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, "单位已登记。")
            return redirect("accounts:bodies")
    return render(request, "accounts/body_add.html", {"form": form})
