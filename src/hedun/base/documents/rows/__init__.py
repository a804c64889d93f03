"""The layouts as they stand in TOML files beside this one."""

import functools
from pathlib import Path

from hedun.base.documents.decide import Layout, read
from hedun.base.documents.terms import BadLayout

FOLDER = Path(__file__).parent


@functools.cache
def layouts() -> tuple[Layout, ...]:
    """Every layout of the country. Raises BadLayout at the first row that is wrong."""
    found = [
        layout
        for path in sorted(FOLDER.glob("*.toml"))
        for layout in read(path.read_text(encoding="utf-8"), place=path.name)
    ]
    seen: dict[str, Layout] = {}
    for layout in sorted(found, key=lambda one: (one.form, one.valid_from)):
        before = seen.get(layout.form)
        if before and (before.valid_to is None or before.valid_to >= layout.valid_from):
            raise BadLayout(f"{layout.form}：两行版式的有效期重叠；请先填前一行的 valid_to。")
        seen[layout.form] = layout
    return tuple(found)
