"""hedun load_regions: take over an edition of the region codes (GB/T 2260)."""

import argparse
import csv
import datetime as dt
import pathlib
from importlib.resources import files
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from hedun.base.accounts import actions
from hedun.base.accounts.decide import padded_code
from hedun.base.accounts.terms import Viewer

SHIPPED = pathlib.Path(str(files("hedun.engine.match") / "tables/regions.csv"))
BEGINNING = dt.date(2000, 1, 1)  # the shipped edition does not say since when its codes count


class Command(BaseCommand):
    """Load the shipped edition, or the given files, valid from a day."""

    help = "导入行政区划代码（CSV：code,name；可含 2、4、6 位代码）；不给文件时导入随附的一版。"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("files", nargs="*", type=pathlib.Path)
        parser.add_argument("--valid-from", type=dt.date.fromisoformat, default=BEGINNING)

    def handle(self, **options: Any) -> None:
        names: dict[str, str] = {}
        for path in options["files"] or [SHIPPED]:
            for code, name in self._read(path):
                names.setdefault(code, name)
        opened, closed = actions.load_regions(
            names=names, valid_from=options["valid_from"], by=Viewer.system(), at=timezone.now()
        )
        self.stdout.write(f"区划代码：共 {len(names)} 个，新启用 {opened} 个，停用 {closed} 个。")

    @staticmethod
    def _read(path: pathlib.Path) -> list[tuple[str, str]]:
        """Read (code, name) rows; the whole file is refused where one code is none."""
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            if not {"code", "name"} <= set(rows.fieldnames or ()):
                raise CommandError(f"{path.name} 缺少 code 或 name 列，请核对表头。")
            try:
                return [(padded_code(row["code"]), row["name"]) for row in rows]
            except ValueError as error:
                raise CommandError(f"{path.name} 第 {rows.line_num} 行：{error}") from error
