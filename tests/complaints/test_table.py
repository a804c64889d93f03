"""Order 121 written down a second time, from its text, and compared with the declarations."""

from hedun.base.procedure.terms import Hat
from hedun.desks.complaints.terms import COMPLAINT, REPORT

# step: origins; goal ("=" stays); who; article
ORDER_121 = """
file            | -                                      | received   | citizen intake  | 10
route           | received                               | =          | intake          | 41
return          | received                               | =          | officer         | 41
ask_identity    | received                               | identity   | officer         | 10
give_identity   | identity                               | received   | citizen officer | 10
fast            | received                               | fast       | officer         | 6
fast_done       | fast                                   | received   | officer         | 6
join            | received identity fast                 | joined     | officer         | 12
accept          | received identity fast                 | accepted   | officer         | 15
refuse          | received identity fast                 | refused    | officer         | 16
withdraw        | received identity fast                 | withdrawn  | citizen         | 18
mediate         | accepted                               | mediating  | officer         | 18
delegate        | accepted mediating                     | =          | officer         | 19
test            | mediating                              | testing    | officer         | 22
tested          | testing                                | mediating  | officer         | 22
ask_recusal     | mediating                              | recusal    | citizen officer | 21
decide_recusal  | recusal                                | mediating  | leader          | 21
agree           | mediating                              | agreed     | officer         | 24
ask_end         | accepted mediating testing recusal     | =          | citizen         | 23
terminate       | accepted mediating testing recusal     | terminated | officer         | 23
tell            | terminated                             | closed     | officer         | 23
clue | accepted mediating testing recusal agreed terminated closed | = | officer       | 27
"""
REPORTS = """
r_file     | -                       | r_received  | citizen intake | 28
r_route    | r_received              | =           | intake         | 41
r_return   | r_received              | =           | officer        | 41
r_not_ours | r_received              | r_not_ours  | officer        | 34
r_merge    | r_received              | r_merged    | officer        | 35
r_merge_new | r_received             | r_merged    | officer        | 35
r_renew    | r_received r_verifying  | =           | officer        | 35
r_dispute  | r_received              | r_disputed  | officer        | 33
r_settle   | r_disputed              | r_received  | officer intake | 33
r_reply    | r_closed                | =           | officer        | 36
r_reward   | r_closed                | =           | officer        | 36
r_clue     | r_received              | r_verifying | officer        | 35
r_extend   | r_received r_verifying  | =           | leader         | 18
r_test     | r_verifying             | r_testing   | officer        | 18
r_tested   | r_testing               | r_verifying | officer        | 18
r_close    | r_verifying             | r_closed    | officer        | 18
"""


def written(text):
    rows = set()
    for line in text.strip().splitlines():
        step, origins, goal, who, article = (cell.strip() for cell in line.split("|"))
        for origin in origins.replace("-", "").split() or [""]:
            for hat in who.split():
                rows.add((step, origin, goal if goal != "=" else origin, hat, article))
    return rows


def declared(procedure):
    return {
        (
            step.code.value,
            getattr(origin, "value", ""),
            step.goal.value if step.goal else origin.value,
            hat.value,
            step.basis.split()[1],
        )
        for step in procedure.steps
        for origin in (step.origins or ("",))
        for hat in step.who
    }


def test_a_complaint_goes_only_the_ways_of_order_121():
    assert declared(COMPLAINT) == written(ORDER_121)


def test_a_report_goes_only_the_ways_of_order_121():
    assert declared(REPORT) == written(REPORTS)


def test_the_system_decides_nothing():
    assert not [s for p in (COMPLAINT, REPORT) for s in p.steps if Hat.SYSTEM in s.who]
