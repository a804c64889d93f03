"""How long evidence stood without a time stamp, and what the house then still does; pure."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch in which what happened was vouched for by no authority; open while it lasts."""

    began: dt.datetime
    ended: dt.datetime | None = None

    def lasted(self, now: dt.datetime) -> dt.timedelta:
        """How long it was, or has been so far."""
        return (self.ended or now) - self.began

    def told(self, now: dt.datetime) -> str:
        """Its length in Chinese."""
        minutes = int(self.lasted(now).total_seconds() // 60)
        return f"{minutes // 60} 小时 {minutes % 60} 分"


def is_too_long(gap: Gap | None, now: dt.datetime, *, patience: dt.timedelta) -> bool:
    """Tell whether a stretch is longer than the house is content with."""
    return gap is not None and gap.lasted(now) > patience


def refusal(
    gap: Gap | None, now: dt.datetime, *, patience: dt.timedelta, is_strict: bool, since: str
) -> str:
    """Say in Chinese why no new page may be fixed now; empty where it may.

    `since` is the beginning of the stretch as people read it.
    """
    if gap is None or not is_strict or not is_too_long(gap, now, patience=patience):
        return ""
    return (
        f"暂停新的网页固证：存证日志自 {since} 起已 {gap.told(now)}没有取得时间戳，"
        f"超过本单位规定的 {int(patience.total_seconds() // 3600)} 小时。"
        "已提出的固证照常完成。请系统管理员检查时间戳机构与网络，恢复盖戳后即可重新提交。"
    )
