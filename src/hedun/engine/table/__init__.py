"""Tables: reading hostile files, writing workbooks.

    staged = stage(source, target)      # any file a stranger sent → Parquet of strings
    workbook.write(path, columns, rows) # rows → XLSX that no formula can hide in

A staged file holds, for each record that is not empty: `row_no` (as the sender counts, the
first record is 1), `problem` (why the record cannot be read, else null), `lost` and `formula`
(bit i = cell i is a number of more than 15 digits, or computed), and the cells as strings
`c000`, `c001`, …
"""

from hedun.engine.table import plain, workbook
from hedun.engine.table.reading import Limits, Staged, about, stage
from hedun.engine.table.staging import ROWS_PER_GROUP, cell_name
from hedun.engine.table.unreadable import Unreadable

__all__ = [
    "ROWS_PER_GROUP",
    "Limits",
    "Staged",
    "Unreadable",
    "about",
    "cell_name",
    "plain",
    "stage",
    "workbook",
]
