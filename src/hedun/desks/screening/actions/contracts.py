"""Contracts: handed in and searched, judged passage by passage, handed on as a clue."""

import datetime as dt
import hashlib
from typing import TYPE_CHECKING

from django.db import transaction

from hedun.base.accounts.actions import record
from hedun.base.accounts.terms import Refused, Viewer
from hedun.base.evidence import actions as evidence
from hedun.base.evidence.terms import CaptureKind
from hedun.base.lawbook import queries as lawbook
from hedun.clues import actions as clues
from hedun.clues.terms import ClueSource
from hedun.desks.screening.decide import contracts as decide
from hedun.desks.screening.models import Contract, Passage
from hedun.desks.screening.queries import contracts as queries
from hedun.desks.screening.queries.who import REVIEWERS, works_here
from hedun.desks.screening.terms import ContractKind, FindingState, Verdict
from hedun.engine.clauses import absent, unfair

if TYPE_CHECKING:
    from hedun.clues.models import Clue
    from hedun.market.models import Platform, Shop

GROUND = "CLAUSE"


def _only_reviewers(by: Viewer) -> int:
    """Give the person's key; raises Refused for whoever may not judge."""
    if not (works_here(by) and by.person_id is not None and by.has(*REVIEWERS)):
        raise Refused("只有办案人员或负责人可以检查格式条款；请联系本单位安全管理员授权。")
    return by.person_id


@transaction.atomic
def check_contract(
    *,
    title: str,
    kind: ContractKind,
    text: str,
    file_name: str = "",
    platform: "Platform | None" = None,
    shop: "Shop | None" = None,
    by: Viewer,
    at: dt.datetime,
) -> Contract:
    """Store a text with every passage that seems unfair; the same text of a body only once.

    Basis: network_trade_rules art. 21
    """
    person = _only_reviewers(by)
    if not text.strip():
        raise Refused("没有正文；请粘贴合同全文，或上传 .docx、.txt 文件。")
    digest = hashlib.sha256(text.encode()).hexdigest()
    owner = platform or (shop.platform if shop else None)
    known = queries.visible_contracts(by).filter(sha256=digest, shop=shop, platform=owner).first()
    if known is not None:
        return known
    row = Contract.objects.create(
        title=title.strip()[:120] or file_name[:120] or "未命名",
        kind=kind,
        file_name=file_name[:200],
        text=text,
        sha256=digest,
        absent=[str(topic) for topic in absent(text, decide.TOPICS[kind])],
        platform=owner,
        shop=shop,
        body_id=by.body_id,
        made_by_id=person,
        made_at=at,
    )
    numbers = decide.numbers(text)
    Passage.objects.bulk_create(
        Passage(
            contract=row,
            kind=one.kind,
            clause_no=numbers(one.start),
            start=one.start,
            end=one.end,
            sign_start=one.sign_start,
            sign_end=one.sign_end,
            why=one.why,
        )
        for one in unfair(text)
    )
    record(
        by=by,
        at=at,
        action="screening:contract:check",
        subject=("contract", row.pk),
        detail={"sha256": digest, "found": row.passages.count()},
    )
    return row


def _held(pk: int, by: Viewer) -> Contract:
    seen = queries.visible_contracts(by).order_by().filter(pk=pk)
    return Contract.objects.select_for_update().get(pk__in=seen.values("pk"))


@transaction.atomic
def judge_passage(
    *,
    contract_id: int,
    passage_id: int,
    verdict: Verdict,
    note: str = "",
    by: Viewer,
    at: dt.datetime,
) -> Passage:
    """Say of a passage that it is unfair, is not, or is doubtful; until a clue was raised."""
    person = _only_reviewers(by)
    row = _held(contract_id, by)
    passage = row.passages.get(pk=passage_id)
    if row.clue_id is not None:
        raise Refused("已就本合同登记线索，判定不能再改；如需更正，请在线索中备注或处置。")
    passage.state, passage.note = decide.OUTCOMES[verdict], note.strip()[:300]
    passage.decided_by_id, passage.decided_at = person, at
    passage.save()
    record(
        by=by,
        at=at,
        action=f"screening:passage:{verdict}",
        subject=("contract", row.pk),
        detail={"passage": passage.pk, "reason": passage.note},
    )
    return passage


@transaction.atomic
def raise_from_contract(*, contract_id: int, by: Viewer, at: dt.datetime) -> "Clue":
    """Hand the confirmed passages on as one clue, with the text as evidence, once.

    Basis: chufa_chengxu art. 18
    """
    _only_reviewers(by)
    row = _held(contract_id, by)
    if row.clue is not None:
        return row.clue
    confirmed = list(row.passages.filter(state=FindingState.CONFIRMED).order_by("start"))
    if not confirmed:
        raise Refused("还没有确认任何一处条款；请先逐处判定，至少确认一处后再登记线索。")
    ground = lawbook.ground(by, GROUND, at.date())
    if ground is None:
        raise Refused(f"法律依据库中没有事由 {GROUND}；请先运行 hedun load_law。")
    capture = evidence.fix(
        content=row.text.encode(),
        media_type="text/plain",
        title=f"格式条款文本 {row.title}"[:120],
        kind=CaptureKind.DOCUMENT,
        subject=("contract", row.pk),
        by=by,
        at=at,
        manifest={"sha256": row.sha256},
    )
    row.clue = clues.raise_(
        title=f"{ground.name}：{row.title}"[:200],
        source=ClueSource.SCREENING,
        source_key=f"screening:contract:{row.pk}",
        ground=ground,
        shop=row.shop,
        platform=row.platform,
        subject=row.shop.subject if row.shop else None,
        region_code="" if row.platform or row.shop else by.region_prefix.ljust(6, "0"),
        finding=decide.evidence_of(row.text, confirmed),
        capture=capture,
        by=by,
        at=at,
    )
    row.save(update_fields=["clue"])
    record(
        by=by,
        at=at,
        action="screening:contract:raise",
        subject=("contract", row.pk),
        detail={"clue": row.clue_id, "passages": len(confirmed)},
    )
    return row.clue
