"""How fast and how well letters are answered and judged, by body; the same as the command gives."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from hedun.base.accounts.guard import DeskRequest, guard
from hedun.base.accounts.terms import Viewer
from hedun.base.pages.drawing import Bar
from hedun.base.pages.listing import Column
from hedun.base.pages.listing.export import workbook
from hedun.desks.bridge import queries
from hedun.desks.bridge.decide import score
from hedun.desks.bridge.queries import Line, Scores
from hedun.desks.bridge.views.letters import ENDS

DAYS = 90


@dataclass(frozen=True, slots=True)
class Period:
    """Days from one to another, both included."""

    first: dt.date
    last: dt.date

    @property
    def span(self) -> tuple[dt.datetime, dt.datetime]:
        """The half-open span of time in Shanghai."""
        low = timezone.make_aware(dt.datetime.combine(self.first, dt.time.min))
        high = timezone.make_aware(dt.datetime.combine(self.last, dt.time.min))
        return low, high + dt.timedelta(days=1)


def period(first: str, last: str, today: dt.date) -> Period:
    """Read two days; what is no day becomes the last 90 days."""
    end = _day(last) or today
    start = _day(first) or end - dt.timedelta(days=DAYS - 1)
    return Period(min(start, end), max(start, end))


def _day(text: str) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1990 <= day.year <= 2100 else None


def hours(seconds: int | None) -> float | None:
    """Seconds as hours with one digit."""
    return None if seconds is None else round(seconds / 3600, 1)


def _percent(value: float | None) -> str:
    return "—" if value is None else f"{value:.1f}%"


ANSWER_COLUMNS = (
    Column("单位", "name"),
    Column("收函", "score.letters"),
    Column("24小时内签收（%）", "score.accepted_share"),
    Column("按期答复（%）", "score.kept_share"),
    Column("答复中位（工作小时）", lambda row: hours(row.score.median)),
    Column("答复P95（工作小时）", lambda row: hours(row.score.p95)),
    Column("被评价", "score.rated"),
    Column("不满意（%）", "score.negative_share"),
    Column("评级", "score.light"),
)
ASK_COLUMNS = (
    Column("单位", "name"),
    Column("发函", "score.letters"),
    Column("5个工作日内阅处答复（%）", "score.kept_share"),
    Column("阅处中位（工作小时）", lambda row: hours(row.score.median)),
    Column("阅处P95（工作小时）", lambda row: hours(row.score.p95)),
    Column("被评价", "score.rated"),
    Column("不满意（%）", "score.negative_share"),
    Column("评级", "score.light"),
)


@guard(kinds=ENDS)
@require_GET
def scoreboard(request: DeskRequest) -> HttpResponseBase:
    """The board of a period, as charts, tables and workbook."""
    now = timezone.now()
    days = period(request.GET.get("from", ""), request.GET.get("to", ""), timezone.localdate(now))
    found = queries.scoreboard(request.viewer, days.span, now)
    wanted = request.GET.get("export", "")
    if wanted:
        return _export(found, days, is_asking=wanted == "askers")
    context = {"days": days, "board": found, "said": said(), **_pictures(request.viewer, found)}
    return render(request, "bridge/scoreboard.html", context)


def said() -> list[str]:
    """The thresholds and the clock, in words."""
    return [
        (
            f"签收、按期答复、阅处：不低于{score.GREEN}%为绿灯，{score.AMBER}%—{score.GREEN}%为黄灯，"
            f"低于{score.AMBER}%为红灯。"
        ),
        (
            f"不满意评价：低于{score.FEW}%为绿灯，{score.FEW}%—{score.MANY}%为黄灯，"
            f"{score.MANY}%及以上为红灯。评级取各项中最差的一项。"
        ),
        (
            "工作小时只计工作日（按法规库日历，含调休）全天；未到期且未答复的函件不计入比例；"
            "答复前撤回的函件不计。以上为工作目标，不是法定期限。"
        ),
    ]


def _export(found: Scores, days: Period, *, is_asking: bool) -> HttpResponseBase:
    rows = found.askers if is_asking else found.answerers
    notes = [f"签发日期：{days.first} 至 {days.last}", f"数据截至：{found.until.isoformat()}"]
    name = "发函单位记分" if is_asking else "收函单位记分"
    columns = ASK_COLUMNS if is_asking else ANSWER_COLUMNS
    return workbook(rows, columns, name=name, said=[*notes, *said()])


def _pictures(viewer: Viewer, found: Scores) -> dict[str, Any]:
    return {
        "answer_rows": [_row(line) for line in found.answerers],
        "ask_rows": [_row(line) for line in found.askers],
        "kept": _bars(found.answerers, "kept_share"),
        "paces": [
            Bar(line.name, hours(line.score.median) or 0.0, note=_pace(line))
            for line in found.answerers
            if line.score.seconds
        ],
        "is_own": not viewer.is_bureau,
    }


def _bars(lines: list[Line], name: str) -> list[Bar]:
    shown = [line for line in lines if getattr(line.score, name) is not None]
    return [
        Bar(line.name, getattr(line.score, name), note=f"{line.score.kept}/{line.score.owed} 件")
        for line in shown
    ]


def _pace(line: Line) -> str:
    return f"P95 {hours(line.score.p95)} 小时"


def _row(line: Line) -> dict[str, Any]:
    sums = line.score
    accepted, kept, rated = sums.lights
    return {
        "name": line.name,
        "letters": sums.letters,
        "accepted": (_percent(sums.accepted_share), accepted),
        "kept": (_percent(sums.kept_share), kept),
        "negative": (_percent(sums.negative_share), rated),
        "rated": sums.rated,
        "median": hours(sums.median),
        "p95": hours(sums.p95),
        "light": sums.light,
    }
