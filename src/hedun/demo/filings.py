"""Filings and registry lists of the demo: two windows, five lists, and the work on what they found."""

import datetime as dt
import random
from functools import partial
from typing import Any

import polars as pl

from hedun.base.accounts.terms import Role, Viewer
from hedun.demo import codes, files
from hedun.demo.imports import Supply, mistyped, platform_row
from hedun.demo.roster import Operator, Shop
from hedun.demo.simulation import Simulation, drain
from hedun.demo.vocabulary import dice
from hedun.desks.roster import actions, queries, work
from hedun.desks.roster.terms import (
    Answer,
    FilingMode,
    ListKind,
    ListMode,
    Opinion,
    Sheet,
    Window,
)
from hedun.desks.roster.work import FIELDS, LISTS
from hedun.front import pushing

REASONS = {
    ListKind.ABNORMAL: (
        "未按规定公示年度报告",
        "通过登记的住所或者经营场所无法联系",
        "公示信息隐瞒真实情况",
    ),
    ListKind.REVOKED: ("成立后无正当理由超过六个月未开业", "提交虚假材料取得登记"),
    ListKind.CANCELLED: ("决议解散", "经营者申请注销"),
    ListKind.DISHONEST: ("组织虚假交易", "销售不符合食品安全标准的食品"),
    ListKind.PENALTY: ("虚假宣传", "未公示营业执照信息"),
}
SHARES = {
    ListKind.ABNORMAL: 0.012, ListKind.REVOKED: 0.003, ListKind.CANCELLED: 0.004,
    ListKind.DISHONEST: 0.001, ListKind.PENALTY: 0.002,
}  # fmt: skip
EARLIER = 0.88  # of today's shops were there half a year ago
NAMELESS = 0.004  # rows without a usable code
OFFICER = "jc3300001"
DISPUTE = "同名不同主体，信用代码与名单所列不一致"
NOTES = {Answer.CLOSED: "已终止服务", Answer.CORRECTED: "已更新营业执照信息"}


def plan_filings(sim: Simulation, supply: Supply, *, now: dt.datetime) -> None:
    """Let the registry's lists arrive, platforms file twice, and officers judge and push back."""
    chance = dice(supply.seed, "filings")
    marked = _marked(chance, supply.shops)
    windows = _windows(now)
    for place, window in enumerate(windows):
        share = 1.0 if place == len(windows) - 1 else EARLIER
        for number, code in enumerate(supply.world.platforms):
            day = window.opens_on + dt.timedelta(days=6 + 2 * number)
            at = sim.office(dt.datetime.combine(day, dt.time(10, number), now.tzinfo))
            sim.plan(at, partial(_file, supply, code, window=window, share=share))
    first = dt.datetime.combine(windows[0].opens_on, dt.time(9), now.tzinfo)
    early, late = first + dt.timedelta(days=2), now - dt.timedelta(days=24)
    for at, kinds in ((early, list(SHARES)), (late, [ListKind.ABNORMAL, ListKind.REVOKED])):
        for kind in kinds:
            is_early = at == early
            sim.plan(sim.office(at), partial(_list, supply, kind, marked=marked, is_early=is_early))
    sim.plan(sim.office(now - dt.timedelta(days=20)), partial(_judge, supply, 14))
    for days, code, is_answered in (
        (18, "tongji", True),
        (3, "tongji", False),
        (2, "quexuan", False),
    ):
        at = sim.office(now - dt.timedelta(days=days))
        sim.plan(at, partial(_push, supply, code, sim=sim, is_answered=is_answered))


def _windows(now: dt.datetime) -> list[Window]:
    """The last two windows that platforms have had time to file in."""
    found = [Window(year, month) for year in (now.year - 1, now.year) for month in (1, 7)]
    return [one for one in found if one.opens_on + dt.timedelta(days=20) <= now.date()][-2:]


def _marked(chance: random.Random, shops: list[Shop]) -> dict[ListKind, list[Operator]]:
    """Choose who stands on which list; those without a code are known there by name."""
    operators = list({id(s.operator): s.operator for s in shops if s.operator.credit_code}.values())
    return {
        kind: chance.sample(operators, k=max(3, round(len(operators) * share)))
        for kind, share in SHARES.items()
    }


def _nameless(seed: int, shop: Shop) -> bool:
    return (
        bool(shop.operator.credit_code) and dice(seed, f"code {shop.shop_no}").random() < NAMELESS
    )


def _file(supply: Supply, code: str, at: dt.datetime, *, window: Window, share: float) -> None:
    """Let a platform file its operators in the format that it has."""
    form = platform_row(code)["roster"]
    rows = [shop for shop in supply.shops if shop.platform_code == code]
    rows = rows[: max(1, round(len(rows) * share))]
    table = mistyped(files.table(rows, _columns(supply, at)), supply.seed, f"{code} {window.key}")
    name = f"{code}-{window.key}-经营者身份信息{files.SUFFIXES[form]}"
    if share < 1:  # a file parsed in a child costs half a second; the newest ones show it
        sealed = work.sealed_rows(_named(table, Sheet.OPERATORS), of=Sheet.OPERATORS, extra=())
    else:
        path = files.write(table, supply.folder / name, form)
        sealed = work.sealed_file(path, of=Sheet.OPERATORS)
        path.unlink()
    actions.hand_in(
        platform=supply.world.platforms[code],
        window=window,
        sheet=Sheet.OPERATORS,
        mode=FilingMode.FULL,
        file_name=name,
        sha256=sealed.sha256,
        size=sealed.size,
        sealed=sealed.key,
        by=supply.world.viewers[f"{code}1"],
        at=at,
    )
    drain(at)


def _named(table: pl.DataFrame, of: str) -> list[dict[str, str]]:
    """Give the rows of a table under the names of the fields."""
    names = {f.label: f.name for f in FIELDS[of]}
    return table.rename(names, strict=False).to_dicts()


def _columns(supply: Supply, at: dt.datetime) -> dict[str, Any]:
    def verified(shop: Shop) -> str:
        chance = dice(supply.seed, f"verified {shop.shop_no} {at:%Y}")
        days = chance.randint(190, 400) if chance.random() < 0.03 else chance.randint(2, 170)
        return f"{at.date() - dt.timedelta(days=days):%Y-%m-%d}"

    def turnover(shop: Shop) -> str:
        chance = dice(supply.seed, f"turnover {shop.shop_no}")
        if shop.operator.kind != "natural":
            return f"{chance.randint(20_000, 9_000_000)}"
        return f"{chance.randint(101_000, 400_000) if shop.is_over_100k else chance.randint(900, 70_000)}"

    return {
        "店铺唯一标识码": lambda s: s.shop_no,
        "网店名称": lambda s: s.name,
        "网址链接或访问路径": lambda s: s.url,
        "经营者名称": lambda s: s.operator.name,
        "统一社会信用代码": lambda s: "" if _nameless(supply.seed, s) else s.operator.credit_code,
        "身份证件号码": lambda s: s.operator.id_number,
        "实际经营地址": lambda s: s.operator.address,
        "区划代码": lambda s: s.operator.region_code,
        "联系方式": lambda s: s.operator.phone,
        "免登记情形自我声明": lambda s: s.declaration,
        "年交易额": turnover,
        "是否超过10万元": lambda s: "是" if s.is_over_100k else "",
        "最近核验日期": verified,
    }


def _list(
    supply: Supply,
    kind: ListKind,
    at: dt.datetime,
    *,
    marked: dict[ListKind, list[Operator]],
    is_early: bool,
) -> None:
    """Let the province bring a list in; the later one has lost some and won others."""
    chance = dice(supply.seed, f"list {kind} {is_early}")
    listed = marked[kind]
    cut = round(len(listed) * 0.85)
    chosen = listed[:cut] if is_early else listed[round(len(listed) * 0.05) :]
    rows = [_entry(chance, kind, one, at=at) for one in chosen]
    if kind is ListKind.REVOKED:
        rows += [
            _unnamed(chance, kind, s, at=at) for s in supply.shops if _nameless(supply.seed, s)
        ]
        rows += _relations(chance, kind, supply.shops, at=at)
    sealed = work.sealed_rows(_named(pl.DataFrame(rows), LISTS), of=LISTS, extra=())
    actions.hand_in_list(
        kind=kind,
        mode=ListMode.SNAPSHOT,
        as_of=at.date(),
        file_name=f"{kind.label}-{at:%Y%m%d}.xlsx",
        sha256=sealed.sha256,
        sealed=sealed.key,
        by=supply.world.viewers[OFFICER],
        at=at,
    )
    drain(at)


def _entry(
    chance: random.Random, kind: ListKind, one: Operator, *, at: dt.datetime
) -> dict[str, str]:
    day = at.date() - dt.timedelta(days=chance.randint(5, 500))
    return {
        "统一社会信用代码": one.credit_code,
        "名称": one.name,
        "住所": one.address,
        "联系方式": "",
        "法定代表人": "",
        "列入日期": f"{day:%Y-%m-%d}",
        "原因": chance.choice(REASONS[kind]),
        "决定机关": f"{one.region_name}市场监督管理局",
    }


def _unnamed(
    chance: random.Random, kind: ListKind, shop: Shop, *, at: dt.datetime
) -> dict[str, str]:
    """The same business as an old list has it: without a code, in another spelling, or a sibling."""
    row = _entry(chance, kind, shop.operator, at=at) | {"统一社会信用代码": ""}
    roll = chance.random()
    if roll < 0.4:
        row["名称"] = row["名称"].replace("市", "", 1)
    elif roll < 0.6:
        row["名称"] += "（个体工商户）" if shop.operator.kind == "individual" else ""
    elif roll < 0.8:
        row["住所"] = f"{shop.operator.region_name}{chance.randint(1, 90)}号"
    return row


def _relations(
    chance: random.Random, kind: ListKind, shops: list[Shop], *, at: dt.datetime
) -> list[dict[str, str]]:
    """Businesses that were closed and whose owner trades on as a natural person."""
    fresh = shops[round(len(shops) * 0.97) :]  # the newest are the last of every platform
    people = [s.operator for s in fresh if s.operator.kind == "natural"]
    found = []
    for one in chance.sample(people, k=min(len(people), 6)):
        closed = Operator(
            kind="individual",
            name=f"{one.region_name.split('市', 1)[-1]}{one.name}百货店",
            region_code=one.region_code,
            region_name=one.region_name,
            address=one.address,
            phone=one.phone,
            credit_code=codes.credit_code(chance, one.region_code, is_enterprise=False),
        )
        owner = {"法定代表人": one.name, "联系方式": one.phone}
        found.append(_entry(chance, kind, closed, at=at) | owner)
    return found


def _judge(supply: Supply, how_many: int, at: dt.datetime) -> None:
    """An hour at the pairs, by somebody who looks closely."""
    by = supply.world.viewers[OFFICER]
    for number in range(how_many):
        moment = at + dt.timedelta(seconds=12 * number)
        row = actions.hold_next(by=by, at=moment)
        if row is None:
            return
        verdict = Opinion.SAME if row.score > 0.9 else Opinion.UNSURE
        verdict = Opinion.DIFFERENT if row.score < 0.6 else verdict
        actions.judge(
            pair_id=row.pk, verdict=verdict, row_version=row.row_version, by=by, at=moment
        )


def _push(
    supply: Supply, code: str, at: dt.datetime, *, sim: Simulation, is_answered: bool
) -> None:
    """Push a dozen merchants back to a platform, which answers within days or has not yet."""
    by = supply.world.viewers[OFFICER]
    platform = supply.world.platforms[code]
    rows = queries.pushable(by).filter(platform_id=platform.pk).order_by("pk")[:12]
    picked = [row.pk for row in rows]
    if not picked or len(supply.world.of_body(by.body_id or 0, Role.INSPECTOR)) < 2:
        return
    due_on = sim.office(at + dt.timedelta(days=14)).date()
    made = pushing.send(picked, reason=pushing.WANTED, due_on=due_on, by=by, at=at)
    if is_answered:
        sim.plan(sim.later(at, 20, 90), partial(_answer, supply, f"{code}1", push_id=made.pk))


def _answer(supply: Supply, username: str, at: dt.datetime, *, push_id: int) -> None:
    by: Viewer = supply.world.viewers[username]
    chance = dice(supply.seed, f"answers {push_id}")
    for number, row in enumerate(queries.visible_push_rows(by, push_id)):
        answer = chance.choices(
            (Answer.CLOSED, Answer.CORRECTED, Answer.DISPUTED), weights=(5, 6, 1)
        )[0]
        answer = Answer.DISPUTED if number == 0 else answer
        actions.answer_row(
            row_id=row.pk, answer=answer, note=NOTES.get(answer, DISPUTE), by=by, at=at
        )
    pushing.reply(push_id, by=by, at=at)
