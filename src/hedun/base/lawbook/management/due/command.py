"""`hedun due --rule ID --start DATE` and `hedun due --table CASES.csv --out OUT.csv`."""

import argparse
import datetime as dt
import json
import pathlib
import sys
from collections.abc import Sequence
from typing import Any

from hedun.base.lawbook import rows
from hedun.base.lawbook.decide import (
    SHANGHAI,
    Calendar,
    Extension,
    History,
    NotAllowed,
    Outcome,
    Pause,
    Terms,
    end_of_history,
    rules_of,
)
from hedun.base.lawbook.management.due import cells
from hedun.base.lawbook.management.due.cells import BadCell
from hedun.base.lawbook.management.due.rulebook import NoRule, Rulebook, terms_of
from hedun.base.lawbook.management.due.table import (
    Answers,
    Unreadable,
    Unusable,
    answer_table,
    written,
)
from hedun.base.lawbook.rows.calendars import BadNotice, shipped
from hedun.base.lawbook.terms import Confidence, Unit

SHOWN = 50  # rows that are reported on the screen; all stand in the output


def main(arguments: Sequence[str]) -> int:
    """Answer; gives 0, 1 where single rows could not be answered, 2 where nothing could."""
    wanted = _parser().parse_args(arguments)
    try:
        return _done(wanted)
    except (Unusable, Unreadable, BadCell, NoRule, NotAllowed, BadNotice, OverflowError) as error:
        _tell(f"hedun due：{error}")
    except OSError as error:
        _tell(f"hedun due：读写失败（{error.strerror}：{error.filename}）；排除后再次运行。")
    except KeyboardInterrupt:
        _tell("\n已中断，没有写出结果。")
        return 130
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hedun due",
        description="计算法定期限的届满日：何时、为何、依据哪一条；不需要服务器和数据库。",
        epilog="退出码：0 全部算出；1 有的行无法计算（结果已写出，原因在 basis 列）；2 未能计算。",
    )
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--rule", metavar="ID", help="期限规则的编码，须同时给出 --start")
    what.add_argument(
        "--table",
        type=pathlib.Path,
        metavar="CASES",
        help="CSV（UTF-8、GB18030）或 XLSX，含 start、amount、unit 三列"
        "（unit：wd 工作日、d 日、m 月、y 年、h 小时），或含 start、rule 两列；其他各列保留",
    )
    what.add_argument("--list", action="store_true", help="列出全部期限规则")
    parser.add_argument(
        "--start", metavar="DATE", help="起算日期，如 2026-01-05 或 2026-01-05T09:30"
    )
    parser.add_argument(
        "--out", type=pathlib.Path, metavar="OUT", help="结果文件，按扩展名写 .csv 或 .xlsx"
    )
    parser.add_argument(
        "--pause",
        nargs=3,
        action="append",
        default=[],
        metavar=("FROM", "TO", "CAUSE"),
        help="不计入的期间及其法定事由，可重复",
    )
    parser.add_argument(
        "--extend",
        nargs=2,
        action="append",
        default=[],
        metavar=("AMOUNT", "ON"),
        help="经有权人批准的延长与批准日期，可重复",
    )
    parser.add_argument("--restart", metavar="DATE", help="依法重新计算之日")
    parser.add_argument(
        "--calendar",
        type=pathlib.Path,
        action="append",
        default=[],
        metavar="FILE",
        help="另加或替换一年的放假安排（holiday-cn 格式的 JSON），可重复",
    )
    parser.add_argument("--json", action="store_true", help="--rule 的结果写成 JSON")
    return parser


def _done(wanted: argparse.Namespace) -> int:
    rulebook = Rulebook(rows.read())
    if wanted.list:
        return _list(rulebook)
    calendar = shipped(*wanted.calendar)
    if wanted.rule is not None:
        if not wanted.start:
            raise Unusable("--rule 须同时给出 --start 起算日期。")
        return _one(wanted, rulebook, calendar)
    if wanted.out is None:
        raise Unusable("--table 须同时给出 --out 结果文件。")
    return _table(wanted, rulebook, calendar)


def _list(rulebook: Rulebook) -> int:
    for row in rulebook.book.deadlines:
        length = f"{row['amount']}{Unit(row['unit']).label}"
        span = f"{row['valid_from']}–{row['valid_to'] or ''}"
        mark = "" if row["confidence"] is Confidence.READ else "（二手来源）"
        _say(f"{row['code']}\t{row['name']}\t{length}\t{rulebook.basis(row)}{mark}\t{span}")
    return 0


def _one(wanted: argparse.Namespace, rulebook: Rulebook, calendar: Calendar) -> int:
    start = cells.moment(wanted.start)
    row = rulebook.on(wanted.rule, start.date())
    terms = terms_of(row)
    outcome = end_of_history(
        terms,
        _history(wanted, terms, start),
        calendar,
        today=dt.datetime.now(SHANGHAI).date(),
    )
    if wanted.json:
        _say(json.dumps(_as_json(row, rulebook.basis(row), outcome), ensure_ascii=False))
        return 0
    _say(written(outcome) + ("（暂定）" if outcome.is_provisional else ""))
    sure = "" if row["confidence"] is Confidence.READ else "（二手来源，引用前请核对官方原文）"
    _say(f"规则：{row['code']} {row['name']}")
    _say(f"依据：{rulebook.basis(row)}{sure}")
    for step in outcome.trace:
        _say(step)
    _say(f"计算：{rules_of(terms.period)}。")
    for line in _about(row):
        _say(line)
    if outcome.calendar:
        _say(f"日历：{outcome.calendar}")
    return 0


def _about(row: rows.Row) -> list[str]:
    """Say what may still happen to the period, and what its end brings."""
    unit = ("个" if row["unit"] is Unit.WORKING_DAY else "") + Unit(row["unit"]).label
    lines = [f"不计入：{'；'.join(row['pauses'])}"] if row["pauses"] else []
    if row["extension_by"]:
        length = f" {row['extension']} {unit}" if row["extension"] else ""
        lines.append(f"延长：经{row['extension_by']}批准可延长{length}")
    if row["further_by"]:
        lines.append(f"再次延长：由{row['further_by']}决定期限")
    return [*lines, f"届满：{row['at_expiry'].label}"]


def _history(wanted: argparse.Namespace, terms: Terms, start: dt.datetime) -> History:
    pauses = tuple(
        Pause(cells.moment(began).date(), cells.moment(ended).date(), cause)
        for began, ended, cause in wanted.pause
    )
    granted = [(cells.amount(amount), cells.moment(on).date()) for amount, on in wanted.extend]
    by = (terms.extension_by, terms.further_by)
    extensions = tuple(
        Extension(amount, by[min(place, 1)] or "无权人", on)
        for place, (amount, on) in enumerate(granted)
    )
    restarts: tuple[tuple[dt.date, str], ...] = ()
    if wanted.restart:
        cause = terms.restarts[0] if terms.restarts else "新的事实"
        restarts = ((cells.moment(wanted.restart).date(), cause),)
    return History(start, pauses, extensions, restarts)


def _as_json(row: rows.Row, basis: str, outcome: Outcome) -> dict[str, Any]:
    return {
        "rule": row["code"],
        "due": written(outcome),
        "provisional": outcome.is_provisional,
        "article": basis,
        "confidence": row["confidence"].value,
        "calendar": outcome.calendar,
        "basis": list(outcome.trace),
    }


def _table(wanted: argparse.Namespace, rulebook: Rulebook, calendar: Calendar) -> int:
    reported = 0

    def report(number: int, reason: str) -> None:
        nonlocal reported
        reported += 1
        if reported <= SHOWN:
            _tell(f"第 {number} 行：{reason}")

    answers = Answers(calendar, rulebook)
    count = answer_table(wanted.table, wanted.out, answers, report=report)
    if reported > SHOWN:
        _tell(f"另有 {reported - SHOWN:,} 行无法计算，原因见 basis 列。")
    _tell(
        f"完成：{count.rows:,} 行，{count.rows - count.refused:,} 行已算出"
        f"（其中暂定 {count.provisional:,}），{count.refused:,} 行无法计算；已写入 {wanted.out}。"
    )
    return 1 if count.refused else 0


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


def _tell(text: str) -> None:
    sys.stderr.write(text + "\n")
