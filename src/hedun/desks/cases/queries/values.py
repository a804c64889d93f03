"""Every value of a case for documents (文书): one mapping with stable dotted keys."""

import datetime as dt
from typing import Any, Final

from django.utils import timezone

from hedun.base.accounts.terms import Viewer
from hedun.base.lawbook import queries as lawbook
from hedun.base.procedure import queries as passages
from hedun.desks.cases.decide.weighing import written
from hedun.desks.cases.models import Case, Exhibit, Ruling, Service
from hedun.desks.cases.queries.reading import matter
from hedun.desks.cases.terms import CASE, CaseState, PenaltyKind, Ruled, RulingStage

VALUE_KEYS: Final = (
    "case.number", "case.title", "case.source", "case.source_ref", "case.state", "case.facts",
    "case.happened_on", "body.name", "body.word", "body.phone",
    "party.kind", "party.name", "party.code", "party.address", "party.contact", "party.phone",
    "shop.name", "shop.url", "platform.name",
    "ground.name", "ground.article", "ground.article_text", "ground.penalty",
    "officers.1.name", "officers.1.certificate", "officers.2.name", "officers.2.certificate",
    "officers", "exhibits", "services", "measures", "articles",
    "ruling.stage", "ruling.text", "ruling.kinds", "ruling.fine_yuan", "ruling.gains_yuan",
    "ruling.goods_yuan", "ruling.range", "ruling.range_article", "ruling.factors", "ruling.why",
    "ruling.facts", "proposal.text", "decision.number", "decision.text",
    *(f"dates.{step.code.value}" for step in CASE.steps),
    *(f"notes.{step.code.value}" for step in CASE.steps),
    "due.name", "due.on", "due.article",
)  # fmt: skip


def values_of(viewer: Viewer, row: Case) -> dict[str, Any]:
    """Give every value of a case that a document may need, under the keys of `VALUE_KEYS`.

    Days are written 2026年11月27日, money in yuan with two decimals; "officers", "exhibits",
    "services", "measures" and "articles" are lists of mappings. What is not known is an empty
    string (an empty list). The caller has made sure that the viewer may see the case.
    """
    found: dict[str, Any] = dict.fromkeys(VALUE_KEYS, "")
    found |= _about(row) | _officers(row) | _events(viewer, row)
    exhibits = row.exhibits.select_related("kind").order_by("number")
    found["exhibits"] = [_exhibit(one) for one in exhibits]
    found["services"] = [_service(one) for one in row.services.order_by("pk")]
    found["measures"] = [
        {"kind": one.get_kind_display(), "goods": one.goods, "state": one.get_state_display(),
         "taken_on": _day(one.taken_at)}
        for one in row.branches.exclude(goods="").order_by("pk")
    ]  # fmt: skip
    for stage in RulingStage:  # a decision, where there is one, over the proposal
        ruling = row.rulings.filter(stage=stage).order_by("-pk").first()
        if ruling is not None:
            found |= _ruling(viewer, row, ruling)
            key = "proposal.text" if stage is RulingStage.PROPOSED else "decision.text"
            found[key] = found["ruling.text"]
    articles = [found["ground.article"], found["ruling.range_article"]]
    found["articles"] = [{"name": name} for name in articles if name]
    return found


def _about(row: Case) -> dict[str, Any]:
    shop, platform, ground = row.shop, row.platform, row.ground
    return {
        "case.number": row.number,
        "case.title": row.title,
        "case.source": row.get_source_display(),
        "case.source_ref": row.source_ref,
        "case.state": CaseState(row.state).label,
        "case.facts": row.facts,
        "case.happened_on": _day(row.happened_on),
        "body.name": row.body.name,
        "body.word": row.body.word,
        "body.phone": row.body.phone,
        "party.kind": row.get_party_kind_display(),
        "party.name": row.party_name,
        "party.code": row.party_code,
        "party.address": row.party_address,
        "party.contact": row.party_contact,
        "party.phone": row.party_phone,
        "shop.name": shop.name if shop else "",
        "shop.url": shop.url if shop else "",
        "platform.name": platform.name if platform else "",
        "ground.name": ground.name,
        "ground.article": str(ground.article),
        "ground.article_text": ground.article.text or ground.article.gist,
        "ground.penalty": ground.penalty,
        "decision.number": row.decision_no,
        "due.name": row.due_name,
        "due.on": _day(row.due_at),
        "due.article": str(row.due_article) if row.due_article else "",
    }


def _officers(row: Case) -> dict[str, Any]:
    named = [
        {"name": one.person.name, "certificate": one.certificate}
        for one in row.handlers.select_related("person").order_by("pk")
    ]
    found: dict[str, Any] = {"officers": named}
    for number, one in enumerate(named[:2], 1):
        found |= {f"officers.{number}.{key}": value for key, value in one.items()}
    return found


def _events(viewer: Viewer, row: Case) -> dict[str, Any]:
    """The day and the words of the last time that each step was taken."""
    found: dict[str, Any] = {}
    known = {step.code.value for step in CASE.steps}
    for event in passages.timeline(viewer, matter(viewer, row)):
        if event.step in known:
            found[f"dates.{event.step}"] = _day(event.at)
            found[f"notes.{event.step}"] = event.note
    return found


def _exhibit(one: Exhibit) -> dict[str, Any]:
    return {
        "number": one.number,
        "kind": one.kind.name,
        "title": one.title,
        "source": one.source,
        "taken_on": _day(one.taken_on),
        "original": "原件" if one.is_original else "复制件",
        "made_how": one.made_how,
        "proves": one.proves,
    }


def _service(one: Service) -> dict[str, Any]:
    return {
        "document": one.document,
        "way": one.get_way_display(),
        "on": _day(one.on),
        "receiver": one.receiver,
        "note": one.note,
    }


def _ruling(viewer: Viewer, row: Case, one: Ruling) -> dict[str, Any]:
    names = {reason.code: reason.name for reason in lawbook.reasons(viewer)}
    amount = one.amount
    return {
        "ruling.stage": one.get_stage_display(),
        "ruling.text": written(ruled_of(viewer, one)),
        "ruling.kinds": "、".join(PenaltyKind(kind).label for kind in one.kinds),
        "ruling.fine_yuan": _money(one.fine_fen),
        "ruling.gains_yuan": _money(one.gains_fen),
        "ruling.goods_yuan": _money(one.goods_fen),
        "ruling.range": amount.name if amount else "",
        "ruling.range_article": str(amount.article) if amount else "",
        "ruling.factors": "；".join(names.get(code, code) for code in one.factors),
        "ruling.why": one.why,
        "ruling.facts": one.facts or row.facts,
    }


def ruled_of(viewer: Viewer, one: Ruling) -> Ruled:
    """Give a ruling's row as the value that decisions work on."""
    del viewer
    return Ruled(
        kinds=frozenset(PenaltyKind(kind) for kind in one.kinds),
        fine_fen=one.fine_fen,
        gains_fen=one.gains_fen,
        goods_fen=one.goods_fen,
        amount_code=one.amount.code if one.amount else "",
        base_fen=one.base_fen,
        factors=tuple(one.factors),
        why=one.why,
        facts=one.facts,
    )


def _day(moment: dt.datetime | dt.date | None) -> str:
    """Write a day as documents do; empty for none."""
    if moment is None:
        return ""
    on = timezone.localtime(moment).date() if isinstance(moment, dt.datetime) else moment
    return f"{on.year}年{on.month}月{on.day}日"


def _money(fen: int) -> str:
    """Write a sum in yuan with two decimals; empty for nothing."""
    return f"{fen // 100}.{fen % 100:02d}" if fen else ""
