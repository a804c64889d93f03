"""The scoreboard against an oracle that reads the raw tables and counts second by second."""

import datetime as dt
import json
import random
import statistics
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from hedun.base.accounts.terms import Level, Role
from hedun.base.lawbook import queries as law
from hedun.desks.bridge import actions, queries
from hedun.desks.bridge.decide import score
from hedun.desks.bridge.terms import Light, Mark, Marks
from tests import factories as make

NOW = make.NOW
SPAN = (NOW - dt.timedelta(days=1), NOW + dt.timedelta(days=60))
HOUR = dt.timedelta(hours=1)


def life(desk, chance, at):
    """One letter with a life of its own, up to a random end."""
    letter = desk.sent(desk.new_clue(), at)
    given = {"letter_id": letter.pk}
    officer, platform = {"by": desk.by}, {"by": desk.at_platform}
    if chance.random() < 0.1:
        actions.withdraw(reason="不再需要", at=at + HOUR, **given, **officer)
        return
    at += chance.random() * 40 * HOUR
    if chance.random() < 0.9:
        actions.accept(at=at, **given, **platform)
    else:
        return
    if chance.random() < 0.3:
        day = dt.date(2026, 12, 21 + chance.randrange(3))
        actions.propose_date(due_on=day, reason="数据量大", at=at, **given, **platform)
        step = actions.agree_date if chance.random() < 0.7 else None
        if step:
            step(at=at + HOUR, **given, **officer)
            if chance.random() < 0.3:
                actions.undo(at=at + HOUR + dt.timedelta(minutes=5), **given, **officer)
    at += chance.choice((2, 30, 200, 700)) * HOUR * chance.random() + 2 * HOUR
    actions.answer(text="见附件。", at=at, **given, **platform)
    if chance.random() < 0.8:
        at += chance.choice((3, 300)) * HOUR * chance.random()
        close = chance.random() < 0.7
        actions.close(at=at, **given, **officer) if close else actions.ask_again(
            reason="缺少数据", at=at, **given, **officer
        )
        if close and chance.random() < 0.2:
            actions.undo(at=at + dt.timedelta(minutes=3), **given, **officer)
    if chance.random() < 0.6:
        marks = Marks(chance.choice(list(Mark)), chance.choice(list(Mark)), "说明")
        actions.rate(marks=marks, at=at + HOUR, **given, **chance.choice((officer, platform)))


def raw(table, columns):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {table}")
        rows = cursor.fetchall()
    return [tuple(_aware(cell) for cell in row) for row in rows]


def _aware(cell):
    if isinstance(cell, str) and len(cell) > 18 and cell[4:5] == "-" and cell[10:11] == " ":
        cell = dt.datetime.fromisoformat(cell)
    if isinstance(cell, dt.datetime) and cell.tzinfo is None:
        cell = cell.replace(tzinfo=dt.UTC)
    return cell


def worked(start, end):
    """Seconds on working days, by walking over the days one after the other."""
    zone, total = make.SHANGHAI, 0
    moment, end = start.astimezone(zone), end.astimezone(zone)
    while moment < end:
        midnight = (moment + dt.timedelta(days=1)).replace(hour=0, minute=0, second=0)
        midnight = midnight.replace(microsecond=0)
        stop = min(midnight, end)
        if law.calendar(make.SYSTEM).is_workday(moment.date()):
            total += int(stop.replace(microsecond=0).timestamp()) - int(
                moment.replace(microsecond=0).timestamp()
            )
        moment = midnight
    return total


def oracle(until):
    """Count again, by other means: SQL rows, a list per letter, undone steps cut out by hand."""
    letters = {row[0]: row[1:] for row in raw("bridge_letter", "id, target_at, to_body_id")}
    found = {"letters": 0, "accepted": 0, "owed": 0, "kept": 0, "seconds": []}
    negative = rated = 0
    for pk, (target_at, _) in letters.items():
        rows = raw("bridge_letterevent", "letter_id, step, at, due_at, id")
        steps = sorted((r[2], r[4], r[1], r[3]) for r in rows if r[0] == pk and r[2] <= until)
        steps = [s for s in steps if not s[2].startswith(("rate_", "remind"))]
        while any(s[2] == "undo" for s in steps):
            place = next(i for i, s in enumerate(steps) if s[2] == "undo")
            del steps[place - 1 : place + 1]
        when = {}
        for at, _, step, due in steps:
            when.setdefault(step, (at, due))
        if "send" not in when or ("withdraw" in when and "answer" not in when):
            continue
        found["letters"] += 1
        answered = when["answer"][0] if "answer" in when else None
        agreed = [s[3] for s in steps if s[2] == "agree" and (not answered or s[0] <= answered)]
        due = agreed[-1] if agreed else when["send"][1]
        signed = [when[s][0] for s in ("accept", "propose") if s in when]
        found["accepted"] += bool(signed) and min(signed) <= target_at
        found["owed"] += answered is not None or until > due
        found["kept"] += answered is not None and answered <= due
        if answered:
            found["seconds"].append(worked(when["send"][0], answered))
        for _, side, first, second, at in raw(
            "bridge_rating", "letter_id, side, timeliness, completeness, at"
        ):
            if _ == pk and side == "sender" and at <= until:
                rated += 1
                negative += "poor" in {first, second}
    return found | {"rated": rated, "negative": negative}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_it_is_what_the_oracle_counts(desk, seed):
    chance = random.Random(seed)
    for number in range(25):
        life(desk, chance, NOW + number * 5 * HOUR)
    for days in (2, 12, 30, 90):
        until = NOW + dt.timedelta(days=days, seconds=chance.randrange(80_000))
        wanted = oracle(until)
        line = queries.scoreboard(make.SYSTEM, SPAN, until).answerers[0].score
        for name in ("letters", "accepted", "owed", "kept", "rated", "negative"):
            assert getattr(line, name) == wanted[name], (name, days)
        assert sorted(line.seconds) == sorted(wanted["seconds"])
        if wanted["seconds"]:
            assert line.median == statistics.median_low(wanted["seconds"])


def test_the_command_gives_the_same_to_the_second(desk):
    desk.answered()
    until = NOW + dt.timedelta(days=3)
    out = StringIO()
    call_command("scoreboard", "--until", until.isoformat(), "--from", "2026-11-01", stdout=out)
    said = json.loads(out.getvalue())["answerers"][0]
    assert (said["letters"], said["kept"], said["median_seconds"]) == (1, 1, 3 * 3600)
    assert said["light"] == "green"


def test_nights_count_and_weekends_do_not():
    days = Weekdays()
    friday = dt.datetime(2026, 11, 27, 17, 0, tzinfo=make.SHANGHAI)
    monday = dt.datetime(2026, 11, 30, 10, 0, tzinfo=make.SHANGHAI)
    assert score.working_seconds(friday, monday, days) == 17 * 3600
    assert score.working_seconds(monday, friday, days) == 0
    saturday = friday + dt.timedelta(days=1)
    assert score.working_seconds(saturday, saturday + 5 * HOUR, days) == 0


class Weekdays:
    """A calendar without holidays."""

    def is_workday(self, day):
        return day.weekday() < 5

    def workdays_between(self, start, end):
        span = range(start.toordinal() + 1, end.toordinal() + 1)
        return sum(dt.date.fromordinal(n).weekday() < 5 for n in span)


@pytest.mark.parametrize(
    ("percent", "high", "low"),
    [
        (80, Light.GREEN, Light.RED),
        (79.9, Light.AMBER, Light.RED),
        (60, Light.AMBER, Light.RED),
        (59.9, Light.RED, Light.RED),
        (14.9, Light.RED, Light.AMBER),
        (4.9, Light.RED, Light.GREEN),
    ],
)
def test_thresholds(percent, high, low):
    assert (score.at_least(percent), score.at_most(percent)) == (high, low)


def test_p95_is_a_value_that_occurred():
    assert score.rank(list(range(1, 101)), 95) == 95
    assert score.rank([7], 95) == 7
    assert score.rank([], 50) is None


def test_bodies_see_only_what_they_may(desk):
    desk.answered()
    until = NOW + dt.timedelta(days=3)
    own = queries.scoreboard(desk.at_platform, SPAN, until)
    assert ([line.score.letters for line in own.answerers], own.askers) == ([1], [])
    rival = make.person(make.platform().body, Role.COMPLIANCE).viewer
    assert queries.scoreboard(rival, SPAN, until).answerers == []
    sibling = make.inspector(make.bureau(Level.COUNTY, "330102")).viewer
    assert queries.scoreboard(sibling, SPAN, until).answerers == []
    city = make.inspector(make.bureau(Level.CITY, "330100")).viewer
    assert len(queries.scoreboard(city, SPAN, until).askers) == 1


@pytest.mark.parametrize("export", ["", "answerers", "askers"])
def test_the_page_and_its_workbooks(desk, client, export):
    desk.answered()
    client.force_login(desk.inspector)
    given = {"from": "2026-11-01", "to": "2026-12-31", "export": export}
    page = client.get(reverse("bridge:scoreboard"), given)
    assert page.status_code == 200
    if export:
        assert page.getvalue().startswith(b"PK")
        page.close()
    else:
        assert "不低于80%为绿灯" in page.content.decode()
