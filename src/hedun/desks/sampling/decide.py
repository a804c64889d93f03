"""Decisions about sampling: numbers, what is missing, what the letter says, what the answer means."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from hedun.base.accounts.terms import Role, Viewer
from hedun.base.procedure.terms import Hat
from hedun.desks.sampling.terms import GoodsIn, Removal, Result, Sample, Way
from hedun.engine.codes import gtin

WORKERS = (Role.INSPECTOR, Role.LEADER)
MOST_LINES = 200


def number(year: int, serial: int) -> str:
    """The number of an order: CJ-2026-000012."""
    return f"CJ-{year}-{serial:06}"


def hats(viewer: Viewer, body_id: int | None) -> frozenset[Hat]:
    """Say what the viewer is to an order."""
    if not (viewer.is_bureau and viewer.body_id == body_id and viewer.has(*WORKERS)):
        return frozenset()
    is_leader = viewer.has(Role.LEADER)
    return frozenset({Hat.OFFICER, Hat.LEADER} if is_leader else {Hat.OFFICER})


def goods_problem(goods: GoodsIn) -> str:
    """Say what keeps goods from being found again; empty where nothing does."""
    if not goods.name.strip():
        return "没有商品名称；请填写后再下达。"
    if goods.barcode.strip():
        return gtin.problem(goods.barcode) or ""
    if not goods.brand.strip():
        return "没有商品条码的，须填写品牌，否则无法在各平台查找同款；请补充后再下达。"
    return ""


def sample_problem(sample: Sample, *, made_on: dt.date, today: dt.date) -> str:
    """Say what is missing in the record of a sample; empty where it is whole."""
    if not made_on <= sample.collected_on <= today:
        return f"抽样日期须在下达任务（{made_on}）之后、今天之前；请更正。"
    if sample.quantity < 1 or sample.backup < 1:
        return "检验样品和复检备份样品都不能少于一件；请更正数量。"
    if sample.way is Way.BOUGHT and not (sample.order_no.strip() and sample.paid_fen):
        return "网上购样须记录订单编号和支付金额；请补充后再提交。"
    if sample.way is Way.COLLECTED and not sample.place.strip():
        return "现场抽样须记录抽样地点；请补充后再提交。"
    return ""


def result_problem(result: Result, *, is_failed: bool, first: dt.date, today: dt.date) -> str:
    """Say what is missing in a laboratory's result; empty where it is whole."""
    if not result.lab.strip() or not result.report_no.strip():
        return "请填写承检机构和检验报告编号。"
    if not first <= result.concluded_on <= today:
        return f"结论日期须在抽样（{first}）之后、今天之前；请更正。"
    if is_failed and not result.failed_items.strip():
        return "不合格结论须写明不合格项目及实测值、标准值；请补充后再提交。"
    return ""


def letter_text(
    *, goods: str, result: str, lines: Sequence[str], basis: str, number_of: str
) -> str:
    """The letter that asks one platform to take down every offer of the goods."""
    shown = [f"{place}. {line}" for place, line in enumerate(lines[:MOST_LINES], start=1)]
    return "\n".join(
        [
            f"经抽样检验（编号 {number_of}），{goods}不合格：{result}。",
            (
                f"现依据{basis}，请你单位对下列同款商品信息采取下架等必要措施，并在复函“商品或服务信息”"
                "中逐条填写商品编号、下架日期和采取的措施："
            ),
            *shown,
        ]
    )


def removal(
    listing_no: str, *, is_asked: bool, is_answered: bool, rows: Iterable[Mapping[str, object]]
) -> Removal:
    """What a platform's answer says of one offer: taken down where a day stands in its row."""
    if not is_asked:
        return Removal.NONE
    if any(str(row.get("listing_no")) == listing_no and row.get("removed_on") for row in rows):
        return Removal.REMOVED
    return Removal.KEPT if is_answered else Removal.ASKED
