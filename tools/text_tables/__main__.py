"""Build the tables named on the command line, or all."""

import importlib
import sys

TABLES = (
    "simplify",
    "words",
    "sound",
    "split",
    "emoji",
    "clean",
    "latin",
    "confusable",
    "shape",
    "notice",
)

for name in sys.argv[1:] or TABLES:
    importlib.import_module(f"tools.text_tables.{name}").build()
    print(f"built {name}")
