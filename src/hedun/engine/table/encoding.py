"""Which encoding a text file is in: BOM, else strict UTF-8, else GB18030, else refused.

Nothing is ever replaced: a text is read right or not at all.
"""

import codecs
import pathlib

from hedun.engine.table.unreadable import Unreadable

_CHUNK = 1 << 22
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WAY_OUT = "请用 WPS 或 Excel 另存为“CSV UTF-8”后重新提交。"


def detect(path: pathlib.Path) -> str:
    """Name the codec that reads the whole file; raises Unreadable where none does."""
    with path.open("rb") as file:
        head = file.read(4096)
    for mark, codec in _BOMS:
        if head.startswith(mark):
            if _fails(path, codec):
                raise Unreadable(
                    f"文件标明是 {codec.upper()} 编码，但内容不符或结尾不完整；{_WAY_OUT}"
                )
            return codec
    if head.count(0) * 5 > len(head):
        raise Unreadable(f"文件不是文本，或是没有标记（BOM）的 UTF-16 文本；{_WAY_OUT}")
    problem = _fails(path, "utf-8")
    if problem is None:
        return "utf-8"
    if "unexpected end of data" in problem:
        raise Unreadable(f"文件结尾不完整：最后一个字只有一半，可能没有传完；{_WAY_OUT}")
    if _fails(path, "gb18030"):
        raise Unreadable(f"文件既不是 UTF-8 也不是 GB18030 编码，或混用了多种编码；{_WAY_OUT}")
    _refuse_mixture(path)
    return "gb18030"


def _fails(path: pathlib.Path, codec: str) -> str | None:
    decoder = codecs.getincrementaldecoder(codec)("strict")
    with path.open("rb") as file:
        try:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            return error.reason
    return None


def _refuse_mixture(path: pathlib.Path) -> None:
    """GB18030 reads many UTF-8 lines without complaint, as nonsense: find such lines."""
    with path.open("rb") as file:
        for number, line in enumerate(iter(lambda: file.readline(_CHUNK), b""), start=1):
            if not line.isascii() and _is_chinese_utf8(line):
                raise Unreadable(f"第 {number} 行是 UTF-8 编码，其他行是 GB18030 编码；{_WAY_OUT}")


def _is_chinese_utf8(line: bytes) -> bool:
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return sum("\u3000" <= sign <= "\uffef" for sign in text) >= 2
