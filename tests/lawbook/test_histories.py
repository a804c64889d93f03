"""Generated histories against an oracle that knows nothing but a loop over the days."""

import datetime as dt
import random
from calendar import monthrange

import pytest

from hedun.base.lawbook.decide import (
    SHANGHAI,
    Calendar,
    Extension,
    History,
    NotAllowed,
    Pause,
    Period,
    Terms,
    end_of_history,
)
from hedun.base.lawbook.terms import Unit

WD, D, M = Unit.WORKING_DAY, Unit.CALENDAR_DAY, Unit.MONTH
DAY = dt.timedelta(days=1)
FIRST = dt.date(2025, 1, 1)
HEAD, BOARD, TEST, NEWS = "负责人", "集体讨论", "检测", "补充新的事实"


class Oracle:
    """The law told day by day. It shares no line with what it judges."""

    def __init__(self, open_days, pauses):
        self.open_days = open_days
        self.paused = set()
        for pause in pauses:
            day = pause.began
            while day < pause.ended:
                day += DAY
                self.paused.add(day)

    def last_day(self, amount, unit, start):
        if unit is M:
            month = start.month - 1 + amount
            year, month = start.year + month // 12, month % 12 + 1
            same = dt.date(year, month, min(start.day, monthrange(year, month)[1]))
            amount, unit = (same - start).days, D
        day, counted = start, 0
        while counted < amount:
            day += DAY
            if day in self.paused or (unit is WD and day not in self.open_days):
                continue
            counted += 1
        if day not in self.open_days:
            day += DAY
            while day not in self.open_days or day in self.paused:
                day += DAY
        return day

    def due(self, terms, history):
        """Give the last day, or None where an extension came too late or from the wrong one."""
        start = max([history.start.date(), *(day for day, _ in history.restarts)])
        amount = terms.period.amount
        granted = sorted((e for e in history.extensions if e.on >= start), key=lambda e: e.on)
        for place, extension in enumerate(granted):
            right = place == 0 and extension.by == HEAD and extension.amount <= terms.extension
            right = right or (place == 1 and extension.by == BOARD)
            if not right or extension.on > self.last_day(amount, terms.period.unit, start):
                return None
            amount += extension.amount
        return self.last_day(amount, terms.period.unit, start)


def a_calendar(chance):
    """An invented calendar: random holidays and weekends worked for them."""
    days = {}
    for _ in range(chance.randint(0, 25)):
        first = FIRST + chance.randint(0, 1_400) * DAY
        for n in range(chance.randint(1, 9)):
            days[first + n * DAY] = ("假", True)
    for _ in range(chance.randint(0, 25)):
        day = FIRST + chance.randint(0, 1_400) * DAY
        if day.weekday() >= 5:
            days[day] = ("班", False)
    return days


def both(days):
    """The same calendar for the product and, as a set of open days, for the oracle."""
    span = range(FIRST.toordinal(), dt.date(2036, 12, 31).toordinal() + 1)
    known = [dt.date.fromordinal(n) for n in span]
    usual = {day for day in known if day.weekday() < 5}
    usual -= {day for day, (_, off) in days.items() if off}
    usual |= {day for day, (_, off) in days.items() if not off}
    return Calendar(days, frozenset(range(2025, 2037)), {}, 2025, 2036), usual


def a_history(chance):
    start = FIRST + chance.randint(0, 700) * DAY
    unit = chance.choice([WD, WD, D, D, M])
    amount = chance.randint(0 if unit is D else 1, {WD: 45, D: 90, M: 6}[unit])
    terms = Terms(Period(amount, unit, "期限"), (TEST,), 30, HEAD, BOARD, (NEWS,))
    pauses = []
    for _ in range(chance.choice([0, 0, 1, 2, 4])):
        began = start + chance.randint(-10, 90) * DAY
        pauses.append(Pause(began, began + chance.randint(0, 40) * DAY, TEST))
    restarts = [
        (start + chance.randint(0, 60) * DAY, NEWS) for _ in range(chance.choice([0, 0, 1, 2]))
    ]
    extensions = [
        Extension(chance.choice([1, 15, 30, 30, 31]), by, start + chance.randint(0, 40) * DAY)
        for by in [HEAD, BOARD, BOARD][: chance.choice([0, 0, 0, 1, 1, 1, 2, 3])]
    ]
    moment = dt.datetime.combine(start, dt.time(chance.randint(0, 23)), SHANGHAI)
    return terms, History(moment, tuple(pauses), tuple(extensions), tuple(restarts))


def found(terms, history, calendar):
    try:
        return end_of_history(terms, history, calendar).on
    except NotAllowed:
        return None


def differences(count, seed):
    """Live so many lives; each calendar is changed afterwards, and every due date asked again."""
    chance = random.Random(seed)
    bad, refused = [], 0
    for _ in range(count // 10):
        before, after = a_calendar(chance), a_calendar(chance)
        changed = before | dict(list(after.items())[: chance.randint(1, 20)])
        editions = [both(before), both(changed)]
        for _ in range(10):
            terms, history = a_history(chance)
            for calendar, open_days in editions:
                wanted = Oracle(open_days, history.pauses).due(terms, history)
                refused += wanted is None
                if found(terms, history, calendar) != wanted:
                    bad.append((terms, history, wanted))
    return bad, refused


def test_five_thousand_histories_end_where_the_oracle_says():
    bad, refused = differences(5_000, seed=2026)
    assert bad == []
    assert 500 < refused < 5_000  # of 10,000: both kinds of answer were asked for


CALENDAR, _ = both({})
VERIFY = Terms(Period(15, WD, "举报核查"), (TEST,), 15, HEAD, "", (NEWS,))
START = dt.datetime(2026, 3, 2, 9, tzinfo=SHANGHAI)  # a Monday; 15 working days end on the 23rd


def day(text):
    return dt.date.fromisoformat(text)


def test_days_of_a_pause_do_not_count():
    history = History(START, (Pause(day("2026-03-04"), day("2026-03-11"), TEST),))
    outcome = end_of_history(VERIFY, history, CALENDAR)
    assert outcome.on == day("2026-03-30")  # five working days later
    assert "不计入：中止期间 2026-03-05 至 2026-03-11，7 天。" in outcome.trace


def test_pauses_that_overlap_are_left_out_once():
    one = Pause(day("2026-03-04"), day("2026-03-11"), TEST)
    other = Pause(day("2026-03-09"), day("2026-03-11"), TEST)
    assert end_of_history(VERIFY, History(START, (one, other)), CALENDAR).on == day("2026-03-30")


def test_a_pause_that_still_runs_is_marked():
    history = History(START, (Pause(day("2026-03-04"), None, TEST),))
    outcome = end_of_history(VERIFY, history, CALENDAR, today=day("2026-03-06"))
    assert (outcome.on, outcome.is_paused) == (day("2026-03-25"), True)
    assert outcome.is_provisional
    assert "尚在中止" in outcome.trace[-1]


def test_an_extension_counts_from_the_same_start():
    history = History(START, extensions=(Extension(15, HEAD, day("2026-03-20")),))
    outcome = end_of_history(VERIFY, history, CALENDAR)
    assert outcome.on == day("2026-04-13")
    assert outcome.trace[0] == "延长：负责人 2026-03-20 批准延长 15 个工作日，合并计算。"


def test_a_joined_report_starts_the_clock_anew():
    history = History(
        START,
        extensions=(Extension(15, HEAD, day("2026-03-20")),),
        restarts=((day("2026-03-23"), NEWS),),
    )
    outcome = end_of_history(VERIFY, history, CALENDAR)
    assert outcome.on == day("2026-04-13")  # 15 days from the 23rd; the old extension is spent
    assert "重新计算" in outcome.trace[0]


BAD = [
    ({"pauses": (Pause(day("2026-03-04"), day("2026-03-05"), "出差"),)}, "不因“出差”中止"),
    ({"pauses": (Pause(day("2026-03-04"), day("2026-03-03"), TEST),)}, "早于开始日"),
    ({"pauses": (Pause(day("2026-03-04"), None, TEST),)}, "中止尚未结束"),
    ({"extensions": (Extension(15, "科长", day("2026-03-20")),)}, "须由负责人批准"),
    ({"extensions": (Extension(16, HEAD, day("2026-03-20")),)}, "至多延长 15"),
    ({"extensions": (Extension(0, HEAD, day("2026-03-20")),)}, "至少为 1"),
    ({"extensions": (Extension(15, HEAD, day("2026-03-24")),)}, "已于 2026-03-23 届满"),
    (
        {
            "extensions": (
                Extension(15, HEAD, day("2026-03-20")),
                Extension(15, HEAD, day("2026-04-01")),
            )
        },
        "没有法定的再次延长",
    ),
    ({"restarts": ((day("2026-03-04"), "领导要求"),)}, "不因“领导要求”重新计算"),
    ({"restarts": ((day("2026-03-01"), NEWS),)}, "早于起算之日"),
]


@pytest.mark.parametrize(("events", "message"), BAD)
def test_what_the_law_does_not_know_is_refused(events, message):
    with pytest.raises(NotAllowed, match=message):
        end_of_history(VERIFY, History(START, **events), CALENDAR)


def test_hours_know_neither_pause_nor_extension():
    hours = Terms(Period(24, Unit.HOUR, "报告"), (TEST,))
    pause = Pause(day("2026-03-02"), day("2026-03-03"), TEST)
    assert end_of_history(hours, History(START), CALENDAR).at == START + DAY
    with pytest.raises(NotAllowed, match="不能中止"):
        end_of_history(hours, History(START, (pause,)), CALENDAR)
