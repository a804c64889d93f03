"""Codes: identifiers and their check digits.

Each module has `normal(text)`, the one spelling that is stored, and `problem(text)`, which
gives None for a sound code and otherwise a Chinese sentence naming the thing, the rule and
the way out. Where a table is checked, `sound(column)` answers for all rows at once.
"""

from hedun.engine.codes import ccc, citizen, document, icp, licence, registration, uscc

__all__ = ["ccc", "citizen", "document", "icp", "licence", "registration", "uscc"]
