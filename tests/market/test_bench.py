"""The measurement runs, and what it measures is right."""

from tools.bench import imports


def test_a_short_measurement_takes_every_good_row_and_reports_every_bad_one():
    for line in imports.table(rows_csv=2_000, rows_xlsx=1_000):
        state, good, bad = line[2:5]
        expected = ("990", "10") if "bad" in line[0] else ("2000", "0")
        assert (state, good, bad) == ("done", *expected)
