"""What the officer weighs: the range of the law, factors, thresholds. It is shown, never applied.

A ruling outside the range is refused, because the law knows none such; inside it the officer
decides and says why.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from hedun.desks.cases.terms import PartyKind, PenaltyKind, Range, Ruled

THRESHOLDS: Final = {
    PartyKind.NATURAL: "HR-NAT",
    PartyKind.INDIVIDUAL: "HR-NAT",
    PartyKind.ORGANIZATION: "HR-ORG",
}
GRAVE: Final = {
    PenaltyKind.REVOKE: "H5-4",
    PenaltyKind.SUSPEND: "H5-5",
    PenaltyKind.BAR: "H5-5",
}
SUMS: Final = {
    PenaltyKind.FINE: "fine_fen",
    PenaltyKind.GAINS: "gains_fen",
    PenaltyKind.GOODS: "goods_fen",
}


def ruling_problem(ruled: Ruled, limits: Range | None, *, may_go_below: bool) -> str:
    """Say in Chinese what is wrong with a ruling; empty when it can stand.

    Below the range goes only who ticks a factor for mitigation (减轻).

    Basis: penalty_law art. 32; chufa_chengxu art. 48
    """
    if not ruled.kinds:
        return "没有选择处罚种类；请至少选择一项，或者作出其他处理决定。"
    if not ruled.why.strip():
        return "没有写明裁量理由；请写明事实、情节与所选幅度的关系。"
    for kind, field in SUMS.items():
        if (kind in ruled.kinds) != (getattr(ruled, field) > 0):
            return f"“{kind.label}”与金额不一致；请同时选择种类并填写金额，或者两项都不填。"
    return _fine_problem(ruled, limits, may_go_below=may_go_below) if ruled.fine_fen else ""


def _fine_problem(ruled: Ruled, limits: Range | None, *, may_go_below: bool) -> str:
    if limits is None:
        return "罚款须选择所依据的罚则幅度；该事由没有登记幅度的，请先在法律依据库补充。"
    if limits.times_of and not ruled.base_fen:
        return f"“{limits.name}”按{limits.times_of}的倍数计算；请填写{limits.times_of}。"
    least, most = limits.limits(ruled.base_fen)
    if most is not None and ruled.fine_fen > most:
        return f"罚款 {yuan(ruled.fine_fen)} 超过法定上限 {yuan(most)}（{limits.name}）；请调整。"
    if ruled.fine_fen < least and not may_go_below:
        return (
            f"罚款 {yuan(ruled.fine_fen)} 低于法定下限 {yuan(least)}（{limits.name}）；"
            "须有法定减轻情形（行政处罚法第三十二条）并勾选，否则请调整。"
        )
    return ""


def position(ruled: Ruled, limits: Range | None) -> int | None:
    """Tell where in the range a fine lies, in percent from the least to the most."""
    if limits is None:
        return None
    least, most = limits.limits(ruled.base_fen)
    if most is None or most <= least:
        return None
    return round((ruled.fine_fen - least) * 100 / (most - least))


def hearing_reasons(
    party: PartyKind, ruled: Ruled, thresholds: Mapping[str, int]
) -> tuple[str, ...]:
    """Name the reasons for which the party may ask for a hearing, by their codes.

    Basis: hearing_rules art. 5; penalty_law art. 63
    """
    found = {GRAVE[kind] for kind in ruled.kinds if kind in GRAVE}
    limit = thresholds.get(THRESHOLDS[party])
    if limit is not None:
        if ruled.fine_fen >= limit:
            found.add("H5-2" if party is PartyKind.ORGANIZATION else "H5-1")
        if ruled.gains_fen + ruled.goods_fen >= limit:
            found.add("H5-3")
    return tuple(sorted(found))


def heavier(proposed: Ruled, decided: Ruled) -> str:
    """Say in Chinese by what a decision is heavier than what the party was told; empty if not.

    Basis: chufa_chengxu art. 58
    """
    more = [kind.label for kind in PenaltyKind if kind in decided.kinds - proposed.kinds]
    for kind, field in SUMS.items():
        before, after = getattr(proposed, field), getattr(decided, field)
        if after > before and kind in proposed.kinds:
            more.append(f"{kind.label} {yuan(before)} → {yuan(after)}")
    return "、".join(more)


def late_fee(fine_fen: int, days_late: int, percent: int) -> int:
    """Give the added fine (加处罚款) for so many days, never above the fine itself.

    Basis: chufa_chengxu art. 75
    """
    return min(fine_fen, fine_fen * max(0, days_late) * percent // 100)


def likeness(one: Iterable[str], other: Iterable[str]) -> int:
    """Count the factors that two rulings share."""
    return len(set(one) & set(other))


def written(ruled: Ruled) -> str:
    """Write a ruling as the decision and the public record say it."""
    parts = []
    for kind in PenaltyKind:
        if kind not in ruled.kinds:
            continue
        fen = getattr(ruled, SUMS[kind]) if kind in SUMS else 0
        parts.append(f"{kind.label}{yuan(fen)}" if fen else kind.label)
    return "；".join(parts)


def yuan(fen: int) -> str:
    """Write a sum of money."""
    whole, rest = divmod(fen, 100)
    return f"{whole:,}.{rest:02d} 元" if rest else f"{whole:,} 元"
