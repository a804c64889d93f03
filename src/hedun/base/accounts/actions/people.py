"""Accounts are opened and closed, roles given and taken."""

import datetime as dt

from django.contrib.auth.hashers import identify_hasher, make_password
from django.db import transaction

from hedun.base.accounts.actions.passwords import Issued, _one_time_password, reset_password
from hedun.base.accounts.actions.trail import _require, record
from hedun.base.accounts.actions.visits import _end_all
from hedun.base.accounts.decide import grant_problem
from hedun.base.accounts.models import Person, RoleGrant
from hedun.base.accounts.terms import THREE_ADMINS, BodyKind, Invalid, Refused, Role, Viewer


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
    _require(by, Role.SYSTEM_ADMIN)
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


@transaction.atomic
def grant_role(*, person_id: int, role: Role, by: Viewer, at: dt.datetime) -> RoleGrant:
    """Give a person a role that fits the body; granting twice changes nothing."""
    _require(by, Role.SECURITY_ADMIN)
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
    _require(by, Role.SECURITY_ADMIN)
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
    _require(by, Role.SYSTEM_ADMIN)
    if person_id == by.person_id:
        raise Refused("不能停用自己的账号；请由另一位系统管理员办理。")
    person = Person.objects.select_for_update().get(pk=person_id)
    for grant in person.grants.all():
        _keep_one(Role(grant.role), person)
    person.is_active = False
    person.save(update_fields=["is_active"])
    _end_all(person, at)
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
    _require(by, Role.SYSTEM_ADMIN)
    Person.objects.filter(pk=person_id).update(is_active=True)
    record(by=by, at=at, action="accounts:person:reactivate", subject=("person", person_id))
    return reset_password(person_id=person_id, by=by, at=at)
