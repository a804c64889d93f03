"""Registry lists (登记名单): who was revoked, cancelled or listed."""

import datetime as dt
import functools
from dataclasses import dataclass

from hedun.engine.codes import uscc
from hedun.engine.table import values
from hedun.market.decide.rows import Rows
from hedun.market.terms import RegistryState

_WORDS = (
    (RegistryState.REVOKED, ("吊销",)),
    (RegistryState.CANCELLED, ("注销",)),
    (RegistryState.DISHONEST, ("严重违法", "失信")),
    (RegistryState.ABNORMAL, ("异常",)),
    (RegistryState.NORMAL, ("存续", "在业", "开业", "正常", "在营", "移出")),
)


@dataclass(frozen=True, slots=True)
class Mark:
    """What the list says of one subject."""

    credit_code: str
    state: RegistryState
    reason: str
    happened_on: dt.date


def judge(rows: Rows, *, at: dt.datetime, is_1904: bool = False) -> list[Mark]:
    """Check every row and give the good ones."""
    rows.require("credit_code", "统一社会信用代码")
    rows.cut()
    states = rows.each("state", _state)
    days = rows.each("happened_on", functools.partial(values.day, is_1904=is_1904))
    codes = [uscc.normal(text) for text in rows.texts("credit_code")]
    for index, is_sound in enumerate(uscc.sound(codes)):
        if codes[index] and not is_sound:
            rows.blame(index, uscc.problem(codes[index]) or "")
        if states[index] is None and index not in rows.reasons:
            rows.blame(index, "登记状态为空；请填写吊销、注销、经营异常、严重违法失信或存续")
    reasons = rows.texts("reason")
    return [
        Mark(codes[i], state, values.clean(reasons[i]), _day(days[i], at))
        for i, state in enumerate(states)
        if isinstance(state, RegistryState) and i not in rows.reasons
    ]


def _day(value: object, at: dt.datetime) -> dt.date:
    return value if isinstance(value, dt.date) else at.date()


def _state(text: str) -> RegistryState:
    for state, words in _WORDS:
        if any(word in text for word in words):
            return state
    raise values.Wrong(
        f"登记状态“{text[:20]}”无法识别；请填写吊销、注销、经营异常、严重违法失信或存续。"
    )
