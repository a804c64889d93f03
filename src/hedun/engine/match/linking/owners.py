"""Who runs a business: identity number by its keyed hash or masked, telephone, person."""

import functools
from typing import Final

from hedun.engine.match import trade_names
from hedun.engine.match import weights as w
from hedun.engine.match.evidence import Evidence, ordered
from hedun.engine.match.spelling import normal

_LEAST_SHOWN: Final = 6  # signs that both sides show


@functools.lru_cache(maxsize=1 << 16)
def phone_number(text: str) -> str:
    """Give the digits and masks of a telephone, without +86."""
    kept = "".join(char for char in text if char.isdecimal() or char == "*")
    return kept[2:] if len(kept) == 13 and kept.startswith("86") else kept


def identity(a: tuple[str, str], b: tuple[str, str]) -> Evidence | None:
    """Compare identity numbers, each as (keyed hash, masked number); the hash goes first."""
    if a[0] and b[0]:
        if a[0] == b[0]:
            return Evidence(w.IDENTITY_SAME, "经营者公民身份号码（密钥散列）相同：同一人")
        return Evidence(w.IDENTITY_OTHER, "经营者公民身份号码（密钥散列）不同：不是同一人")
    if not (a[1] and b[1]) or len(a[1]) != len(b[1]):
        return None
    shown = [x == y for x, y in zip(a[1].upper(), b[1].upper(), strict=True) if "*" not in (x, y)]
    if not all(shown):
        return Evidence(w.MASK_OTHER, "经营者公民身份号码未隐去的部分不一致")
    if len(shown) < _LEAST_SHOWN:
        return None
    return Evidence(w.MASK_SAME, "经营者公民身份号码未隐去的部分一致")


def phone(a: str, b: str) -> Evidence | None:
    """Compare telephones; one may be masked."""
    a, b = phone_number(a), phone_number(b)
    if len(a) < 7 or len(b) < 7:
        return None
    if a == b and "*" not in a:
        return Evidence(w.PHONE_SAME, "联系电话相同")
    if "*" not in a + b or len(a) != len(b):
        return Evidence(w.PHONE_OTHER, "联系电话不同")
    shown = [x == y for x, y in zip(a, b, strict=True) if "*" not in (x, y)]
    if not all(shown):
        return Evidence(w.PHONE_OTHER, "联系电话未隐去的部分不同")
    return (
        Evidence(w.PHONE_SHOWN, "联系电话未隐去的部分一致") if len(shown) >= _LEAST_SHOWN else None
    )


def person(a: str, b: str) -> Evidence | None:
    """Compare the persons in charge."""
    a, b = normal(a), normal(b)
    found = trade_names.compare(a, b, is_whole=True)
    if found.kind == "absent":
        return None
    if found.kind == "same":
        return Evidence(w.PERSON_NAMED, f"经营者或负责人相同：{a}")
    if found.kind == "masked":
        return Evidence(w.PERSON_SHOWN, f"经营者或负责人姓名未隐去的部分一致：{ordered(a, b)}")
    if found.kind in {"sound", "shape"}:
        return Evidence(0.0, f"经营者或负责人姓名相近：{ordered(a, b)}")
    return Evidence(w.PERSON_OTHER, f"经营者或负责人不同：{ordered(a, b)}")
