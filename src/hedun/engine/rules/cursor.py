"""A place between the tokens of one rule, with the budget that ends every reading."""

from hedun.engine.rules.errors import RuleError
from hedun.engine.rules.feature import Feature, Registry
from hedun.engine.rules.symbols import Symbol
from hedun.engine.rules.tokens import Token, tokenize
from hedun.engine.rules.tree import Span

MAX_NODES = 500
MAX_DEPTH = 40


class Cursor:
    """Reads tokens forward only, so that reading ends after as many steps as there are tokens."""

    def __init__(self, source: str, registry: Registry) -> None:
        self.source, self.registry = source, registry
        self._tokens = tokenize(source, registry)
        self._at = self._nodes = self._depth = 0

    def peek(self) -> Token:
        """Give the token that is read next."""
        return self._tokens[self._at]

    def take(self) -> Token:
        """Read one token; the end is read again and again."""
        token = self.peek()
        self._at = min(self._at + 1, len(self._tokens) - 1)
        return token

    def takes(self, *symbols: Symbol) -> bool:
        """Read the next token if it is one of these."""
        found = isinstance(self.peek().what, Symbol) and self.peek().what in symbols
        if found:
            self.take()
        return found

    def need(self, symbol: Symbol, message: str) -> None:
        """Read this symbol, or say what is missing."""
        if not self.takes(symbol):
            raise self.fault(message)

    def feature(self, message: str) -> Feature:
        """Read a feature, or say what is missing."""
        token = self.peek()
        if not isinstance(token.what, Feature):
            raise self.fault(message)
        self.take()
        return token.what

    def since(self, start: int) -> Span:
        """Give the span from an offset to the last token read."""
        return start, self._tokens[max(self._at - 1, 0)].end

    def fault(self, message: str, token: Token | None = None) -> RuleError:
        """Give the error that stands at a token, the next one if none is given."""
        token = token or self.peek()
        if token.what is None and token is self.peek():
            message = f"规则没有写完；{message}"
        return RuleError(message, self.source, start=token.start, end=token.end)

    def shown(self, token: Token) -> str:
        """Give what stands in the source."""
        return self.source[token.start : token.end]

    def node(self) -> None:
        """Count one condition or constant against the budget."""
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise self.fault(
                f"规则的条件和取值超过{MAX_NODES}个；请把取值放进词库，或拆成几条规则。"
            )

    def deeper(self) -> None:
        """Go one bracket or negation down."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self.fault(f"括号或“非”套了超过{MAX_DEPTH}层；请拆成几条规则。")

    def higher(self) -> None:
        """Come back up."""
        self._depth -= 1
