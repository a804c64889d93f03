"""The words that a letter starts with; the officer may change every one of them."""

import datetime as dt
from collections.abc import Sequence

from hedun.desks.bridge.terms import FieldGroup, LetterKind

STANDARD = (FieldGroup.IDENTITY, FieldGroup.GOODS)


def title(kind: LetterKind, *, shop: str, ground: str) -> str:
    """The matter (事由) in one line."""
    if kind is LetterKind.CO_INVESTIGATION:
        return f"关于协助调查“{shop}”涉嫌{ground}的函"
    if kind is LetterKind.CLUE_NOTICE:
        return f"关于通报“{shop}”涉嫌{ground}线索的函"
    if kind is LetterKind.SAMPLING:
        return f"关于协助抽检“{shop}”商品的函"
    return f"关于处置“{shop}”涉嫌{ground}商品信息的函"


def body(
    kind: LetterKind,
    *,
    clue_no: str,
    shop: str,
    listing_no: str,
    ground: str,
    words: Sequence[str],
    basis: str,
) -> str:
    """The text that goes with it: what was found, on what basis, what is asked."""
    goods = f"（商品编号 {listing_no}）" if listing_no else ""
    quoted = "、".join(f"“{word}”" for word in words[:5])
    found = f"，其中含有{quoted}等内容" if quoted else ""
    opening = (
        f"我局在网络交易监测中发现（线索编号 {clue_no}），你单位平台内网店“{shop}”"
        f"发布的商品信息{goods}涉嫌{ground}{found}。"
    )
    asking = {
        LetterKind.CO_INVESTIGATION: f"现依据{basis}，请你单位协助提供下列信息，并加盖公章复函。",
        LetterKind.CLUE_NOTICE: f"现依据{basis}，将该线索通报你单位，请核查并反馈处理情况。",
        LetterKind.PUSH_BACK: f"现依据{basis}，请你单位核对该商户，并反馈处理情况。",
        LetterKind.FIRST_AID: f"现依据{basis}，请你单位先行处置，并反馈结果。",
        LetterKind.DISPOSAL_NOTICE: (
            f"现依据{basis}，请你单位对上述商品信息采取必要处置措施，并反馈处置结果。"
        ),
        LetterKind.SAMPLING: (
            f"现依据{basis}，对上述商品开展抽检，请你单位协助提供经营者与发货信息，并加盖公章复函。"
        ),
    }[kind]
    return f"{opening}\n{asking}"


def chinese_date(on: dt.date) -> str:
    """A date as official documents write it: 2026年11月3日."""
    return f"{on.year}年{on.month}月{on.day}日"
