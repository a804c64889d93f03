"""Platforms, subjects and shops, one at a time; imports write them in bulk."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import transaction

from hedun.base.accounts.actions import record
from hedun.base.accounts.terms import Invalid, Refused, Role, Viewer
from hedun.engine.codes import citizen, uscc
from hedun.market.models import Platform, Shop, Subject
from hedun.market.queries import visible_shops
from hedun.market.terms import ShopState, SubjectKind


@transaction.atomic
def add_platform(
    *,
    body_id: int,
    code: str,
    name: str,
    region_code: str,
    by: Viewer,
    at: dt.datetime,
    url: str = "",
) -> Platform:
    """Register a platform run by a body."""
    if not (by.is_system or by.has(Role.SYSTEM_ADMIN, Role.LEADER)):
        raise Refused("登记平台须由系统管理员或市场监管局负责人办理。")
    if Platform.objects.filter(code=code).exists():
        raise Invalid(f"平台编码“{code}”已登记；请换一个编码。")
    platform = Platform.objects.create(
        body_id=body_id, code=code, name=name, region_code=region_code, url=url
    )
    record(
        by=by,
        at=at,
        action="market:platform:add",
        subject=("platform", platform.pk),
        detail={"code": code},
    )
    return platform


@transaction.atomic
def save_subject(
    *,
    kind: SubjectKind,
    name: str,
    by: Viewer,
    at: dt.datetime,
    credit_code: str = "",
    id_number: str = "",
    region_code: str = "",
    address: str = "",
    phone: str = "",
) -> Subject:
    """Register a subject under its credit code or identity number, or renew what is known.

    Of an identity number only the keyed hash and the last four characters are kept.
    Raises Invalid on a wrong check digit.
    """
    if not (by.is_system or by.is_bureau or by.is_platform):
        raise Refused("登记主体须由市场监管局或平台办理。")
    problem = uscc.problem(credit_code) if credit_code else None
    if not problem and id_number:
        problem = citizen.problem(id_number)
    if not problem and not (credit_code or id_number):
        problem = f"主体“{name}”须填写统一社会信用代码或证件号码其中之一。"
    if problem:
        raise Invalid(problem)
    key: dict[str, Any] = (
        {"credit_code": uscc.normal(credit_code)}
        if credit_code
        else {"id_hash": citizen.keyed(citizen.normal(id_number), key=settings.IDENTITY_KEY)}
    )
    values = {
        "kind": kind,
        "name": name,
        "id_tail": "" if credit_code else citizen.normal(id_number)[-4:],
        "region_code": region_code,
        "address": address,
        "phone": phone,
        "updated_at": at,
    }
    subject, _ = Subject.objects.update_or_create(defaults=values, **key)
    record(by=by, at=at, action="market:subject:save", subject=("subject", subject.pk))
    return subject


@transaction.atomic
def save_shop(
    *,
    platform: Platform,
    shop_no: str,
    name: str,
    by: Viewer,
    at: dt.datetime,
    subject: Subject | None = None,
    region_code: str = "",
    address: str = "",
    url: str = "",
) -> Shop:
    """Register a shop under (platform, shop_no), or renew what is known of it."""
    if not (by.is_system or by.is_bureau or by.body_id == platform.body_id):
        raise Refused(f"只有“{platform.name}”自身或市场监管局可以登记其网店。")
    values = {
        "name": name,
        "subject": subject,
        "region_code": region_code,
        "address": address,
        "url": url,
        "row_hash": "",
        "updated_at": at,
    }
    shop, _ = Shop.objects.update_or_create(platform=platform, shop_no=shop_no, defaults=values)
    record(by=by, at=at, action="market:shop:save", subject=("shop", shop.pk))
    return shop


@transaction.atomic
def set_shop_state(
    *, shop_id: int, state: ShopState, reason: str, by: Viewer, at: dt.datetime
) -> Shop:
    """Open, close or expel a shop that the viewer sees; the reason goes to the audit trail."""
    shop = visible_shops(by).select_for_update(of=("self",)).get(pk=shop_id)
    before = shop.state
    shop.state, shop.updated_at = state, at
    shop.save(update_fields=["state", "updated_at"])
    record(
        by=by,
        at=at,
        action="market:shop:state",
        subject=("shop", shop.pk),
        detail={"before": before, "after": state, "reason": reason},
    )
    return shop
