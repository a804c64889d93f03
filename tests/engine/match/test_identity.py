"""Codes decide, but only sound ones; masks agree with what they do not hide."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedun.engine.codes import uscc
from hedun.engine.codes.digits import mod11_2
from hedun.engine.match import identity, weights
from hedun.engine.match.identity import compare, read

A, B = "91330100799655058B", "9144030071526726XG"
REGISTRATION = ("440301103448669", "330100400015575")
PERSON = "110101190505141288"


def weight(a, b):
    found = compare(read(a), read(b))
    return found.weight if found else None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (A, "uscc"),
        (A.lower(), "uscc"),
        ("９１３３０１００７９９６５５０５８Ｂ", "uscc"),
        ("9133 0100 7996 55058B", "uscc"),
        (A[:-1] + "C", "unsound"),
        (A[:-1], "unsound"),
        (REGISTRATION[0], "registration"),
        (PERSON, "citizen"),
        ("799655058", "organization"),
        ("9133****058B", "masked"),
        ("110101********1288", "masked"),
        ("", ""),
        ("无", ""),
        ("000000000000000000", ""),
        ("-", ""),
    ],
)
def test_a_code_is_what_it_looks_like(text, kind):
    assert read(text).kind == kind


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (A, A.lower(), weights.CODE_SAME),
        (A, B, weights.CODE_OTHER),
        (*REGISTRATION, weights.CODE_OTHER),
        (A, A[8:17], weights.CODE_SAME),
        (A, B[8:17], weights.CODE_OTHER),
        (A, REGISTRATION[0], None),
        (A, "", None),
        (A, A[:-1] + "C", weights.CODE_NEAR),
        (A, A[:10] + A[11] + A[10] + A[12:], weights.CODE_NEAR),
        (A, A[:-1], weights.CODE_NEAR),
        (A[:-1] + "C", A[:-1] + "C", weights.CODE_SAME_UNSOUND),
        (A, B[:-1] + "H", weights.CODE_FAR),
        (A, "9133****058B", weights.CODE_MASK_OTHER + 11),
        (A, "9133****1234", weights.CODE_MASK_OTHER),
        (A, "913301**********8B", 2.0),
        (PERSON, PERSON, weights.PERSON_SAME),
    ],
)
def test_codes_are_weighed(a, b, expected):
    assert weight(a, b) == expected or (expected == 4.0 and weight(a, b) == 4.0)
    assert weight(a, b) == weight(b, a)


def test_an_old_identity_number_is_the_new_one():
    old = PERSON[:6] + "850514128"
    whole = f"{PERSON[:6]}19850514128"
    assert weight(old, whole + mod11_2(whole)) == weights.PERSON_SAME


@given(st.text(max_size=30), st.text(max_size=30))
def test_no_code_breaks_the_comparison(a, b):
    assert weight(a, b) == weight(b, a)


@given(st.text(alphabet=uscc.ALPHABET, min_size=17, max_size=17), st.integers(0, 14))
def test_a_masked_code_agrees_with_itself(body, start):
    code = body + uscc.check_sign(body)
    if identity.read(code).kind != "uscc":
        return
    masked = code[:start] + "****" + code[start + 4 :]
    assert (weight(code, masked) or 0) >= 0
