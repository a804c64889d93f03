"""The one error of reading."""


class Unreadable(ValueError):
    """The file cannot be taken in; the message says which rule it breaks and what to do."""
