"""Copies the words of cited articles from the folder of statutes into the lawbook.

    python -m tools.law_texts ../shared/data/law

Cited means: named by a ground, a deadline or a docstring, or listed in ALSO below.
"""

import re
import sys
from collections import defaultdict
from pathlib import Path

from hedun.base.lawbook import rows
from tools.basis import found

ROOT = Path(__file__).parents[1]
ALSO = {
    "advertising_law": "9 11 14 28 55 57 58 59",
    "anti_unfair_competition_law": "7 9 11 23 25 27",
    "chufa_chengxu": " ".join(map(str, range(10, 87))),
    "complaint_report_rules": " ".join(map(str, range(1, 47))),
    "consumer_rights_law": "26 39 56",
    "ecommerce_law": "10 15 16 17 25 27 28 30 31 32 34 35 38 39 40 42 43 44 45 76 77 80 81 82 83 84",
    "food_safety_law": "34 35 62 71 73 122 123 131",
    "heguishuju": "7 8 9 10 11 12 13 14 15 18 19",
    "internet_ad_rules": "6 8 9 10 13 14 16 20 22 25 26 28 29",
    "livestream_ecommerce_rules": "7 8 9 10 11 12 14 15 16 22 26 27 28 37 48 52 54 58 59",
    "marked_price_fraud_rules": "5 16 17 18 19 20 21 23",
    "network_trade_rules": "8 12 14 17 18 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 38 45 46 48 49 53",
    "price_law": "13 14",
    "product_quality_law": "27 36",
}
DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")}
HEAD = re.compile(r"^(?:\S+ )?第([一二三四五六七八九十百零]+)条[\s\u3000]*(.*)$")
NOISE = re.compile(
    r"(国家市场监督管理总局发布打印本页关闭本页|文件来源：.*|网址：.*|本HTML文件.*|"
    r"第[一二三四五六七八九十]+[章节][\s\u3000]*[^。；：]{1,24})$"
)
TITLE = re.compile(r"^(#|>|第[一二三四五六七八九十]+[章节])")


def value(text: str) -> int:
    """Read a Chinese numeral below 1,000."""
    total = digit = 0
    for sign in text:
        if sign in DIGITS:
            digit = DIGITS[sign]
        else:
            total += (digit or 1) * {"十": 10, "百": 100}[sign]
            digit = 0
    return total + digit


def articles(path: Path) -> dict[int, str]:
    """Split a statute into its articles; headings and page furniture are dropped."""
    held: dict[int, list[str]] = {}
    for raw in path.read_text(encoding="utf-8").splitlines():
        line = raw.replace("\u3000", " ").strip()
        if not line or TITLE.match(line):
            continue
        match = HEAD.match(line)
        if match and value(match[1]) == len(held) + 1:
            held[len(held) + 1] = [match[2].strip()]
        elif held:
            held[len(held)].append(line)
    return {number: _clean(lines) for number, lines in held.items()}


def _clean(lines: list[str]) -> str:
    kept = (NOISE.sub("", line).strip() for line in lines)
    return "\n".join(line for line in kept if line)


def cited() -> dict[str, set[int]]:
    """Which articles of which instrument the product names."""
    codes = dict(rows.names())
    wanted: defaultdict[str, set[int]] = defaultdict(set)
    for code, numbers in ALSO.items():
        wanted[code] |= {int(n) for n in numbers.split()}
    for file, table, fields in (
        ("grounds.toml", "ground", rows.GROUND),
        ("deadlines.toml", "deadline", rows.DEADLINE),
        ("reasons.toml", "reason", rows.REASON),
        ("duties.toml", "duty", rows.DUTY),
        ("forms.toml", "form", rows.FORM),
    ):
        for row in rows.rows_of(rows.FOLDER / file, table, fields):
            for name in (row["article"], *row.values.get("also", ())):
                code, number = name.split(" ", 1)
                wanted[code] |= {int(number)} if number.isdecimal() else set()
    for basis in found(ROOT):
        if basis.number.isdecimal():
            wanted[codes.get(basis.instrument, basis.instrument)].add(int(basis.number))
    return wanted


def main() -> int:
    """Write rows/texts/*.toml and tell how many articles each holds."""
    folder = Path(sys.argv[1])
    for code, numbers in sorted(cited().items()):
        source = folder / f"{code}.txt"
        if not source.exists():
            continue
        known = articles(source)
        parts = ["# 条文原文，由 tools/law_texts.py 摘录；只收录本系统引用的条文。\n"]
        for number in sorted(numbers):
            text = known[number]
            gist = re.match(r"^（([^（）]{2,20})）\n", text)
            line = f'gist = "{gist[1]}"\n' if gist else ""
            body = text[gist.end() :] if gist else text
            parts.append(
                f'\n[[article]]\ninstrument = "{code}"\nnumber = "{number}"\n{line}'
                f"text = '''\n{body}'''\n"
            )
        (rows.FOLDER / "texts" / f"{code}.toml").write_text("".join(parts), encoding="utf-8")
        print(f"{code}: {len(numbers)} of {len(known)} articles")
    return 0


if __name__ == "__main__":
    sys.exit(main())
