"""Pure decisions of the room: layouts, sheets, what was typed."""

from hedun.base.documents.decide.casework import of_case
from hedun.base.documents.decide.layouts import Block, FormField, Layout, adapt, read
from hedun.base.documents.decide.sheets import (
    Head,
    Sheet,
    chinese_date,
    clean,
    digest,
    document_number,
    fill,
    has,
    missing,
    sample,
    words,
)
from hedun.base.documents.decide.typed import parsed, seal, shown, unseal

__all__ = [
    "Block",
    "FormField",
    "Head",
    "Layout",
    "Sheet",
    "adapt",
    "chinese_date",
    "clean",
    "digest",
    "document_number",
    "fill",
    "has",
    "missing",
    "of_case",
    "parsed",
    "read",
    "sample",
    "seal",
    "shown",
    "unseal",
    "words",
]
