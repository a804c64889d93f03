"""What is wrong with a rule, where, and what to write instead."""


class RuleError(ValueError):
    """A rule cannot be read, or does not fit the data; says where and the way out in Chinese.

    `start` and `end` are offsets of code points in the source (for a page that marks them);
    `line` and `column` count from 1. All are 0 where the source is not to blame.
    """

    def __init__(
        self, message: str, source: str = "", *, start: int | None = None, end: int | None = None
    ) -> None:
        self.message = message
        self.start, self.end = start or 0, end or start or 0
        self.line = self.column = 0
        if start is not None:
            before = source[:start]
            self.line = before.count("\n") + 1
            self.column = start - (before.rfind("\n") + 1) + 1
        super().__init__(self._text())

    def _text(self) -> str:
        return f"第{self.line}行第{self.column}列：{self.message}" if self.line else self.message


class PackError(ValueError):
    """A rule pack is refused; says why and the way out in Chinese."""
