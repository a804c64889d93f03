"""The measurement runs, and what it measures is right."""

from tools.bench import imports
from tools.bench.databases import place


def test_a_short_measurement_takes_every_good_row_and_answers_every_bad_one():
    with place("") as here:
        found = list(imports.table(2_000, 1_000, here.env))
    assert [(row["state"], row["wrong"]) for row in found] == [("done", [])] * 6
    bad = {row["file"]: (row["good"], row["bad"]) for row in found}
    assert bad["roster-2000.csv"] == (2_000, 0)
    assert bad["roster-bad-2000.csv"] == (1_980, 20)
    assert bad["listings-bad-1000.xlsx"] == (990, 10)
    assert all(row["peak"] for row in found)
