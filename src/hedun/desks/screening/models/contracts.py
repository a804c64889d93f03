"""Texts of contracts and their doubtful passages."""

from typing import ClassVar

from django.db import models

from hedun.desks.screening.terms import ContractKind, FindingState
from hedun.engine.clauses import Unfair


class Contract(models.Model):
    """A text whose clauses are checked, of one body (格式条款检查)."""

    title = models.CharField("名称", max_length=120)
    kind = models.CharField("类别", max_length=10, choices=ContractKind.choices())
    file_name = models.CharField("文件名", max_length=200, blank=True)
    text = models.TextField("正文")
    sha256 = models.CharField("SHA-256", max_length=64)
    absent = models.JSONField("未见约定", default=list)
    platform = models.ForeignKey("market.Platform", models.PROTECT, null=True, related_name="+")
    shop = models.ForeignKey("market.Shop", models.PROTECT, null=True, related_name="+")
    clue = models.ForeignKey("clues.Clue", models.PROTECT, null=True, related_name="+")
    body = models.ForeignKey("accounts.Body", models.PROTECT, null=True, related_name="+")
    made_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField("提交时间")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["body", "-made_at"], name="contract_body")]

    def __str__(self) -> str:
        return self.title


class Passage(models.Model):
    """A stretch of a contract that seems unfair, and what a person said of it."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="passages")
    kind = models.CharField("种类", max_length=10, choices=Unfair.choices())
    clause_no = models.CharField("条款", max_length=20, blank=True)
    start = models.PositiveIntegerField("起")
    end = models.PositiveIntegerField("止")
    sign_start = models.PositiveIntegerField()
    sign_end = models.PositiveIntegerField()
    why = models.CharField("理由", max_length=120)
    state = models.CharField(
        "状态", max_length=10, choices=FindingState.choices(), default=FindingState.PENDING
    )
    note = models.CharField("判定理由", max_length=300, blank=True)
    decided_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField("判定时间", null=True, blank=True)
