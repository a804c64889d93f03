"""The text of a document: DOCX as its paragraphs, anything else as text in some encoding."""

import io
import zipfile
from typing import Any
from xml.parsers import expat

LONGEST = 500_000
_LARGEST_PART = 60 << 20
_BODY = "word/document.xml"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main "
_WAY_OUT = "请用 WPS 或 Word 打开后另存为 .docx，或把正文粘贴进来。"
_OTHERS = (b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8", b"Rar!", b"7z\xbc\xaf", b"MZ")


class Illegible(ValueError):
    """The document cannot be read; the message says what it is and what to do."""


def text_of(content: bytes) -> str:
    """Give the text, with lines as paragraphs. Raises Illegible."""
    if not content.strip():
        raise Illegible("文件是空的；请重新选择，或把正文粘贴进来。")
    if content.startswith(_OTHERS):
        raise Illegible(f"文件不是 .docx 或文本（可能是 .doc、PDF 或图片）；{_WAY_OUT}")
    text = _docx(content) if content.startswith(b"PK") else _plain(content)
    if len(text) > LONGEST:
        raise Illegible(f"正文超过 {LONGEST:,} 字；请拆分成几份后分别检查。")
    if not text.strip():
        raise Illegible(f"文件里没有文字（可能是扫描图片）；{_WAY_OUT}")
    return text


def _plain(content: bytes) -> str:
    for encoding in _encodings(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text.replace("\r\n", "\n").replace("\r", "\n")
    raise Illegible("文本的编码无法识别；请另存为 UTF-8 文本，或把正文粘贴进来。")


def _encodings(content: bytes) -> tuple[str, ...]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    return ("utf-8-sig", "gb18030")


def _docx(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            part = archive.getinfo(_BODY)
            if part.flag_bits & 1:
                raise Illegible("文件已加密；请取消打开密码后重新上传。")
            if part.file_size > _LARGEST_PART:
                raise Illegible(f"正文部件展开后过大；{_WAY_OUT}")
            with archive.open(part) as file:
                xml = file.read(_LARGEST_PART + 1)
    except (zipfile.BadZipFile, KeyError, OSError, RuntimeError, EOFError) as error:
        raise Illegible(f"文件不是完整的 .docx；{_WAY_OUT}") from error
    return _paragraphs(xml)


def _paragraphs(xml: bytes) -> str:
    """Give the runs of each paragraph as a line; text that was struck out by revision is left out."""
    made = _Lines()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = _no_doctype
    parser.StartElementHandler = made.open
    parser.EndElementHandler = made.close
    parser.CharacterDataHandler = made.say
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as error:
        raise Illegible(f"文件的正文部件损坏；{_WAY_OUT}") from error
    return "".join(made.pieces).strip("\n")


def _no_doctype(*_: Any) -> None:
    raise Illegible(f"文件的正文部件含有不应有的声明；{_WAY_OUT}")


class _Lines:
    """Collects what the parser meets."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self._is_text = False

    def open(self, name: str, _: dict[str, str]) -> None:
        local = name.removeprefix(_W)
        self._is_text = local == "t"
        if local == "tab":
            self.pieces.append("\t")
        elif local in {"br", "cr"}:
            self.pieces.append("\n")

    def close(self, name: str) -> None:
        self._is_text = False
        if name == f"{_W}p":
            self.pieces.append("\n")

    def say(self, data: str) -> None:
        if self._is_text:
            self.pieces.append(data)
