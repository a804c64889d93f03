"""The rules of the lawbook's own files, by ID and day."""

import datetime as dt
from dataclasses import dataclass

from hedun.base.lawbook import rows
from hedun.base.lawbook.decide import Period, Terms, in_force
from hedun.base.lawbook.terms import chinese_number


class NoRule(ValueError):
    """There is no such rule, or none that holds on the day."""


@dataclass(slots=True)
class Rulebook:
    """Every version of every rule, and the titles of what they rest on."""

    book: rows.Book

    def versions(self, code: str) -> list[rows.Row]:
        """Give the versions of a rule, the newest first; raises NoRule."""
        found = [row for row in self.book.deadlines if row["code"] == code]
        if not found:
            near = [c for c in self.codes() if code and code.split(".", maxsplit=1)[0] in c][:8]
            hint = f"相近的有：{'、'.join(near)}。" if near else ""
            raise NoRule(f"没有期限规则“{code}”。{hint}用 hedun due --list 列出全部规则。")
        return sorted(found, key=lambda row: row["valid_from"], reverse=True)

    def codes(self) -> list[str]:
        """Give the ID of every rule, in the order of the file."""
        return list(dict.fromkeys(row["code"] for row in self.book.deadlines))

    def on(self, code: str, day: dt.date) -> rows.Row:
        """Give the version that holds on the day of the act; raises NoRule."""
        known = self.versions(code)
        for row in known:
            if in_force(row["valid_from"], row["valid_to"], day):
                return row
        spans = "；".join(_span(row) for row in known)
        raise NoRule(f"规则“{code}”在 {day} 没有有效版本；有效期：{spans}。请核对起算日期。")

    def basis(self, row: rows.Row) -> str:
        """Cite the article: 《市场监督管理投诉举报处理办法》第十五条."""
        code, number = row["article"].split(" ", 1)
        shown = f"第{chinese_number(number)}条" if number.isdecimal() else number
        return f"《{self._titles[code]}》{shown}"

    @property
    def _titles(self) -> dict[str, str]:
        return {row["code"]: row["title"] for row in self.book.instruments}


def terms_of(row: rows.Row) -> Terms:
    """Give what a row says as numbers and lists."""
    period = Period(
        row["amount"], row["unit"], row["name"], row["start_event"], is_before=row["is_before"]
    )
    return Terms(
        period,
        tuple(row["pauses"]),
        row["extension"],
        row["extension_by"],
        row["further_by"],
        tuple(row["restarts"]),
    )


def _span(row: rows.Row) -> str:
    return f"{row['valid_from']} 至 {row['valid_to'] or '今'}"
