"""Codes: real ones are sound, wrong ones say why and what to do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedun.engine.codes import ccc, citizen, document, icp, licence, registration, uscc

REAL_USCC = [
    "911101083303521997", "91330100799655058B", "9144030071526726XG",
    "91110000802100433B", "91440300708461136T", "91110000600037341L",
]  # fmt: skip
REAL_LICENCES = [
    "SC11464010500015", "SC11333019700024", "SC11837048101233", "SC11834020305037",
    "SC12636098200051", "SC11532139200465", "SC11432010400101", "SC12434017430075",
    "JY11108071215650",
]  # fmt: skip
BODY17 = st.text(alphabet=uscc.ALPHABET, min_size=17, max_size=17)


@pytest.mark.parametrize("code", REAL_USCC)
def test_real_credit_codes_are_sound(code):
    assert uscc.problem(code) is None
    assert uscc.warning(code) is None


@pytest.mark.parametrize("code", REAL_LICENCES)
def test_real_licences_are_sound(code):
    assert licence.problem(code) is None


@pytest.mark.parametrize("code", ["SC10600000000000", "SC12345678901234", "XX1", "SC1"])
def test_wrong_licences_say_what_to_do(code):
    assert "请对照许可证更正" in licence.problem(code)


@pytest.mark.parametrize(
    "code", ["440301103448669", "330100400015575", "110108000009304", "440301503246031"]
)
def test_real_old_registration_numbers_are_sound(code):
    assert registration.problem(code) is None
    assert "15位旧注册号" in uscc.problem(code)


@given(BODY17)
def test_a_check_sign_makes_any_17_signs_sound(body):
    code = body + uscc.check_sign(body)
    assert uscc.problem(code) is None
    assert uscc.sound([code]).all()


@given(BODY17, st.integers(0, 17), st.sampled_from(uscc.ALPHABET))
def test_every_single_wrong_sign_is_found(body, place, sign):
    code = body + uscc.check_sign(body)
    wrong = code[:place] + sign + code[place + 1 :]
    assert (uscc.problem(wrong) is None) == (wrong == code)
    assert uscc.sound([wrong])[0] == (wrong == code)


def test_letter_prefixes_are_codes_too():
    body = "N2330106MAC1234X5"
    assert uscc.problem(body + uscc.check_sign(body)) is None


def test_a_failing_organization_code_only_warns():
    body = "91330106000000010"
    code = body + uscc.check_sign(body)
    assert uscc.problem(code) is None
    assert "组织机构代码" in uscc.warning(code)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("91330100799655058", "有17位"),
        ("91330100799655058C", "校验位应为“B”"),
        ("9133010079965505OB", "含有“O”"),
        ("110108000009304", "15位旧注册号"),
    ],
)
def test_a_wrong_credit_code_names_the_rule(text, part):
    assert part in uscc.problem(text)


def test_codes_are_read_in_every_spelling():
    assert uscc.problem("９１３３０１００７９９６５５０５８ｂ") is None
    assert uscc.normal(" 9133 0100-7996 5505 8b\u200b") == "91330100799655058B"
    assert citizen.problem("11010519491231002x") is None
    assert citizen.normal("11010519491231002x") == "11010519491231002X"


@pytest.mark.parametrize(
    ("number", "part"),
    [
        ("110105194912310021", "校验位不符"),
        ("110105194913310021", "出生日期"),
        ("11010519491231002", "有17位"),
        ("110105491231002", "15位旧号码"),
        ("1101051949123100X2", "数字"),
    ],
)
def test_a_wrong_identity_number_is_explained_but_masked(number, part):
    message = citizen.problem(number)
    assert part in message
    assert number not in message


def test_identity_numbers_are_judged_in_bulk_as_one_by_one():
    numbers = ["11010519491231002X", "110105194912310021", "110105194913310021", "1"]
    assert citizen.sound(numbers).tolist() == [citizen.problem(n) is None for n in numbers]


def test_shapes_without_check_digits():
    assert ccc.problem("2020010901123456") is None
    assert ccc.problem("1999010901123456") is not None
    assert icp.problem("浙ICP备12345678号-1A") is None
    assert icp.problem("浙B2-20080224") is None
    assert icp.problem("ICP12345") is not None


def test_document_numbers_are_split():
    assert document.problem("杭市监协查[2026]12号") is None
    assert document.parts("杭市监协查〔2026〕第12号")["number"] == "12"
    assert document.problem("2026-12") is not None
