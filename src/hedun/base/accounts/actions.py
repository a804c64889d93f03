"""The only writers of bodies, people, roles, regions and the audit trail."""

import datetime as dt
import secrets
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.hashers import check_password, identify_hasher, make_password
from django.db import transaction

from hedun.base.accounts.decide import PASSWORD_HISTORY, grant_problem, password_problems
from hedun.base.accounts.models import AuditEntry, Body, PastPassword, Person, RoleGrant
from hedun.base.accounts.queries import common_passwords
from hedun.base.accounts.terms import (
    THREE_ADMINS,
    BodyKind,
    Invalid,
    Level,
    Refused,
    Role,
    Viewer,
)

# The address of the request at hand; the middleware sets it, so that no action needs to carry it.
request_address: ContextVar[str | None] = ContextVar("request_address", default=None)


@dataclass(frozen=True, slots=True)
class Issued:
    """A person with the one-time password that is shown once and stored nowhere."""

    person: Person
    password: str


@transaction.atomic(savepoint=False)
def record(
    *,
    by: Viewer,
    at: dt.datetime,
    action: str,
    subject: tuple[str, str | int],
    detail: dict[str, Any] | None = None,
) -> None:
    """Append an audit row in the caller's transaction; `action` reads like clues:clue:verify.

    Basis: GB/T 22239-2019 8.1.4.3
    """
    AuditEntry.objects.create(
        at=at,
        person_id=by.person_id,
        person_name=by.name,
        body_id=by.body_id,
        body_name=by.body_name,
        action=action,
        subject_kind=subject[0],
        subject_id=str(subject[1]),
        detail=detail or {},
        address=request_address.get(),
    )


def _only(by: Viewer, *roles: Role) -> None:
    if not (by.is_system or by.has(*roles)):
        names = "、".join(role.label for role in roles)
        raise Refused(f"此操作只能由{names}办理，请联系相应管理员。")


@transaction.atomic
def add_body(
    *,
    kind: BodyKind,
    name: str,
    short_name: str,
    by: Viewer,
    at: dt.datetime,
    level: Level | None = None,
    region_code: str = "",
    parent_id: int | None = None,
    credit_code: str = "",
    word: str = "",
    address: str = "",
    phone: str = "",
) -> Body:
    """Register a body; one bureau answers for each region."""
    _only(by, Role.SYSTEM_ADMIN)
    if Body.objects.filter(name=name).exists():
        raise Invalid(f"单位“{name}”已登记；如属另一单位，请用全称区分。")
    if kind is BodyKind.BUREAU:
        if level is None or not region_code:
            raise Invalid(f"市场监管局“{name}”须填写层级和区划代码。")
        rival = Body.objects.filter(
            kind=kind, level=level, region_code=region_code, is_active=True
        ).first()
        if rival:
            raise Invalid(f"区划 {region_code} 已由“{rival.name}”负责；请先停用该单位。")
    body = Body.objects.create(
        kind=kind,
        name=name,
        short_name=short_name,
        level=level or "",
        region_code=region_code,
        parent_id=parent_id,
        credit_code=credit_code,
        word=word,
        address=address,
        phone=phone,
    )
    detail = {"name": name, "kind": kind, "region_code": region_code}
    record(by=by, at=at, action="accounts:body:add", subject=("body", body.pk), detail=detail)
    return body


@transaction.atomic
def add_person(
    *,
    body_id: int,
    username: str,
    name: str,
    by: Viewer,
    at: dt.datetime,
    title: str = "",
    officer_no: str = "",
    phone: str = "",
    email: str = "",
    password: str | None = None,
) -> Issued:
    """Open an account with a one-time password that must be changed at the first login.

    A ready password, or its hash, is taken from the machine itself only (the demo's people).
    """
    _only(by, Role.SYSTEM_ADMIN)
    if password is not None and not by.is_system:
        raise Refused("管理员不能替他人设定密码；系统会生成一次性密码。")
    if Person.objects.filter(username=username).exists():
        raise Invalid(f"账号“{username}”已被使用，请换一个账号名。")
    secret = password or _one_time_password()
    person = Person(
        username=username,
        name=name,
        body_id=body_id,
        title=title,
        officer_no=officer_no,
        phone=phone,
        email=email,
        password=secret if _is_hash(secret) else make_password(secret),
        must_change_password=password is None,
        password_changed_at=None if password is None else at,
    )
    person.save()
    detail = {"username": username, "body": body_id}
    record(by=by, at=at, action="accounts:person:add", subject=("person", person.pk), detail=detail)
    return Issued(person, secret)


def _is_hash(text: str) -> bool:
    try:
        identify_hasher(text)
    except ValueError:
        return False
    return True


def _one_time_password() -> str:
    """Make 16 characters of all four classes, without look-alikes such as 0 and O."""
    alphabet = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
    return "".join(secrets.choice(alphabet) for _ in range(13)) + "a7#"


@transaction.atomic
def grant_role(*, person_id: int, role: Role, by: Viewer, at: dt.datetime) -> RoleGrant:
    """Give a person a role that fits the body; granting twice changes nothing."""
    _only(by, Role.SECURITY_ADMIN)
    if person_id == by.person_id:
        raise Refused("不能给自己授权；请由另一位安全管理员办理。")
    person = Person.objects.select_for_update().get(pk=person_id)
    held = {Role(grant.role) for grant in person.grants.all()}
    problem = grant_problem(role, kind=BodyKind(person.body.kind), held=held)
    if problem:
        raise Invalid(problem)
    grant, is_new = RoleGrant.objects.get_or_create(
        person=person, role=role, defaults={"granted_by_id": by.person_id, "granted_at": at}
    )
    if is_new:
        detail = {"role": role, "username": person.username}
        record(
            by=by, at=at, action="accounts:role:grant", subject=("person", person_id), detail=detail
        )
    return grant


@transaction.atomic
def revoke_role(*, person_id: int, role: Role, by: Viewer, at: dt.datetime) -> None:
    """Take a role away; it counts from the person's next request."""
    _only(by, Role.SECURITY_ADMIN)
    if person_id == by.person_id:
        raise Refused("不能撤销自己的角色；请由另一位安全管理员办理。")
    person = Person.objects.select_for_update().get(pk=person_id)
    _keep_one(role, person)
    gone, _ = RoleGrant.objects.filter(person=person, role=role).delete()
    if gone:
        detail = {"role": role, "username": person.username}
        record(
            by=by,
            at=at,
            action="accounts:role:revoke",
            subject=("person", person_id),
            detail=detail,
        )


def _keep_one(role: Role, person: Person) -> None:
    if role not in THREE_ADMINS:
        return
    others = RoleGrant.objects.filter(role=role, person__is_active=True).exclude(person=person)
    if not others.exists():
        raise Invalid(f"“{person.name}”是唯一在用的{role.label}；请先授予另一人，再撤销或停用。")


@transaction.atomic
def deactivate_person(*, person_id: int, reason: str, by: Viewer, at: dt.datetime) -> None:
    """Close an account: its sessions are dead at the next request."""
    _only(by, Role.SYSTEM_ADMIN)
    if person_id == by.person_id:
        raise Refused("不能停用自己的账号；请由另一位系统管理员办理。")
    person = Person.objects.select_for_update().get(pk=person_id)
    for grant in person.grants.all():
        _keep_one(Role(grant.role), person)
    person.is_active = False
    person.save(update_fields=["is_active"])
    detail = {"username": person.username, "reason": reason}
    record(
        by=by,
        at=at,
        action="accounts:person:deactivate",
        subject=("person", person_id),
        detail=detail,
    )


@transaction.atomic
def reactivate_person(*, person_id: int, by: Viewer, at: dt.datetime) -> Issued:
    """Open a closed account again, with a new one-time password."""
    _only(by, Role.SYSTEM_ADMIN)
    Person.objects.filter(pk=person_id).update(is_active=True)
    record(by=by, at=at, action="accounts:person:reactivate", subject=("person", person_id))
    return reset_password(person_id=person_id, by=by, at=at)


@transaction.atomic
def reset_password(*, person_id: int, by: Viewer, at: dt.datetime) -> Issued:
    """Replace a forgotten password by a one-time one.

    The three administrators' passwords are reset on the server only, or one of them could
    become another.
    """
    _only(by, Role.SYSTEM_ADMIN)
    person = Person.objects.select_for_update().get(pk=person_id)
    if not by.is_system and person.grants.filter(role__in=THREE_ADMINS).exists():
        raise Refused(
            f"“{person.name}”是三员之一，其密码只能在服务器上用 hedun reset_password 重置。"
        )
    secret = _one_time_password()
    _remember(person, at)
    person.password = make_password(secret)
    person.must_change_password = True
    person.password_changed_at = None
    person.save(update_fields=["password", "must_change_password", "password_changed_at"])
    detail = {"username": person.username}
    record(
        by=by, at=at, action="accounts:password:reset", subject=("person", person_id), detail=detail
    )
    return Issued(person, secret)


@transaction.atomic
def change_password(*, current: str, new: str, by: Viewer, at: dt.datetime) -> Person:
    """Set one's own password; every other session of the person ends.

    Basis: GB/T 22239-2019 8.1.4.1
    """
    person = Person.objects.select_for_update().get(pk=by.person_key)
    if not person.check_password(current):
        raise Invalid("原密码不正确，请重新输入。")
    problems = password_problems(
        new, username=person.username, name=person.name, common=common_passwords(by)
    )
    past = person.past_passwords.order_by("-pk").values_list("password", flat=True)
    recent = [person.password, *past[: PASSWORD_HISTORY - 1]]
    if any(check_password(new, old) for old in recent):
        problems.append(f"新密码不能与最近 {PASSWORD_HISTORY} 次用过的密码相同。")
    if problems:
        raise Invalid("".join(problems))
    _remember(person, at)
    person.password = make_password(new)
    person.must_change_password = False
    person.password_changed_at = at
    person.save(update_fields=["password", "must_change_password", "password_changed_at"])
    record(by=by, at=at, action="accounts:password:change", subject=("person", person.pk))
    return person


def _remember(person: Person, at: dt.datetime) -> None:
    PastPassword.objects.create(person=person, password=person.password, set_at=at)
    kept = person.past_passwords.order_by("-pk").values_list("pk", flat=True)[:PASSWORD_HISTORY]
    person.past_passwords.exclude(pk__in=list(kept)).delete()
