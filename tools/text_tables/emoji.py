"""emoji.tsv: the Chinese characters for which an emoji or a symbol may stand."""

import functools
import re
from pathlib import Path

from tools.text_tables.characters import is_han
from tools.text_tables.simplify import simple
from tools.text_tables.sources import CLDR, read_json
from tools.text_tables.writing import write

MOST = 6
# keywords that name a kind of picture and not the picture
_KINDS = re.compile(
    "动物 植物 符号 标志 按钮 字母 数学 数字 键盘 黑桃 图标 箭头 方向 几何 旗 旗帜 表情 食物 饮料 水果 "
    "蔬菜 运动 工具 物品 衣服 服装 天气 建筑 身体 手势 人 女 男 成人 脸 笑脸 圆形 正方形 方块 颜色 "
    "标点 标点符号".replace(" ", "|")
)
_PLAIN = re.compile("[\u4e00-\u9fff]{1,2}")
_WITHOUT_PICTURE = re.compile("[\u2b1b\u2b1c\U0001f3fb-\U0001f3ff]")


def _listed() -> dict[str, list[str]]:
    """Read the list made by hand."""
    text = Path(__file__).with_name("emoji.txt").read_text(encoding="utf-8")
    rows = [line.split(" ") for line in text.splitlines() if not line.startswith("#")]
    return {char: words for char, *words in rows}


def _names(entry: dict[str, list[str]]) -> list[str]:
    """Order what an emoji may stand for: its short name, single characters, its keywords."""
    name = simple("".join(entry.get("tts", ())))
    words = [simple(word) for word in entry.get("default", ())]
    words = [w for w in words if _PLAIN.fullmatch(w) and not _KINDS.fullmatch(w)]
    singles = [w for w in words if len(w) == 1]
    inside = [w for w in words if len(w) == 2 and w in name]
    heads = [char for char in name if len(name) == 2 and is_han(char)]
    short = [name] if _PLAIN.fullmatch(name) else []
    return [*short, *singles, *heads, *inside, *words]


@functools.cache
def table() -> dict[str, tuple[str, ...]]:
    """Give the meanings of every emoji of one code point, and of the symbols listed by hand."""
    notes = read_json(CLDR, "annotations/zh/annotations.json")["annotations"]["annotations"]
    found: dict[str, list[str]] = _listed()
    for char, entry in notes.items():
        bare = char.replace("\ufe0f", "")
        is_picture = len(bare) == 1 and bare > "\u2000" and not is_han(bare)
        if is_picture and not _WITHOUT_PICTURE.fullmatch(bare):
            found.setdefault(bare, []).extend(_names(entry))
    ordered = {char: tuple(dict.fromkeys(words))[:MOST] for char, words in found.items()}
    return {char: words for char, words in ordered.items() if words}


def build() -> None:
    """Write the table."""
    write("emoji.tsv", ((char, " ".join(words)) for char, words in table().items()), (CLDR,))
