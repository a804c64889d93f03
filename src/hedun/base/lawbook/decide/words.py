"""The rules of counting in words that a person reads and can look up."""

from hedun.base.lawbook.decide.periods import Outcome, Period
from hedun.base.lawbook.terms import Unit

_SAME = "《市场监督管理行政处罚程序规定》第八十条、《市场监督管理投诉举报处理办法》第四十五条"
_RULES = {
    Unit.WORKING_DAY: "起算当日不计入，周末和放假日不计入，调休上班日计入，最后一日必为工作日，"
    f"不再顺延（{_SAME}；《行政处罚法》所称二日、三日、五日、七日为工作日，见其第八十五条）",
    Unit.CALENDAR_DAY: "起算当日不计入，其后连续计算，中间的节假日不扣除，"
    f"最后一日为休息日的顺延至其后第一个工作日（{_SAME}）",
    Unit.MONTH: "起算当日不计入，到期月的对应日为最后一日，没有对应日的为月末日（《民法典》第二百零二条），"
    f"最后一日为休息日的顺延至其后第一个工作日（{_SAME}）",
    Unit.HOUR: "自起算时刻起连续计算，夜间和节假日不扣除，不顺延（《民法典》第二百零一条）",
}
_BEFORE = "自该日倒算，该日不计入，遇休息日不顺延（顺延将不足法定时间）"


def rules_of(period: Period) -> str:
    """Name the rules by which such a period is counted, with their articles."""
    return _BEFORE if period.is_before else _RULES[period.unit]


def explained(period: Period, outcome: Outcome) -> str:
    """Say in one line how the due date came about: the count, the rules, the calendar."""
    calendar = f"日历：{outcome.calendar}。" if outcome.calendar else ""
    return f"{''.join(outcome.trace)}规则：{rules_of(period)}。{calendar}"
