"""The components that every template may use."""

import datetime as dt

import pytest
from django.utils import timezone

from hedun.base.jobs.terms import JobState
from hedun.base.pages import drawing, due, icons, states
from hedun.base.pages.templatetags import hedun as tags
from hedun.clues.terms import ClueState
from hedun.engine.term import Term

NOON = timezone.make_aware(dt.datetime(2026, 11, 23, 12))
HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _calendar_days():
    kept = list(due._counters)
    due._counters.clear()
    yield
    due._counters[:] = kept


@pytest.mark.parametrize(
    ("hours", "tone", "text"),
    [
        (-3, "red", "超期 3 小时"),
        (-72, "red", "超期 3 天"),
        (2, "amber", "今日 14:00 前 · 剩 2 小时"),
        (20, "amber", "明日 08:00 前 · 剩 20 小时"),
        (48, "blue", "剩 2 天"),
        (24 * 20, "gray", "剩 20 天"),
    ],
)
def test_a_due_date_says_how_far_it_is(hours, tone, text):
    span = due.span(NOON + HOUR * hours, NOON)
    assert (span.tone, span.text) == (tone, text)


def test_the_lawbook_counts_working_days():
    due.count_working_days_by(lambda _first, _last: 7)
    assert due.span(NOON + HOUR * 24 * 11, NOON).text == "剩 7 个工作日"


def test_a_due_date_says_that_it_is_provisional():
    assert "暂定" in tags.due_chip(timezone.now(), provisional=True, article_id=None)


def test_no_due_date_is_a_dash():
    assert tags.due_chip(None) == "—"


def test_a_state_has_glyph_text_and_colour():
    html = states.chip(ClueState.VERIFYING)
    assert "核查中" in html
    assert "<svg" in html
    assert "blue" in html


def test_a_stored_value_finds_its_term():
    assert "待平台反馈" in states.chip("awaiting")
    assert "正在执行" in states.chip("running", "JobState")


def test_a_label_with_a_tone_is_drawn():
    assert 'class="chip red"' in states.chip("red:超期 2")


def test_a_hostile_label_is_escaped():
    assert "<b>" not in states.chip("red:<b>")


def test_every_look_belongs_to_a_state_and_has_a_drawing():
    known = {kind.__name__: {item.value for item in kind} for kind in Term.__subclasses__()}
    for name, looks in states.LOOKS.items():
        assert all(look.glyph in icons.GLYPHS for look in looks.values()), name
        assert all(look.tone in states.OF_TONE for look in looks.values()), name
    assert set(JobState) <= set(states.LOOKS["JobState"]) & known["JobState"]


@pytest.mark.parametrize(
    ("fen", "text"), [(0, "¥0.00"), (123456789, "¥1,234,567.89"), (-5, "-¥0.05"), (None, "—")]
)
def test_money_is_written_in_yuan(fen, text):
    assert tags.yuan(fen) == text


def test_conversion_rates_are_printed_and_never_rounded_to_zero():
    html = drawing.bars([("扫描", 98_000_000), ("命中", 38_420)], rates=True)
    assert "占上一步 0.039%" in html


def test_bars_start_at_zero_on_one_linear_scale():
    html = drawing.bars([("甲", 200), ("乙", 50)])
    assert 'width="100.00%"' in html
    assert 'width="25.00%"' in html


def test_a_bullet_says_met_or_missed():
    assert "未达标 · 目标 95%" in drawing.bullet(92.1, 95, label="核查")
    assert ">达标" in drawing.bullet(97, 95, label="核查")
    assert "没有到期" in drawing.bullet(None, 95, label="核查")


def test_shares_are_labelled_directly():
    html = drawing.stacked([("下架删除", 3), ("立案", 1), ("移送", 0)])
    assert "75.0%" in html
    assert "移送" not in html


def test_a_timeline_takes_rows_and_dictionaries():
    html = tags.timeline([{"at": NOON, "title": "登记", "by_name": "张", "note": "<i>"}])
    assert html["events"][0]["by"] == "张"


def test_charts_carry_no_style_attribute():
    drawn = drawing.bars([("甲", 1)]) + drawing.bullet(1, 2) + drawing.spark([1, 2])
    assert "style=" not in drawn + drawing.stacked([("甲", 1)])


def test_a_bar_with_its_own_remark_keeps_it():
    html = drawing.bars([("确认", 40), drawing.Bar("办结", 10, note="占确认 25.0%")], rates=True)
    assert "占确认 25.0%" in html
    assert "占上一步" not in html


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) … Chrome/128.0 Safari/537.36", "Chrome · Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) … Chrome/128.0 Safari/537.36 Edg/128", "Edge · Windows"),
        ("Mozilla/5.0 (Linux; Android 14) … MicroMessenger/8.0", "微信 · Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17 like Mac OS X) Version/17", "Safari · iOS"),
        ("Python-urllib/3.11", "其他程序"),
        ("", "其他程序"),
    ],
)
def test_a_browser_is_named_as_people_know_it(agent, name):
    assert tags.browser(agent) == name
