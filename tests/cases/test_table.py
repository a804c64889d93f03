"""The procedure rules written down a second time, from their text, and compared with the tables."""

import pytest

from hedun.base.procedure.terms import Hat
from hedun.desks.cases.terms import BRANCHES, CASE, BranchKind
from tests.complaints.test_table import declared, written

LOOK = "investigating testing"
UNDECIDED = (
    f"{LOOK} suspended reviewing reviewed approved announcing notified hearing heard legal "
    "ready refunding"
)
PUNISHED = "decided posting served deferred urged enforcing performed closed"
RULES = f"""
source          | -                       | verifying     | officer   | 18
extend_verify   | verifying               | =             | leader    | 18
v_evidence      | verifying               | =             | officer   | 23
v_test          | verifying               | v_testing     | officer   | 18
v_identify      | verifying               | v_testing     | officer   | 18
v_tested        | v_testing               | verifying     | officer   | 18
open            | verifying               | investigating | leader    | 19
not_open        | verifying               | not_filed     | leader    | 20
pass_on         | verifying               | passed_on     | leader    | 17
change_officers | {UNDECIDED}             | =             | leader    | 19
evidence        | {LOOK}                  | =             | handler   | 23
correct         | {LOOK}                  | =             | handler   | 28
test            | investigating           | testing       | handler   | 32
identify        | investigating           | testing       | handler   | 30
tested          | testing                 | investigating | handler   | 32
suspend         | investigating           | suspended     | leader    | 46
resume          | suspended               | investigating | leader    | 46
terminate       | investigating suspended | ended         | leader    | 47
extend          | {UNDECIDED}             | =             | leader    | 64
extend_more     | {UNDECIDED}             | =             | leader    | 64
report          | investigating           | reviewing     | handler   | 48
review_pass     | reviewing               | reviewed      | reviewer  | 54
review_back     | reviewing               | investigating | reviewer  | 54
extend_review   | reviewing legal         | =             | leader    | 55
approve_notice  | reviewed                | approved      | leader    | 56
notify          | approved                | notified      | handler   | 57
announce        | approved                | announcing    | handler   | 82
announced       | announcing              | notified      | handler   | 82
state           | notified                | =             | handler   | 58
ask_hearing     | notified                | hearing       | handler   | 63
set_hearing     | hearing                 | =             | reviewer  | 64
hold_hearing    | hearing                 | heard         | reviewer  | 64
drop_hearing    | hearing                 | ready         | reviewer  | 64
term_over       | notified                | ready         | handler   | 58
submit_legal    | heard                   | legal         | handler   | 50
legal_pass      | legal                   | ready         | reviewer  | 54
legal_back      | legal                   | investigating | reviewer  | 54
refund          | ready                   | refunding     | handler   | 59
refunded        | refunding               | ready         | handler   | 59
discuss         | ready                   | =             | leader    | 60
send_back       | reviewed ready          | investigating | leader    | 60
decide          | ready                   | decided       | leader    | 60
decide_other    | reviewed ready          | resolved      | leader    | 60
serve           | decided                 | served        | handler   | 81
post            | decided                 | posting       | handler   | 82
posted          | posting                 | served        | handler   | 82
publish         | {PUNISHED}              | =             | publisher | 9
not_publish     | {PUNISHED}              | =             | leader    | 2
overturn        | {PUNISHED}              | =             | leader    | 63
withdrawn       | {PUNISHED}              | =             | publisher | 63
defer           | served                  | deferred      | leader    | 74
pay             | served deferred urged enforcing | performed | handler | 72
urge            | served deferred         | urged         | handler   | 76
rights_over     | served deferred urged   | =             | handler   | 76
enforce         | urged                   | enforcing     | leader    | 76
court_end       | enforcing               | performed     | handler   | 77
close           | performed ended resolved | closed       | leader    | 77
archive         | closed                  | archived      | handler   | 78
"""
POLICE = """
p_propose    | -                   | p_proposed      | handler | 5
p_approve    | p_proposed          | p_approved      | leader  | 5
p_decline    | p_proposed          | p_declined      | leader  | 5
p_hand_over  | p_approved          | p_handed        | handler | 6
p_forwarded  | p_handed            | =               | handler | 7
p_filed      | p_handed p_reconsidering p_supervising | p_filed | handler | 8
p_refused    | p_handed            | p_refused       | handler | 8
p_reconsider | p_refused           | p_reconsidering | handler | 9
p_upheld     | p_reconsidering     | p_upheld        | handler | 9
p_supervise  | p_refused p_upheld  | p_supervising   | handler | 9
p_accept     | p_refused p_upheld p_supervising | p_returned | leader | 10
p_goods      | p_filed             | p_done          | handler | 12
"""
HOLD = """
h_ask      | -                | h_asked    | handler | 33
h_urgent   | -                | h_urgent   | handler | 33
h_approve  | h_asked          | h_held     | leader  | 33
h_decline  | h_asked          | h_declined | leader  | 33
h_confirm  | h_urgent         | h_held     | leader  | 33
h_overturn | h_urgent         | h_released | leader  | 33
h_settle   | h_held           | h_settled  | handler | 35
h_release  | h_held           | h_released | leader  | 35
h_lapse    | h_held h_urgent  | h_lapsed   | system  | 35
"""
SEIZURE = """
h_ask        | -                | z_asked       | handler | 36
h_urgent     | -                | z_urgent      | handler | 36
h_approve    | z_asked          | z_held        | leader  | 36
h_decline    | z_asked          | z_declined    | leader  | 36
h_confirm    | z_urgent         | z_held        | leader  | 36
h_overturn   | z_urgent         | z_released    | leader  | 36
h_extend     | z_held           | =             | leader  | 38
h_test       | z_held           | z_testing     | handler | 38
h_tested     | z_testing        | z_held        | handler | 38
h_release    | z_held z_testing | z_released    | leader  | 42
h_confiscate | z_held           | z_confiscated | leader  | 42
h_hand       | z_held           | z_handed      | handler | 12
"""


@pytest.mark.parametrize(
    ("procedure", "text"),
    [
        (CASE, RULES),
        (BRANCHES[BranchKind.POLICE], POLICE),
        (BRANCHES[BranchKind.HOLD], HOLD),
        (BRANCHES[BranchKind.SEIZURE], SEIZURE),
    ],
    ids=lambda one: getattr(one, "code", ""),
)
def test_a_case_goes_only_the_ways_of_the_rules(procedure, text):
    assert declared(procedure) == written(text)


def test_the_machine_decides_nothing_but_what_lapses_by_law():
    decided = {
        (one.code, step.code.value)
        for one in (CASE, *BRANCHES.values())
        for step in one.steps
        if Hat.SYSTEM in step.who
    }
    assert decided == {("case_hold", "h_lapse")}
