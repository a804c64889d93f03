"""Linking: a whole roster against a whole registry, out of core, with a reason for every link.

    link(roster, registry, out)  # three paths of Parquet files; see `run` for the steps

In come the columns of `records.Record` with an `id`; out come `LINKS`: at most three records of
the registry for each row of the roster, the best first. Whoever asks for a single pair uses
`judge_records`.
"""

from hedun.engine.match.linking.choosing import LINKS
from hedun.engine.match.linking.records import Record, judge_records
from hedun.engine.match.linking.run import link

__all__ = ["LINKS", "Record", "judge_records", "link"]
