"""A word to look for, and the ways in which a text may show it."""

from dataclasses import dataclass
from typing import Final

from hedun.engine.term import Term
from hedun.engine.text import masks


class Channel(Term):
    """By which transformation the text shows the word."""

    EXACT = "exact", "原样"
    WIDTH = "width", "全角、大小写或兼容字形"
    TRADITIONAL = "traditional", "繁体或异体字"
    NOISE = "noise", "夹杂符号"
    REPEAT = "repeat", "重复字"
    SOUND = "sound", "同音字"
    PINYIN = "pinyin", "拼音"
    INITIALS = "initials", "拼音首字母"
    SHAPE = "shape", "形近字"
    SPLIT = "split", "拆字"
    EMOJI = "emoji", "表情或图形"
    ORDER = "order", "调换语序"


# the strangest transformation names the hit: bit of the mask and channel, strangest first
STRANGEST: Final = (
    (masks.INITIALS, Channel.INITIALS),
    (masks.ORDER, Channel.ORDER),
    (masks.PICTURED, Channel.EMOJI),
    (masks.SPLIT, Channel.SPLIT),
    (masks.SHAPE, Channel.SHAPE),
    (masks.PINYIN, Channel.PINYIN),
    (masks.SOUND, Channel.SOUND),
    (masks.REPEATED, Channel.REPEAT),
    (masks.NOISY, Channel.NOISE),
    (masks.TRADITIONAL, Channel.TRADITIONAL),
    (masks.WIDTH, Channel.WIDTH),
    (masks.EXACT, Channel.EXACT),
)
PLAIN: Final = (
    Channel.EXACT,
    Channel.WIDTH,
    Channel.TRADITIONAL,
    Channel.NOISE,
    Channel.REPEAT,
)


@dataclass(frozen=True, slots=True)
class Word:
    """One forbidden word: why it is forbidden, how grave it is, and where it is innocent.

    `ground` and `severity` are carried for the caller and mean nothing here. `allow` lists
    longer phrases that contain the word: inside one of them the word is not reported
    (大麻 inside 大麻烦).
    """

    text: str
    ground: str = ""
    severity: str = ""
    allow: tuple[str, ...] = ()
