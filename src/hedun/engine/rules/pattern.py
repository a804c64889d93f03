"""Patterns that people write: RE2 only, so that no text can make one slow.

RE2 reads a text once, whatever the pattern; what would need going back (look-around, back
references) it refuses, and the refusal says what to write instead.
"""

import functools
import re
from typing import Any

import re2

MAX_PATTERN = 500
MAX_STEPS = 600  # instructions: the time for a text is at worst this times its bytes
MEMORY = 4 << 20  # bytes that a compiled pattern and its automaton may take
_ADVICE = (
    (r"operator: \(\?(<?[=!])", "不支持环视 (?{0}…)；请拆成两个条件，例如 标题 匹配 /甲/ 且 标题 不匹配 /乙/。"),
    (r"operator: \(\?P|sequence: \\(?:[0-9]|k|g)", "不支持反向引用；请把要重复的文字写出来，例如 /哈哈|呵呵/。"),
    (r"operator: (\(\?.?)", "不支持“{0}”这种写法；分组请写 (…) 或 (?:…)。"),
    (r"repetition size: (.*)", "重复次数“{0}”太多；一处最多1000次，套叠的次数相乘也不能超过1000。"),
    (r"no argument for repetition operator: (.*)", "“{0}”前面没有要重复的字；要找这个符号本身请写 \\{0}。"),
    (r"repetition operator: (.*)", "重复符号“{0}”连写了；请只留一个，或用 \\ 转义。"),
    (r"missing \)", "圆括号没有配对；要找括号本身请写 \\( 和 \\)。"),
    (r"unexpected \)", "多了一个“)”；要找括号本身请写 \\)。"),
    (r"missing \]", "方括号没有配对；要找方括号本身请写 \\[。"),
    (r"class range: (.*)", "字符范围“{0}”不成立；小的写在前面，汉字写作 [\\p{{Han}}]。"),
    (r"sequence: (.*)", "转义“{0}”没有意义；要找反斜杠本身请写 \\\\。"),
    (r"trailing \\", "末尾多了一个反斜杠；要找反斜杠本身请写 \\\\。"),
    (r"too large", "匹配式展开后太大；请减少重复次数，或把词放进词库。"),
)  # fmt: skip


@functools.lru_cache(128)
def compiled(pattern: str, *, fold: bool) -> Any:
    """Give the RE2 object of a pattern; raises re2.error."""
    options = re2.Options()
    options.log_errors = False
    options.never_capture = True
    options.max_mem = MEMORY
    options.case_sensitive = not fold
    return re2.compile(pattern, options)


def problem(pattern: str, *, fold: bool) -> str | None:
    """Say in Chinese why a pattern cannot be used, and what to write; None where it can."""
    if len(pattern) > MAX_PATTERN:
        return f"匹配式有{len(pattern)}个字符，最多{MAX_PATTERN}个；请把词放进词库，或拆开。"
    try:
        ready = compiled(pattern, fold=fold)
    except re2.error as error:
        return _advice(str(error.args[0], "utf-8", "replace"))
    if ready.programsize > MAX_STEPS:
        return (
            f"匹配式展开后有{ready.programsize:,}步，最多{MAX_STEPS}步；"
            "请减少 {0,50} 这类重复次数，或用 . 代替 \\p{Han}，或把词放进词库。"
        )
    if ready.search("") is not None:
        return "匹配式连空白文本也匹配，等于没有条件；请至少写一个必须出现的字。"
    return None


def _advice(reason: str) -> str:
    for shape, text in _ADVICE:
        found = re.search(shape, reason)
        if found:
            return "匹配式" + text.format(*found.groups())
    return f"匹配式读不懂（{reason}）；请简化。"


def span(pattern: str, text: str, *, fold: bool) -> tuple[int, int] | None:
    """Give the offsets of the first match in code points."""
    found = compiled(pattern, fold=fold).search(text)
    return found.span() if found else None


def occurs(pattern: str, texts: list[str | None], *, fold: bool) -> list[bool | None]:
    """Tell for each text whether the pattern occurs; None stays None."""
    search = compiled(pattern, fold=fold).search
    return [None if t is None else search(t.encode()) is not None for t in texts]
