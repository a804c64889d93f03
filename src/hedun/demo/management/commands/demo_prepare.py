"""`hedun demo_prepare`: tables, law, calendar, lexicon, and the generated market, once."""

import argparse
import datetime as dt
import json
import pathlib
import time
from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand
from django.utils import timezone

from hedun.demo.partners import PLATFORM_USER, DemoKey, make_keys

LOADS = ("load_regions", "load_law")


class Command(BaseCommand):
    """Bring the demo's data to where it can be served; the second run takes a blink."""

    help = "准备演示数据（仅演示环境）"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Take the seed and the size."""
        parser.add_argument("--seed", type=int, default=20261123)
        parser.add_argument("--scale", type=float, default=1.0)

    def handle(self, *_: Any, **options: Any) -> None:
        """Migrate, load, generate."""
        folder = settings.DATA_DIR / "demo"
        folder.mkdir(parents=True, exist_ok=True)
        done = folder / "done.json"
        self._timed("migrate", verbosity=0)
        if not done.exists():
            self._make(folder, done, options)
        make_keys(
            (
                DemoKey("jc3301001", "演示：监管端系统", *settings.DEMO_APP),
                DemoKey(PLATFORM_USER, "演示：平台端系统", *settings.DEMO_PLATFORM_APP),
            ),
            at=timezone.now(),
        )

    def _make(self, folder: pathlib.Path, done: pathlib.Path, options: dict[str, Any]) -> None:
        (folder / "begun").touch()
        for name in (name for name in LOADS if name in get_commands()):
            self._timed(name, verbosity=0)
        accounts: list[dict[str, str]] = []
        if "demo_market" in get_commands():
            self._timed("demo_market", seed=options["seed"], scale=options["scale"])
            accounts = json.loads((folder / "accounts.json").read_text())
        made_at = dt.datetime.now(dt.UTC).isoformat()
        done.write_text(json.dumps({"made_at": made_at, "accounts": accounts}))

    def _timed(self, name: str, **options: Any) -> None:
        began = time.monotonic()
        call_command(name, **options)
        took = time.monotonic() - began
        if took > 1:
            self.stdout.write(f"{name}: {took:.1f} s")
            self.stdout.flush()
