"""`hedun screen_platform`: start a run over a platform's stored listings from the shell."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from hedun.base.accounts import queries as accounts
from hedun.base.accounts.terms import Refused, Viewer
from hedun.base.jobs.terms import JobState
from hedun.desks.screening import actions, queries
from hedun.desks.screening.models import ScreeningRun
from hedun.desks.screening.terms import RunState
from hedun.market import queries as market

ENDED = (JobState.FAILED, JobState.CANCELLED)


class Command(BaseCommand):
    """Screen a platform; with --wait stay until a worker has finished it."""

    help = "用在用词库筛查一个平台的全部商品信息；由 hedun worker 执行。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--platform", required=True, metavar="平台编码")
        parser.add_argument("--as", required=True, dest="username", metavar="账号")
        parser.add_argument("--wait", action="store_true", help="等待完成并显示进度")

    def handle(self, **options: Any) -> None:
        people = accounts.visible_people(Viewer.system())
        person = people.filter(username=options["username"], is_active=True).first()
        if person is None:
            raise CommandError(f"没有在用账号“{options['username']}”；请核对后重试。")
        platform = market.platforms(person.viewer).filter(code=options["platform"]).first()
        if platform is None:
            raise CommandError(f"没有平台“{options['platform']}”，或该账号无权筛查；请核对编码。")
        try:
            run = actions.start(platform_id=platform.pk, by=person.viewer, at=timezone.now())
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"已提交筛查任务 {run.pk}：“{platform.name}”{run.total:,} 条商品信息。")
        if options["wait"]:
            self._wait(run)

    def _wait(self, run: ScreeningRun) -> None:
        shown = -1
        while run.state != RunState.DONE:
            time.sleep(0.5)
            run = queries.run(Viewer.system(), run.pk)
            if run.job is not None and run.job.state in ENDED:
                label = JobState(run.job.state).label
                raise CommandError(f"任务{label}：{run.job.error[-500:]}")
            if run.scanned != shown:
                shown = run.scanned
                self.stdout.write(f"已筛 {run.scanned:,} / {run.total:,}")
        self.stdout.write(
            f"完成：命中 {run.hit:,}，此前已判 {run.known:,}，进入复核 {run.queued:,}。"
        )
