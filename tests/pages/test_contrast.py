"""Every pair of ink and paper that the style sheet uses is readable (WCAG 2.2 AA)."""

import re
from pathlib import Path

import pytest

import hedun.base.pages

CSS = Path(hedun.base.pages.__file__).parent / "static/hedun/app.css"
TOKENS = dict(re.findall(r"--([a-z0-9-]+):\s*(#[0-9a-f]{6})", CSS.read_text(encoding="utf-8")))
TONES = ["red", "amber", "green", "blue", "purple", "gray"]
TEXT = [
    *[(tone, f"{tone}-soft") for tone in TONES],
    *[(ink, paper) for ink in ("ink", "ink-2", "ink-3", "brand-2", "red")
      for paper in ("surface", "paper", "head", "brand-soft", "gray-soft")],
    ("surface", "brand-2"), ("surface", "brand"), ("nav-ink", "nav"), ("nav-ink", "nav-2"),
    ("nav-dim", "nav"), ("top-dim", "nav"), ("top-dim", "brand"), ("top-ink", "brand"),
    *[("ink", f"{tone}-soft") for tone in TONES],
]  # fmt: skip
SHAPES = [
    ("edge", "surface"), ("focus", "surface"), ("focus", "paper"), ("focus-dark", "nav"),
    ("focus-dark", "brand"),
]  # fmt: skip


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    dark, light = sorted([luminance(TOKENS[one]), luminance(TOKENS[other])])
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("ink", "paper"), TEXT)
def test_text_is_readable(ink, paper):
    assert contrast(ink, paper) >= 4.5


@pytest.mark.parametrize(("shape", "paper"), SHAPES)
def test_shapes_are_visible(shape, paper):
    assert contrast(shape, paper) >= 3


def test_every_token_that_is_used_is_defined():
    css = CSS.read_text(encoding="utf-8")
    assert set(re.findall(r"var\(--([a-z0-9-]+)\)", css)) <= set(
        re.findall(r"--([a-z0-9-]+):", css)
    )
