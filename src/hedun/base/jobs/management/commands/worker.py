"""`hedun worker`: does what was put off."""

import signal
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from hedun.base.jobs.work import Worker, load
from hedun.base.jobs.work.registry import plan_all


class Command(BaseCommand):
    """Run background jobs until told to stop (SIGTERM ends after the step in hand)."""

    help = "执行后台任务；收到 SIGTERM 后做完当前一步即退出，未完成的任务由下一个进程接着做。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="做完现有任务即退出")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        load()
        plan_all()
        worker = Worker()
        if options["once"]:
            taken = worker.drain()
            self.stdout.write(f"已执行 {taken} 项任务")
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: worker.stop())
        self.stdout.write(f"执行进程 {worker.name} 已启动")
        worker.loop()
