"""Write docs/law.md from the lawbook's rows and the `Basis:` lines of the source."""

import sys
from collections import defaultdict
from pathlib import Path

from hedun.base.lawbook import rows
from hedun.base.lawbook.terms import AmountKind, Confidence, Unit, chinese_number
from tools.basis import Basis, found, unread

ROOT = Path(__file__).parents[1]
HEAD = """# The law in the product

Written by `python -m tools.law` from the lawbook's rows and the `Basis:` lines of the source; a test
compares the whole page, and resolves every basis. ◐ marks what is known from a secondary source only (二手来源); everything else was read in the
official text. None of this is legal advice.
"""


def unresolved(root: Path) -> list[str]:
    """Every basis in the source that no row of the lawbook answers to."""
    codes = dict(rows.names())
    known = {(row["instrument"], row["number"]) for row in rows.read().articles}
    return unread(root) + [
        f"{one.path}:{one.line} {one.owner}: {one.instrument} art. {one.number}"
        for one in found(root)
        if (codes.get(one.instrument, ""), one.number) not in known
    ]


def page(root: Path) -> str:
    """The whole page as text."""
    book = rows.read()
    titles = {row["code"]: row for row in book.instruments}
    return law(book, titles) + _code(root, titles)


def law(book: rows.Book, titles: dict[str, rows.Row]) -> str:
    """The part of the page that the rows alone decide."""
    parts = (_deadlines, _grounds, _reasons, _amounts, _duties, _forms)
    return HEAD + _instruments(book) + "".join(part(book, titles) for part in parts)


def _sure(row: rows.Row) -> str:
    return " ◐" if row["confidence"] is Confidence.SECONDARY else ""


def _instruments(book: rows.Book) -> str:
    text = "\n## Instruments (规范性文件)\n\n| code | 名称 | 文号 | in force |\n|---|---|---|---|\n"
    for row in book.instruments:
        span = f"{row['valid_from']}–{row['valid_to'] or ''}"
        text += f"| `{row['code']}` | {row['title']}{_sure(row)} | {row['number']} | {span} |\n"
    return text


def cite(name: str, titles: dict[str, rows.Row]) -> str:
    """Write an article as it is cited in Chinese: 《…》第十五条."""
    code, number = name.split(" ", 1)
    shown = f"第{chinese_number(number)}条" if number.isdecimal() else number
    return f"《{titles[code]['title']}》{shown}"


def _deadlines(book: rows.Book, titles: dict[str, rows.Row]) -> str:
    text = (
        "\n## Deadlines (期限)\n\n| code | 期限 | term | from | not counted, extended, at the end "
        "| in force | basis |\n|---|---|---|---|---|---|---|\n"
    )
    for row in sorted(book.deadlines, key=lambda r: (r["code"], r["valid_from"])):
        term = f"{row['amount']} {Unit(row['unit']).label}"
        before = "before " if row["is_before"] else ""
        text += (
            f"| `{row['code']}` | {row['name']}{_sure(row)} | {term} | {before}{row['start_event']} "
            f"| {_events(row)} | {_in_force(row)} | {cite(row['article'], titles)} |\n"
        )
    return text


def _events(row: rows.Row) -> str:
    """What may happen to a term, and what its end brings."""
    said = [f"不计入：{'、'.join(row['pauses'])}"] if row["pauses"] else []
    if row["extension_by"]:
        said.append(f"延长 {row['extension'] or ''}（{row['extension_by']}）")
    if row["further_by"]:
        said.append(f"再延长（{row['further_by']}）")
    if row["restarts"]:
        said.append(f"重新计算：{'、'.join(row['restarts'])}")
    return "；".join([*said, row["at_expiry"].label])


def _in_force(row: rows.Row) -> str:
    return f"{row['valid_from']}–{row['valid_to'] or ''}"


def _grounds(book: rows.Book, titles: dict[str, rows.Row]) -> str:
    text = "\n## Grounds (事由)\n\n| code | 事由 | basis | exemptions |\n|---|---|---|---|\n"
    for row in book.grounds:
        basis = cite(row["article"], titles)
        text += f"| `{row['code']}` | {row['name']}{_sure(row)} | {basis} | {len(row['exemptions'])} |\n"
    return text


def _reasons(book: rows.Book, titles: dict[str, rows.Row]) -> str:
    text = "\n## Reasons (法定情形)\n\n| code | 用途 | 情形 | basis |\n|---|---|---|---|\n"
    for row in book.reasons:
        basis = cite(row["article"], titles)
        text += f"| `{row['code']}` | {row['kind'].label} | {row['name']}{_sure(row)} | {basis} |\n"
    return text


def _amounts(book: rows.Book, titles: dict[str, rows.Row]) -> str:
    text = "\n## Amounts (数额)\n\n| code | 用途 | 名称 | amount | 事由 | basis |\n|---|---|---|---|---|---|\n"
    for row in book.amounts:
        basis = cite(row["article"], titles)
        text += (
            f"| `{row['code']}` | {row['kind'].label} | {row['name']}{_sure(row)} | {_range(row)} "
            f"| {'、'.join(row['grounds'])} | {basis} |\n"
        )
    return text


def _range(row: rows.Row) -> str:
    """Write an amount: in yuan, in times of something, or in percent."""
    unit, per = ("元", 100) if row["kind"] in {AmountKind.FINE, AmountKind.HEARING} else ("%", 1)
    if row["times_of"]:
        unit, per = f" 倍（{row['times_of']}）", 1
    least, most = row["least"], row["most"]
    parts = [f"{least // per:,}"] if least is not None else []
    parts += [f"{most // per:,}"] if most is not None else []
    also = f"；{'、'.join(row['besides'])}" if row["besides"] else ""
    return "–".join(parts) + unit + also


def _duties(book: rows.Book, titles: dict[str, rows.Row]) -> str:
    text = (
        "\n## Duties (责任事项)\n\n| code | 义务主体 | 事项 | 频次 | basis | 罚则 |\n"
        "|---|---|---|---|---|---|\n"
    )
    for row in book.duties:
        basis = "；".join(cite(name, titles) for name in (row["article"], *row["also"]))
        text += (
            f"| `{row['code']}` | {row['who'].label} | {row['name']}{_sure(row)} "
            f"| {row['frequency']} | {basis} | {row['penalty']} |\n"
        )
    return text


def _forms(book: rows.Book, titles: dict[str, rows.Row]) -> str:
    text = "\n## Documents (文书)\n\n| 文书 | 名称 | fields | layout | basis |\n|---|---|---|---|---|\n"
    for row in book.forms:
        layout = "draft" if row["is_draft"] else "checked"
        text += (
            f"| {row['family'].label} {row['number']} | {row['name']}{_sure(row)} "
            f"| {'、'.join(row['fields'])} | {layout} | {cite(row['article'], titles)} |\n"
        )
    return text


def _code(root: Path, titles: dict[str, rows.Row]) -> str:
    codes = dict(rows.names())
    held: defaultdict[str, list[Basis]] = defaultdict(list)
    for one in found(root):
        held[f"{codes.get(one.instrument, one.instrument)} {one.number}"].append(one)
    text = "\n## Where the code rests on it\n\n| basis | code | claim |\n|---|---|---|\n"
    for name in sorted(held):
        for one in held[name]:
            basis = cite(name, titles) if name.split(" ", 1)[0] in titles else name
            text += f"| {basis} | `{one.path}` {one.owner} | {one.claim} |\n"
    return text


def main() -> int:
    """Write the page, and refuse a basis that nothing answers to."""
    bad = unresolved(ROOT)
    print(*bad, sep="\n")
    (ROOT / "docs/law.md").write_text(page(ROOT), encoding="utf-8")
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main())
