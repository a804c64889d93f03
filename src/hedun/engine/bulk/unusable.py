"""What the person at the command line is told when something cannot be done."""


class Unusable(Exception):
    """A file or an argument that cannot be used; the message says what to do."""
