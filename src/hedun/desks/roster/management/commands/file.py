"""`hedun file FILE --platform CODE --as USERNAME [--sheet …] [--mode …] [--window …] [--wait]`."""

import pathlib
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from hedun.base.accounts import queries as accounts
from hedun.base.accounts.terms import Invalid, Refused, Viewer
from hedun.base.jobs.work import Worker, load
from hedun.desks.roster import actions, queries, work
from hedun.desks.roster.decide import windows
from hedun.desks.roster.decide.fields import Misfit
from hedun.desks.roster.models import Filing
from hedun.desks.roster.terms import Fault, FilingMode, FilingState, Sheet
from hedun.engine.table import Unreadable
from hedun.market import queries as market


class Command(BaseCommand):
    """File a table from the command line, as a person who may."""

    help = "报送平台内经营者身份信息（表格文件）"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=pathlib.Path)
        parser.add_argument("--platform", required=True, help="平台编码")
        parser.add_argument("--as", dest="username", required=True, help="以哪个账号的名义")
        parser.add_argument("--sheet", default="operators", choices=[s.value for s in Sheet])
        parser.add_argument("--mode", default="full", choices=[m.value for m in FilingMode])
        parser.add_argument("--window", default="", help="报送期，如 2026-07；默认本期")
        parser.add_argument("--wait", action="store_true", help="等核对完成并显示结果")

    def handle(self, *_args: Any, **options: Any) -> None:
        if not options["file"].is_file():
            raise CommandError(f"没有文件 {options['file']}；请检查路径。")
        try:
            row = self._start(options)
        except (Refused, Invalid, Unreadable, Misfit) as problem:
            raise CommandError(str(problem)) from problem
        if options["wait"]:
            _wait(row)
        self._tell(row)

    def _start(self, options: dict[str, Any]) -> Filing:
        viewer = _viewer(options["username"])
        platform = market.platforms(viewer).filter(code=options["platform"]).first()
        if platform is None:
            raise CommandError(
                f"没有编码为“{options['platform']}”的平台，或该账号不能为其报送；请核对平台编码。"
            )
        today = timezone.localdate()
        window = windows.read(options["window"]) if options["window"] else windows.window_of(today)
        if window is None:
            raise CommandError(f"“{options['window']}”不是报送期；请写成 2026-01 或 2026-07。")
        sheet = Sheet(options["sheet"])
        asked = queries.extensions_for(viewer, platform.region_code, sheet)
        extra = [one.label for one in asked]
        sealed = work.sealed_file(options["file"], of=sheet, extra=extra)
        return actions.hand_in(
            platform=platform,
            window=window,
            sheet=sheet,
            mode=FilingMode(options["mode"]),
            file_name=options["file"].name,
            sha256=sealed.sha256,
            size=sealed.size,
            sealed=sealed.key,
            by=viewer,
            at=timezone.now(),
        )

    def _tell(self, row: Filing) -> None:
        state = FilingState(row.state)
        self.stdout.write(
            f"{row.file_name}：{state.label}，读到 {row.total:,} 行，已报送 {row.good:,}"
            f"（须更正 {row.flagged:,}），退回 {row.returned:,}。回执 {row.pk}，SHA-256 {row.sha256}"
        )
        for fault, count in sorted(row.faults.items(), key=lambda pair: -pair[1]):
            self.stdout.write(f"  {Fault(fault).label} {count:,}")
        if row.reason:
            raise CommandError(row.reason)


def _viewer(username: str) -> Viewer:
    person = accounts.visible_people(Viewer.system()).filter(username=username, is_active=True)
    found = person.first()
    if found is None:
        raise CommandError(f"没有在用的账号“{username}”；请用 --as 指明能报送的账号。")
    return found.viewer


def _wait(row: Filing) -> None:
    """Work the queue here until the filing is settled; another worker may be faster."""
    load()
    worker = Worker()
    while row.state == FilingState.READING:
        if not worker.run_next():
            time.sleep(0.2)
        row.refresh_from_db()
