"""How a complaint or report comes in, from a phone or over the telephone."""

import datetime as dt
import re
import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from hedun.base.accounts import queries as people
from hedun.base.accounts.terms import Refused, Viewer
from hedun.base.procedure import actions as procedures
from hedun.base.procedure.terms import Given, Hat, Matter, NotPossible
from hedun.desks.complaints import decide, queries
from hedun.desks.complaints.actions.following import follow
from hedun.desks.complaints.models import Counter, Identity, Submission
from hedun.desks.complaints.terms import (
    PROCEDURES,
    Author,
    Channel,
    Competence,
    IdentityKind,
    RespondentKind,
    SubmissionKind,
)

if TYPE_CHECKING:
    from hedun.base.accounts.models import Body
    from hedun.market.models import Platform, Shop


@dataclass(frozen=True, slots=True)
class Filing:
    """What somebody hands in; `token` makes the same form sent twice one submission.

    Basis: complaint_report_rules art. 10; complaint_report_rules art. 28
    """

    kind: SubmissionKind
    respondent_kind: RespondentKind
    respondent: str
    facts: str
    token: str
    respondent_address: str = ""
    place: str = ""
    platform: "Platform | None" = None
    goods: str = ""
    amount_fen: int | None = None
    known_on: dt.date | None = None
    request: str = ""
    also_report: bool = False
    may_publish: bool = False
    may_delegate: bool = False
    name: str = ""
    phone: str = ""
    address: str = ""
    paper: IdentityKind = IdentityKind.NONE
    paper_number: str = ""
    channel: Channel = Channel.WEB
    people_count: int = 1
    representatives: str = ""
    agent: str = ""
    agent_phone: str = ""
    agent_powers: str = ""
    agent_until: dt.date | None = None
    outside_no: str = ""
    intake_body_id: int | None = None


@dataclass(frozen=True, slots=True)
class Filed:
    """One submission with the code that opens it; the code is told once and kept nowhere."""

    submission: Submission
    code: str


@transaction.atomic
def file(*, filing: Filing, by: Viewer, at: dt.datetime) -> list[Filed]:
    """Take in a complaint or report; one that holds both is split and handled separately.

    Sent twice, the same form gives the same submissions with fresh codes. Raises Refused or
    NotPossible.

    Basis: complaint_report_rules art. 9; complaint_report_rules art. 10
    """
    is_clerk = by.is_bureau and by.has(*decide.WORKERS)
    is_import = by.is_system and filing.channel is Channel.IMPORT
    if not (by.is_anonymous or is_clerk or is_import):
        raise Refused("投诉举报由公众本人提交，或者由市场监管局工作人员代为登记。")
    tokens = [filing.token, f"{filing.token}+"]
    known = list(Submission.objects.filter(token__in=tokens).order_by("pk"))
    if known:
        return [_with_fresh_code(row, by) for row in known]
    _check(filing)
    parts = [filing]
    if filing.also_report and filing.kind is SubmissionKind.COMPLAINT:
        other = replace(filing, kind=SubmissionKind.REPORT, token=f"{filing.token}+")
        parts.append(other)
    filed = [_filed(part, is_secret=_is_secret(filing), by=by, at=at) for part in parts]
    if len(filed) == 2:
        first, second = (one.submission for one in filed)
        first.twin = second
        first.save(update_fields=["twin"])
    return filed


def _is_secret(filing: Filing) -> bool:
    return filing.kind is SubmissionKind.REPORT or filing.also_report


def _check(filing: Filing) -> None:
    """A complaint names its author and what is asked; a report may be anonymous."""
    _check_proxies(filing)
    if filing.kind is SubmissionKind.REPORT:
        return
    wanted = {
        "姓名": filing.name,
        "电话号码": filing.phone,
        "通讯地址": filing.address,
        "投诉请求": filing.request,
    }
    if missing := [label for label, value in wanted.items() if not value.strip()]:
        raise NotPossible(
            f"投诉须提供{'、'.join(missing)}（《市场监督管理投诉举报处理办法》第十条）；请补充后再提交。"
        )


def _check_proxies(filing: Filing) -> None:
    """An agent shows matters, powers and term; several people choose two to speak for them.

    Basis: complaint_report_rules art. 11; complaint_report_rules art. 12
    """
    if filing.agent.strip() and not (filing.agent_powers.strip() and filing.agent_until):
        raise NotPossible(
            "委托他人代为投诉的，授权委托书应当载明委托事项、权限和期限（第十一条）；请补充后再提交。"
        )
    chosen = _listed(filing.representatives)
    if filing.people_count > 1 and len(chosen) != 2:
        raise NotPossible(
            f"共 {filing.people_count} 人投诉的，由投诉人书面推选两名代表人（第十二条），"
            f"现写明 {len(chosen)} 名；请填写两人姓名，用顿号分开。"
        )


def _listed(text: str) -> list[str]:
    """Cut names apart at the signs that people put between them."""
    return [name for name in re.split(r"[、,，;；\s]+", text.strip()) if name]


def _filed(filing: Filing, *, is_secret: bool, by: Viewer, at: dt.datetime) -> Filed:
    region, body, shop, why = _competent(filing, by)
    intake_id = by.body_id if by.is_bureau else filing.intake_body_id
    if intake_id is None and region:
        intake = people.body_for_region(by, region)
        intake_id = intake.pk if intake else None
    year = timezone.localtime(at).year
    number = decide.number(filing.kind, year, _next(filing.kind, year))
    code = "".join(secrets.choice(decide.CODE_SIGNS) for _ in range(decide.CODE_LENGTH))
    procedure = PROCEDURES[filing.kind]
    first = procedure.first
    row = Submission.objects.create(
        number=number,
        kind=filing.kind,
        state=procedure.begins,
        channel=filing.channel,
        code_digest=queries.code_digest(by, number, code),
        token=filing.token,
        respondent_kind=filing.respondent_kind,
        respondent=shop.name if shop else filing.respondent.strip(),
        respondent_address=filing.respondent_address.strip(),
        region_code=region,
        platform=filing.platform,
        shop=shop,
        goods=filing.goods.strip(),
        amount_fen=filing.amount_fen,
        known_on=filing.known_on,
        facts=filing.facts.strip(),
        request=filing.request.strip(),
        may_publish=filing.may_publish,
        may_delegate=filing.may_delegate,
        is_secret=is_secret,
        body=body,
        intake_body_id=intake_id,
        competence=why,
        people_count=filing.people_count,
        has_agent=bool(filing.agent.strip()),
        outside_no=filing.outside_no,
        filed_at=at,
    )
    _seal(row, filing, by=by)
    hat = Hat.CITIZEN if by.is_anonymous else Hat.INTAKE
    procedures.take(
        matter=Matter(procedure, row.pk, row.number, "", row.body_id),
        step=first.code,
        given=Given(frozenset({hat})),
        by=by,
        at=at,
    )
    return Filed(follow(submission_id=row.pk, by=by, at=at), code)


def _seal(row: Submission, filing: Filing, *, by: Viewer) -> None:
    """Keep who handed it in apart and sealed, with digests by which equals are found.

    Basis: pipl art. 28
    """
    author = Author(
        filing.name.strip(),
        filing.phone.strip(),
        filing.address.strip(),
        filing.paper,
        filing.paper_number.strip(),
        filing.agent.strip(),
        filing.agent_phone.strip(),
        filing.agent_powers.strip(),
        filing.agent_until.isoformat() if filing.agent_until else "",
        "、".join(_listed(filing.representatives)),
    )
    key = queries.key(by)
    Identity.objects.create(
        submission=row,
        sealed=decide.seal(author, key),
        name_key=decide.fingerprint("name", author.name, key),
        phone_key=decide.fingerprint("phone", author.phone, key),
        address_key=decide.fingerprint("address", author.address, key),
        paper_key=decide.fingerprint("paper", author.paper_number, key),
    )


def _competent(filing: Filing, by: Viewer) -> "tuple[str, Body | None, Shop | None, Competence]":
    is_shop = filing.respondent_kind is RespondentKind.IN_PLATFORM
    platform = filing.platform
    shop = queries.shop_named(by, platform.pk, filing.respondent) if is_shop and platform else None
    places = decide.Places(
        respondent=filing.place,
        shown_on_platform=shop.region_code if shop else "",
        platform_seat=platform.region_code if platform else "",
    )
    region, body, why = queries.competent(by, filing.kind, filing.respondent_kind, places=places)
    return region, body, shop, why


def _next(kind: SubmissionKind, year: int) -> int:
    """Give the next number, one after another."""
    Counter.objects.get_or_create(kind=kind, year=year)
    counter = Counter.objects.select_for_update().get(kind=kind, year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last


def _with_fresh_code(row: Submission, by: Viewer) -> Filed:
    code = "".join(secrets.choice(decide.CODE_SIGNS) for _ in range(decide.CODE_LENGTH))
    row.code_digest = queries.code_digest(by, row.number, code)
    row.save(update_fields=["code_digest"])
    return Filed(row, code)
