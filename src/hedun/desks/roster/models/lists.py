"""Lists of the registry: which version says what, from which day on."""

from typing import ClassVar

from django.db import models

from hedun.desks.roster.terms import ListKind, ListMode, ListState


class ListVersion(models.Model):
    """One file of a list: the whole list as of a day, or what changed up to that day."""

    number = models.PositiveIntegerField("版次")
    kind = models.CharField("名单", max_length=12, choices=ListKind.choices())
    mode = models.CharField("方式", max_length=10, choices=ListMode.choices())
    as_of = models.DateField("数据日期")
    state = models.CharField(
        "状态", max_length=10, choices=ListState.choices(), default=ListState.READING
    )
    file_name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    good = models.BigIntegerField("入库", default=0)
    returned = models.BigIntegerField("退回", default=0)
    faults = models.JSONField("各类问题", default=dict)
    reason = models.CharField("不予接收原因", max_length=300, blank=True)
    job = models.ForeignKey("jobs.Job", models.PROTECT, null=True, related_name="list_versions")
    body = models.ForeignKey(
        "accounts.Body", models.PROTECT, null=True, related_name="list_versions"
    )
    made_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField("提交时间")
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)
    withdrawn_at = models.DateTimeField("撤销时间", null=True, blank=True)
    withdrawn_why = models.CharField("撤销原因", max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "number"], name="list_number_once"),
            models.UniqueConstraint(
                fields=["kind", "mode", "as_of", "sha256"],
                condition=models.Q(state__in=["reading", "done"]),
                name="list_once",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["kind", "-as_of", "-id"], name="list_newest")]

    def __str__(self) -> str:
        return f"{ListKind(self.kind).label}第{self.number}版"
