"""Passwords are issued, changed and reset."""

import datetime as dt
import secrets
from dataclasses import dataclass

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from hedun.base.accounts.actions.trail import _require, record
from hedun.base.accounts.actions.visits import _end_all
from hedun.base.accounts.decide import PASSWORD_HISTORY, password_problems
from hedun.base.accounts.models import PastPassword, Person
from hedun.base.accounts.queries import common_passwords
from hedun.base.accounts.terms import THREE_ADMINS, Invalid, Refused, Role, Viewer


@dataclass(frozen=True, slots=True)
class Issued:
    """A person with the one-time password that is shown once and stored nowhere."""

    person: Person
    password: str


def _one_time_password() -> str:
    """Make 16 characters of all four classes, without look-alikes such as 0 and O."""
    alphabet = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
    return "".join(secrets.choice(alphabet) for _ in range(13)) + "a7#"


@transaction.atomic
def reset_password(*, person_id: int, by: Viewer, at: dt.datetime) -> Issued:
    """Replace a forgotten password by a one-time one.

    The three administrators' passwords are reset on the server only, or one of them could
    become another.
    """
    _require(by, Role.SYSTEM_ADMIN)
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
    _end_all(person, at)
    record(
        by=by, at=at, action="accounts:password:reset", subject=("person", person_id), detail=detail
    )
    return Issued(person, secret)


@transaction.atomic
def change_password(
    *, current: str, new: str, keep: str = "", by: Viewer, at: dt.datetime
) -> Person:
    """Set one's own password; every session of the person but `keep` ends.

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
    _end_all(person, at, keep=keep)
    record(by=by, at=at, action="accounts:password:change", subject=("person", person.pk))
    return person


def _remember(person: Person, at: dt.datetime) -> None:
    PastPassword.objects.create(person=person, password=person.password, set_at=at)
    kept = person.past_passwords.order_by("-pk").values_list("pk", flat=True)[:PASSWORD_HISTORY]
    person.past_passwords.exclude(pk__in=list(kept)).delete()
