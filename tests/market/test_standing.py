"""What stands of a platform's listings is what a plain dictionary would say."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from hedun.market.decide.listings import Standing

NUMBERS = st.sampled_from([f"G{n}" for n in range(8)])
GROUPS = st.lists(st.dictionaries(NUMBERS, st.sampled_from("abc"), max_size=6), max_size=8)


def frame(group):
    columns = {"listing_no": list(group), "content_hash": list(group.values())}
    return pl.DataFrame(columns, schema={"listing_no": pl.String, "content_hash": pl.String})


@given(GROUPS, GROUPS)
def test_a_row_is_fresh_unless_it_stands_so(stored, arriving):
    standing, known = Standing.of(map(frame, stored)), {}
    for group in stored:
        known |= group
    for group in arriving:
        rows = frame(group)
        fresh = standing.fresh(rows)
        wanted = {number: text for number, text in group.items() if known.get(number) != text}
        assert dict(fresh.rows()) == wanted
        standing.take(fresh)
        known |= wanted


def test_nothing_stands_where_nothing_was_stored():
    rows = frame({"G1": "a"})
    assert Standing.of([]).fresh(rows).equals(rows)
