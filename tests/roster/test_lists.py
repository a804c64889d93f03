"""Lists of the registry: snapshots and changes, the state of a subject on any day."""

import datetime as dt

import pytest
from django.utils import timezone

from hedun.base.accounts.terms import Invalid, Refused
from hedun.desks.roster import actions, queries
from hedun.desks.roster.models import ListVersion
from hedun.desks.roster.terms import ListKind, ListMode, ListState
from tests import factories as make
from tests.roster.conftest import entry, identity

K = ListKind.ABNORMAL


def day(text):
    return dt.date.fromisoformat(text)


def keys(on, kind=K):
    return sorted(queries.current(make.SYSTEM, kind, day(on)).collect()["key"])


def codes(*numbers):
    return sorted(make.credit_code(n) for n in numbers)


def state(n, on, **known):
    found = queries.standing(make.SYSTEM, make.credit_code(n), day(on), known=known or None)
    return {kind.value: span.version for kind, span in found.items()}


def test_a_snapshot_replaces_and_a_delta_changes(desk):
    desk.list([entry(1), entry(2)], as_of=day("2026-04-01"))
    desk.list(
        [
            entry(3, action="列入", listed="2026-04-10"),
            entry(1, action="移出", removed="2026-04-11"),
        ],
        mode=ListMode.DELTA,
        as_of=day("2026-04-15"),
    )
    desk.list([entry(3), entry(4)], as_of=day("2026-05-01"))
    assert keys("2026-04-01") == codes(1, 2)
    assert keys("2026-04-20") == codes(2, 3)
    assert keys("2026-05-01") == codes(3, 4)
    assert keys("2026-03-31") == []


def test_the_state_of_a_subject_as_of_any_day(desk):
    desk.list([entry(1), entry(2)], as_of=day("2026-04-01"))
    desk.list(
        [entry(1, action="移出", removed="2026-04-11")],
        mode=ListMode.DELTA,
        as_of=day("2026-04-15"),
    )
    desk.list([entry(1, listed="2026-06-01")], as_of=day("2026-06-02"))
    desk.list([entry(1, listed="2025-01-05")], ListKind.REVOKED, as_of=day("2026-06-02"))
    assert state(1, "2024-12-31") == {}
    assert state(1, "2026-02-28") == {"revoked": 1}
    assert state(1, "2026-03-05") == {"abnormal": 1, "revoked": 1}
    assert state(1, "2026-04-11") == {"revoked": 1}
    assert state(1, "2026-07-01") == {"abnormal": 3, "revoked": 1}
    assert state(2, "2026-06-01") == {"abnormal": 1}
    assert state(2, "2026-06-02") == {}  # the later snapshot no longer has it
    # what was known before the second and third version came
    assert state(1, "2026-07-01", abnormal=1, revoked=0) == {"abnormal": 1}


def test_natural_persons_are_known_by_the_hash_alone(desk):
    header = ("名称", "身份证件号码", "列入日期")
    desk.list(desk.table([["张测", identity(1), "2026-01-01"]], header), ListKind.DISHONEST)
    (row,) = (
        queries.current(make.SYSTEM, ListKind.DISHONEST, timezone.localdate()).collect().to_dicts()
    )
    assert (len(row["key"]), row["id_tail"], row["credit_code"]) == (64, identity(1)[-4:], "")


def test_bad_rows_come_back_and_the_others_stay(desk):
    rows = [
        entry(1),
        entry(2, code="913301060000000201"),
        entry(3, name=""),
        entry(4, listed="2999-01-01"),
    ]
    made = desk.list(rows)
    assert (made.state, made.good, made.returned) == (ListState.DONE, 1, 3)
    assert set(made.faults) == {"credit_code", "missing", "value"}


def test_a_delta_says_what_changed(desk):
    made = desk.list([entry(1, action="？")], mode=ListMode.DELTA)
    assert made.state == ListState.REFUSED
    assert made.faults == {"value": 1}


def test_the_same_list_twice_is_one_version(desk):
    table = desk.table([entry(1)], ("统一社会信用代码", "名称", "住所", "法定代表人", "法定代表人证件号码",
                                    "联系方式", "变动", "列入日期", "移出日期", "原因", "决定机关"))  # fmt: skip
    assert desk.list(table) == desk.list(table)
    assert ListVersion.objects.count() == 1
    assert desk.list([entry(2)]).number == 2


def test_a_list_comes_from_a_bureau_and_not_from_tomorrow(desk):
    with pytest.raises(Invalid, match="晚于今天"):
        desk.list([entry(1)], as_of=timezone.localdate() + dt.timedelta(days=1))
    made = desk.list([entry(1)])
    with pytest.raises(Refused):
        actions.withdraw_list(version_id=made.pk, why="误", by=desk.filer, at=timezone.now())
