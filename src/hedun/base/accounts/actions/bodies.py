"""Bodies are registered and closed."""

import datetime as dt

from django.db import transaction

from hedun.base.accounts.actions.trail import _require, record
from hedun.base.accounts.models import Body
from hedun.base.accounts.terms import BodyKind, Invalid, Level, Role, Viewer


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
    _require(by, Role.SYSTEM_ADMIN)
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
