"""Make the Word templates of letters and replies, with the page of GB/T 9704-2012.

Run once after a change: python -m tools.make_templates. The .docx files are committed; the
loops and values in them are docxtpl's, filled with data only.
"""

from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

FOLDER = Path("src/hedun/desks/bridge/documents")
RECORDS = Path("src/hedun/base/evidence/documents")
RED, GREY = RGBColor(0xC8, 0x16, 0x1D), RGBColor(0x8A, 0x8F, 0x98)
SONG, FANG, HEI = "方正小标宋简体", "仿宋_GB2312", "黑体"


def page() -> Any:
    """An A4 page whose text block is 156 by 225 mm, the first page without a number."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(30), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(20)
    section.different_first_page_header_footer = True
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(16)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FANG)
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.line_spacing = Pt(28)
    rule(section.first_page_footer.paragraphs[0], "thinThickSmallGap")
    number(section.footer.paragraphs[0])
    return document


def write(document: Any, text: str, **looks: Any) -> Any:
    """Add a paragraph; looks: size, font, color, align, indent, keep (with the next one)."""
    paragraph = document.add_paragraph()
    paragraph.alignment = looks.get("align", ALIGN.JUSTIFY)
    size = looks.get("size", 16)
    if looks.get("indent"):
        paragraph.paragraph_format.first_line_indent = Pt(size * 2)
    paragraph.paragraph_format.keep_with_next = bool(looks.get("keep"))
    if "leading" in looks:
        paragraph.paragraph_format.line_spacing = Pt(looks["leading"])
    run = paragraph.add_run(text)
    run.font.size, run.font.bold = Pt(size), looks.get("bold", False)
    if "font" in looks:
        fonts = run._element.get_or_add_rPr().get_or_add_rFonts()  # noqa: SLF001 - python-docx has no door
        fonts.set(qn("w:eastAsia"), looks["font"])
    if "color" in looks:
        run.font.color.rgb = looks["color"]
    return paragraph


def rule(paragraph: Any, kind: str) -> None:
    """Draw the double red line, 170 mm long: 7 mm beyond the text on each side."""
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Mm(-7)
    paragraph.paragraph_format.line_spacing = Pt(6)
    borders, line = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", kind), ("sz", "24"), ("space", "1"), ("color", "C8161D")):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    paragraph._p.get_or_add_pPr().append(borders)  # noqa: SLF001 - python-docx has no door


def number(paragraph: Any) -> None:
    """Put the page number between dashes, as 9704 does."""
    paragraph.alignment = ALIGN.CENTER
    paragraph.add_run("— ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)  # noqa: SLF001 - python-docx has no door
    paragraph.add_run(" —")


def head(document: Any, number_line: str) -> None:
    """The sender in red, the double line, the number, the title."""
    write(document, "{{ s.sender }}", size=32, font=SONG, color=RED, align=ALIGN.CENTER, leading=44)
    rule(write(document, "", leading=6), "thickThinSmallGap")
    write(document, number_line, align=ALIGN.RIGHT)
    write(document, "")
    write(document, "{{ s.title }}", size=22, font=SONG, align=ALIGN.CENTER, leading=34)
    write(document, "")
    write(document, "{{ s.addressee }}：")


def loop(document: Any, name: str, line: str, **looks: Any) -> None:
    """One paragraph for each item of a list."""
    write(document, f"{{%p for x in {name} %}}")
    write(document, line, **looks)
    write(document, "{%p endfor %}")


def seal(document: Any) -> None:
    """The sender and the date, where the seal goes."""
    write(document, "", keep=True)
    write(document, "{{ s.sender }}", align=ALIGN.RIGHT, keep=True)
    write(document, "（印章）", align=ALIGN.RIGHT, size=9, color=GREY, keep=True, leading=12)
    write(document, "{{ s.signed_on }}", align=ALIGN.RIGHT)
    write(document, "")


def letter() -> Any:
    """The template of a letter."""
    document = page()
    head(document, "{{ s.number }}")
    loop(document, "s.paragraphs", "{{ x }}", indent=True)
    write(document, "{%p if s.matter %}")
    write(document, "{{ s.matter }}。", indent=True)
    write(document, "{%p endif %}")
    write(document, "{%p if s.asked %}")
    write(document, "一、请协助提供的信息", font=HEI, indent=True, keep=True)
    loop(document, "s.asked", "{{ loop.index }}．{{ x.label }}：{{ x.fields }}。", indent=True)
    write(document, "{%p endif %}")
    write(document, "{{ '二' if s.asked else '一' }}、依据和期限", font=HEI, indent=True, keep=True)
    text = "依据：{{ s.basis }}。请于{{ s.due }}前复函；确需延期的，请在期限内提出改期并说明理由。"
    write(document, text, indent=True)
    write(document, "{{ '三' if s.asked else '二' }}、联系方式", font=HEI, indent=True, keep=True)
    write(document, "执法人员：{{ s.officers | join('、') }}。", indent=True)
    text = "联系人：{{ s.contact }}{% if s.address %}；地址：{{ s.address }}{% endif %}。"
    write(document, text, indent=True)
    seal(document)
    write(document, "{{ s.kind }}　消息编号 {{ s.message_id }}", size=9, color=GREY, leading=12)
    return document


def reply() -> Any:
    """The template of a reply, with a table for each group of rows."""
    document = page()
    head(document, "{{ s.round }}")
    loop(document, "s.paragraphs", "{{ x }}", indent=True)
    write(document, "{%p for t in s.tables %}")
    write(document, "{{ t.label }}", font=HEI, indent=True, keep=True)
    grid(document)
    write(document, "{%p endfor %}")
    write(document, "{%p if s.attachments %}")
    write(document, "附件", font=HEI, indent=True, keep=True)
    loop(document, "s.attachments", "{{ loop.index }}．{{ x }}", size=11, leading=18)
    write(document, "{%p endif %}")
    seal(document)
    text = "答复人：{{ s.answered }}　{{ s.number }}　函件消息编号 {{ s.message_id }}"
    write(document, text, size=9, color=GREY, leading=12)
    write(document, "内容摘要 SHA-256 {{ s.sha256 }}", size=9, color=GREY, leading=12)
    return document


def grid(document: Any) -> None:
    """A table whose columns and rows both come from the data."""
    table = document.add_table(rows=4, cols=3, style="Table Grid")
    texts = (
        ("{%tc for h in t.headings %}", "{{ h }}", "{%tc endfor %}"),
        ("{%tr for r in t.rows %}", "", ""),
        ("{%tc for c in r %}", "{{ c }}", "{%tc endfor %}"),
        ("{%tr endfor %}", "", ""),
    )
    for row, cells in zip(table.rows, texts, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.line_spacing = Pt(12)
            run = paragraph.add_run(text)
            run.font.size = Pt(9)
            fonts = run._element.get_or_add_rPr().get_or_add_rFonts()  # noqa: SLF001 - python-docx has no door
            fonts.set(qn("w:eastAsia"), "宋体")


def record() -> Any:
    """The template of a record of extraction of electronic data."""
    document = page()
    write(document, "{{ s.bureau }}", size=18, font=SONG, align=ALIGN.CENTER, leading=30)
    write(document, "电子数据提取笔录", size=22, font=SONG, align=ALIGN.CENTER, leading=40)
    loop(document, "s.facts", "{{ x.label }}：{{ x.value }}", size=12, leading=20)
    write(document, "提取经过", font=HEI, keep=True)
    loop(document, "s.process", "{{ loop.index }}．{{ x }}", size=12, leading=20, indent=True)
    write(document, "保存的请求与应答", font=HEI, keep=True)
    write(document, "{%p for t in [s] %}")
    grid(document)
    write(document, "{%p endfor %}")
    write(document, "完整性校验值", font=HEI, keep=True)
    loop(document, "s.seals", "{{ x.label }}：{{ x.value }}", size=10, leading=16)
    write(document, "")
    text = "提取人员（签名）：{{ s.officers | join('；') }}"
    write(document, text, size=12, leading=28, keep=True)
    write(document, "见证人（签名）：", size=12, leading=28, keep=True)
    write(document, "{{ s.day }}", size=12, align=ALIGN.RIGHT)
    return document


def main() -> None:
    """Write both templates with fixed times, so that the same code gives the same files."""
    for name, document in (("letter", letter()), ("reply", reply()), ("record", record())):
        properties = document.core_properties
        properties.author, properties.comments, properties.title = "", "", ""
        place = RECORDS if name == "record" else FOLDER
        document.save(str(place / f"{name}.docx"))
        print(place / f"{name}.docx")


if __name__ == "__main__":
    main()
