"""What was handed in, by whom (kept apart), and who was let to see it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from hedun.desks.complaints.terms import (
    BatchState,
    Channel,
    Competence,
    ComplaintState,
    Living,
    ReportState,
    RespondentKind,
    RowState,
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
    competence = models.CharField(
        "处理权限", max_length=12, choices=Competence.choices(), default=Competence.UNKNOWN
    )
    joined_to = models.ForeignKey("self", models.PROTECT, null=True, related_name="joined")
    people_count = models.PositiveSmallIntegerField("投诉人数", default=1)
    has_agent = models.BooleanField("由代理人提出", default=False)
    letter_id = models.PositiveBigIntegerField("先行处置函", null=True)
    letter_no = models.CharField("先行处置函文号", max_length=60, blank=True)
    outside_no = models.CharField("12315平台编号", max_length=40, blank=True, db_index=True)
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


class Judgement(models.Model):
    """What a person has found on the factors of article 17: the figures then, the finding, the why."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="judgements")
    finding = models.CharField("判断", max_length=10, choices=Living.choices())
    score = models.PositiveSmallIntegerField("分值")
    factors = models.JSONField("当时的因素", default=list)
    why = models.TextField("理由")
    by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")


class Batch(models.Model):
    """One export of the national 12315 platform, taken in row by row; the file is not kept.

    Basis: complaint_report_rules art. 40
    """

    file_name = models.CharField("文件名", max_length=120)
    sha256 = models.CharField("SHA-256", max_length=64)
    state = models.CharField("状态", max_length=10, choices=BatchState.choices())
    reason = models.CharField("整表退回原因", max_length=300, blank=True)
    taken = models.PositiveIntegerField("登记", default=0)
    known = models.PositiveIntegerField("以前已登记", default=0)
    bad = models.PositiveIntegerField("退回", default=0)
    job = models.ForeignKey("jobs.Job", models.PROTECT, null=True, related_name="+")
    body = models.ForeignKey("accounts.Body", models.PROTECT, related_name="+")
    made_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    made_at = models.DateTimeField("提交时间")
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["body", "sha256"], name="complaint_batch_once"),
        ]

    def __str__(self) -> str:
        return self.file_name


class BatchRow(models.Model):
    """What became of one row of an export; never what stood in it."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="rows")
    row_no = models.PositiveIntegerField("原行号")
    outside_no = models.CharField("12315平台编号", max_length=40, blank=True)
    state = models.CharField("结果", max_length=6, choices=RowState.choices())
    reason = models.CharField("原因", max_length=300, blank=True)
    submission = models.ForeignKey(Submission, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "row_no"], name="batch_row_once"),
        ]
