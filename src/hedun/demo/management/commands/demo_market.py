"""`hedun demo_market`: generate the demo market into an empty database."""

import argparse
import datetime as dt
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from hedun.base.accounts import queries as accounts
from hedun.demo.market import make
from hedun.demo.simulation import MACHINE


class Command(BaseCommand):
    """Make the same market for the same seed, size and moment."""

    help = "生成演示市场（仅演示环境，须为空库）"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Take the seed, the size, and the moment that counts as now."""
        parser.add_argument("--seed", type=int, default=20261123)
        parser.add_argument("--scale", type=float, default=1.0, help="1.0 = 20 万条商品信息")
        parser.add_argument("--now", type=dt.datetime.fromisoformat, help="视为当前的时刻")

    def handle(self, *_: Any, **options: Any) -> None:
        """Refuse where anybody lives already, else generate."""
        if accounts.bodies(MACHINE).exists():
            raise CommandError(
                "数据库中已有单位，演示市场只能生成在空库中；请换一个 HEDUN_DATA 目录后重试。"
            )
        now = timezone.localtime(options["now"] or timezone.now())
        make(
            seed=options["seed"],
            scale=options["scale"],
            now=now.replace(microsecond=0),
            folder=settings.DATA_DIR,
            say=self._say,
        )

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
