"""Tables of certificates and licences."""

from typing import ClassVar

from django.db import models

from hedun.desks.screening.terms import PaperState, RegisterKind, SnapshotState


class Snapshot(models.Model):
    """A table of certificates or licences as it stood on one day, as a file brought it.

    Of several snapshots that know a number, the newest speaks.
    """

    kind = models.CharField("内容", max_length=12, choices=RegisterKind.choices())
    file_name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    taken_on = models.DateField("数据日期")
    state = models.CharField("状态", max_length=10, choices=SnapshotState.choices())
    headers = models.JSONField("原列名", default=list)
    good = models.PositiveIntegerField("入库", default=0)
    bad = models.PositiveIntegerField("退回", default=0)
    reason = models.CharField("拒收原因", max_length=300, blank=True)
    job = models.ForeignKey("jobs.Job", models.PROTECT, null=True, related_name="+")
    body = models.ForeignKey("accounts.Body", models.PROTECT, null=True, related_name="+")
    made_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField("提交时间")
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "sha256"], name="snapshot_once"),
        ]

    def __str__(self) -> str:
        return f"{self.taken_on:%Y-%m-%d} {self.file_name}"


class SnapshotFault(models.Model):
    """A row that a table's import sent back, with the reason."""

    snapshot = models.ForeignKey(Snapshot, models.CASCADE, related_name="faults")
    row_no = models.PositiveIntegerField("原行号")
    reason = models.CharField("退回原因", max_length=500)
    cells = models.JSONField("原内容", default=list)


class Paper(models.Model):
    """What a certificate and a licence have in common."""

    number = models.CharField("编号", max_length=40)
    holder = models.CharField("持有人", max_length=120)
    status = models.CharField("状态", max_length=10, choices=PaperState.choices())
    valid_from = models.DateField("有效期自", null=True, blank=True)
    valid_to = models.DateField("有效期至", null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.number


class Certificate(Paper):
    """A compulsory product certificate (强制性产品认证证书) in one snapshot."""

    snapshot = models.ForeignKey(Snapshot, models.CASCADE, related_name="certificates")
    manufacturer = models.CharField("生产者", max_length=120, blank=True)
    product = models.CharField("产品类别", max_length=120, blank=True)
    models_text = models.TextField("型号", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["number", "snapshot"], name="certificate_once"),
        ]


class Licence(Paper):
    """A food licence or filing (食品许可、备案) in one snapshot."""

    snapshot = models.ForeignKey(Snapshot, models.CASCADE, related_name="licences")
    credit_code = models.CharField("信用代码", max_length=18, blank=True)
    scope = models.CharField("经营项目", max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["number", "snapshot"], name="licence_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["credit_code"], name="licence_credit_code"),
            models.Index(fields=["holder"], name="licence_holder"),
        ]
