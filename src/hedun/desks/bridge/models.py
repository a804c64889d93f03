"""Letters, what happened to them, and the answers."""

from typing import ClassVar

from django.db import models

from hedun.desks.bridge.terms import (
    CameStep,
    FieldGroup,
    LetterKind,
    LetterState,
    LetterStep,
    Mark,
    Side,
)


class Counter(models.Model):
    """The last number given under a key; locked while the next one is given, so no gaps."""

    key = models.CharField("键", max_length=80, unique=True)
    last = models.PositiveBigIntegerField("已用至", default=0)


class Letter(models.Model):
    """What one body asks of another, on what basis, by when (函)."""

    kind = models.CharField("类别", max_length=20, choices=LetterKind.choices())
    number = models.CharField("文号", max_length=60, null=True, blank=True, unique=True)
    message_id = models.UUIDField("消息编号", unique=True)
    channel_no = models.PositiveBigIntegerField("通道序号", null=True, blank=True)
    state = models.CharField(
        "状态", max_length=12, choices=LetterState.choices(), default=LetterState.DRAFT
    )
    from_body = models.ForeignKey(
        "accounts.Body",
        models.PROTECT,
        related_name="letters_sent",
        verbose_name="发函单位",
        db_index=False,
    )
    to_body = models.ForeignKey(
        "accounts.Body",
        models.PROTECT,
        related_name="letters_received",
        verbose_name="收函单位",
        db_index=False,
    )
    clue = models.ForeignKey(
        "clues.Clue", models.PROTECT, null=True, related_name="letters", db_index=False
    )
    shop = models.ForeignKey("market.Shop", models.PROTECT, null=True, related_name="letters")
    subject = models.ForeignKey("market.Subject", models.PROTECT, null=True, related_name="letters")
    article = models.ForeignKey(
        "lawbook.Article",
        models.PROTECT,
        related_name="+",
        verbose_name="法律依据",
        db_index=False,
    )
    title = models.CharField("事由", max_length=200)
    text = models.TextField("正文")
    questions = models.JSONField("所需信息", default=list)
    extra_fields = models.JSONField("非标准字段", default=list)
    catalogue = models.CharField("问题目录", max_length=40, blank=True)
    period_from = models.DateField("数据期间起", null=True, blank=True)
    period_to = models.DateField("数据期间止", null=True, blank=True)
    contact_name = models.CharField("联系人", max_length=40)
    contact_phone = models.CharField("联系电话", max_length=40)
    officer = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, related_name="+", verbose_name="执法人员"
    )
    second_officer = models.ForeignKey(
        "accounts.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="执法人员（二）",
    )
    due_at = models.DateTimeField("答复期限")
    due_rule = models.CharField("期限规则", max_length=40, default="letter.reply")
    due_article = models.ForeignKey(
        "lawbook.Article", models.PROTECT, null=True, related_name="+", db_index=False
    )
    due_is_provisional = models.BooleanField("暂定", default=False)
    target_at = models.DateTimeField("目标时限", null=True, blank=True)
    proposed_at = models.DateTimeField("提议期限", null=True, blank=True)
    proposed_reason = models.CharField("改期理由", max_length=300, blank=True)
    drafted_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    drafted_at = models.DateTimeField("起草时间")
    sent_at = models.DateTimeField("签发时间", null=True, blank=True)
    accepted_at = models.DateTimeField("签收时间", null=True, blank=True)
    answered_at = models.DateTimeField("复函时间", null=True, blank=True)
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    reason = models.CharField("撤回或补充理由", max_length=300, blank=True)
    is_open = models.BooleanField("在办", default=True)
    is_late = models.BooleanField("逾期答复", default=False)
    version = models.PositiveIntegerField("版次", default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["from_body", "to_body", "channel_no"], name="letter_channel_no"
            ),
            models.CheckConstraint(
                condition=models.Q(sent_at__isnull=True) | models.Q(channel_no__isnull=False),
                name="letter_sent_has_channel_no",
            ),
        ]
        indexes: ClassVar = [
            # what the shares of answers in time are counted by
            models.Index(
                fields=["from_body", "due_at", "sent_at", "answered_at", "target_at", "id"],
                name="letter_from_due",
            ),
            models.Index(
                fields=["from_body", "sent_at", "to_body", "answered_at", "due_at", "id"],
                name="letter_from_sent",
            ),
            # backwards, so that for what is open in due order SQLite takes letter_to_open
            models.Index(fields=["to_body", "-due_at"], name="letter_to_due"),
            models.Index(fields=["from_body", "-id"], name="letter_from_newest"),
            models.Index(fields=["to_body", "-id"], name="letter_to_newest"),
            models.Index(fields=["clue", "from_body", "-id"], name="letter_clue"),
            # to SQLite "WHERE is_open" is no equality, see Clue; the youngest is taken
            *(
                models.Index(
                    fields=[f"{end}_body", "due_at", "id", "state", "is_open"],
                    name=f"letter_{end}_open",
                    condition=models.Q(is_open=True),
                )
                for end in ("from", "to")
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"（未编号）{self.title}"


class LetterEvent(models.Model):
    """One step of a letter: who, when, from which state to which."""

    letter = models.ForeignKey(Letter, models.CASCADE, related_name="events", db_index=False)
    # the letter's two ends, so that what happened last at either is one index read
    from_body = models.ForeignKey("accounts.Body", models.PROTECT, related_name="+", db_index=False)
    to_body = models.ForeignKey("accounts.Body", models.PROTECT, related_name="+", db_index=False)
    step = models.CharField("动作", max_length=12, choices=LetterStep.choices())
    at = models.DateTimeField("时间")
    by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    by_name = models.CharField("姓名", max_length=60)
    body_name = models.CharField("单位", max_length=100, blank=True)
    from_state = models.CharField(max_length=12, choices=LetterState.choices(), blank=True)
    to_state = models.CharField(max_length=12, choices=LetterState.choices())
    note = models.CharField("说明", max_length=500, blank=True)
    version = models.PositiveIntegerField("版次")
    before = models.JSONField("此前各项", default=dict)
    # with the steps, all that the scoreboard needs: it reads events, never the letter's present
    due_at = models.DateTimeField("该步之后的答复期限", null=True, blank=True)
    key = models.CharField("唯一键", max_length=80, null=True, blank=True, unique=True)
    is_undone = models.BooleanField("已撤销", default=False)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["letter", "at"], name="letter_event_at"),
            models.Index(fields=["from_body", "-at", "-id"], name="letter_event_from"),
            models.Index(fields=["to_body", "-at", "-id"], name="letter_event_to"),
        ]


class Reply(models.Model):
    """One answer to a letter, itself a letter with its own number (复函文号).

    A draft until it has `answered_at`, then sealed by its hash.
    """

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="replies")
    number = models.CharField("复函文号", max_length=60, blank=True)
    round = models.PositiveSmallIntegerField("第几次答复")
    text = models.TextField("答复意见", blank=True)
    attachments = models.JSONField("附件", default=list)
    sha256 = models.CharField("内容摘要", max_length=64, blank=True)
    is_late = models.BooleanField("逾期", default=False)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answered_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    answered_name = models.CharField("答复人", max_length=60, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["letter", "round"], name="reply_round_once"),
        ]


class Consent(models.Model):
    """Whether the province lets a letter ask for fields outside the standard (非标准字段审批).

    Basis: coinvestigation_rules art. 全文
    """

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="consents")
    body = models.ForeignKey(
        "accounts.Body", models.PROTECT, related_name="+", verbose_name="审批单位"
    )
    fields = models.JSONField("非标准字段")
    why = models.CharField("理由", max_length=300)
    asked_at = models.DateTimeField("申请时间")
    asked_name = models.CharField("申请人", max_length=60)
    decided_at = models.DateTimeField("审批时间", null=True, blank=True)
    decided_name = models.CharField("审批人", max_length=60, blank=True)
    is_granted = models.BooleanField("同意", default=False)
    note = models.CharField("审批意见", max_length=300, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["body", "decided_at"], name="consent_waiting")]


class Mandate(models.Model):
    """That a province may ask for data in bulk (批量调取授权): whose word, for how long."""

    body = models.ForeignKey("accounts.Body", models.PROTECT, related_name="+")
    document_no = models.CharField("授权文号", max_length=60)
    valid_from = models.DateField("自")
    valid_to = models.DateField("至")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["body", "document_no"], name="mandate_once"),
        ]


class Rating(models.Model):
    """What one end thinks of what the other has sent; each end says it once."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="ratings", db_index=False)
    side = models.CharField("评价方", max_length=8, choices=Side.choices())
    timeliness = models.CharField("及时性", max_length=4, choices=Mark.choices())
    completeness = models.CharField("完整性", max_length=4, choices=Mark.choices())
    note = models.CharField("说明", max_length=300, blank=True)
    at = models.DateTimeField("时间")
    by_name = models.CharField("评价人", max_length=60)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["letter", "side"], name="rating_once"),
        ]


class ReplyRow(models.Model):
    """One typed row of an answer."""

    reply = models.ForeignKey(Reply, models.CASCADE, related_name="rows")
    group = models.CharField("类别", max_length=12, choices=FieldGroup.choices())
    ordinal = models.PositiveIntegerField("序号")
    payload = models.JSONField("内容")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reply", "ordinal"], name="reply_row_once"),
        ]


class AppKey(models.Model):
    """What another system calls the bridge by (接口密钥): one platform's gateway, one holder.

    Everything done by it is done in the name of the accountable person; where that person may
    no longer do it, neither may the key.
    """

    app_key = models.CharField("应用编号", max_length=32, unique=True)
    platform = models.ForeignKey(
        "accounts.Body", models.PROTECT, related_name="+", verbose_name="所属平台"
    )
    holder = models.ForeignKey(
        "accounts.Body", models.PROTECT, related_name="+", verbose_name="使用单位"
    )
    person = models.ForeignKey(
        "accounts.Person", models.PROTECT, related_name="+", verbose_name="责任人"
    )
    note = models.CharField("用途", max_length=100, blank=True)
    is_active = models.BooleanField("在用", default=True)
    made_at = models.DateTimeField("签发时间")
    made_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    used_at = models.DateTimeField("最近调用", null=True, blank=True)

    def __str__(self) -> str:
        return self.app_key


class AppSecret(models.Model):
    """One secret of a key, sealed; after a rotation the old one is good until it ends."""

    key = models.ForeignKey(AppKey, models.CASCADE, related_name="secrets")
    sealed = models.BinaryField("密文")
    made_at = models.DateTimeField("启用时间")
    ends_at = models.DateTimeField("停用时间", null=True, blank=True)


class CallCount(models.Model):
    """How often a key has called within one minute."""

    key = models.ForeignKey(AppKey, models.CASCADE, related_name="counts", db_index=False)
    minute = models.DateTimeField("分钟")
    calls = models.PositiveIntegerField("次数", default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key", "minute"], name="call_count_once"),
        ]


class Arrival(models.Model):
    """What came from another system and became a letter or an answer, as it came; once."""

    holder = models.ForeignKey(
        "accounts.Body", models.PROTECT, related_name="+", verbose_name="来文单位", db_index=False
    )
    key = models.ForeignKey(AppKey, models.PROTECT, related_name="arrivals")
    step = models.CharField("动作", max_length=8, choices=CameStep.choices())
    token = models.CharField("去重摘要", max_length=64)
    letter = models.ForeignKey(Letter, models.PROTECT, related_name="arrivals")
    document_no = models.CharField("来文文号", max_length=120, blank=True)
    wire = models.JSONField("原文各项", default=dict)
    at = models.DateTimeField("到达时间")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["holder", "token"], name="arrival_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["holder", "document_no"], name="arrival_document"),
        ]
