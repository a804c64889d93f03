"""Letters and replies as documents: DOCX that officials can edit, PDF/A for the file.

What people wrote is data in both: the templates are the product's own, a value is never
read as template code (docxtpl renders once with escaping, typst gets JSON).
"""

import functools
import io
import json
from dataclasses import asdict
from pathlib import Path

import jinja2.sandbox
import typst
from docxtpl import DocxTemplate

from hedun.desks.bridge.documents.sheet import LetterSheet, ReplySheet

FOLDER = Path(__file__).parent
SYSTEM_FONTS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
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


def docx(sheet: LetterSheet | ReplySheet) -> bytes:
    """Fill the Word template of the sheet."""
    template = DocxTemplate(FOLDER / f"{sheet.template}.docx")
    environment = jinja2.sandbox.SandboxedEnvironment(autoescape=True)
    template.render({"s": asdict(sheet)}, jinja_env=environment, autoescape=True)
    buffer = io.BytesIO()
    template.save(buffer)
    return buffer.getvalue()


def pdf(sheet: LetterSheet | ReplySheet) -> bytes:
    """Typeset the sheet as PDF/A-2b with embedded fonts. Raises NoFont."""
    if not has_chinese_font():
        raise NoFont(
            "服务器没有中文字体，不能生成 PDF；请改用 DOCX，或请系统管理员安装 "
            "pylopdf-fonts-zh-cn（或 fonts-noto-cjk）后重试。"
        )
    made = typst.compile(
        str(FOLDER / f"{sheet.template}.typ"),
        root=str(FOLDER),
        font_paths=list(font_folders()),
        sys_inputs={"sheet": json.dumps(asdict(sheet), ensure_ascii=False)},
        pdf_standards=["a-2b"],
    )
    assert isinstance(made, bytes)
    return made
