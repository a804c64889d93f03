"""Facts: what stands on record, appended and never changed."""

import datetime as dt
from dataclasses import asdict

from django.db import transaction

from hedun.base.accounts.actions import record
from hedun.base.accounts.terms import Refused, Viewer
from hedun.market.models import Fact, Shop, Subject
from hedun.market.terms import FACT_RULES, FactKind, Payload


@transaction.atomic
def record_fact(
    *,
    kind: FactKind,
    subject: Subject | None,
    shop: Shop | None,
    payload: Payload,
    happened_on: dt.date,
    basis: str,
    source: tuple[str, str | int],
    by: Viewer,
    at: dt.datetime,
    corrects: Fact | None = None,
) -> Fact:
    """Append a fact; the same source told twice gives the fact that is already there.

    A wrong fact is never changed: its successor `corrects` it.
    Raises TypeError on the wrong payload, ValueError without subject and shop, Refused.
    """
    rule = FACT_RULES[kind]
    if type(payload) is not rule.payload:
        raise TypeError(
            f"{kind.label}的内容必须是 {rule.payload.__name__}，不能是 {type(payload).__name__}。"
        )
    if subject is None and shop is None:
        raise ValueError(f"“{kind.label}”必须记在主体或网店名下；请先登记主体或网店。")
    if not (by.is_system or by.is_bureau or by.is_platform):
        raise Refused("只有市场监管局、平台或系统可以记录事实；请联系承办单位。")
    values = {
        "subject": subject or (shop.subject if shop else None),
        "shop": shop,
        "payload": asdict(payload),
        "happened_on": happened_on,
        "basis": basis[:200],
        "recorded_at": at,
        "recorded_by_id": by.person_id,
        "body_id": by.body_id,
    }
    key = {"kind": kind, "source_kind": source[0], "source_id": str(source[1])}
    if corrects is None:
        fact, is_new = Fact.objects.get_or_create(**key, corrects=None, defaults=values)
    else:
        fact, is_new = Fact.objects.create(**key, corrects=corrects, **values), True
    if is_new:
        record(
            by=by,
            at=at,
            action="market:fact:record",
            subject=("fact", fact.pk),
            detail={"kind": kind, "shop": shop.pk if shop else None, "source": list(source)},
        )
    return fact
