"""The product's own symbols: 16 x 16 line drawings, and 12 x 12 glyphs for states."""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

LINES = {
    "home": "M2 7l6-5 6 5v7H10v-4H6v4H2z",
    "radar": "M8 2a6 6 0 106 6M8 5a3 3 0 103 3M8 8l5-5",
    "flag": "M3 14V2h9l-2 3 2 3H3",
    "review": "M2 3h7M2 7h5M2 11h4M11 13a3 3 0 100-6 3 3 0 000 6M13.200 12.200L15 14",
    "ban": "M8 2a6 6 0 100 12A6 6 0 008 2M4 4l8 8",
    "letter": "M2 4h12v9H2zM2 4l6 5 6-5",
    "shop": "M2 6l1-4h10l1 4M2 6c0 2 3 2 3 0 0 2 3 2 3 0 0 2 3 2 3 0 0 2 3 2 3 0M3 8v6h10V8M6 14v-3h4v3",
    "people": "M6 8a3 3 0 100-6 3 3 0 000 6M1 14c0-3 2-4 5-4s5 1 5 4M11 2a3 3 0 010 6M12 10c2 0 3 1 3 4",
    "person": "M8 8a3 3 0 100-6 3 3 0 000 6M2 14c0-3 3-4 6-4s6 1 6 4",
    "tiles": "M2 2h5v5H2zM9 2h5v5H9zM2 9h5v5H2zM9 9h5v5H9z",
    "upload": "M8 11V2M4.500 5.500L8 2l3.500 3.500M2 11v3h12v-3",
    "download": "M8 2v9M4.500 7.500L8 11l3.500-3.500M2 11v3h12v-3",
    "eye": "M1 8s3-5 7-5 7 5 7 5-3 5-7 5-7-5-7-5M8 10a2 2 0 100-4 2 2 0 000 4",
    "globe": "M8 2a6 6 0 100 12A6 6 0 008 2M2 8h12M8 2c-4 4-4 8 0 12M8 2c4 4 4 8 0 12",
    "chart": "M2 14h12M4 14V8M8 14V3M12 14V6",
    "book": "M2 3c3-1 5 0 6 1 1-1 3-2 6-1v10c-3-1-5 0-6 1-1-1-3-2-6-1zM8 4v10",
    "calendar": "M2 4h12v10H2zM2 7h12M5 2v3M11 2v3",
    "gear": "M8 10a2 2 0 100-4 2 2 0 000 4M8 1v2M8 13v2M1 8h2M13 8h2M3 3l1.500 1.500M11.500 11.500L13 13M3 13l1.500-1.500M11.500 4.500L13 3",
    "tree": "M6 2h4v3H6zM1 11h4v3H1zM11 11h4v3h-4zM8 5v3M3 11V8h10v3",
    "list": "M3 4h10M3 8h10M3 12h10",
    "search": "M7 12A5 5 0 107 2a5 5 0 000 10M11 11l4 4",
    "plus": "M8 3v10M3 8h10",
    "check": "M3 8.500l3.500 3.500L13 4.500",
    "cross": "M4 4l8 8M12 4l-8 8",
    "undo": "M6 3L2 7l4 4M2 7h8a4 4 0 010 7H7",
    "print": "M4 6V2h8v4M4 12H2V6h12v6h-2M4 10h8v4H4z",
    "filter": "M2 3h12l-5 6v5l-2-1V9z",
    "right": "M6 3l5 5-5 5",
    "left": "M10 3L5 8l5 5",
    "play": "M4 2l9 6-9 6z",
    "help": "M8 2a6 6 0 100 12A6 6 0 008 2M6 6.500a2 2 0 114 0c0 1.300-2 1.500-2 3M8 11.500v.5",
    "clock": "M8 2a6 6 0 100 12A6 6 0 008 2M8 5v3.500l2.500 1.500",
    "law": "M8 2v12M4 14h8M3 5h10M3 5l-2 5h4zM13 5l-2 5h4z",
    "file": "M4 2h6l3 3v9H4zM6 8h5M6 11h5",
    "menu": "M2 4h12M2 8h12M2 12h12",
    "empty": "M2 9l2-6h8l2 6v5H2zM2 9h3.500l1 2h3l1-2H14",
    "edit": "M3 13l1-3 7-7 2 2-7 7zM10 4l2 2",
    "exit": "M7 2H3v12h4M7 8h7M11 5l3 3-3 3",
    "bell": "M4 11V7a4 4 0 018 0v4l1 1H3zM7 14h2",
}  # fmt: skip

GLYPHS = {
    "triangle": '<path d="M6 .8L11.500 11H.5z" fill="currentColor"/>'
    '<path d="M6 4.500v3M6 9v.6" stroke="#fff" stroke-width="1.300"/>',
    "clock": '<circle cx="6" cy="6" r="5" fill="none" stroke="currentColor" stroke-width="1.500"/>'
    '<path d="M6 3v3.200l2 1.300" fill="none" stroke="currentColor" stroke-width="1.400"/>',
    "half": '<path d="M6 .6a5.400 5.400 0 100 10.800A5.400 5.400 0 006 .6m0 1.500v7.800a3.900 3.900 0 '
    '010-7.800" fill="currentColor" fill-rule="evenodd"/>',
    "tick": '<circle cx="6" cy="6" r="5.500" fill="currentColor"/>'
    '<path d="M3.400 6.200l1.900 1.900 3.500-3.800" fill="none" stroke="#fff" stroke-width="1.500"/>',
    "arrow": '<path d="M1 6h8M6 3l3.300 3L6 9" fill="none" stroke="currentColor" '
    'stroke-width="1.600"/>',
    "dashed": '<rect x="1.500" y="1.500" width="9" height="9" fill="none" stroke="currentColor" '
    'stroke-width="1.400" stroke-dasharray="2 1.500"/>',
    "cross": '<path d="M2.500 2.500l7 7M9.500 2.500l-7 7" stroke="currentColor" '
    'stroke-width="1.700"/>',
    "dot": '<circle cx="6" cy="6" r="3" fill="currentColor"/>',
    "ring": '<circle cx="6" cy="6" r="4.300" fill="none" stroke="currentColor" '
    'stroke-width="1.600"/>',
    "square": '<rect x="2" y="2" width="8" height="8" fill="currentColor"/>',
}


def icon(name: str) -> SafeString:
    """Draw a symbol beside a text; it says nothing to a screen reader.

    Raises KeyError for a name that is not in the set.
    """
    return format_html(
        '<svg class="icon" viewBox="0 0 16 16" fill="none" stroke="currentColor" '
        'stroke-width="1.4" stroke-linejoin="round" stroke-linecap="round" '
        'aria-hidden="true"><path d="{}"/></svg>',
        LINES[name],
    )


def glyph(name: str) -> SafeString:
    """Draw the shape of a state, so that colour is never the only difference."""
    return format_html(
        '<svg class="glyph" viewBox="0 0 12 12" aria-hidden="true">{}</svg>',
        mark_safe(GLYPHS[name]),  # noqa: S308 - our own drawings, from the table above
    )
