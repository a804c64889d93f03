"""DOCX by python-docx: the blocks of a sheet in the order of paper.typ, editable in WPS and Word."""

import io
from collections.abc import Callable, Sequence
from typing import Any, Final

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from hedun.base.documents.decide import Sheet

GREY = RGBColor(0x5B, 0x61, 0x6B)
SONG, FANG, HEI, PLAIN = "方正小标宋简体", "仿宋_GB2312", "黑体", "宋体"
LINE: Final = "　　　　　"
WIDE: Final = 156  # millimetres between the margins
ROOM: Final = "1700"  # twentieths of a point that a long text gets at least: 30 mm
# a row of 1, 2 or 4 cells on a grid of 10: what is alone takes the rest of the line
SPANS: Final = {1: (10,), 2: (2, 8), 4: (2, 3, 2, 3)}


def docx(sheet: Sheet) -> bytes:
    """Write a sheet as an editable document."""
    document = _page(sheet)
    _write(document, sheet.org, size=22, font=SONG, align=ALIGN.CENTER, leading=32)
    _write(document, sheet.title, size=26, font=SONG, align=ALIGN.CENTER, leading=40)
    if sheet.number:
        side = ALIGN.CENTER if sheet.number_at == "center" else ALIGN.RIGHT
        _write(document, sheet.number, align=side)
    _write(document, "", leading=14)
    for block, after in zip(sheet.blocks, [*sheet.blocks[1:], {"kind": ""}], strict=True):
        WRITERS[block["kind"]](document, block)
        if after["kind"] in {"seal", "sign"} and block["kind"] == "para":
            document.paragraphs[-1].paragraph_format.keep_with_next = True
    properties = document.core_properties
    properties.author, properties.title, properties.comments = sheet.org, sheet.title[:250], ""
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _page(sheet: Sheet) -> Any:
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(30), Mm(32)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(14)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(16)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FANG)
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.line_spacing = Pt(28)
    if sheet.mark:
        _small(section.header.paragraphs[0], sheet.mark, align=ALIGN.RIGHT)
    _number(section.footer.paragraphs[0])
    for line in sheet.foot:
        _small(section.footer.add_paragraph(), line, align=ALIGN.CENTER)
    return document


def _number(paragraph: Any) -> None:
    """Put the page number between dashes, as GB/T 9704 does."""
    paragraph.alignment = ALIGN.CENTER
    paragraph.paragraph_format.line_spacing = Pt(16)
    paragraph.add_run("— ").font.size = Pt(12)
    run = paragraph.add_run()
    run.font.size = Pt(12)
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    field.append(run._element)  # noqa: SLF001 - python-docx has no door
    paragraph._p.append(field)  # noqa: SLF001 - python-docx has no door
    paragraph.add_run(" —").font.size = Pt(12)


def _small(paragraph: Any, text: str, *, align: Any) -> None:
    paragraph.alignment = align
    paragraph.paragraph_format.line_spacing = Pt(12)
    _run(paragraph, text, size=8, font=HEI).font.color.rgb = GREY


def _run(paragraph: Any, text: str, *, size: float = 16, font: str = "") -> Any:
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    if font:
        fonts = run._element.get_or_add_rPr().get_or_add_rFonts()  # noqa: SLF001 - python-docx has no door
        fonts.set(qn("w:eastAsia"), font)
    return run


def _runs(paragraph: Any, runs: Sequence[Sequence[str]], *, size: float = 16, **looks: Any) -> None:
    """Put words and values in; what is missing is a line to write on, unless in a cell."""
    for kind, text in runs:
        if kind != "b":
            _run(paragraph, text, size=size, font=looks.get("font", ""))
        elif not looks.get("inside"):
            _run(paragraph, LINE, size=size).font.underline = True


def _write(document: Any, text: str, **looks: Any) -> Any:
    return _paragraph(document, [["t", text]] if text else [], **looks)


def _paragraph(document: Any, runs: Sequence[Sequence[str]], **looks: Any) -> Any:
    """Add a paragraph; looks: size, font, align, indent, keep (with the next one), leading."""
    paragraph = document.add_paragraph()
    paragraph.alignment = looks.get("align", ALIGN.JUSTIFY)
    size = looks.get("size", 16)
    if looks.get("indent"):
        paragraph.paragraph_format.first_line_indent = Pt(size * 2)
    paragraph.paragraph_format.keep_with_next = bool(looks.get("keep"))
    if "leading" in looks:
        paragraph.paragraph_format.line_spacing = Pt(looks["leading"])
    _runs(paragraph, runs, size=size, font=looks.get("font", ""))
    return paragraph


def _to(document: Any, block: dict[str, Any]) -> None:
    _paragraph(document, [*block["runs"], ["t", "："]])


def _para(document: Any, block: dict[str, Any]) -> None:
    _paragraph(document, block["runs"], indent=True)


def _head(document: Any, block: dict[str, Any]) -> None:
    _paragraph(document, block["runs"], indent=True, font=HEI, keep=True)


def _note(document: Any, block: dict[str, Any]) -> None:
    _paragraph(document, block["runs"], size=10.5, leading=16)


def _cut(document: Any, block: dict[str, Any]) -> None:
    rule = _write(document, "", leading=20)
    borders, line = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "dashed"), ("sz", "4"), ("space", "1"), ("color", "auto")):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    rule._p.get_or_add_pPr().append(borders)  # noqa: SLF001 - python-docx has no door
    _paragraph(document, block["runs"], size=14, font=HEI, align=ALIGN.CENTER, keep=True)


def _break(document: Any, _block: dict[str, Any]) -> None:
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _seal(document: Any, block: dict[str, Any]) -> None:
    for text, looks in (
        ("", {"keep": True}),
        (block["name"], {"align": ALIGN.RIGHT, "keep": True}),
        ("（印章处）", {"align": ALIGN.RIGHT, "size": 9, "leading": 12, "keep": True}),
        (block["day"], {"align": ALIGN.RIGHT}),
    ):
        _write(document, text, **looks)


def _sign(document: Any, block: dict[str, Any]) -> None:
    items = block["items"]
    table = document.add_table(rows=(len(items) + 1) // 2, cols=2)
    for number, item in enumerate(items):
        paragraph = table.cell(number // 2, number % 2).paragraphs[0]
        _runs(paragraph, item, size=14)
    for row in table.rows:
        _keep_whole(row)


def _grid(document: Any, block: dict[str, Any]) -> None:
    """A form of labels and values; the rows are written as XML, which is ten times as fast."""
    table = document.add_table(rows=0, cols=10, style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for cells, is_tall in zip(block["rows"], block["tall"], strict=True):
        row = OxmlElement("w:tr")
        if is_tall:
            height = _element("w:trHeight", val=ROOM, hRule="atLeast")
            row.append(_element("w:trPr", height))
        for number, (span, lines) in enumerate(zip(SPANS[len(cells)], cells, strict=True)):
            is_label = len(cells) > 1 and number % 2 == 0
            said = [[text for kind, text in line if kind != "b"] for line in lines]
            side = "center" if is_label else "left"
            made = [_p("".join(texts), size=24, line=360, side=side) for texts in said]
            place = _element("w:vAlign", val="center") if is_label else None
            row.append(_tc(made, span=span, place=place))
        table._tbl.append(row)  # noqa: SLF001 - python-docx has no door


def _list(document: Any, block: dict[str, Any]) -> None:
    """A table whose heads come again on every page."""
    table = document.add_table(rows=1, cols=len(block["heads"]), style="Table Grid")
    for cell, text in zip(table.rows[0].cells, block["heads"], strict=True):
        cell.paragraphs[0].alignment = ALIGN.CENTER
        cell.paragraphs[0].paragraph_format.line_spacing = Pt(16)
        _run(cell.paragraphs[0], text, size=10.5, font=HEI)
    whole = sum(block["widths"])
    for column, width in zip(table.columns, block["widths"], strict=True):
        column.width = Mm(WIDE * width / whole)
    properties = table.rows[0]._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no door
    properties.append(OxmlElement("w:tblHeader"))
    for row in block["rows"]:
        cells = [_tc([_p(text, size=21, line=320)]) for text in row]
        table._tbl.append(_element("w:tr", *cells))  # noqa: SLF001 - python-docx has no door


def _element(name: str, *children: Any, **attributes: str) -> Any:
    """Make an element of WordprocessingML; what it holds is text or elements, never markup."""
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    made.extend(children)
    return made


def _tc(paragraphs: Sequence[Any], *, span: int = 1, place: Any = None) -> Any:
    properties = _element("w:tcPr", _element("w:gridSpan", val=str(span)))
    if place is not None:
        properties.append(place)
    return _element("w:tc", properties, *paragraphs)


def _p(text: str, *, size: int, line: int, side: str = "left") -> Any:
    """A paragraph of one run: size in half points, line in twentieths of a point."""
    words = OxmlElement("w:t")
    words.set(qn("xml:space"), "preserve")
    words.text = text
    looks = _element("w:rPr", _element("w:sz", val=str(size)))
    spacing = _element("w:spacing", line=str(line), lineRule="exact")
    properties = _element("w:pPr", spacing, _element("w:jc", val=side))
    return _element("w:p", properties, _element("w:r", looks, words))


def _keep_whole(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001 - python-docx has no door


WRITERS: Final[dict[str, Callable[[Any, dict[str, Any]], None]]] = {
    "to": _to,
    "para": _para,
    "head": _head,
    "tick": _para,
    "grid": _grid,
    "list": _list,
    "sign": _sign,
    "seal": _seal,
    "note": _note,
    "cut": _cut,
    "break": _break,
}
