"""Desks: one per task."""
