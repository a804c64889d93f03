"""Packs of rules: given out signed, taken in only from publishers that a person has verified."""

import base64
import binascii
import datetime as dt
import hashlib
import json
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from hedun.base.accounts.actions import record
from hedun.base.accounts.terms import Refused, Viewer
from hedun.desks.screening.actions.rules import create_rule, note_step
from hedun.desks.screening.decide import packs as packing
from hedun.desks.screening.decide import rules as ruling
from hedun.desks.screening.models import PackKey, RulePack, RuleVersion
from hedun.desks.screening.queries import rules as reading
from hedun.desks.screening.terms import PackWay, RuleText
from hedun.engine.rules import (
    LISTING,
    Card,
    Pack,
    PackError,
    Stage,
    Step,
    pack_of,
    prove,
    signed,
    verified,
)


@transaction.atomic
def export_pack(*, name: str, by: Viewer, at: dt.datetime) -> tuple[RulePack, bytes]:
    """Sign all active rules with their tests as the next pack of this house."""
    reading.only_editors(by)
    rows = list(reading.versions(by).filter(stage=Stage.ACTIVE).order_by("rule__code"))
    if not rows:
        raise Refused("没有启用的规则可以导出；请先启用至少一条规则。")
    newest = RulePack.objects.filter(way=PackWay.OUT, publisher=by.body_name).aggregate(
        newest=Max("number")
    )
    number = (newest["newest"] or 0) + 1
    cards = tuple(_card(row) for row in rows)
    pack = Pack(name.strip()[:80] or "规则包", by.body_name or "合盾", number, at.date(), cards)
    try:
        data = signed(pack, key=pack.publisher, private_key=settings.PACK_KEY, registry=LISTING)
    except PackError as error:
        raise Refused(str(error)) from error
    results = [{"code": c.code, "title": c.title, "outcome": "已导出"} for c in cards]
    kept = _keep(pack, PackWay.OUT, data=data, results=results, by=by, at=at)
    return kept, data


def _card(row: RuleVersion) -> Card:
    return packing.card_of(_text(row), f"{row.ground.name}（{row.ground.article}）")


def _text(row: RuleVersion) -> RuleText:
    return RuleText(
        code=row.rule.code,
        title=row.title,
        expression=row.expression,
        ground=row.ground.code,
        category=row.category,
        severity=row.severity,
        note=row.note,
        examples=ruling.as_examples(row.examples),
    )


def _keep(
    pack: Pack,
    way: PackWay,
    *,
    data: bytes,
    results: list[dict[str, str]],
    by: Viewer,
    at: dt.datetime,
) -> RulePack:
    row = RulePack.objects.create(
        way=way,
        name=pack.name[:80],
        publisher=pack.publisher[:80],
        number=pack.number,
        sha256=hashlib.sha256(data).hexdigest(),
        results=results,
        by_id=by.person_id,
        at=at,
    )
    detail = {"number": pack.number, "total": len(pack.cards), "sha256": row.sha256}
    if way is PackWay.OUT:
        record(
            by=by, at=at, action="screening:pack:export", subject=("pack", row.pk), detail=detail
        )
    else:
        record(
            by=by, at=at, action="screening:pack:import", subject=("pack", row.pk), detail=detail
        )
    return row


@transaction.atomic
def import_pack(*, data: bytes, by: Viewer, at: dt.datetime) -> RulePack:
    """Take the rules of a trusted publisher in as drafts, each for itself.

    Raises Refused for a signature that is not right, an unknown publisher, a pack that was
    taken in before, and an older one than that. A rule that cannot be read here, does not keep
    its own examples, or stands on a ground that is not in the lawbook is refused by itself.
    """
    reading.only_editors(by)
    known = {k.name: base64.b64decode(k.public_key) for k in reading.keys(by) if k.is_trusted}
    try:
        pack = pack_of(json.loads(verified(data, public_keys=known)))
    except PackError as error:
        raise Refused(str(error)) from error
    signer = json.loads(data.partition(b"\n")[0])["key"]
    if pack.publisher != signer:
        raise Refused(
            f"规则包自称由“{pack.publisher}”发布，签名却是“{signer}”的；不能导入，请向发布方核实。"
        )
    taken = RulePack.objects.filter(way=PackWay.IN, publisher=pack.publisher)
    newest = taken.aggregate(newest=Max("number"))["newest"] or 0
    if pack.number <= newest:
        raise Refused(
            f"“{pack.publisher}”的规则包第{newest}期已导入，本文件是第{pack.number}期；"
            "请向发布方索取更新的一期。"
        )
    results = [_take(card, pack, by=by, at=at) for card in pack.cards]
    return _keep(pack, PackWay.IN, data=data, results=results, by=by, at=at)


def _take(card: Card, pack: Pack, *, by: Viewer, at: dt.datetime) -> dict[str, str]:
    """Take one rule in as a draft whose examples hold, or say why not."""
    said = {"code": card.code, "title": card.title}
    one = Pack(pack.name, pack.publisher, pack.number, pack.issued_on, (card,))
    try:
        prove(one, LISTING)
        with transaction.atomic():
            row = create_rule(
                text=packing.text_of(card, pack.publisher),
                publisher=f"{pack.publisher} 第{pack.number}期",
                by=by,
                at=at,
            )
    except (PackError, Refused) as problem:
        return {**said, "outcome": "未导入", "reason": str(problem)}
    note_step(row, Step.TEST, by=by, at=at, note="随包样例全部通过")
    return {**said, "outcome": "已导入为草稿", "version": str(row.pk)}


@transaction.atomic
def trust_key(*, name: str, public_key: str, by: Viewer, at: dt.datetime) -> PackKey:
    """Register the public key of a publisher, after a person has verified whose it is."""
    reading.only_editors(by)
    try:
        is_key = len(base64.b64decode(public_key.strip(), validate=True)) == 32
    except (binascii.Error, ValueError):
        is_key = False
    if not is_key or not name.strip():
        raise Refused("公钥应为 44 个字符的 Base64（32 字节），并写明发布方名称；请向发布方核对。")
    row, is_new = PackKey.objects.get_or_create(
        name=name.strip()[:80],
        defaults={"public_key": public_key.strip(), "added_by_id": by.person_id, "added_at": at},
    )
    if not is_new and row.public_key != public_key.strip() and row.is_trusted:
        raise Refused(f"“{row.name}”已登记另一公钥；更换前请先停用旧的，并向发布方核实。")
    row.public_key, row.is_trusted = public_key.strip(), True
    row.save()
    record(
        by=by, at=at, action="screening:pack:trust", subject=("pack_key", row.pk),
        detail={"name": row.name},
    )  # fmt: skip
    return row


@transaction.atomic
def distrust_key(*, key_id: int, by: Viewer, at: dt.datetime) -> PackKey:
    """Trust a publisher no more; what was taken in before stays."""
    reading.only_editors(by)
    row: Any = reading.keys(by).select_related(None).select_for_update().get(pk=key_id)
    row.is_trusted = False
    row.save(update_fields=["is_trusted"])
    record(
        by=by, at=at, action="screening:pack:distrust", subject=("pack_key", row.pk),
        detail={"name": row.name},
    )  # fmt: skip
    found: PackKey = row
    return found
