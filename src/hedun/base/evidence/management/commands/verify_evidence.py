"""`hedun verify_evidence`: prove every stored byte, or name what was changed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from hedun.base.accounts.terms import Viewer
from hedun.base.evidence import actions, queries


class Command(BaseCommand):
    """Verify the evidence store."""

    help = "逐份校验证据库中的文件与登记的 SHA-256 是否一致"

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the switch."""
        parser.add_argument("--log", action="store_true", help="同时逐叶校验存证日志")
        parser.add_argument("--sweep", action="store_true", help="清理一天前未登记入库的残留文件")

    def handle(self, **options: Any) -> None:
        """Print each damaged object with the captures that rest on it."""
        viewer = Viewer.system()
        total = damaged = 0
        gone = set(queries.erased_blobs(viewer).values_list("pk", flat=True))
        for blob in queries.blobs(viewer).prefetch_related("captures").iterator(chunk_size=500):
            if blob.pk in gone:
                continue
            total += 1
            found = queries.fault(viewer, blob)
            if found:
                damaged += 1
                names = "、".join(f"{c.title}（{c.pk}）" for c in blob.captures.all())
                self.stdout.write(f"损坏 {blob.sha256}：{found}；涉及：{names}")
        if options["sweep"]:
            removed = actions.sweep(by=viewer, at=timezone.now())
            self.stdout.write(f"清理残留文件 {removed} 个")
        self.stdout.write(f"校验 {total} 份，损坏 {damaged} 份，按保存期限删除 {len(gone)} 份")
        faults = list(queries.log_faults(viewer)) if options["log"] else []
        for told in faults:
            self.stdout.write(f"日志 {told}")
        if damaged or faults:
            raise CommandError(f"证据库有 {damaged} 份文件损坏，日志有 {len(faults)} 处不符")
