"""One box: identifiers lead straight to the thing, names to grouped results."""

import pytest

from hedun.front import search
from tests import factories as make


@pytest.fixture
def place(db):
    make.deadline()
    bureau = make.bureau()
    shop = make.shop(region=bureau.region_code, name="春晓百货")
    shop.url = "https://shop1.example/"
    shop.save()
    clue = make.clue(bureau, on=shop)
    clue.number = "XS-2026-000007"
    clue.save()
    return make.inspector(bureau), shop, clue


@pytest.mark.parametrize(
    "text", ["XS-2026-000007", "xs2026000007", "ＸＳ－2026－000007", " XS-2026-000007\u200b"]
)
def test_a_clue_number_in_any_writing_leads_to_the_clue(place, text):
    officer, _, clue = place
    assert search.find(officer.viewer, text).only.title == clue.number


def test_a_credit_code_leads_to_the_operator(place):
    officer, shop, _ = place
    answer = search.find(officer.viewer, shop.subject.credit_code.lower())
    assert answer.only.title == shop.subject.name
    assert answer.remark == ""


def test_a_mistyped_credit_code_is_told(place):
    officer, shop, _ = place
    code = shop.subject.credit_code
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    answer = search.find(officer.viewer, wrong)
    assert answer.groups == ()
    assert answer.remark


@pytest.mark.parametrize(
    "text", ["https://shop1.example", "shop1.example/", "http://shop1.example/"]
)
def test_an_address_leads_to_the_shop(place, text):
    officer, shop, _ = place
    assert search.find(officer.viewer, text).only.title == shop.name


def test_a_name_gives_groups(place):
    officer, *_ = place
    labels = [group.label for group in search.find(officer.viewer, "春晓").groups]
    assert labels == ["网店"]


@pytest.mark.parametrize("text", ["", "一", "%", "_", "\x00", "'--", "春" * 999, "😀😀"])
def test_nothing_typed_breaks_the_box(place, text):
    officer, *_ = place
    assert search.find(officer.viewer, text).groups == ()


def test_nobody_finds_what_is_another_s(place):
    _, shop, clue = place
    for stranger in (make.inspector(make.bureau(region="440106")), make.compliance()):
        for text in (clue.number, shop.subject.credit_code, shop.url, "春晓", clue.title):
            assert search.find(stranger.viewer, text).groups == ()
