"""Verbs of `hedun`."""
