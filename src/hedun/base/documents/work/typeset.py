"""PDF by typst, without a server: fonts that come with the product, templates of our own."""

import functools
import json
import re
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typst

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

# templates of every room may import one another from here
ROOT = Path(__file__).parents[3]
# so many different characters may be unknown to every font before the PDF is no PDF/A
STRANGERS = 60
GETA = "〓"
UNSHOWN = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
KNOWN = ("Noto Serif SC", "Noto Sans SC", "Noto Serif CJK SC", "Noto Sans CJK SC", "FangSong")


class NoFont(RuntimeError):
    """No Chinese font on this machine: the PDF would show empty boxes; DOCX still works."""


@functools.cache
def font_folders() -> tuple[str, ...]:
    """Folders in which typst looks for Chinese fonts; the packaged ones come first."""
    try:
        import pylopdf_fonts_zh_cn as packaged
    except ImportError:
        return ()
    return (str(packaged.serif_path().parent),)


@functools.cache
def has_chinese_font() -> bool:
    """Tell whether a PDF can be typeset on this machine."""
    families = typst.Fonts(font_paths=list(font_folders())).families()
    return any(name in KNOWN for name in families)


@functools.cache
def _compiler() -> Any:
    """The one compiler of a process: it reads the fonts once."""
    return typst.Compiler(root=str(ROOT), font_paths=list(font_folders()))


def typeset(template: str, sheet: "DataclassInstance") -> bytes:
    """Fill a template with a sheet as JSON and give PDF/A-2b. Raises NoFont."""
    if not has_chinese_font():
        raise NoFont(
            "服务器没有中文字体，不能生成 PDF；请改用 DOCX，或请系统管理员安装 "
            "pylopdf-fonts-zh-cn（或 fonts-noto-cjk）后重试。"
        )
    text = json.dumps(asdict(sheet), ensure_ascii=False)
    for _ in range(STRANGERS):
        try:
            return _compile(template, text, standards=["a-2b"])
        except typst.TypstError as error:
            found = UNSHOWN.search(error.message)
            if found is None:
                raise
            # a mark may be named with the ordinary sign that it stands on; that one is JSON's as well
            for sign in filter(lambda sign: not sign.isascii(), _meant(found.group(1))):
                text = text.replace(sign, GETA)
    return _compile(template, text, standards=[])


def _compile(template: str, text: str, *, standards: list[str]) -> bytes:
    made = _compiler().compile(
        str(ROOT / template), format="pdf", sys_inputs={"sheet": text}, pdf_standards=standards
    )
    assert isinstance(made, bytes)
    return made


def _meant(shown: str) -> str:
    """The characters that no font on this machine has, as typst names them."""
    return ESCAPED.sub(lambda code: chr(int(code.group(1), 16)), shown)
