"""What stands in the brackets of a name: a region, a form, a branch, an operator, a former name."""

import re
from dataclasses import dataclass, field
from typing import Final

from hedun.engine.match import branches, forms, persons, regions, trades

_FORMER: Final = re.compile(
    r"^(?:原名称|原名为|原名|原称|原为|原|曾用名称|曾用名|曾用|前身为|前身|更名前|变更前|旧名|旧称|"
    r"现更名为|更名为|现名称|现名为|现名|现为|现|又名|又称|简称|俗称|别名|对外称|英文名|下称|以下简称|品牌)(?=..)"
)
_STATUS: Final = re.compile(
    r"(?:已|正在)?(?:注销|吊销|歇业|停业|存续|开业|在营|在业|迁出|清算|破产|撤销|异常|未注销|未吊销|筹|筹建|停用|新|旧|试营业)+"
    r"(?:企业|登记|状态|在营|在册|开业|中)*"
)
_OPERATOR: Final = re.compile(
    r"^(?:经营者姓名|经营者|业主|负责人|法定代表人|法人代表|法人|投资人|店主|老板|户主|经营人)为?"
)
_MAIN: Final = ("总店", "总部", "总公司", "本店", "主店", "本部")
_GROUP: Final = ("集团", "控股")


@dataclass(slots=True)
class Aside:
    """What the brackets of one name told."""

    codes: regions.Codes = regions.NOWHERE
    form: str = ""
    branch: str = ""
    operator: str = ""
    former: list[str] = field(default_factory=list)
    qualifiers: list[str] = field(default_factory=list)
    groups: frozenset[str] = frozenset()


def separate(text: str) -> tuple[str, list[str]]:
    """Take the brackets out of a text; one that is never closed reaches to the end."""
    if "(" not in text and ")" not in text:
        return text, []
    outer, inner, depth = list[str](), list[str](), 0
    for char in text:
        if char == "(":
            depth += 1
            if depth == 1:
                inner.append("")
        elif char == ")":
            depth = max(depth - 1, 0)
        elif depth:
            inner[-1] += char
        else:
            outer.append(char)
    if not outer and inner:
        return inner[0], inner[1:]
    return "".join(outer), [one for one in inner if one]


def read(inner: list[str]) -> Aside:
    """Tell what each bracket is for; what is for nothing known stays a qualifier."""
    aside = Aside()
    for text in inner:
        if not (_of_form(text, aside) or _of_history(text, aside) or _of_place(text, aside)):
            _rest(text, aside)
    return aside


def _of_form(text: str, aside: Aside) -> bool:
    if text in forms.FORMS:
        aside.form = forms.FORMS[text]
        return True
    if text in _GROUP:
        aside.groups |= {text}
    return text in _GROUP or text in _MAIN


def _of_history(text: str, aside: Aside) -> bool:
    if _STATUS.fullmatch(text):
        return True
    if told := _OPERATOR.match(text):
        aside.operator = text[told.end() :]
        return True
    if (told := _FORMER.match(text)) and not regions.whole(text):
        aside.former.append(text[told.end() :])
        return True
    return False


def _of_place(text: str, aside: Aside) -> bool:
    if text in {"中国", "全国", "国际", "大陆"}:
        return True
    codes = regions.whole(text)
    if codes and not aside.codes:
        aside.codes = codes
        return True
    return False


def _rest(text: str, aside: Aside) -> None:
    if branches.is_tag(text):
        aside.branch = text
    elif persons.is_name(text) and not trades.alone(text):
        aside.operator = text
    else:
        aside.qualifiers.append(text)
