"""What was handed in, by whom (kept apart), and who was let to see it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from hedun.desks.complaints.terms import (
    Channel,
    ComplaintState,
    ReportState,
    RespondentKind,
    SubmissionKind,
)


class Counter(models.Model):
    """The last number given in a year, of each kind."""

    kind = models.CharField(max_length=10)
    year = models.PositiveIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "year"], name="submission_counter_once"),
        ]


class Submission(models.Model):
    """One complaint or report: all but who handed it in."""

    number = models.CharField("编号", max_length=20, unique=True)
    kind = models.CharField("类别", max_length=10, choices=SubmissionKind.choices())
    state = models.CharField(
        "状态", max_length=12, choices=[*ComplaintState.choices(), *ReportState.choices()]
    )
    channel = models.CharField("渠道", max_length=8, choices=Channel.choices())
    code_digest = models.CharField(max_length=64)
    token = models.CharField(max_length=40, unique=True)
    respondent_kind = models.CharField(
        "被投诉人类型", max_length=12, choices=RespondentKind.choices()
    )
    respondent = models.CharField("被投诉人", max_length=120)
    respondent_address = models.CharField("被投诉人地址", max_length=200, blank=True)
    region_code = models.CharField("处理地", max_length=6, blank=True)
    platform = models.ForeignKey("market.Platform", models.PROTECT, null=True, related_name="+")
    shop = models.ForeignKey("market.Shop", models.PROTECT, null=True, related_name="+")
    goods = models.CharField("商品或者服务", max_length=120, blank=True)
    amount_fen = models.PositiveBigIntegerField("涉及金额（分）", null=True, blank=True)
    known_on = models.DateField("知道权益受侵害之日", null=True, blank=True)
    facts = models.TextField("事实依据")
    request = models.TextField("投诉请求", blank=True)
    may_publish = models.BooleanField("同意公示", default=False)
    may_delegate = models.BooleanField("同意委托调解", default=False)
    is_secret = models.BooleanField("身份须经二人启封", default=False)
    twin = models.OneToOneField("self", models.PROTECT, null=True, related_name="other_half")
    body = models.ForeignKey("accounts.Body", models.PROTECT, null=True, related_name="+")
    intake_body = models.ForeignKey("accounts.Body", models.PROTECT, null=True, related_name="+")
    delegate = models.CharField("受委托调解组织", max_length=120, blank=True)
    clue_number = models.CharField("违法线索", max_length=20, blank=True)
    filed_at = models.DateTimeField("提交时间")
    is_open = models.BooleanField("未办结", default=True)
    due_at = models.DateTimeField("最近的期限", null=True, blank=True)
    due_is_provisional = models.BooleanField("暂定", default=False)
    due_article = models.ForeignKey("lawbook.Article", models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField("版次", default=1)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["body", "is_open", "due_at"], name="submission_body"),
            models.Index(fields=["intake_body", "is_open", "due_at"], name="submission_intake"),
            models.Index(fields=["is_open", "due_at"], name="submission_due"),
            models.Index(fields=["region_code"], name="submission_region"),
            models.Index(fields=["platform", "respondent"], name="submission_respondent"),
        ]

    def __str__(self) -> str:
        return self.number


class Identity(models.Model):
    """Who handed it in, sealed: without the product's key the table tells nobody anything.

    The keyed digests only tell whether two authors share a name, telephone, address or paper.

    Basis: complaint_report_rules art. 37; pipl art. 28
    """

    submission = models.OneToOneField(Submission, models.PROTECT, related_name="+")
    sealed = models.TextField("密封的身份信息")
    name_key = models.CharField(max_length=64, blank=True)
    phone_key = models.CharField(max_length=64, blank=True, db_index=True)
    address_key = models.CharField(max_length=64, blank=True, db_index=True)
    paper_key = models.CharField(max_length=64, blank=True, db_index=True)


class Unlock(models.Model):
    """Leave to see a secret identity: asked by one officer, given by another, for a time."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="unlocks")
    asked_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("申请时间")
    why = models.CharField("理由", max_length=200)
    granted_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField("批准时间", null=True)
    until = models.DateTimeField("有效至", null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(granted_by__isnull=True) | ~Q(granted_by=F("asked_by")),
                name="unlock_by_a_second_officer",
            ),
        ]
