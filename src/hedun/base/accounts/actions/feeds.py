"""The secret address under which a person's calendar program reads what is due."""

import datetime as dt
import secrets

from django.db import transaction

from hedun.base.accounts import queries
from hedun.base.accounts.actions.trail import record
from hedun.base.accounts.models import CalendarKey
from hedun.base.accounts.terms import Refused, Viewer


@transaction.atomic
def open_feed(*, by: Viewer, at: dt.datetime) -> str:
    """Give a fresh secret, shown once; the one before opens nothing from now on."""
    if by.person_id is None:
        raise Refused("日历订阅地址由本人生成；请先登录。")
    token = secrets.token_urlsafe(32)
    values = {"digest": queries.feed_digest(by, token), "made_at": at}
    CalendarKey.objects.update_or_create(person_id=by.person_id, defaults=values)
    record(by=by, at=at, action="accounts:feed:open", subject=("person", by.person_id), detail={})
    return token


@transaction.atomic
def close_feed(*, by: Viewer, at: dt.datetime) -> bool:
    """Let the secret open nothing any more; tells whether there was one."""
    gone, _ = CalendarKey.objects.filter(person_id=by.person_key).delete()
    if gone:
        record(
            by=by, at=at, action="accounts:feed:close", subject=("person", by.person_key), detail={}
        )
    return bool(gone)
