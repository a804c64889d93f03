"""What a calendar reads back is what was written: by a parser written from RFC 5545 alone."""

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedun.engine import ical
from tests.ics import parse

AT = dt.datetime(2026, 11, 27, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))
DAY = dt.date(2026, 12, 4)


def written(*events):
    return ical.write("合盾", events, product="-//Hedun//CN")


def test_an_event_is_read_back_with_its_alarm():
    event = ical.Event(
        "a@hedun", DAY, "投诉；TS-1, 受理", AT, "依据\n第十五条", "https://x/", alarm_at=AT
    )
    [found] = parse(written(event))
    assert found["SUMMARY"] == "投诉；TS-1, 受理"
    assert found["DESCRIPTION"] == "依据\n第十五条"
    assert (found["DTSTART"], found["DTEND"]) == ("20261204", "20261205")
    assert found["ALARM"] == "20261127T010000Z"


def test_a_calendar_without_events_is_still_one():
    assert parse(written()) == []


@given(summary=st.text(max_size=300), note=st.text(max_size=300))
def test_any_text_comes_back_and_never_begins_a_line_of_its_own(summary, note):
    content = written(ical.Event("u@hedun", DAY, summary, AT, note))
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")
    [found] = parse(content)
    kept = "".join(c for c in re.sub("\r\n?", "\n", summary) if c == "\n" or c.isprintable())
    assert found["SUMMARY"] == kept


@pytest.mark.parametrize(
    "broken",
    [
        lambda b: b.replace(b"\r\n", b"\n"),
        lambda b: b.replace(b"END:VEVENT\r\n", b""),
        lambda b: b.replace(b"UID:", b"UUID:"),
        lambda b: b.replace(b"VERSION:2.0\r\n", b""),
        lambda b: b.replace(b"SUMMARY:", b"SUMMARY:" + b"x" * 80),
    ],
)
def test_the_parser_sees_what_is_wrong(broken):
    good = written(ical.Event("u@hedun", DAY, "事", AT))
    with pytest.raises(ValueError, match="RFC 5545"):
        parse(broken(good))
