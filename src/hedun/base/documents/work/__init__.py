"""What a sheet becomes: a DOCX that officials can edit, a PDF/A for the file; the machinery for both.

What people wrote is data in both: it is put in as text, never read as code of the typesetter.
"""

from hedun.base.documents.decide import Sheet
from hedun.base.documents.terms import PaperKind
from hedun.base.documents.work.typeset import NoFont, font_folders, has_chinese_font, typeset
from hedun.base.documents.work.word import docx

TYPES = {
    PaperKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    PaperKind.PDF: "application/pdf",
}

__all__ = ["TYPES", "NoFont", "docx", "font_folders", "has_chinese_font", "pdf", "typeset"]


def pdf(sheet: Sheet) -> bytes:
    """Typeset the sheet as PDF/A-2b with embedded fonts. Raises NoFont."""
    return typeset("base/documents/work/paper.typ", sheet)
