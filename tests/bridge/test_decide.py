"""Steps, clocks, rows and pre-flight, exhaustively."""

import datetime as dt
import itertools
import random
import uuid
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedun.base.accounts.terms import BodyKind, Refused, Role, Viewer
from hedun.desks.bridge.decide import clock, files, numbers, preflight, rows, steps
from hedun.desks.bridge.terms import (
    FIELDS,
    Attachment,
    Conflict,
    FieldGroup,
    FieldType,
    LetterKind,
    LetterState,
    LetterStep,
    RowIn,
    Side,
)
from tests.factories import NOW, credit_code

SENDER, RECEIVER = 1, 2


def viewer(kind, body, *roles):
    return Viewer(
        person_id=9, name="甲", body_id=body, body_kind=kind, roles=frozenset(roles or Role)
    )


OFFICER = viewer(BodyKind.BUREAU, SENDER, Role.INSPECTOR)
ANSWERER = viewer(BodyKind.PLATFORM, RECEIVER, Role.COMPLIANCE)
MACHINE = Viewer.system()
STRANGERS = [
    viewer(BodyKind.BUREAU, 3),
    viewer(BodyKind.PLATFORM, 3),
    viewer(BodyKind.AGENCY, SENDER),
    viewer(BodyKind.BUREAU, SENDER, Role.EDITOR),
    viewer(BodyKind.BUREAU, RECEIVER, Role.EDITOR),
    viewer(BodyKind.PLATFORM, SENDER),
    Viewer.anonymous(),
]
ENDS = {"from_body_id": SENDER, "to_body_id": RECEIVER}
SIDES = {Side.SENDER: OFFICER, Side.RECEIVER: ANSWERER, Side.MACHINE: MACHINE}


@pytest.mark.parametrize(("step", "state"), list(itertools.product(steps.RULES, LetterState)))
def test_every_step_starts_only_where_the_table_says(step, state):
    rule = steps.RULES[step]
    given_ = {"reason": "因为", **ENDS}
    if state in rule.starts:
        goal = steps.target(step, state, SIDES[rule.side], **given_)
        assert goal == (rule.ends or state)
    else:
        with pytest.raises(Conflict, match="刷新"):
            steps.target(step, state, SIDES[rule.side], **given_)


@pytest.mark.parametrize(("step", "who"), list(itertools.product(steps.RULES, STRANGERS)))
def test_no_stranger_takes_any_step(step, who):
    rule = steps.RULES[step]
    with pytest.raises(Refused):
        steps.target(step, min(rule.starts), who, reason="因为", **ENDS)


def test_an_ended_letter_is_only_rated_and_a_withdrawn_one_not_even_that():
    closed, withdrawn = LetterState.CLOSED, LetterState.WITHDRAWN
    assert steps.steps(closed, OFFICER, **ENDS) == (LetterStep.RATE_REPLY,)
    assert steps.steps(closed, ANSWERER, **ENDS) == (LetterStep.RATE_LETTER,)
    assert steps.steps(withdrawn, OFFICER, **ENDS) == steps.steps(withdrawn, ANSWERER, **ENDS) == ()


@pytest.mark.parametrize("step", [s for s, rule in steps.RULES.items() if rule.needs_reason])
def test_a_reason_of_blanks_is_none(step):
    rule = steps.RULES[step]
    with pytest.raises(ValueError, match="理由"):
        steps.target(step, min(rule.starts), SIDES[rule.side], reason="  ", **ENDS)


def test_every_state_can_be_reached_and_left():
    reached = {rule.ends for rule in steps.RULES.values()} | {LetterState.DRAFT}
    assert reached - {None} == set(LetterState)


@given(st.datetimes(dt.datetime(2024, 1, 1), dt.datetime(2099, 1, 1)), st.binary(min_size=10))
def test_message_ids_are_version_7_and_sort_by_time(at, noise):
    at = at.replace(tzinfo=dt.UTC)
    made = numbers.message_id(at, noise)
    later = numbers.message_id(at + dt.timedelta(milliseconds=1), b"\0" * 10)
    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert made < later


def test_numbers_are_written_as_the_standard_says():
    made = numbers.document_number("杭市监", LetterKind.CO_INVESTIGATION, year=2026, serial=12)
    assert made == "杭市监协查〔2026〕12号"


def test_the_clock_says_how_much_is_left():
    due = NOW + dt.timedelta(hours=24)
    half = clock.countdown(NOW, due, now=NOW + dt.timedelta(hours=12))
    over = clock.countdown(NOW, due, now=due + dt.timedelta(minutes=90))
    assert (half.percent, half.words, half.tone) == (50, "剩 12 小时", "ok")
    assert (over.percent, over.words, over.is_over) == (100, "已超 1 小时 30 分", True)


GOOD = {
    FieldType.TEXT: "甲",
    FieldType.CREDIT_CODE: credit_code(77),
    FieldType.ID_NUMBER: "11010519491231002X",
    FieldType.MONEY: "1,299.5元",
    FieldType.COUNT: "12",
    FieldType.DAY: "2026年11月3日",
    FieldType.URL: "https://shop.example/1",
}


@pytest.mark.parametrize("group", FieldGroup)
def test_a_full_row_of_each_group_is_typed(group):
    row = RowIn(group, {f.name: GOOD[f.type] for f in FIELDS[group]})
    outcome = rows.judge(row)
    assert outcome.problems == ()
    assert set(outcome.payload) == {f.name for f in FIELDS[group]}


@pytest.mark.parametrize("group", FieldGroup)
def test_each_required_column_is_asked_for(group):
    problems = rows.judge(RowIn(group, {})).problems
    assert len(problems) == sum(f.is_required for f in FIELDS[group])


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("amount", "九块", "不是金额"),
        ("amount", "-1", "超出范围"),
        ("amount", "0.001", "不足一分"),
        ("amount", "NaN", "超出范围"),
        ("paid_on", "2026-02-30", "不是日期"),
        ("paid_on", "昨天", "不是日期"),
        ("order_no", "1.23457E+17", "科学计数法"),
        ("order_no", "9" * 65, "超过64字"),
    ],
)
def test_a_bad_cell_says_what_is_wrong(name, text, said):
    full = {"order_no": "A1", "paid_on": "2026-11-01", "amount": "1"}
    problems = rows.judge(RowIn(FieldGroup.PAYMENT, full | {name: text})).problems
    assert said in problems[0]


def test_money_is_fen_and_days_are_iso():
    row = RowIn(FieldGroup.PAYMENT, {"order_no": "A", "paid_on": "2026/1/2", "amount": "￥8"})
    assert rows.judge(row).payload == {"order_no": "A", "paid_on": "2026-01-02", "amount": 800}


def test_an_identity_without_any_number_is_no_identity():
    assert "至少填写一项" in rows.judge(RowIn(FieldGroup.IDENTITY, {"name": "甲"})).problems[0]


def test_pasted_tables_are_read_with_and_without_headings():
    plain = rows.pasted(FieldGroup.PAYMENT, "A1\t2026-11-01\t9\n\nA2\t2026-11-02\t8\n")
    named = rows.pasted(FieldGroup.PAYMENT, "支付日期\t订单编号\n2026-11-01\tA1")
    assert [row.values["order_no"] for row in plain] == ["A1", "A2"]
    assert named[0].values == {"paid_on": "2026-11-01", "order_no": "A1"}


def test_identity_numbers_show_four_digits_on_the_page():
    cells = rows.shown(FieldGroup.IDENTITY, {"id_number": "11010519491231002X"}, is_masked=True)
    assert cells[2] == "1*************002X"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.exe", b"MZ", "类型"),
        ("a.pdf", b"MZ not a pdf", "类型"),
        ("a.pdf", b"", "空文件"),
        ("a.csv", b"\x00\x01", "类型"),
        ("a", b"x", "类型"),
    ],
)
def test_files_that_are_not_what_they_say_are_refused(name, content, said):
    assert said in files.problem(Attachment(name, "", content), count=0)


def test_the_twenty_first_file_is_refused():
    assert "最多20个" in files.problem(Attachment("a.pdf", "", b"%PDF-"), count=20)


CLEAN = preflight.LetterFacts(
    kind=LetterKind.CO_INVESTIGATION,
    title="关于协助调查的函",
    text="请协助。",
    questions=("identity",),
    has_shop=True,
    shop_body_id=RECEIVER,
    to_body_id=RECEIVER,
    to_kind=BodyKind.PLATFORM,
    is_to_active=True,
    credit_code_problem=None,
    article_label="《办法》第9条",
    article_from=dt.date(2025, 4, 25),
    article_to=None,
    due_on=dt.date(2026, 12, 15),
    is_due_working_day=True,
    today=NOW.date(),
    open_duplicates=(),
    officer_id=1,
    second_officer_id=2,
    has_contact=True,
    is_clue_confirmed=True,
)
DEFECTS = {
    "addressee": {"to_kind": BodyKind.AGENCY},
    "shop_unknown": {"has_shop": False},
    "wrong_addressee": {"shop_body_id": 7},
    "identifier": {"credit_code_problem": "校验位不符"},
    "no_basis": {"article_to": dt.date(2026, 1, 1)},
    "due_past": {"due_on": dt.date(2026, 11, 1)},
    "due_day_off": {"is_due_working_day": False},
    "officers": {"second_officer_id": None},
    "officers_same": {"second_officer_id": 1},
    "contact": {"has_contact": False},
    "duplicate": {"open_duplicates": ("杭市监协查〔2026〕1号",)},
    "clue_state": {"is_clue_confirmed": False},
    "nothing_asked": {"questions": ()},
    "non_standard": {"questions": ("identity", "diary")},
    "period": {"period_from": dt.date(2026, 5, 1), "period_to": dt.date(2026, 4, 1)},
    "period_old": {"period_from": dt.date(2023, 1, 1), "period_to": dt.date(2023, 6, 1)},
    "too_wide": {"period_from": dt.date(2025, 1, 1), "period_to": dt.date(2026, 6, 1)},
    "authority": {"unfit_officers": ("测试员",)},
    "needless": {"kind": LetterKind.DISPOSAL_NOTICE, "questions": ("goods", "payment")},
    "case_no": {"has_case_no": False},
    "evidence": {"evidence_fault": "文件缺失"},
    "text": {"text": " "},
    "title": {"title": "长" * 81},
}


@pytest.mark.parametrize("code", DEFECTS)
def test_preflight_finds_each_defect_and_names_the_way_out(code):
    found = preflight.defects(replace(CLEAN, **DEFECTS[code]))
    assert [defect.code for defect in found] == [code]
    assert found[0].way_out


def test_preflight_lets_a_clean_letter_go():
    assert preflight.defects(CLEAN) == ()


def test_preflight_blocks_none_of_two_hundred_clean_letters():
    """Every kind, group, period, addressee and level that belongs together, and no other."""
    chance, count = random.Random(12), 0
    for _ in range(200):
        kind = chance.choice(list(LetterKind))
        is_asking = kind is LetterKind.CO_INVESTIGATION
        groups = list(FieldGroup) if is_asking else [FieldGroup.IDENTITY, FieldGroup.GOODS]
        asked = chance.sample(groups, chance.randint(1 if is_asking else 0, len(groups)))
        first = CLEAN.today - dt.timedelta(days=chance.randint(1, 1000))
        span = chance.randint(0, 300 if chance.random() < 0.8 else 366)
        body = chance.randint(1, 9)
        letter = replace(
            CLEAN,
            kind=kind,
            to_kind=chance.choice(preflight.addressee_kinds(kind)),
            questions=tuple(group.value for group in asked),
            period_from=first if chance.random() < 0.7 else None,
            period_to=min(first + dt.timedelta(days=span), CLEAN.today),
            is_provincial=chance.random() < 0.2,
            to_body_id=body,
            shop_body_id=body,
            title="关" * chance.randint(4, 80),
            due_on=CLEAN.today + dt.timedelta(days=chance.randint(0, 60)),
        )
        count += bool(preflight.defects(letter))
    assert count == 0


def test_a_province_may_ask_for_more_than_a_year():
    wide = replace(CLEAN, **DEFECTS["too_wide"])
    assert preflight.defects(replace(wide, is_provincial=True, has_mandate=True)) == ()
