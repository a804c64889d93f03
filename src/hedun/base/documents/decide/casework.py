"""What the penalty forms are filled with, from the dotted keys that a case gives.

A desk of cases hands over one mapping ("party.name", "officers.1.certificate", "dates.open",
"notes.open", "exhibits", …); here it becomes values under the keys of the layouts, each with
the place where it is entered. What a case cannot know (a hearing's room, a form's remarks) stays
empty and is asked for before printing.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from hedun.base.documents.terms import Drawn, Value

# key of a layout: the keys of a case, the first that holds something counts
PLAIN: Final[dict[str, tuple[str, ...]]] = {
    "case_no": ("case.number",),
    "cause": ("case.title",),
    "source": ("case.source",),
    "source_on": ("dates.source",),
    "found_on": ("dates.source",),
    "facts": ("ruling.facts", "case.facts"),
    "violation": ("ruling.facts", "case.facts"),
    "verified": ("notes.open", "notes.not_open", "case.facts"),
    "party_name": ("party.name",),
    "receiver": ("party.name",),
    "asked": ("party.name",),
    "giver": ("party.name",),
    "party_code": ("party.code",),
    "party_address": ("party.address",),
    "mail_address": ("party.address",),
    "party_leader": ("party.contact",),
    "party_phone": ("party.phone",),
    "receiver_phone": ("party.phone",),
    "contact_phone": ("body.phone",),
    "violated": ("ground.article",),
    "nature": ("ground.name",),
    "penalty_basis": ("ruling.range_article", "ground.article"),
    "order_basis": ("ground.article",),
    "penalty": ("decision.text", "ruling.text", "proposal.text"),
    "opinion": ("proposal.text", "ruling.text"),
    "discretion": ("ruling.why",),
    "decision_no": ("decision.number",),
    "opened_on": ("dates.open",),
    "decided_on": ("dates.decide", "dates.decide_other"),
    "closed_on": ("dates.close",),
    "filed_on": ("dates.archive",),
    "done": ("notes.pay", "notes.court_end", "notes.close"),
    "served_no": ("decision.number",),
    "correct_what": ("notes.correct",),
    "refund_sum": ("notes.refund",),
    "transfer_reason": ("notes.pass_on",),
    "sent_on": ("dates.report",),
    "handler": ("body.name",),
    "review_opinion": ("notes.legal_pass", "notes.review_pass"),
    "defence": ("notes.term_over", "notes.state"),
}
PLACES: Final[dict[str, str]] = {
    "party_name": "案件“当事人”一栏",
    "party_code": "案件“当事人”一栏",
    "party_address": "案件“当事人”一栏",
    "party_phone": "案件“当事人”一栏",
    "officers": "案件“办案人员”一栏",
    "officer_1": "案件“办案人员”一栏",
    "officer_2": "案件“办案人员”一栏",
    "evidence": "案件“证据”一栏",
    "penalty": "案件“裁量”一栏；或者在本页填写",
    "opinion": "案件“裁量”一栏；或者在本页填写",
    "discretion": "案件“裁量”一栏；或者在本页填写",
    "opened_on": "办理“立案”后自动填入",
    "decided_on": "作出处理决定后自动填入",
    "decision_no": "作出处理决定后自动填入",
    "closed_on": "办理“结案”后自动填入",
    "contact_phone": "单位信息中的电话；或者在本页填写",
}
PAY: Final = (
    "自收到本决定书之日起十五日内，通过指定银行或者电子支付系统缴纳罚没款。"
    "到期不缴纳罚款的，每日按罚款数额的百分之三加处罚款，加处罚款的数额不超出罚款的数额。"
)


def of_case(given: Mapping[str, Any], *, papers: Sequence[Sequence[str]] = ()) -> Drawn:
    """Turn what a case says into values of the penalty forms.

    `papers` are the rows of the volume: name, number, day, page, remark.

    Basis: chufa_chengxu art. 72; chufa_chengxu art. 78
    """
    values: dict[str, Value] = {key: _first(given, names) for key, names in PLAIN.items()}
    values |= _officers(given.get("officers") or [])
    values["party"] = _party(given)
    values["process"] = _process(given)
    exhibits = given.get("exhibits") or []
    values["evidence"] = [[_text(one, "title"), _text(one, "proves")] for one in exhibits]
    values["evidence_text"] = _named(exhibits)
    measures = given.get("measures") or []
    values["goods"] = [[_text(one, "goods"), "", "", _text(one, "state")] for one in measures]
    values["papers"] = [list(row) for row in papers]
    values["pay"] = PAY if _first(given, ("ruling.fine_yuan", "ruling.gains_yuan")) else ""
    values["served_title"] = "行政处罚决定书" if values["decision_no"] else ""
    return Drawn({key: value for key, value in values.items() if value}, PLACES)


def _first(given: Mapping[str, Any], names: Sequence[str]) -> str:
    return next((text for name in names if (text := str(given.get(name) or "").strip())), "")


def _text(row: Mapping[str, Any], key: str) -> str:
    return str(row.get(key) or "").strip()


def _officers(named: Sequence[Mapping[str, Any]]) -> dict[str, Value]:
    shown = [
        f"{_text(one, 'name')}（执法证号 {_text(one, 'certificate')}）"
        if _text(one, "certificate")
        else _text(one, "name")
        for one in named
    ]
    names = "、".join(_text(one, "name") for one in named)
    found: dict[str, Value] = {"officers": names, "contact": names}
    found |= {f"officer_{number}": text for number, text in enumerate(shown[:2], 1)}
    if len(named) > 1:
        found["recorder"] = _text(named[1], "name")
    return found


def _party(given: Mapping[str, Any]) -> str:
    lines = (
        ("当事人", "party.name"),
        ("统一社会信用代码（身份证件号码）", "party.code"),
        ("住所（住址）", "party.address"),
        ("法定代表人（负责人）", "party.contact"),
    )
    found = ((label, _first(given, (key,))) for label, key in lines)
    return "\n".join(f"{label}：{text}" for label, text in found if text)


def _process(given: Mapping[str, Any]) -> str:
    source, opened = _first(given, ("case.source",)), _first(given, ("dates.open",))
    parts = [f"案件来源：{source}。" if source else "", f"{opened}立案调查。" if opened else ""]
    return "".join(parts)


def _named(exhibits: Sequence[Mapping[str, Any]]) -> str:
    names = "、".join(_text(one, "title") for one in exhibits)
    return f"上述事实有{names}等证据证明。" if names else ""
