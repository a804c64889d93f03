"""`hedun scoreboard --until TIME [--from DAY] [--to DAY] [--as USERNAME]`."""

import datetime as dt
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from hedun.base.accounts import queries as accounts
from hedun.base.accounts.terms import Viewer
from hedun.desks.bridge import queries
from hedun.desks.bridge.decide.score import Score
from hedun.desks.bridge.queries import Line
from hedun.desks.bridge.views.scoreboard import period


class Command(BaseCommand):
    """Score bodies from the log of events, as of any moment."""

    help = "由函件办理记录重算质效记分（JSON）"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the moment, the days, and whose view."""
        parser.add_argument("--until", default="", help="截至时间，如 2026-11-27T09:00+08:00")
        parser.add_argument("--from", dest="first", default="", help="签发日期起，默认 90 日前")
        parser.add_argument("--to", dest="last", default="", help="签发日期止，默认截至之日")
        parser.add_argument("--as", dest="username", default="", help="以哪个账号的视角")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print the board as one JSON object; seconds, never rounded hours."""
        until = self._moment(options["until"])
        days = period(options["first"], options["last"], timezone.localdate(until))
        found = queries.scoreboard(self._viewer(options["username"]), days.span, until)
        self.stdout.write(
            json.dumps(
                {
                    "from": days.first.isoformat(),
                    "to": days.last.isoformat(),
                    "until": found.until.isoformat(),
                    "answerers": [_plain(line) for line in found.answerers],
                    "askers": [_plain(line) for line in found.askers],
                },
                ensure_ascii=False,
                indent=1,
            )
        )

    def _moment(self, text: str) -> dt.datetime:
        if not text:
            return timezone.now()
        try:
            moment = dt.datetime.fromisoformat(text)
        except ValueError:
            raise CommandError(f"“{text}”不是时间；请写成 2026-11-27T09:00+08:00。") from None
        return moment if moment.tzinfo else timezone.make_aware(moment)

    def _viewer(self, username: str) -> Viewer:
        if not username:
            return Viewer.system()
        people = accounts.visible_people(Viewer.system())
        person = people.filter(username=username, is_active=True).first()
        if person is None:
            raise CommandError(f"没有账号 {username}；请核对账号，或由系统管理员启用。")
        return person.viewer


def _plain(line: Line) -> dict[str, Any]:
    sums: Score = line.score
    names = ("letters", "accept_owed", "accepted", "owed", "kept", "rated", "negative")
    return {
        "name": line.name,
        **{name: getattr(sums, name) for name in names},
        "median_seconds": sums.median,
        "p95_seconds": sums.p95,
        "light": sums.light.value if sums.light else None,
    }
