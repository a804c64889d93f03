"""Keys of other systems are issued, rotated and stopped; calls are counted."""

import datetime as dt
import secrets as chance
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import F

from hedun.base.accounts import queries as accounts
from hedun.base.accounts.actions import record
from hedun.base.accounts.terms import BodyKind, Invalid, Refused, Role, Viewer
from hedun.desks.bridge.decide.steps import COMPLIANCE, DESK
from hedun.desks.bridge.models import AppKey, AppSecret, CallCount
from hedun.desks.bridge.terms import IssuedKey
from hedun.engine.seal.box import NONCE_BYTES, seal

if TYPE_CHECKING:
    from hedun.base.accounts.models import Body, Person

GRACE = dt.timedelta(hours=24)


def _require(by: Viewer) -> None:
    if not (by.is_system or by.has(Role.SECURITY_ADMIN)):
        raise Refused("接口密钥只能由安全管理员签发、轮换或停用，请联系安全管理员。")


@transaction.atomic
def issue_key(
    *,
    platform_id: int,
    person_id: int,
    by: Viewer,
    at: dt.datetime,
    note: str = "",
    app_key: str = "",
    secret: str = "",
) -> IssuedKey:
    """Give another system a key at a platform's gateway, in the name of an accountable person.

    The holder is the person's body: a bureau may hand letters in and read their answers, the
    platform itself may read, sign for and answer what is addressed to it.
    """
    _require(by)
    platform = accounts.bodies(by).filter(pk=platform_id, kind=BodyKind.PLATFORM).first()
    if platform is None or not platform.is_active:
        raise Invalid("没有这个在用的平台；请从列表中选择所属平台。")
    person = accounts.visible_people(by).filter(pk=person_id, is_active=True).first()
    if person is None:
        raise Invalid("没有这个在用账号；请从列表中选择责任人。")
    _check_person(person, platform)
    key = AppKey.objects.create(
        app_key=app_key or _fresh_name(),
        platform=platform,
        holder=person.body,
        person=person,
        note=note.strip()[:100],
        made_at=at,
        made_by_id=by.person_id,
    )
    made = _new_secret(key, secret, at=at)
    detail = {"app_key": key.app_key, "platform": platform.name, "holder": person.body.name}
    record(by=by, at=at, action="bridge:key:issue", subject=("app_key", key.pk), detail=detail)
    return IssuedKey(key.pk, key.app_key, made)


def _check_person(person: "Person", platform: "Body") -> None:
    roles = person.viewer.roles
    if person.body.kind == BodyKind.BUREAU:
        if roles & DESK:
            return
        raise Invalid(f"“{person.name}”不是办案人员或负责人，不能对外发函；请改选责任人。")
    if person.body_id != platform.pk:
        raise Invalid("密钥的使用单位须是市场监管局，或者就是所属平台；请改选责任人。")
    if not roles & COMPLIANCE:
        raise Invalid(f"“{person.name}”不是平台合规专员，不能答复函件；请改选责任人。")


def _fresh_name() -> str:
    while True:
        name = str(10_000_000 + chance.randbelow(90_000_000))
        if not AppKey.objects.filter(app_key=name).exists():
            return name


def _new_secret(key: AppKey, secret: str, *, at: dt.datetime) -> str:
    secret = secret or chance.token_hex(16)
    sealed = seal(
        secret,
        key=settings.PARTNER_KEY,
        place=key.app_key,
        nonce=chance.token_bytes(NONCE_BYTES),
    )
    AppSecret.objects.create(key=key, sealed=sealed, made_at=at)
    return secret


@transaction.atomic
def rotate_key(
    *, key_id: int, by: Viewer, at: dt.datetime, grace: dt.timedelta = GRACE, secret: str = ""
) -> IssuedKey:
    """Give a key a new secret; the old one is good for the grace, so that nobody is cut off."""
    _require(by)
    key = AppKey.objects.select_for_update().get(pk=key_id)
    key.secrets.filter(ends_at__isnull=True).update(ends_at=at + grace)
    key.secrets.filter(ends_at__gt=at + grace).update(ends_at=at + grace)
    made = _new_secret(key, secret, at=at)
    detail = {"app_key": key.app_key, "ends_at": (at + grace).isoformat(timespec="seconds")}
    record(by=by, at=at, action="bridge:key:rotate", subject=("app_key", key.pk), detail=detail)
    return IssuedKey(key.pk, key.app_key, made)


@transaction.atomic
def stop_key(*, key_id: int, by: Viewer, at: dt.datetime) -> AppKey:
    """Refuse every call by this key from now on."""
    return _switch(key_id, is_active=False, by=by, at=at)


@transaction.atomic
def resume_key(*, key_id: int, by: Viewer, at: dt.datetime) -> AppKey:
    """Take calls by this key again."""
    return _switch(key_id, is_active=True, by=by, at=at)


def _switch(key_id: int, *, is_active: bool, by: Viewer, at: dt.datetime) -> AppKey:
    _require(by)
    key = AppKey.objects.select_for_update().get(pk=key_id)
    if key.is_active == is_active:
        return key
    key.is_active = is_active
    key.save(update_fields=["is_active"])
    detail = {"app_key": key.app_key, "is_active": is_active}
    record(by=by, at=at, action="bridge:key:switch", subject=("app_key", key.pk), detail=detail)
    return key


@transaction.atomic
def count_call(*, key_id: int, by: Viewer, at: dt.datetime) -> int:
    """Note a call and say how many there were within this minute, this one included."""
    minute = at.replace(second=0, microsecond=0)
    row, is_new = CallCount.objects.select_for_update().get_or_create(key_id=key_id, minute=minute)
    if is_new:
        CallCount.objects.filter(key_id=key_id, minute__lt=minute).delete()
        AppKey.objects.filter(pk=key_id).update(used_at=at)
    CallCount.objects.filter(pk=row.pk).update(calls=F("calls") + 1)
    return row.calls + 1


@transaction.atomic
def note_reading(*, key: AppKey, letter_ids: list[int], by: Viewer, at: dt.datetime) -> None:
    """Leave in the audit trail which letters went out to which system."""
    detail = {"app_key": key.app_key, "letters": letter_ids}
    record(by=by, at=at, action="bridge:key:read", subject=("app_key", key.pk), detail=detail)
