"""Decisions about letters: steps, numbers, clocks, rows and pre-flight."""
