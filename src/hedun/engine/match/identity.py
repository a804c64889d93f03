"""Codes of two subjects: the same sound code settles it, two sound codes that differ as well."""

import functools
import re
from typing import Final, NamedTuple

from hedun.engine.codes import citizen, registration, uscc
from hedun.engine.codes.digits import canonical, mod11_2
from hedun.engine.match import weights as w
from hedun.engine.match.evidence import Evidence
from hedun.engine.match.spelling import normal

_MASK: Final = re.compile(r"\*+|(?<=\d)X{3,}(?=[\dA-Z])|X{4,}")
_SHAPE: Final = re.compile(r"[0-9A-Z*]{6,20}")
LABELS: Final = {
    "uscc": "统一社会信用代码",
    "registration": "注册号",
    "citizen": "公民身份号码",
    "organization": "组织机构代码",
    "masked": "打码的代码",
    "unsound": "代码",
}


class Code(NamedTuple):
    """A code in its one spelling and what it is; the kind is empty where there is none."""

    text: str
    kind: str
    problem: str = ""


@functools.lru_cache(maxsize=1 << 16)
def read(raw: str) -> Code:
    """Tell what a code is: sound ones by kind, masked ones, unsound ones, none."""
    text = _MASK.sub(lambda found: "*" * len(found.group()), canonical(normal(raw)))
    if not _SHAPE.fullmatch(text) or len(set(text.replace("*", ""))) < 4:
        return Code("", "")
    if "*" in text:
        return Code(text, "masked")
    kind = _kind(text)
    if len(text) == 15 and kind == "unsound" and _is_old_citizen(text):
        whole = f"{text[:6]}19{text[6:]}"
        return Code(whole + mod11_2(whole), "citizen")
    return Code(text, kind, _problem(text) if kind == "unsound" else "")


def _kind(text: str) -> str:
    if len(text) == 18:
        # a number of all digits may pass both checks; its first digits tell
        if citizen.problem(text) is None and not text.startswith(("91", "92", "93")):
            return "citizen"
        return "uscc" if uscc.problem(text) is None else "unsound"
    if len(text) == 15 and registration.problem(text) is None:
        return "registration"
    if len(text) == 9 and uscc.organization_sign(text[:8]) == text[8]:
        return "organization"
    return "unsound"


def _problem(text: str) -> str:
    return "校验位不符" if len(text) in {15, 18} else f"有{len(text)}位"


def _is_old_citizen(text: str) -> bool:
    whole = f"{text[:6]}19{text[6:]}" if text.isdigit() else ""
    return (
        bool(whole) and citizen.problem(whole + mod11_2(whole)) is None and "11" <= text[:2] <= "65"
    )


def compare(a: Code, b: Code) -> Evidence | None:
    """Weigh two codes; None where they tell nothing of each other."""
    if not a.kind or not b.kind:
        return _only_one(a if a.kind else b)
    if "masked" in (a.kind, b.kind):
        return _masked(a, b)
    if "unsound" in (a.kind, b.kind):
        return _unsound(a, b)
    if {a.kind, b.kind} == {"uscc", "organization"}:
        return _organization(a, b)
    if a.kind != b.kind:
        return None
    return _sound(a, b)


def _sound(a: Code, b: Code) -> Evidence:
    name = LABELS[a.kind]
    if a.text != b.text:
        return Evidence(w.CODE_OTHER, f"{name}不同，均有效：判为不同", is_clash=True)
    if a.kind == "citizen":
        return Evidence(w.PERSON_SAME, "公民身份号码相同且有效：经营者为同一人")
    return Evidence(w.CODE_SAME, f"{name}相同且有效：判为同一主体")


def _only_one(code: Code) -> Evidence | None:
    return Evidence(0.0, f"代码{code.problem}，不作依据") if code.kind == "unsound" else None


def _organization(a: Code, b: Code) -> Evidence:
    short, long = sorted((a.text, b.text), key=len)
    if long[8:17] == short:
        return Evidence(w.CODE_SAME, "组织机构代码与统一社会信用代码第9至17位一致：判为同一主体")
    return Evidence(w.CODE_OTHER, "组织机构代码与统一社会信用代码不对应：判为不同", is_clash=True)


def _unsound(a: Code, b: Code) -> Evidence:
    why = a.problem or b.problem
    if a.text == b.text:
        return Evidence(w.CODE_SAME_UNSOUND, f"代码相同，但{why}，仅作参考")
    if _is_near(a.text, b.text):
        return Evidence(w.CODE_NEAR, f"代码只差一处，且有一个{why}：可能误写")
    return Evidence(w.CODE_FAR, f"代码不同，但有一个{why}，不作否决依据")


def _is_near(a: str, b: str) -> bool:
    """One sign apart, two neighbours exchanged, or one sign left out."""
    if len(a) != len(b):
        short, long = sorted((a, b), key=len)
        dropped = (long[:at] + long[at + 1 :] for at in range(len(long)))
        return len(long) - len(short) == 1 and short in dropped
    places = [at for at, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
    if len(places) == 2 and places[1] - places[0] == 1:
        return a[places[0]] == b[places[1]] and a[places[1]] == b[places[0]]
    return len(places) == 1


def _masked(a: Code, b: Code) -> Evidence | None:
    seen = _visible(a.text, b.text)
    if seen is None:
        return Evidence(w.CODE_MASK_OTHER, "代码未隐去的部分不一致：判为不同", is_clash=True)
    if not seen:
        return None
    weight = min(seen * w.CODE_VISIBLE, w.CODE_VISIBLE_MOST)
    return Evidence(weight, "代码未隐去的部分一致")


def _visible(a: str, b: str) -> int | None:
    """Count the signs behind the region that both show; None where two that are shown differ."""
    if len(a) != len(b):
        a, b = _stretched(a, b)
    if len(a) != len(b):
        return 0
    shown = [at for at, (x, y) in enumerate(zip(a, b, strict=True)) if "*" not in (x, y)]
    if any(a[at] != b[at] for at in shown):
        return None
    return sum(at >= 8 or len(a) < 18 for at in shown)


def _stretched(a: str, b: str) -> tuple[str, str]:
    """A mask may be shorter than what it hides: 9133****1234."""
    width = max(len(a), len(b), 18 if "*" in a and "*" in b else 0)
    return _widened(a, width), _widened(b, width)


def _widened(text: str, width: int) -> str:
    head, mask, tail = text.partition("*")
    return head + mask * (width - len(text) + 1) + tail if mask else text
