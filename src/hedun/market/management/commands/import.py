# ruff: noqa: N999 - the name of the command
"""`hedun import FILE --kind roster --platform CODE --as USERNAME [--wait]`."""

import pathlib
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from hedun.base.accounts import queries as accounts
from hedun.base.accounts.terms import Invalid, Refused, Viewer
from hedun.base.jobs.work import Worker, load
from hedun.engine.table import Unreadable
from hedun.market import actions, queries, work
from hedun.market.models import ImportBatch, Platform
from hedun.market.terms import ImportKind, ImportState


class Command(BaseCommand):
    """Hand a file in from the command line, as a person who may."""

    help = "导入经营者名册、商品信息或登记名单"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=pathlib.Path)
        parser.add_argument("--kind", required=True, choices=[k.value for k in ImportKind])
        parser.add_argument("--platform", default="", help="平台编码；登记名单不填")
        parser.add_argument("--as", dest="username", required=True, help="以哪个账号的名义")
        parser.add_argument("--mapping", nargs="*", default=[], metavar="name=列名")
        parser.add_argument("--wait", action="store_true", help="等导入完成并显示结果")

    def handle(self, *_args: Any, **options: Any) -> None:
        if not options["file"].is_file():
            raise CommandError(f"没有文件 {options['file']}；请检查路径。")
        viewer = _viewer(options["username"])
        try:
            batch = self._start(viewer, options)
        except (Refused, Invalid, Unreadable) as problem:
            raise CommandError(str(problem)) from problem
        if options["wait"]:
            _wait(batch)
        self._tell(batch)

    def _start(self, viewer: Viewer, options: dict[str, Any]) -> ImportBatch:
        now, mapping = timezone.now(), _mapping(options["mapping"])
        batch = actions.hand_in(
            kind=ImportKind(options["kind"]),
            platform=_platform(viewer, options["platform"]),
            file_name=options["file"].name,
            content_path=options["file"],
            by=viewer,
            at=now,
        )
        if batch.state not in {ImportState.UPLOADED, ImportState.MAPPING}:
            return batch
        try:
            problem = work.sheet_of(batch).problem
        except Unreadable:
            actions.drop_unreadable(batch_id=batch.pk, by=viewer, at=now)
            raise
        if problem and not mapping:
            raise Invalid(f"{problem} 可用 --mapping name=列名 指明。")
        return actions.start_import(batch_id=batch.pk, mapping=mapping, by=viewer, at=now)

    def _tell(self, batch: ImportBatch) -> None:
        state = ImportState(batch.state)
        self.stdout.write(
            f"{batch.file_name}：{state.label}，读到 {batch.total:,} 行，入库 {batch.good:,}"
            f"（未变 {batch.unchanged:,}），退回 {batch.bad:,}。"
            f"回执 {batch.pk}，SHA-256 {batch.sha256}"
        )
        if batch.reason:
            raise CommandError(batch.reason)


def _viewer(username: str) -> Viewer:
    person = accounts.visible_people(Viewer.system()).filter(username=username, is_active=True)
    found = person.first()
    if found is None:
        raise CommandError(f"没有在用的账号“{username}”；请用 --as 指明能提交文件的账号。")
    return found.viewer


def _platform(viewer: Viewer, code: str) -> Platform | None:
    if not code:
        return None
    found = queries.platforms(viewer).filter(code=code).first()
    if found is None:
        raise CommandError(f"没有编码为“{code}”的平台，或该账号不能为其提交；请核对平台编码。")
    return found


def _mapping(pairs: list[str]) -> dict[str, str]:
    if any("=" not in pair for pair in pairs):
        raise CommandError("--mapping 的写法是 name=列名，例如 shop_no=店铺ID。")
    return dict(pair.split("=", 1) for pair in pairs)


def _wait(batch: ImportBatch) -> None:
    """Work the queue here until the batch is settled; another worker may be faster."""
    load()
    worker = Worker()
    while batch.state == ImportState.RUNNING:
        if not worker.run_next():
            time.sleep(0.2)
        batch.refresh_from_db()
