"""The words that a letter starts with; the officer may change every one of them."""

import datetime as dt
from collections.abc import Sequence

from hedun.base.accounts.terms import BodyKind
from hedun.desks.bridge.terms import (
    ASSIST_RULE,
    POLICE_RULE,
    REPLY_RULE,
    TRANSFER_RULE,
    FieldGroup,
    LetterKind,
    Receiver,
)

STANDARD = (FieldGroup.IDENTITY, FieldGroup.GOODS)


def title(kind: LetterKind, *, shop: str, ground: str) -> str:
    """The matter (事由) in one line."""
    if kind is LetterKind.CO_INVESTIGATION:
        return f"关于协助调查“{shop}”涉嫌{ground}的函"
    if kind is LetterKind.CLUE_NOTICE:
        return f"关于通报“{shop}”涉嫌{ground}线索的函"
    if kind is LetterKind.SAMPLING:
        return f"关于协助抽检“{shop}”商品的函"
    if kind is LetterKind.SAMPLING_RESULT:
        return f"关于通报“{shop}”商品抽检结果的函"
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
        LetterKind.SAMPLING_RESULT: (
            f"现依据{basis}，将抽检结果通报你单位，请对不合格商品采取必要措施，并反馈结果。"
        ),
        LetterKind.ASSISTANCE: f"现依据{basis}，请协助调查取证，并复函。",
        LetterKind.TRANSFER: f"现依据{basis}，将该线索移送你单位依法处理，并请反馈处理情况。",
        LetterKind.SAMPLING: (
            f"现依据{basis}，对上述商品开展抽检，请你单位协助提供经营者与发货信息，并加盖公章复函。"
        ),
    }[kind]
    return f"{opening}\n{asking}"


def receiver_of(kind: LetterKind, to_kind: BodyKind | None, name: str) -> Receiver:
    """To whom a letter between bodies goes, by what the body is and is called."""
    if kind is LetterKind.ASSISTANCE or to_kind is BodyKind.BUREAU:
        return Receiver.BUREAU
    if "公安" in name:
        return Receiver.POLICE
    return Receiver.TELECOM if "通信管理" in name else Receiver.OTHER


def reply_rule(kind: LetterKind, receiver: Receiver) -> str:
    """The deadline in the lawbook by which an answer falls due."""
    if kind is LetterKind.ASSISTANCE:
        return ASSIST_RULE
    if kind is LetterKind.TRANSFER:
        return POLICE_RULE if receiver is Receiver.POLICE else TRANSFER_RULE
    return REPLY_RULE


def handing_basis(kind: LetterKind, receiver: Receiver) -> tuple[str, str]:
    """Instrument and article on which a matter goes to another body.

    Basis: chufa_chengxu art. 14; chufa_chengxu art. 17; chufa_chengxu art. 45
    """
    if kind is LetterKind.ASSISTANCE:
        return ("chufa_chengxu", "45")
    if receiver is Receiver.POLICE:
        return ("criminal_transfer_rules", "5")
    return ("chufa_chengxu", "14" if receiver is Receiver.BUREAU else "17")


def handing_title(kind: LetterKind, *, matter: str) -> str:
    """The matter of a letter between bodies in one line."""
    verb = "协助调查" if kind is LetterKind.ASSISTANCE else "移送"
    return f"关于{verb}“{matter}”一事的函"[:200]


def handing_body(
    kind: LetterKind, receiver: Receiver, *, clue_no: str, matter: str, basis: str
) -> str:
    """The text of a letter between bodies; the officer completes what is to be investigated."""
    opening = f"我局办理的线索（编号 {clue_no}）“{matter}”，"
    if kind is LetterKind.ASSISTANCE:
        return (
            f"{opening}需你局协助调查取证。现依据{basis}，请在接到本函之日起十五个工作日内完成下列"
            "事项并复函；需要延期完成的，请在期限届满前告知。\n1. （请写明需协助的事项）"
        )
    why = {
        Receiver.BUREAU: "经核查属于你局管辖",
        Receiver.POLICE: "经核查涉嫌犯罪",
        Receiver.TELECOM: "涉及网站备案与接入，需由你局依法处理",
        Receiver.OTHER: "经核查属于你单位职责",
    }[receiver]
    return f"{opening}{why}。现依据{basis}移送你单位，随函附有关材料，请依法处理并反馈结果。"


def with_prompts(text: str, prompts: Sequence[str]) -> str:
    """Append the questions of a catalogue to a letter's text, numbered."""
    lines = [f"{number}. {prompt}；" for number, prompt in enumerate(prompts, start=1)]
    return "\n".join([text, "请重点说明：", *lines]) if lines else text


def chinese_date(on: dt.date) -> str:
    """A date as official documents write it: 2026年11月3日."""
    return f"{on.year}年{on.month}月{on.day}日"
