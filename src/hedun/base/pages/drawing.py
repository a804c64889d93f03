"""Charts as server-drawn SVG: percent coordinates, so that text keeps its size at any width."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

# Okabe-Ito, dark enough for a white label, and one pattern for each, so that grey prints differ
SERIES = ("s1", "s2", "s3", "s4", "s5", "s6")


class Bar(NamedTuple):
    """One bar: what it counts, how many, where its rows are, and a remark."""

    label: str
    value: float
    url: str = ""
    note: str = ""


def number(value: float) -> str:
    """Write a number with thousands separators, a fraction only where there is one."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def percent(part: float, whole: float) -> str:
    """Write a share with two significant digits and never a rounded-away zero."""
    if not whole:
        return "—"
    share = 100 * part / whole
    if part and share < 0.1:
        return f"{share:.3f}%"
    return f"{share:.1f}%"


def as_bars(rows: Iterable[Bar | Sequence[object]]) -> list[Bar]:
    """Take bars as tuples too."""
    return [row if isinstance(row, Bar) else Bar(*row) for row in rows]  # type: ignore[arg-type]


def bars(rows: Iterable[Bar | Sequence[object]], *, rates: bool = False) -> SafeString:
    """Draw plain bars from zero on one linear scale; `rates` prints each step's conversion."""
    items = as_bars(rows)
    top = max((item.value for item in items), default=0) or 1
    lines = []
    for place, item in enumerate(items):
        note = item.note
        if rates and place and not note:
            note = f"占上一步 {percent(item.value, items[place - 1].value)}"
        lines.append((_named(item), _bar(item.value / top), _counted(item), note))
    return format_html(
        '<div class="bars">{}</div>',
        format_html_join(
            "",
            '<div class="bar-row"><span class="bar-label">{}</span>{}'
            '<span class="bar-value">{}</span><span class="bar-note">{}</span></div>',
            lines,
        ),
    )


def _named(item: Bar) -> str:
    return format_html('<a href="{}">{}</a>', item.url, item.label) if item.url else item.label


def _counted(item: Bar) -> str:
    text = number(item.value)
    return format_html('<a href="{}">{}</a>', item.url, text) if item.url else text


def _bar(share: float) -> SafeString:
    width = f"{max(0.0, min(1.0, share)) * 100:.2f}%"
    return format_html(
        '<svg class="bar" width="100%" height="12" aria-hidden="true">'
        '<rect class="track" width="100%" height="12"/>'
        '<rect class="fill" width="{}" height="12"/></svg>',
        width,
    )


def bullet(
    value: float | None, target: float, *, label: str = "", top: float = 100, unit: str = "%"
) -> SafeString:
    """Draw a bar from zero with a tick at the target: met or missed in words as well."""
    if value is None:
        return format_html(
            '<div class="bullet"><span class="bullet-label">{}</span>'
            '<span class="bullet-verdict">近期没有到期事项</span></div>',
            label,
        )
    is_met = value >= target
    tick = f"{100 * target / top:.2f}%"
    return format_html(
        '<div class="bullet {}" role="img" aria-label="{} {}{} 目标 {}{}">'
        '<span class="bullet-label">{}</span>'
        '<span class="bullet-number">{}{}</span>'
        '<svg class="bar" width="100%" height="14" aria-hidden="true">'
        '<rect class="track" y="2" width="100%" height="10"/>'
        '<rect class="fill" y="2" width="{}%" height="10"/>'
        '<line class="tick" x1="{}" x2="{}" y1="0" y2="14"/></svg>'
        '<span class="bullet-verdict">{} · 目标 {}{}</span></div>',
        "met" if is_met else "missed",
        label, number(value), unit, number(target), unit,
        label,
        number(value), unit,
        f"{max(0.0, min(100.0, 100 * value / top)):.2f}",
        tick, tick,
        "达标" if is_met else "未达标", number(target), unit,
    )  # fmt: skip


def spark(values: Iterable[float], *, label: str = "趋势") -> SafeString:
    """Draw the course of a number as a small line with its last point."""
    series = [float(value) for value in values]
    if len(series) < 2:
        return SafeString()
    top, step = max(series) or 1.0, 84 / (len(series) - 1)
    points = [
        (round(place * step, 1) + 2, round(26 - 22 * v / top, 1)) for place, v in enumerate(series)
    ]
    return format_html(
        '<svg class="spark" viewBox="0 0 90 30" width="90" height="30" role="img" '
        'aria-label="{}：从 {} 到 {}"><polyline points="{}"/><circle cx="{}" cy="{}" r="2.5"/></svg>',
        label,
        number(series[0]),
        number(series[-1]),
        " ".join(f"{x},{y}" for x, y in points),
        points[-1][0],
        points[-1][1],
    )


def stacked(rows: Iterable[Bar | Sequence[object]], *, label: str = "构成") -> SafeString:
    """Draw shares of a whole: each segment labelled directly, one pattern for each series."""
    items = [item for item in as_bars(rows) if item.value > 0]
    whole = sum(item.value for item in items)
    if not whole:
        return SafeString('<p class="quiet">还没有数据。</p>')
    start, segments = 0.0, []
    for place, item in enumerate(items):
        share = 100 * item.value / whole
        name = SERIES[place % len(SERIES)]
        segments.append((name, f"{start:.2f}%", f"{max(0.3, share - 0.3):.2f}%"))
        start += share
    legend = [
        (SERIES[place % len(SERIES)], _named(item), _counted(item), percent(item.value, whole))
        for place, item in enumerate(items)
    ]
    return format_html(
        '<svg class="stacked" width="100%" height="22" role="img" aria-label="{}">{}{}</svg>'
        '<ul class="legend">{}</ul>',
        label,
        PATTERNS,
        format_html_join("", '<rect class="{}" x="{}" width="{}" height="22"/>', segments),
        format_html_join(
            "",
            '<li><svg class="swatch" width="14" height="14" aria-hidden="true">'
            '<rect class="{}" width="14" height="14"/></svg>{} <b>{}</b> <span>{}</span></li>',
            legend,
        ),
    )


PATTERNS = SafeString(
    '<defs><pattern id="p2" width="6" height="6" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><rect width="6" height="6" fill="#007a5a"/>'
    '<line x1="0" y1="0" x2="0" y2="6" stroke="#fff" stroke-width="1.6"/></pattern>'
    '<pattern id="p3" width="5" height="5" patternUnits="userSpaceOnUse">'
    '<rect width="5" height="5" fill="#a66900"/><circle cx="2.5" cy="2.5" r="1" fill="#fff"/>'
    '</pattern><pattern id="p4" width="6" height="6" patternUnits="userSpaceOnUse">'
    '<rect width="6" height="6" fill="#a14a7a"/><path d="M0 3h6" stroke="#fff" '
    'stroke-width="1.2"/></pattern><pattern id="p5" width="6" height="6" '
    'patternUnits="userSpaceOnUse" patternTransform="rotate(-45)"><rect width="6" height="6" '
    'fill="#56667a"/><line x1="0" y1="0" x2="0" y2="6" stroke="#fff" stroke-width="2.4"/>'
    "</pattern></defs>"
)
