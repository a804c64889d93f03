"""Verbs of the lawbook."""
