"""A term: one English identifier, one Chinese word."""

import enum
from typing import Self


class Term(enum.StrEnum):
    """An enumeration whose members carry the Chinese word shown to people."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Give (value, label) pairs in the order of declaration, for model and form fields."""
        return [(member.value, member.label) for member in cls]
