"""What another system hands in becomes a letter or an answer, once, by the same gates."""

import datetime as dt
import secrets
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from hedun.base.accounts.terms import Invalid, Viewer
from hedun.base.lawbook import queries as law
from hedun.desks.bridge import queries
from hedun.desks.bridge.actions.answering import answer
from hedun.desks.bridge.actions.moving import _hold, _next_number, _start
from hedun.desks.bridge.actions.sending import _leave
from hedun.desks.bridge.decide import numbers
from hedun.desks.bridge.decide.clock import end_of_day, local_day
from hedun.desks.bridge.models import AppKey, Arrival, Letter, Reply
from hedun.desks.bridge.terms import (
    REPLY_RULE,
    SET_RULE,
    WAITING_STATES,
    Attachment,
    CameStep,
    Incoming,
    LetterState,
    LetterStep,
    NotReady,
    RowIn,
)
from hedun.market import queries as market

if TYPE_CHECKING:
    from hedun.market.models import Shop


@transaction.atomic
def lodge(*, incoming: Incoming, key: AppKey, by: Viewer, at: dt.datetime) -> tuple[Letter, bool]:
    """Send a letter that another system has signed; False where it was handed in before.

    Raises Refused, Invalid; NotReady with the defects that block it.
    """
    if found := queries.arrival(by, incoming.token):
        return found.letter, False
    try:
        with transaction.atomic():
            return _lodge(incoming, key, by=by, at=at), True
    except IntegrityError:
        # the same letter came in twice at the same moment: the other one was first
        if found := queries.arrival(by, incoming.token):
            return found.letter, False
        raise


def _lodge(incoming: Incoming, key: AppKey, *, by: Viewer, at: dt.datetime) -> Letter:
    letter = _letter(incoming, key, by=by, at=at)
    goal = _start(letter, LetterStep.SEND, by=by, seen=None)
    found = tuple(d for d in queries.preflight_incoming(by, letter, at) if d.is_blocking)
    if found:
        raise NotReady(found)
    letter.save()
    Arrival.objects.create(
        holder_id=key.holder_id,
        key=key,
        step=CameStep.SENT,
        token=incoming.token,
        letter=letter,
        document_no=incoming.document_no[:120],
        wire=incoming.wire,
        at=at,
    )
    year = local_day(at).year
    serial = _next_number(numbers.wire_key(letter.from_body_id, year))
    word = letter.from_body.word or letter.from_body.short_name
    number = numbers.wire_number(word, year=year, serial=serial)
    _leave(letter, goal, number=number, by=by, at=at)
    return letter


def _letter(incoming: Incoming, key: AppKey, *, by: Viewer, at: dt.datetime) -> Letter:
    article = queries.basis(by, local_day(at))
    if article is None:
        raise Invalid("法规库中没有协查的依据条款，不能收函；请系统管理员先导入法规库。")
    due = law.due(by, REPLY_RULE, at)
    shop = _shop(incoming, key, by=by)
    letter = Letter(
        kind=incoming.kind,
        message_id=numbers.message_id(at, secrets.token_bytes(10)),
        from_body=key.holder,
        to_body=key.platform,
        shop=shop,
        subject=shop.subject if shop else None,
        article=article,
        title=incoming.title[:200],
        text=incoming.text,
        questions=list(incoming.questions),
        period_from=incoming.period_from,
        period_to=incoming.period_to,
        contact_name=incoming.contact_name[:40],
        contact_phone=incoming.contact_phone[:40],
        officer_id=by.person_id,
        due_at=due.at,
        due_rule=REPLY_RULE,
        due_article_id=due.article_id,
        due_is_provisional=due.is_provisional,
        drafted_by_id=by.person_id,
        drafted_at=at,
        version=0,
    )
    if incoming.due_on is not None:
        letter.due_rule, letter.due_at = SET_RULE, end_of_day(incoming.due_on)
        letter.due_is_provisional = False
    return letter


def _shop(incoming: Incoming, key: AppKey, *, by: Viewer) -> "Shop | None":
    """The one shop at the platform that the letter names, where the roster knows it."""
    shops = market.visible_shops(by).filter(platform__body_id=key.platform_id)
    shops = shops.select_related("platform", "subject")
    if incoming.shop_no:
        return shops.filter(shop_no=incoming.shop_no).first()
    if incoming.credit_code:
        found = list(shops.filter(subject__credit_code=incoming.credit_code)[:2])
        return found[0] if len(found) == 1 else None
    return None


@transaction.atomic
def answer_by_wire(
    *,
    letter_id: int,
    text: str,
    rows: Sequence[RowIn],
    attachments: Sequence[Attachment],
    token: str,
    key: AppKey,
    by: Viewer,
    at: dt.datetime,
) -> tuple[Reply, bool]:
    """Answer as the platform's own system; False where this very answer was given before."""
    letter = _hold(letter_id, by)
    last = letter.replies.filter(answered_at__isnull=False).order_by("-round").first()
    is_waiting = LetterState(letter.state) in WAITING_STATES
    round_no = (last.round if last else 0) + (1 if is_waiting else 0)
    whole = numbers.token("answer", str(letter_id), str(round_no), token)
    if last is not None and queries.arrival(by, whole):
        return last, False
    reply = answer(letter_id=letter_id, text=text, rows=rows, attachments=attachments, by=by, at=at)
    Arrival.objects.create(
        holder_id=key.holder_id,
        key=key,
        step=CameStep.ANSWERED,
        token=whole,
        letter=letter,
        wire={"round": reply.round, "sha256": reply.sha256},
        at=at,
    )
    return reply, True
