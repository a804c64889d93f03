"""Letters and replies as documents: DOCX that officials can edit, PDF/A for the file.

What people wrote is data in both: the templates are the product's own, a value is never
read as template code (docxtpl renders once with escaping, typst gets JSON).
"""

import io
from dataclasses import asdict
from pathlib import Path

import jinja2.sandbox
from docxtpl import DocxTemplate

from hedun.base.documents import work
from hedun.base.documents.work import NoFont, font_folders
from hedun.desks.bridge.documents.sheet import LetterSheet, ReplySheet

__all__ = ["NoFont", "docx", "font_folders", "pdf"]
FOLDER = Path(__file__).parent


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
    return work.typeset(f"desks/bridge/documents/{sheet.template}.typ", sheet)
