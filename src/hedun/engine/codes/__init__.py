"""Codes: identifiers and their check digits."""
