"""Words of the rule language that people see."""

from hedun.engine.term import Term


class Kind(Term):
    """What a feature of a record holds."""

    TEXT = "text", "文本"
    NUMBER = "number", "数值"
    MONEY = "money", "金额"
    FLAG = "flag", "是非"
    DATE = "date", "日期"
    SET = "set", "集合"
    WORDS = "words", "词组命中"


class Outcome(Term):
    """What a condition says of a record; missing data leave it open."""

    TRUE = "true", "成立"
    FALSE = "false", "不成立"
    UNKNOWN = "unknown", "无法判断"


class Stage(Term):
    """How far a rule has come on its way into use."""

    DRAFT = "draft", "起草"
    TESTED = "tested", "样例通过"
    BACKTESTED = "backtested", "已回测"
    SHADOW = "shadow", "试运行"
    ACTIVE = "active", "启用"
    QUARANTINED = "quarantined", "隔离"
    RETIRED = "retired", "停用"


class Step(Term):
    """What is done with a rule on its way."""

    TEST = "test", "试样例"
    BACKTEST = "backtest", "回测"
    SHADOW = "shadow", "试运行"
    ACTIVATE = "activate", "启用"
    QUARANTINE = "quarantine", "隔离"
    RELEASE = "release", "解除隔离"
    REVISE = "revise", "修改"
    RETIRE = "retire", "停用"
