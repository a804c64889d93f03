"""DOCX and PDF say the same, whatever was typed."""

import hypothesis
import pytest
from hypothesis import strategies as st

from hedun.base.documents import decide, work
from hedun.base.documents.terms import FieldKind, Mark
from tests.documents.conftest import CODES, filled, head, layout
from tests.documents.reading import holds, of_docx, of_pdf, squeezed

HOSTILE = (
    "{{7*7}}{% for x in [] %} #panic() $x$ <b>&amp;</b> \\ @ref <<</w:t> ]]> `a` *b* _c_ "
    '#import "/x" // 注释 /* */ "引" \'号\' -- ~ = + / [方] (圆) {花}'
)
RARE = "𠮷野𡈽屋㐂䶮㙓"


def both(sheet):
    return of_docx(work.docx(sheet)), "".join(of_pdf(work.pdf(sheet)))


def lost(sheet, text):
    return [word for word in decide.words(sheet) if not holds(text, word)]


@pytest.mark.parametrize("code", CODES)
def test_both_files_hold_every_word_of_the_form(code):
    sheet = filled(code)
    for text in both(sheet):
        assert lost(sheet, text) == []


@pytest.mark.parametrize("code", ["complaint-06", "penalty-45", "penalty-12"])
def test_what_is_typed_is_only_text(code):
    fields = layout(code).fields
    values = {f.key: HOSTILE for f in fields if f.kind in {FieldKind.TEXT, FieldKind.LONG}}
    values |= {f.key: [[HOSTILE] * 3] for f in fields if f.kind is FieldKind.ROWS}
    values |= {f.key: [["x", HOSTILE]] for f in fields if f.kind is FieldKind.TICKS}
    sheet = filled(code, values)
    for text in both(sheet):
        assert lost(sheet, text) == []
        assert squeezed(text).count(squeezed("{{7*7}}")) >= len(values)


ANY = st.text(st.characters(codec="utf-8"), max_size=120)


@hypothesis.settings(max_examples=30, suppress_health_check=list(hypothesis.HealthCheck))
@hypothesis.given(name=ANY, facts=ANY, cells=st.lists(st.lists(ANY, max_size=6), max_size=5))
def test_no_text_breaks_a_file(name, facts, cells):
    sheet = filled("penalty-45", {"violated": name, "facts": facts, "evidence": cells})
    word, pdf = both(sheet)
    assert lost(sheet, word) == []
    assert squeezed("复议、诉讼途径和期限") in squeezed(pdf)


def test_rare_characters_are_printed_and_strangers_are_marked():
    sheet = filled(
        "complaint-05", {"author_name": RARE + "\ue000", "respondent": "甲\u202e乙\x00丙"}
    )
    word, pdf = both(sheet)
    assert RARE + "〓" in word
    assert "甲乙丙" in squeezed(word)
    assert "甲乙丙" in squeezed(pdf)
    assert "𠮷" in pdf


def test_a_character_that_no_font_has_is_marked_in_the_pdf():
    made = work.pdf(filled("complaint-05", {"author_name": "\U0001018f甲"}))
    assert "〓甲" in squeezed("".join(of_pdf(made)))
    assert b"pdfaid" in made


def test_a_list_over_pages_shows_its_heads_on_each():
    goods = [[f"物品{n:04}", "规格", str(n), ""] for n in range(200)]
    sheet = filled("penalty-19", {"goods": goods})
    pages = of_pdf(work.pdf(sheet))
    listed = [page for page in pages if "物品0" in page]
    assert len(listed) > 3
    assert all("规格型号" in page for page in listed)
    assert sum(page.count("物品0") for page in pages) == 200
    assert b"tblHeader" in _document(work.docx(sheet))


def _document(content):
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return parts.read("word/document.xml")


def test_a_very_long_text_runs_over_pages_and_loses_nothing():
    facts = "\n".join(f"第{n}段：" + "违法事实" * 40 for n in range(60))
    sheet = filled("penalty-45", {"facts": facts})
    assert len(of_pdf(work.pdf(sheet))) > 6
    for text in both(sheet):
        assert all(f"第{n}段：" in squeezed(text) for n in range(60))


def test_a_long_address_breaks_within_its_cell():
    link = "https://shop.example.com/" + "a1b2" * 60
    sheet = filled("penalty-12", {"items": [["页面", link, "0" * 64]], "medium": link})
    for text in both(sheet):
        assert squeezed(text).count(link) == 2


@pytest.mark.parametrize("code", CODES)
def test_no_page_holds_the_seal_alone(code):
    sheet = filled(code)
    texts = [block["runs"] for block in sheet.blocks if block["kind"] in {"para", "tick"}]
    said = [squeezed("".join(text for _, text in runs))[:8] for runs in texts]
    for page in of_pdf(work.pdf(sheet)):
        if "印章处" in page:
            assert any(words in squeezed(page) for words in said)


def test_a_draft_layout_is_said_at_the_foot_and_a_province_stands_for_its_own():
    sheet = filled("complaint-05")
    assert any("版式草案" in line for line in sheet.foot)
    text = both(sheet)
    assert all("版式草案" in squeezed(one) for one in text)
    own = decide.adapt(layout("complaint-05"), 'word = "诉受"', by="某省局")
    made = decide.fill(own, {}, head("complaint-05"))
    assert [line for line in made.foot if "版式草案" in line] == []
    assert any("某省局" in line for line in made.foot)


def test_a_blank_form_has_lines_to_write_on_and_an_issued_one_leaves_out_what_is_not_needed():
    empty = decide.fill(layout("penalty-04"), {}, head("penalty-04", mark=Mark.BLANK))
    assert ["b", ""] in [run for block in empty.blocks for run in block.get("runs", [])]
    bare = filled("penalty-04", {"contact": "", "contact_phone": ""})
    assert not any("联系人" in word for word in decide.words(bare))
    assert any("联系人" in word for word in decide.words(empty))


def test_the_pdf_is_pdf_a_with_its_fonts_and_the_same_each_time():
    sheet = filled("penalty-45")
    made = work.pdf(sheet)
    assert b"pdfaid" in made
    assert b"FontFile" in made
    assert work.pdf(sheet) == made


def test_without_a_font_the_message_names_the_way_out(monkeypatch):
    monkeypatch.setitem(work.typeset.__globals__, "has_chinese_font", lambda: False)
    with pytest.raises(work.NoFont, match="DOCX"):
        work.pdf(filled("complaint-05"))


def test_the_digest_covers_every_word():
    plain = decide.digest(filled("penalty-45"))
    assert decide.digest(filled("penalty-45", {"penalty": "罚款一万元"})) != plain
    assert decide.digest(filled("penalty-45")) == plain
