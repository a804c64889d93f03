"""I05: whatever is given as a rule ends within its budget and reaches nothing of Python."""

import random
import sys

from hedun.engine.rules import LISTING, RuleError, parse, tracer
from hedun.engine.rules.tokens import MAX_SOURCE
from tests.engine.rules.grammar import damaged, deep, garbage, program, record, salad

PROGRAMS = 10_000
BUDGET = 10 * MAX_SOURCE  # calls of Python functions for one program, its trace and its text
WRITERS = (program, program, program, damaged, damaged, damaged, salad, salad, garbage, deep)
EVENTS: list[str] = []
WATCH = {"on": False}


def listen(event, _):
    if WATCH["on"] and event != "sys.setprofile":
        EVENTS.append(event)


class Trap:
    """A value that tells when anything of it is touched."""

    touched = 0

    def __getattribute__(self, name):
        Trap.touched += 1
        raise AssertionError(name)

    def touch(self, *_):
        Trap.touched += 1
        raise AssertionError

    __call__ = __eq__ = __lt__ = __bool__ = __len__ = __iter__ = __contains__ = __float__ = touch
    __str__ = __repr__ = __format__ = __index__ = __getitem__ = __hash__ = touch


class Word(str):
    """A text of a type of its own, which might answer as it likes."""

    __slots__ = ()
    __contains__ = __eq__ = __len__ = encode = find = Trap.touch
    __hash__ = str.__hash__


def attempt(source):
    try:
        return parse(source, LISTING), None
    except RuleError as error:
        return None, error


def run(source, records):
    """Read one program and judge two records; True where it could be read."""
    rule, error = attempt(source)
    if rule is None:
        assert str(error).strip()
        assert 0 <= error.start <= error.end <= max(len(source), 1)
        return False
    trace = tracer(rule)
    for one in records:
        trace(one).as_dict()
    return True


def counted(source, records):
    """Run one program and count the calls of Python functions."""
    calls = 0

    def count(_frame, event, _argument):
        nonlocal calls
        calls += event == "call"

    WATCH["on"] = True
    sys.setprofile(count)
    try:
        return run(source, records), calls
    finally:
        sys.setprofile(None)
        WATCH["on"] = False


def test_ten_thousand_programs_end_and_reach_nothing():
    sys.addaudithook(listen)  # stays for the life of the process, and is deaf after this test
    dice = random.Random(20261125)
    trap = {f.name: Trap() for f in LISTING}
    trap |= {
        "shop_name": Word("a"),
        "description": [Trap()],
        "licences": [Trap()],
        "words": Word("疗效"),
    }
    run(program(dice), [record(dice), trap])
    EVENTS.clear()
    read, most = 0, 0
    for number in range(PROGRAMS):
        source = WRITERS[number % len(WRITERS)](dice)
        known, calls = counted(source, [record(dice), trap])
        read, most = read + known, max(most, calls)
    assert most <= BUDGET
    assert read > PROGRAMS // 5
    assert Trap.touched == 0
    # import, compile, exec, open, socket and attribute tricks would all be told
    assert EVENTS == []


def test_the_watch_hears_what_a_rule_must_not_do():
    sys.addaudithook(listen)
    WATCH["on"] = True
    eval("1")
    WATCH["on"] = False
    assert {"compile", "exec"} <= set(EVENTS)
    EVENTS.clear()
