"""What characters are built of, as two open files have it, and how a typist spells a radical."""

import functools
import io
import pickle
import re
from typing import Any

from tools.text_tables.characters import is_han, standard
from tools.text_tables.sources import CHAIZI, DECOMPOSITION, content, lines

Parts = tuple[str, ...]
# each radical that stands beside or above, and what a writer types for it, the best first
SPELLED: dict[str, str] = {
    "氵": "氵水三",
    "氺": "水",
    "亻": "亻人",
    "扌": "扌才手",
    "讠": "讠言",
    "訁": "讠言",
    "钅": "钅金",
    "釒": "钅金",
    "纟": "纟丝糸",
    "糹": "纟丝糸",
    "糸": "糸丝纟",
    "艹": "艹草艸",
    "艸": "艹草艸",
    "忄": "忄心小",
    "犭": "犭犬",
    "饣": "饣食",
    "飠": "饣食",
    "礻": "礻示",
    "衤": "衤衣",
    "阝": "阝耳阜邑",
    "阜": "阝耳阜",
    "邑": "阝耳邑",
    "辶": "辶之走",
    "辵": "辶之走",
    "刂": "刂刀",
    "攵": "攵文攴夂",
    "攴": "攵文攴夂",
    "夂": "夂攵",
    "灬": "灬火",
    "罒": "罒四皿",
    "冖": "冖宀",
    "宀": "宀冖",
    "冫": "冫冰二",
    "牜": "牜牛",
    "覀": "覀西",
    "爫": "爫爪",
    "囗": "囗口",
    "⺮": "竹",
    "𥫗": "竹",
    "竹": "竹",
    "月": "月肉",
    "王": "王玉",
    "𤣩": "王玉",
    "丬": "丬爿",
    "爿": "丬爿",
    "虍": "虍虎",
    "戶": "户",
    "⺧": "牛",
    "⻊": "足",
    "𧾷": "足",
    "龵": "手",
    "⺌": "小",
    "⺍": "小",
    "肀": "肀聿",
    "彐": "彐",
    "巛": "巛川",
    "匸": "匚",
    "亠": "亠",
    "⺈": "刀",
    "𠂉": "人",
    "⺶": "羊",
    "⺷": "羊",
    "𦍌": "羊",
    "丷": "丷八",
    "彳": "彳双人",
    "疒": "疒病",
    "卩": "卩",
    "⺀": "冫",
    "歺": "歹",
    "旡": "旡",
    "廴": "廴",
    "⻗": "雨",
    "⺊": "卜",
    "镸": "长",
    "乚": "乚",
    "丨": "丨",
}


@functools.cache
def chaizi() -> dict[str, tuple[Parts, ...]]:
    """Give the splits of 漢語拆字字典, the parts easiest to type first."""
    raw: dict[str, list[list[str]]] = _Plain(content(CHAIZI, "data/data.pkl")).load()
    return {char: tuple(tuple(parts) for parts in splits) for char, splits in raw.items()}


class _Plain(pickle.Unpickler):
    """Reads lists, dicts and strings, and refuses whatever would run code."""

    def __init__(self, data: bytes) -> None:
        super().__init__(io.BytesIO(data))

    def find_class(self, module: str, name: str) -> Any:
        raise pickle.UnpicklingError(f"the table holds {module}.{name}, which is no plain data")


_RECORD = re.compile(r"(?P<key>[^:]+):(?P<kind>[^(]+)\((?P<parts>.*)\)")


@functools.cache
def records() -> dict[str, tuple[str, Parts]]:
    """Give kind and parts of every drawn character, and of parts that have only a number."""
    found: dict[str, tuple[str, Parts]] = {}
    for line in lines(DECOMPOSITION, "data/cjk_decomp.txt"):
        if match := _RECORD.fullmatch(line.strip()):
            parts = tuple(part for part in match["parts"].split(",") if part)
            found[match["key"]] = match["kind"], parts
    return found


def _flat(parts: Parts, kind: str) -> Parts | None:
    """Replace parts that have no code point by their own; None if that leads nowhere."""
    flat: list[str] = []
    for part in parts:
        if len(part) == 1:
            flat.append(part)
            continue
        inner_kind, inner = records().get(part, ("", ()))
        if inner_kind[:1] == "m" and len(inner) == 1:
            found = _flat(inner, kind)
        else:
            found = _flat(inner, kind) if inner_kind[:1] in {"a", "d"} else None
        if not found:
            return None
        flat.extend(found)
    return tuple(flat)


@functools.cache
def drawn(kinds: str = "ads") -> dict[str, Parts]:
    """Give the parts side by side (a), one above the other (d) or one around the other (s)."""
    found: dict[str, Parts] = {}
    for char, (kind, parts) in records().items():
        if len(char) == 1 and kind[:1] in kinds:
            flat = _flat(parts, kind)
            if flat and len(flat) >= 2:
                found[char] = flat
    return found


@functools.cache
def pieces_in_use() -> frozenset[str]:
    """Give the characters that build standard ones, and every radical with a spelling."""
    used = {part for char in standard() for parts in chaizi().get(char, ()) for part in parts}
    used |= {part for char in standard() for part in drawn().get(char, ())}
    return frozenset(piece for piece in used | set(SPELLED) if is_han(piece))
