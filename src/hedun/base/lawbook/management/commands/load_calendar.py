"""`hedun load_calendar FILE…`: takes in holiday notices."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from hedun.base.accounts.terms import Viewer
from hedun.base.lawbook.actions import BadNotice, import_calendar


class Command(BaseCommand):
    """Import one or more years of the holiday notice; new content makes a new version."""

    help = "导入放假安排（holiday-cn 格式的 JSON）；内容有变即成为新版本。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        for path in options["files"]:
            try:
                edition = import_calendar(
                    content=path.read_bytes(),
                    name=path.name,
                    by=Viewer.system(),
                    at=timezone.now(),
                )
            except (BadNotice, OSError) as error:
                raise CommandError(str(error)) from error
            state = "已公布" if edition.is_published else "未公布，相关期限为暂定"
            self.stdout.write(f"{edition.year} 年第 {edition.version} 版：{state}")
