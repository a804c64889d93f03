"""Captures of what was seen, stored under the hash of their bytes."""
