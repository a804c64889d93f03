"""Certificates and licences: rows of a table judged, and what a listing states held against them."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hedun.desks.screening.terms import PaperState, Reason, RegisterKind
from hedun.engine.codes import ccc, licence
from hedun.engine.table.sheets import Column, Line, listed

COLUMNS: dict[RegisterKind, tuple[Column, ...]] = {
    RegisterKind.CERTIFICATE: (
        Column("number", "证书编号", "编号 证书号 认证证书编号 3c证书编号 ccc证书编号 certificate_no", True, True),
        Column("holder", "持有人", "证书持有人 委托人 认证委托人 申请人 持证人 获证组织名称 holder", True),
        Column("manufacturer", "生产者", "制造商 生产者名称 生产者(制造商) 生产企业 生产企业名称 manufacturer"),
        Column("models_text", "型号", "规格型号 产品型号 型号规格 产品名称和系列、规格、型号 models model"),
        Column("product", "产品类别", "产品名称 类别 产品 产品类别代码 product product_class"),
        Column("status", "状态", "证书状态 status", True),
        Column("valid_from", "有效期自", "发证日期 颁证日期 生效日期 有效期起 valid_from"),
        Column("valid_to", "有效期至", "证书到期日期 到期日期 有效期止 截止日期 valid_to"),
    ),
    RegisterKind.LICENCE: (
        Column("number", "许可证编号", "编号 许可证号 许可编号 备案编号 licence_no", True, True),
        Column("holder", "经营者名称", "持有人 名称 企业名称 单位名称 经营者 主体名称 holder", True),
        Column("credit_code", "统一社会信用代码", "信用代码 社会信用代码 credit_code", False, True),
        Column("scope", "经营项目", "主体业态 许可范围 经营范围 食品类别 scope"),
        Column("status", "状态", "许可证状态 证件状态 status"),
        Column("valid_from", "有效期自", "发证日期 签发日期 有效期起 valid_from"),
        Column("valid_to", "有效期至", "到期日期 有效期止 截止日期 valid_to"),
    ),
}  # fmt: skip
_STATES = {
    "有效": PaperState.VALID, "正常": PaperState.VALID, "存续": PaperState.VALID, "valid": PaperState.VALID,
    "暂停": PaperState.SUSPENDED, "暂停使用": PaperState.SUSPENDED, "suspended": PaperState.SUSPENDED,
    "注销": PaperState.CANCELLED, "已注销": PaperState.CANCELLED, "cancelled": PaperState.CANCELLED,
    "撤销": PaperState.REVOKED, "已撤销": PaperState.REVOKED, "吊销": PaperState.REVOKED, "已吊销": PaperState.REVOKED,
    "revoked": PaperState.REVOKED, "过期": PaperState.EXPIRED, "过期失效": PaperState.EXPIRED, "失效": PaperState.EXPIRED,
    "expired": PaperState.EXPIRED,
}  # fmt: skip
_SIGNS = re.compile(r"[\s\-_－—·.()（）]+")


@dataclass(frozen=True, slots=True)
class Paper:
    """A certificate or licence as the newest snapshot has it."""

    number: str
    holder: str
    status: str
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    manufacturer: str = ""
    models: tuple[str, ...] = ()
    credit_code: str = ""
    taken_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Stated:
    """What a listing states; None where its file had no such column at all."""

    certificate_no: str | None = None
    licence_no: str | None = None
    model: str | None = None
    manufacturer: str | None = None


@dataclass(frozen=True, slots=True)
class Trader:
    """Who is known to stand behind a shop."""

    name: str = ""
    credit_code: str = ""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong: the reason, and a sentence that names the thing."""

    reason: Reason
    detail: str


def judge(line: Line, kind: RegisterKind) -> dict[str, Any]:
    """Turn a line into the columns of its row; what is wrong is noted on the line."""
    codes = ccc if kind is RegisterKind.CERTIFICATE else licence
    label = COLUMNS[kind][0].label
    number = line.must("number", label)
    problem = codes.problem(number) if number else None
    if problem:
        line.reasons.append(problem.rstrip("。"))
    row = {
        "number": codes.normal(number)[:40],
        "holder": line.short("holder", "持有人", most=120) or line.must("holder", "持有人"),
        "status": _state(line),
        "valid_from": line.day("valid_from", "有效期自"),
        "valid_to": line.day("valid_to", "有效期至"),
    }
    if row["valid_from"] and row["valid_to"] and row["valid_to"] < row["valid_from"]:
        line.reasons.append(f"有效期至 {row['valid_to']} 早于有效期自 {row['valid_from']}，请更正")
    if kind is RegisterKind.CERTIFICATE:
        return row | {
            "manufacturer": line.short("manufacturer", "生产者", most=120),
            "product": line.short("product", "产品类别", most=120),
            "models_text": "、".join(listed(line.cells.get("models_text", "")))[:20_000],
        }
    return row | {
        "credit_code": line.short("credit_code", "统一社会信用代码", most=18).upper(),
        "scope": line.short("scope", "经营项目", most=200),
    }


def _state(line: Line) -> str:
    """Read the state; a licence table may have no such column, and lists valid ones then."""
    text = line.text("status")
    if not text and "status" not in line.cells:
        return PaperState.VALID
    found = _STATES.get(text.lower())
    if found is None:
        known = "、".join(state.label for state in PaperState)
        line.reasons.append(f"状态“{text[:20]}”不认识，应为 {known} 之一")
        return PaperState.VALID
    return found


def same(one: str, other: str) -> bool:
    """Tell whether two names or models are the same but for width, case, spaces and hyphens."""
    return _bare(one) == _bare(other)


def _bare(text: str) -> str:
    return _SIGNS.sub("", unicodedata.normalize("NFKC", text)).upper()


def certificate_troubles(
    stated: Stated, papers: Mapping[str, Paper] | None, *, on: dt.date
) -> list[Trouble]:
    """Hold what a listing states against the certificates; `papers` is None without a table.

    A missing column is no accusation; an empty cell is.

    Basis: certification_regulation art. 27
    """
    if stated.certificate_no is None:
        return []
    if not stated.certificate_no.strip():
        return [Trouble(Reason.CCC_NONE, "商品信息中的认证证书编号为空；请核对页面与实物标志")]
    number = ccc.normal(stated.certificate_no)
    problem = ccc.problem(stated.certificate_no)
    if problem:
        return [Trouble(Reason.CCC_MALFORMED, problem.rstrip("。"))]
    if papers is None:
        return []
    paper = papers.get(number)
    if paper is None:
        text = f"已导入的证书库中没有 {number}；请到认证认可公共服务平台核对后再认定"
        return [Trouble(Reason.CCC_UNKNOWN, text)]
    return [*_standing(paper, on), *_fitting(stated, paper)]


_BAD = {
    PaperState.SUSPENDED: Reason.CCC_SUSPENDED,
    PaperState.CANCELLED: Reason.CCC_CANCELLED,
    PaperState.REVOKED: Reason.CCC_REVOKED,
    PaperState.EXPIRED: Reason.CCC_EXPIRED,
}


def _standing(paper: Paper, on: dt.date) -> list[Trouble]:
    as_of = f"（{paper.taken_on} 的数据）" if paper.taken_on else ""
    reason = _BAD.get(PaperState(paper.status))
    if reason is not None:
        label = PaperState(paper.status).label
        return [Trouble(reason, f"证书 {paper.number} 的状态为“{label}”{as_of}")]
    text = _out_of_date(paper, on)
    return [Trouble(Reason.CCC_EXPIRED, f"证书 {text}{as_of}")] if text else []


def _out_of_date(paper: Paper, on: dt.date) -> str:
    if paper.valid_to and on > paper.valid_to:
        return f"{paper.number} 已于 {paper.valid_to} 到期"
    if paper.valid_from and on < paper.valid_from:
        return f"{paper.number} 自 {paper.valid_from} 起才有效"
    return ""


def _fitting(stated: Stated, paper: Paper) -> list[Trouble]:
    found = []
    makers = [name for name in (paper.holder, paper.manufacturer) if name]
    said = (stated.manufacturer or "").strip()
    if said and makers and not any(same(said, name) for name in makers):
        text = f"标称生产者“{said}”，证书 {paper.number} 的持有人、生产者为“{'”“'.join(makers)}”"
        found.append(Trouble(Reason.CCC_HOLDER, text))
    model = (stated.model or "").strip()
    if model and paper.models and not any(same(model, one) for one in paper.models):
        shown = "、".join(paper.models[:8])
        text = f"型号“{model}”不在证书 {paper.number} 所列型号内：{shown}"
        found.append(Trouble(Reason.CCC_MODEL, text))
    return found


def licence_troubles(
    stated: Stated, papers: Mapping[str, Paper] | None, *, trader: Trader, on: dt.date
) -> list[Trouble]:
    """Hold what a shop states against the licences.

    Basis: food_safety_law art. 35
    """
    if stated.licence_no is None:
        return []
    if not stated.licence_no.strip():
        return [
            Trouble(Reason.LICENCE_NONE, "商品信息中的许可证（备案）编号为空；请核对店铺公示的证照")
        ]
    problem = licence.problem(stated.licence_no)
    if problem:
        return [Trouble(Reason.LICENCE_MALFORMED, problem.rstrip("。"))]
    if papers is None:
        return []
    number = licence.normal(stated.licence_no)
    paper = papers.get(number)
    if paper is None:
        text = f"已导入的许可库中没有 {number}；请到许可公示系统核对后再认定"
        return [Trouble(Reason.LICENCE_UNKNOWN, text)]
    return [*_licensed(paper, on), *_licensee(paper, trader)]


def _licensed(paper: Paper, on: dt.date) -> list[Trouble]:
    if paper.status == PaperState.EXPIRED or (
        paper.status == PaperState.VALID and _out_of_date(paper, on)
    ):
        text = _out_of_date(paper, on) or f"{paper.number} 的状态为“过期”"
        return [Trouble(Reason.LICENCE_EXPIRED, f"许可证 {text}")]
    if paper.status != PaperState.VALID:
        label = PaperState(paper.status).label
        return [Trouble(Reason.LICENCE_INVALID, f"许可证 {paper.number} 的状态为“{label}”")]
    return []


def certified(number: str | None, papers: Mapping[str, Paper] | None, on: dt.date) -> bool | None:
    """Tell whether a stated certificate holds; None where nothing is stated, or no table is there."""
    if papers is None or number is None:
        return None
    paper = papers.get(number)
    return paper is not None and not _standing(paper, on)


def held(
    traders: Mapping[str, Trader], papers: Iterable[Paper], on: dt.date
) -> dict[str, tuple[str, ...]]:
    """Name the kinds of valid licence that the operator of each shop holds.

    A licence is of whoever has its credit code, or where it bears none, its holder's name.
    """
    of: dict[str, set[str]] = {}
    for paper in papers:
        if not _licensed(paper, on):
            of.setdefault(paper.credit_code or _bare(paper.holder), set()).add(
                licence.kind(paper.number)
            )
    return {
        shop_no: tuple(sorted(of.get(one.credit_code, set()) | of.get(_bare(one.name), set())))
        for shop_no, one in traders.items()
    }


def _licensee(paper: Paper, trader: Trader) -> list[Trouble]:
    """Compare by code where both have one, else by name; without either nothing is said."""
    if paper.credit_code and trader.credit_code:
        is_other = paper.credit_code != trader.credit_code
    elif paper.holder and trader.name:
        is_other = not same(paper.holder, trader.name)
    else:
        return []
    if not is_other:
        return []
    text = f"许可证 {paper.number} 的持有人为“{paper.holder}”，本店登记的经营者为“{trader.name}”"
    return [Trouble(Reason.LICENCE_HOLDER, text)]
