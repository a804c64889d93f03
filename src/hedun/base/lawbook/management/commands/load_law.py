"""`hedun load_law`: brings the lawbook to what its files say."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from hedun.base.accounts.terms import Viewer
from hedun.base.lawbook import rows
from hedun.base.lawbook.actions import import_calendar, load_law


class Command(BaseCommand):
    """Load instruments, articles, grounds, deadlines and the calendars that come along."""

    help = "载入法律依据库与随附的放假安排；重复执行不会产生变化。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--folder", type=Path, default=rows.FOLDER, help="TOML 文件所在目录")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        folder: Path = options["folder"]
        now, by = timezone.now(), Viewer.system()
        try:
            tally = load_law(book=rows.read(folder), by=by, at=now)
        except (rows.BadRow, OSError) as error:
            raise CommandError(str(error)) from error
        years = [
            import_calendar(content=path.read_bytes(), name=path.name, by=by, at=now)
            for path in sorted(folder.glob("holidays/*.json"))
        ]
        self.stdout.write(
            f"法律依据库：新增 {tally.added}，更改 {tally.changed}，未变 {tally.same}；"
            f"日历 {len(years)} 年。"
        )
