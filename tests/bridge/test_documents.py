"""Printed letters and replies hold every field, and what people wrote is only text."""

import io
import re
import zipfile

import pytest
import typst

from hedun.base.documents.work import typeset
from hedun.desks.bridge import actions, documents, queries
from hedun.desks.bridge.documents.sheet import letter_sheet, reply_sheet
from hedun.desks.bridge.terms import FieldGroup, RowIn
from tests import factories as make

NOW = make.NOW
HOSTILE = "{{7*7}}{% for x in [] %} #panic() $x$ <b>&amp;</b> \\ @ref"


def words(docx):
    with zipfile.ZipFile(io.BytesIO(docx)) as parts:
        return re.sub(r"<[^>]+>", "", parts.read("word/document.xml").decode())


def leaves(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for item in value:
            yield from leaves(item)
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            if name not in {"template", "kind"}:
                yield from leaves(getattr(value, name))


def escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@pytest.fixture
def letter(desk):
    sent = desk.sent()
    return queries.letter(desk.by, sent.pk)


@pytest.fixture
def reply(desk, letter):
    given = {"letter_id": letter.pk, "by": desk.at_platform, "at": NOW}
    actions.accept(**given)
    identity = {"name": "测试商贸有限公司", "credit_code": make.credit_code(5)}
    rows = [RowIn(FieldGroup.IDENTITY, identity)]
    return actions.answer(text=f"第一段\n{HOSTILE}", rows=rows, **given)


def test_the_word_letter_holds_every_field(letter):
    sheet = letter_sheet(letter)
    text = words(documents.docx(sheet))
    assert [leaf for leaf in leaves(sheet) if escaped(leaf) not in text] == []


def test_the_word_reply_holds_every_field_and_no_template_ran(letter, reply):
    sheet = reply_sheet(letter, reply)
    text = words(documents.docx(sheet))
    assert [leaf for leaf in leaves(sheet) if leaf and escaped(leaf) not in text] == []
    assert "{{7*7}}" in text


def test_the_pdf_embeds_its_fonts_and_is_pdf_a(letter, reply):
    for sheet in (letter_sheet(letter), reply_sheet(letter, reply)):
        made = documents.pdf(sheet)
        assert made.startswith(b"%PDF-")
        assert b"pdfaid" in made
        assert b"FontFile" in made


def test_the_pdf_pages_are_not_empty(letter):
    sheet = letter_sheet(letter)
    long = documents.pdf(sheet)
    assert len(long) > 20_000
    assert typst.Fonts(font_paths=list(documents.font_folders())).families()


def test_without_a_font_the_message_names_the_way_out(letter, monkeypatch):
    monkeypatch.setitem(typeset.__globals__, "has_chinese_font", lambda: False)
    with pytest.raises(documents.NoFont, match="DOCX"):
        documents.pdf(letter_sheet(letter))


def test_marks_that_turn_text_around_are_dropped(letter):
    letter.title = "正\u202e反\x00常"
    assert letter_sheet(letter).title == "正反常"
