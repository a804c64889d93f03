"""The catalogue of banned and restricted goods: entries judged, and which of them a listing meets."""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hedun.desks.screening.terms import CampaignPlan, Item, ItemKind, Match
from hedun.engine.table.sheets import Column, Line, listed
from hedun.engine.text import fold

COLUMNS = (
    Column("kind", "性质", "类型 种类 管理方式", True),
    Column("goods", "商品", "商品名称 名称 品名 禁限售商品", True),
    Column("condition", "条件", "限制条件 销售条件"),
    Column("ground", "事由", "事由代码 事由编号", True),
    Column("region_code", "适用地区", "地区代码 区划代码"),
    Column("categories", "对应类目", "类目 平台类目"),
    Column("words", "指向的词", "词 关键词 违禁词"),
    Column("match", "命中方式"),
    Column("valid_from", "自", "有效期自 生效日期"),
    Column("valid_to", "至", "有效期至 失效日期"),
    Column("note", "依据与说明", "说明 依据 备注"),
)
_SEGMENTS = re.compile(r"[>＞/／|｜、,，;；\\]+")
SOLD_ONLY = frozenset({ItemKind.BANNED, ItemKind.RESTRICTED})


def item_problem(item: Item) -> str:
    """Say in Chinese what is wrong with an entry, or nothing."""
    goods, kind = item.goods, item.kind
    is_empty = not (item.words or item.categories)
    is_free = kind == ItemKind.RESTRICTED and not item.condition.strip()
    is_half = item.match == Match.BOTH and not (item.words and item.categories)
    needs_category = kind not in SOLD_ONLY and not item.categories
    tests = (
        (not goods.strip(), "没有写商品名称；请填写。"),
        (is_empty, f"“{goods}”既无对应类目也无指向的词，什么也命中不了；请至少填一项。"),
        (is_free, f"“{goods}”是限制销售，须写明在什么条件下可以销售。"),
        (is_half, f"“{goods}”要求类目和词都相符，须两项都填。"),
        (needs_category, f"“{goods}”须按类目核对证照，请填写对应类目。"),
        (_is_turned(item.valid_from, item.valid_to), f"“{goods}”的有效期倒置；请更正起止日期。"),
        (
            not _is_region(item.region_code),
            f"“{goods}”的适用地区须为 6 位区划代码，全国适用时留空。",
        ),
    )
    problems = (text for is_wrong, text in tests if is_wrong)
    return next(problems, "") or next((p for p in map(short_word, item.words) if p), "")


def _is_turned(first: dt.date | None, last: dt.date | None) -> bool:
    return first is not None and last is not None and last < first


def _is_region(code: str) -> bool:
    return not code or (len(code) == 6 and code.isascii() and code.isdecimal())


def short_word(word: str) -> str:
    """Say why a word cannot point at goods, or nothing."""
    if len(word) < 2:
        return f"“{word}”只有一个字，会命中大量无关商品；请写成两个字以上的词。"
    return f"“{word[:10]}…”超过 60 个字；请缩短。" if len(word) > 60 else ""


def campaign_problem(plan: CampaignPlan) -> str:
    """Say in Chinese what is wrong with a campaign, or nothing."""
    if not plan.name.strip():
        return "没有写专项名称；请填写。"
    if not plan.words:
        return f"“{plan.name}”没有词；请每行写一个。"
    if _is_turned(plan.valid_from, plan.valid_to):
        return f"“{plan.name}”的有效期倒置；请更正起止日期。"
    if not _is_region(plan.region_code):
        return f"“{plan.name}”的适用地区须为 6 位区划代码，全国适用时留空。"
    for word, allow in plan.words:
        wrong = next((a for a in allow if fold(word) not in fold(a) or fold(word) == fold(a)), "")
        if short_word(word) or wrong:
            return short_word(word) or f"放行语境“{wrong}”须比“{word}”长并且包含它。"
    return ""


def fingerprint(items: Iterable[Item]) -> str:
    """Give one hash for the content of an edition, whatever the order of its entries."""
    texts = sorted(
        json.dumps(
            [i.kind, i.goods, i.ground, i.condition, i.region_code, sorted(i.categories),
             sorted(i.words), i.match, str(i.valid_from), str(i.valid_to), i.note, i.is_active],
            ensure_ascii=False,
        )
        for i in items
    )  # fmt: skip
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


def judge(line: Line) -> Item:
    """Turn a line of a table into an entry; what is wrong is noted on the line."""
    kinds = {kind.label: kind for kind in ItemKind} | {kind.value: kind for kind in ItemKind}
    kinds |= {"禁售": ItemKind.BANNED, "禁止": ItemKind.BANNED, "限售": ItemKind.RESTRICTED}
    said = line.must("kind", "性质")
    if said and said not in kinds:
        labels = "、".join(kind.label for kind in ItemKind)
        line.reasons.append(f"性质“{said[:20]}”不认识，应为 {labels} 之一")
    matches = {match.label: match for match in Match} | {match.value: match for match in Match}
    item = Item(
        kind=kinds.get(said, ItemKind.BANNED),
        goods=line.short("goods", "商品", most=120),
        ground=line.must("ground", "事由").split(" ")[0],
        condition=line.short("condition", "条件", most=300),
        region_code=line.text("region_code"),
        categories=listed(line.cells.get("categories", "")),
        words=listed(line.cells.get("words", "")),
        match=matches.get(line.text("match"), Match.ANY),
        valid_from=line.day("valid_from", "自"),
        valid_to=line.day("valid_to", "至"),
        note=line.short("note", "依据与说明", most=300),
    )
    problem = "" if line.reasons else item_problem(item)
    if problem:
        line.reasons.append(problem.rstrip("。"))
    return item


def in_force(valid_from: dt.date | None, valid_to: dt.date | None, on: dt.date) -> bool:
    """Tell whether a day lies in a validity, both ends included."""
    return (valid_from is None or valid_from <= on) and (valid_to is None or on <= valid_to)


def within(code: str, area: str) -> bool:
    """Tell whether a region lies in an area; everything lies in the whole country."""
    if not area:
        return True
    width = 2 if area.endswith("0000") else 4 if area.endswith("00") else 6
    return code[:width] == area[:width]


@dataclass(frozen=True, slots=True)
class Cited:
    """An entry as a run uses it, with the ground and the article that it stands on."""

    item: Item
    ground: str
    ground_id: int
    article: str
    severity: str
    edition: int

    @property
    def told(self) -> dict[str, Any]:
        """What a finding says of the entry."""
        return {
            "goods": self.item.goods,
            "kind": str(self.item.kind),
            "condition": self.item.condition,
            "article": self.article,
            "edition": self.edition,
        }


class Book:
    """The entries of one edition that are in force on one day, ready to be looked up."""

    def __init__(self, entries: Sequence[Cited], on: dt.date) -> None:
        self.on = on
        self.entries = [e for e in entries if in_force(e.item.valid_from, e.item.valid_to, on)]
        self._by_category: dict[str, list[int]] = {}
        for number, entry in enumerate(self.entries):
            for category in entry.item.categories:
                self._by_category.setdefault(fold(category), []).append(number)

    def of_category(self, category: str) -> list[int]:
        """Give the entries that are mapped to a platform's category or to a part of its path."""
        names = [fold(category), *(fold(part.strip()) for part in _SEGMENTS.split(category))]
        return sorted({n for name in names for n in self._by_category.get(name, ())})

    def words(self) -> list[tuple[str, int]]:
        """Give the words that point at goods that may not be sold, with their entries."""
        return [
            (word, number)
            for number, entry in enumerate(self.entries)
            if entry.item.kind in SOLD_ONLY
            for word in entry.item.words
        ]

    def meets(self, number: int, *, categories: Sequence[int], region: str) -> bool:
        """Tell whether an entry at which a word points holds for a listing."""
        item = self.entries[number].item
        in_category = item.match == Match.ANY or number in categories
        return in_category and within(region, item.region_code)

    def by_category(self, categories: Sequence[int], text: str, *, region: str) -> list[Cited]:
        """Give the entries that hold for a listing by its category."""
        plain = fold(text)
        found = []
        for number in categories:
            item = self.entries[number].item
            says = item.match == Match.ANY or any(fold(word) in plain for word in item.words)
            if says and within(region, item.region_code):
                found.append(self.entries[number])
        return found


def of_value(data: Mapping[str, Any], ground: str) -> Item:
    """Build an entry from a TOML table."""
    return Item(
        kind=ItemKind(data["kind"]),
        goods=data["goods"],
        ground=ground,
        condition=data.get("condition", ""),
        region_code=data.get("region", ""),
        categories=tuple(data.get("categories", ())),
        words=tuple(data.get("words", ())),
        match=Match(data.get("match", Match.ANY)),
        valid_from=data.get("valid_from"),
        valid_to=data.get("valid_to"),
        note=data.get("note", ""),
    )
