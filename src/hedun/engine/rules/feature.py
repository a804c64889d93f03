"""What a rule may ask about a record: the registry of features."""

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hedun.engine.rules.errors import RuleError
from hedun.engine.rules.symbols import NOT_A_UNIT, SYMBOLS, readings
from hedun.engine.rules.terms import Kind

_NAME = re.compile(r"[^\W\d]\w{0,39}")


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing known of a record: the column `name`, written in rules by it or by its label.

    A money feature is in integer fen. `unit` is the counting word that a number may carry
    (件, 天). A flag that is `owned` is written 有 and 无 (证书), any other stands bare (跨境).
    `choices`, where given, are all values of a text, set or words feature that
    exist: a rule that names another one is refused.
    """

    name: str
    label: str
    kind: Kind
    description: str = ""
    unit: str = ""
    owned: bool = False
    choices: frozenset[str] = frozenset()


class Registry:
    """The features of one kind of record; no name can be read in two ways.

    Refuses a name that is a word of the language, stands twice, or is a sequence of other
    names and words (“有证书” beside “证书”): rules may be written without spaces.
    """

    def __init__(self, features: Iterable[Feature]) -> None:
        self.features = tuple(features)
        self._by_word: dict[str, Feature] = {}
        for feature in self.features:
            for word in {feature.name, feature.label}:
                self._take(word, feature)
        self.units = frozenset(f.unit for f in self.features if f.unit)
        for unit in self.units & NOT_A_UNIT:
            raise RuleError(f"计量单位“{unit}”已有含义；请换一个单位。")
        self.words = frozenset(self._by_word) | frozenset(SYMBOLS)
        for word in self._by_word:
            others = self.words - {word}
            for found in readings(word, others):
                raise RuleError(f"名称“{word}”会被读成“{' '.join(found)}”；请换一个名称。")

    def _take(self, word: str, feature: Feature) -> None:
        if not _NAME.fullmatch(word):
            raise RuleError(
                f"名称“{word}”不能用：应以汉字或字母开头，只含汉字、字母、数字和下划线，不超过40字。"
            )
        if word in SYMBOLS or word in self._by_word:
            taken = "规则语言的用词" if word in SYMBOLS else "另一个名称"
            raise RuleError(f"名称“{word}”已是{taken}；请换一个名称。")
        self._by_word[word] = feature

    def __iter__(self) -> Iterator[Feature]:
        return iter(self.features)

    def find(self, word: str) -> Feature | None:
        """Give the feature that goes by this name or label."""
        return self._by_word.get(word)

    def like(self, word: str) -> str:
        """Give the way out where a word is unknown: the most similar name, or some of them."""
        word = word[:40]
        close = difflib.get_close_matches(word, sorted(self.words), n=5, cutoff=0.5)
        # of equally similar names the one that begins alike: 价恪 is 价格, not 原价
        close = sorted(close, key=lambda name: name[0] != word[0])
        if close:
            return f"是不是“{close[0]}”？"
        labels = "、".join(f.label for f in self.features[:12])
        return f"可用的名称有：{labels}{'等' if len(self.features) > 12 else ''}。"
