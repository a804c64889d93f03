"""Builds the data tables under src/hedun/engine/text/tables from open data.

`python -m tools.text_tables` fetches the packages named in `sources`, builds every table and
the NOTICE; `python -m tools.text_tables sound emoji` builds only those named. The same
packages give the same bytes.
"""
