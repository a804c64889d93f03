"""The course of filings over the windows, drawn on the server."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Sum
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from hedun.base.accounts.terms import Viewer
from hedun.base.pages.drawing import PATTERNS, number
from hedun.desks.roster import queries
from hedun.desks.roster.terms import FilingMode, FilingState, Sheet, Window

MOST_EMPTY = 3  # leading windows without a filing that may be left out
HEIGHT, TOP, FLOOR = 150, 14, 120


def of_filings(viewer: Viewer, shown: Sequence[Window]) -> SafeString:
    """Draw filed, to be mended and returned rows of each window beside each other."""
    rows = queries.visible_filings(viewer).filter(
        sheet=Sheet.OPERATORS,
        mode=FilingMode.FULL,
        state=FilingState.FILED,
        window__in=[one.key for one in shown],
    )
    sums: dict[str, dict[str, Any]] = defaultdict(dict)
    for found in (
        rows.order_by()
        .values("window")
        .annotate(filed=Sum("good"), mend=Sum("flagged"), back=Sum("returned"))
    ):
        sums[found["window"]] = dict(found)
    if not any(sums.values()):
        return SafeString('<p class="quiet">还没有报送。</p>')
    began = next(place for place, one in enumerate(shown) if one.key in sums)
    return _drawn([(one.label, sums.get(one.key, {})) for one in shown[min(began, MOST_EMPTY) :]])


SERIES = (("filed", "s1", "已报送"), ("mend", "s3", "须更正"), ("back", "s6", "退回"))


def _drawn(columns: Sequence[tuple[str, dict[str, Any]]]) -> SafeString:
    top = max((found.get("filed") or 0 for _, found in columns), default=0) or 1
    width = 100 / len(columns)
    parts: list[tuple[str, str, str, str, str, str]] = []
    labels: list[tuple[str, str, str, str]] = []
    for place, (label, found) in enumerate(columns):
        left = place * width
        labels.append((f"{left + width / 2:.2f}%", label, f"{left + width / 2:.2f}%",
                       number(found["filed"]) if found.get("filed") else "—"))  # fmt: skip
        for offset, (name, css, said) in enumerate(SERIES):
            value = found.get(name) or 0
            # a share that rounds away is still drawn as a line
            tall = max(2 if value else 0, (FLOOR - TOP) * value / top)
            at = f"{left + width * (0.18 + 0.22 * offset):.2f}%"
            parts.append((css, at, f"{width * 0.19:.2f}%", f"{FLOOR - tall:.1f}", f"{tall:.1f}",
                          f"{label}{said} {number(value)} 行"))  # fmt: skip
    legend = [(css, said) for _, css, said in SERIES]
    return format_html(
        '<svg class="trend" width="100%" height="{}" role="img" aria-label="各报送期的行数">{}'
        '<line class="axis" x1="0" x2="100%" y1="{}" y2="{}"/>{}{}</svg>'
        '<ul class="legend">{}</ul>',
        HEIGHT,
        PATTERNS,
        FLOOR,
        FLOOR,
        format_html_join(
            "",
            '<rect class="{}" x="{}" width="{}" y="{}" height="{}"><title>{}</title></rect>',
            parts,
        ),
        format_html_join(
            "",
            '<text x="{}" y="138" text-anchor="middle">{}</text>'
            '<text x="{}" y="10" text-anchor="middle" class="value">{}</text>',
            labels,
        ),
        format_html_join(
            "",
            '<li><svg class="swatch" width="14" height="14" aria-hidden="true">'
            '<rect class="{}" width="14" height="14"/></svg>{}</li>',
            legend,
        ),
    )
