"""Problem merchants handed to their platform, and what it did about each."""

from typing import ClassVar

from django.db import models

from hedun.desks.roster.models.comparing import Problem
from hedun.desks.roster.terms import Answer, PushState


class Push(models.Model):
    """One table of problem merchants for one platform; the letter that carries it is the bridge's."""

    platform = models.ForeignKey("market.Platform", models.PROTECT, related_name="pushes")
    body = models.ForeignKey("accounts.Body", models.PROTECT, related_name="pushes")
    state = models.CharField(
        "状态", max_length=10, choices=PushState.choices(), default=PushState.DRAFT
    )
    reason = models.CharField("推送理由", max_length=300)
    due_on = models.DateField("反馈期限")
    # plain values: desks hold no keys of each other's rows
    letter_id = models.BigIntegerField("函件", null=True, unique=True)
    letter_no = models.CharField("文号", max_length=60, blank=True)
    drafted_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    drafted_at = models.DateTimeField("起草时间")
    sent_at = models.DateTimeField("推送时间", null=True, blank=True)
    answered_at = models.DateTimeField("反馈时间", null=True, blank=True)
    answered_name = models.CharField("反馈人", max_length=60, blank=True)


class PushRow(models.Model):
    """One merchant of a push as it stood then, with the platform's answer."""

    push = models.ForeignKey(Push, models.CASCADE, related_name="rows")
    problem = models.ForeignKey(Problem, models.PROTECT, related_name="push_rows")
    seq = models.PositiveIntegerField("推送时的变化次序")
    shop_no = models.CharField("店铺编号", max_length=64)
    shop_name = models.CharField("网店名称", max_length=120)
    name = models.CharField("经营者", max_length=120)
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    reason = models.CharField("推送原因", max_length=300)
    list_label = models.CharField("名单版次", max_length=60)
    answer = models.CharField("平台反馈", max_length=10, choices=Answer.choices(), blank=True)
    note = models.CharField("说明", max_length=300, blank=True)
    answered_at = models.DateTimeField("反馈时间", null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["push", "problem"], name="push_row_once"),
        ]

    def __str__(self) -> str:
        return self.shop_name
