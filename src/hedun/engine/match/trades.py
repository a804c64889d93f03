"""What a business does, read from the end of its name: 美味轩│餐饮│管理, 张三│小吃.

`tables/trades.tsv` puts words into classes (餐饮, 饮食, 饭店 are one) and kinds within a class
(火锅 and 面馆 are two; 餐饮 goes with either).
"""

import functools
from importlib.resources import files
from typing import Final, NamedTuple

_LONGEST: Final = 8
GENERAL: Final = "general"  # 管理, 服务, 发展 … say little of what a business does
GROUP: Final = "group"  # 集团 is another company than the one of the same name without it


class Trade(NamedTuple):
    """A word with its class and its kind; the kind is empty for a word that fits all of them."""

    word: str
    group: str
    kind: str


@functools.cache
def words() -> dict[str, Trade]:
    """Give every trade word; where two lines have one, the first says what it is."""
    text = (files("hedun.engine.match") / "tables/trades.tsv").read_text(encoding="utf-8")
    found: dict[str, Trade] = {}
    for line in text.splitlines()[1:]:
        group, kind, listed = line.split("\t")
        for word in listed.split():
            found.setdefault(word, Trade(word, group, kind.strip("-")))
    # 维修店 is 维修 and a shop word
    return {word: one for word, one in found.items() if not _is_with_noun(word, found)}


def _is_with_noun(word: str, found: dict[str, Trade]) -> bool:
    stem = found.get(word[:-1])
    return (
        len(word) > 2
        and word[-1] in "店馆铺部厂行"
        and stem is not None
        and stem.group == found[word].group
    )


@functools.lru_cache(maxsize=1 << 16)
def split(text: str) -> tuple[str, tuple[Trade, ...]]:
    """Cut the trade words off the end of a text; gives what is before them and the words in order.

    At least one character stays, and a single one only where what follows is clearly a trade.
    """
    known, found, end = words(), list[Trade](), len(text)
    while end > 1:
        trade = _last(text, end, known)
        if trade is None:
            break
        found.append(trade)
        end -= len(trade.word)
    return text[:end], tuple(reversed(found))


def _last(text: str, end: int, known: dict[str, Trade]) -> Trade | None:
    for length in _lengths().get(text[end - 1], ()):
        start = end - length
        trade = known.get(text[start:end]) if start > 0 else None
        # one character (餐, 面, 鞋) is a trade only before a 店 or 馆, which is gone by now
        if trade is not None and (start > 1 or len(trade.word) > 1):
            return trade
    return None


@functools.cache
def _lengths() -> dict[str, tuple[int, ...]]:
    """Give for the last character of trade words how long those may be, the longest first."""
    found: dict[str, set[int]] = {}
    for word in words():
        if len(word) <= _LONGEST:
            found.setdefault(word[-1], set()).add(len(word))
    return {last: tuple(sorted(lengths, reverse=True)) for last, lengths in found.items()}


def alone(text: str) -> bool:
    """Tell whether a text holds trade words and nothing else: 小吃, 餐饮管理."""
    rest, found = split("＿" + text)
    return rest == "＿" and bool(found)
