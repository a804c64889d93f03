"""The record of extraction (电子数据提取笔录): DOCX that officers can edit, PDF/A for the file.

What a page or a person wrote is data: the templates are the product's own, a value is never
read as template code (docxtpl renders once with escaping, typst gets JSON).
"""

import functools
import io
import json
from dataclasses import asdict
from pathlib import Path
from typing import Final

import jinja2.sandbox
import typst
from docxtpl import DocxTemplate

from hedun.base.evidence.documents.sheet import RecordSheet, record_sheet

__all__ = ["TYPES", "NoFont", "RecordSheet", "docx", "pdf", "record_sheet"]
FOLDER = Path(__file__).parent
TYPES: Final = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
KNOWN: Final = ("Noto Serif SC", "Noto Sans SC", "Noto Serif CJK SC", "Noto Sans CJK SC")


class NoFont(RuntimeError):
    """No Chinese font on this machine: the PDF would show empty boxes; DOCX still works."""


@functools.cache
def _folders() -> tuple[str, ...]:
    """Folders in which typst looks for Chinese fonts; empty where none is known."""
    try:
        import pylopdf_fonts_zh_cn as packaged
    except ImportError:
        return ()
    return (str(packaged.serif_path().parent),)


@functools.cache
def _has_font() -> bool:
    families = typst.Fonts(font_paths=list(_folders())).families()
    return any(name in KNOWN for name in families)


def docx(sheet: RecordSheet) -> bytes:
    """Fill the Word template."""
    template = DocxTemplate(FOLDER / "record.docx")
    environment = jinja2.sandbox.SandboxedEnvironment(autoescape=True)
    template.render({"s": asdict(sheet)}, jinja_env=environment, autoescape=True)
    buffer = io.BytesIO()
    template.save(buffer)
    return buffer.getvalue()


def pdf(sheet: RecordSheet) -> bytes:
    """Typeset the record as PDF/A-2b with embedded fonts. Raises NoFont."""
    if not _has_font():
        raise NoFont(
            "服务器没有中文字体，不能生成 PDF；请改用 DOCX，或请系统管理员安装 "
            "pylopdf-fonts-zh-cn（或 fonts-noto-cjk）后重试。"
        )
    made = typst.compile(
        str(FOLDER / "record.typ"),
        root=str(FOLDER),
        font_paths=list(_folders()),
        sys_inputs={"sheet": json.dumps(asdict(sheet), ensure_ascii=False)},
        pdf_standards=["a-2b"],
    )
    assert isinstance(made, bytes)
    return made
