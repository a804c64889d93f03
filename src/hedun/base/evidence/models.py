"""Captures and their bytes; the log of everything that happens; what partners' logs have said."""

from typing import ClassVar

from django.db import models

from hedun.base.evidence.terms import AlarmKind, CaptureKind, LeafKind, PageState, Standing


class Blob(models.Model):
    """Bytes in the evidence store; the name is the SHA-256 of the content."""

    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    sm3 = models.CharField("SM3", max_length=64, blank=True)
    size = models.BigIntegerField("字节数")
    media_type = models.CharField("类型", max_length=100)
    stored_at = models.DateTimeField("存入时间")


class Capture(models.Model):
    """A blob fixed as evidence of something: by whom, when, from where."""

    blob = models.ForeignKey(Blob, models.PROTECT, related_name="captures")
    kind = models.CharField("类别", max_length=12, choices=CaptureKind.choices())
    title = models.CharField("名称", max_length=200)
    subject_kind = models.CharField("对象类别", max_length=40)
    subject_id = models.CharField("对象编号", max_length=64)
    manifest = models.JSONField("清单", default=dict)
    captured_at = models.DateTimeField("固定时间")
    captured_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, blank=True, related_name="captures"
    )
    body = models.ForeignKey(
        "accounts.Body", models.PROTECT, null=True, blank=True, related_name="captures"
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["subject_kind", "subject_id"], name="capture_subject"),
        ]


class Hold(models.Model):
    """A capture that must stay, however long its period has run, until the hold is lifted."""

    capture = models.ForeignKey(Capture, models.PROTECT, related_name="holds")
    reason = models.CharField("理由", max_length=400)
    at = models.DateTimeField("时间")
    by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField("解除时间", null=True, blank=True)
    lifted_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, blank=True, related_name="+"
    )
    lifted_reason = models.CharField("解除理由", max_length=400, blank=True)


class Tombstone(models.Model):
    """The bytes of a capture were deleted by retention; its row, manifest and hashes stay.

    Triggers in the database refuse to change or delete it.
    """

    capture = models.OneToOneField(Capture, models.PROTECT, related_name="tombstone")
    reason = models.CharField("理由", max_length=400)
    kept_until = models.DateField("保存期限届满日")
    at = models.DateTimeField("删除时间")
    by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")


class PageCapture(models.Model):
    """A page on the net that two officers want fixed: asked for, then done or failed."""

    url = models.CharField("网址", max_length=2000)
    title = models.CharField("名称", max_length=120)
    note = models.CharField("说明", max_length=500, blank=True)
    for_kind = models.CharField("所属事项类别", max_length=40, blank=True)
    for_id = models.CharField("所属事项编号", max_length=64, blank=True)
    requested_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    second_officer = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    body = models.ForeignKey("accounts.Body", models.PROTECT, related_name="+")
    requested_at = models.DateTimeField("提出时间")
    state = models.CharField(
        "状态", max_length=10, choices=PageState.choices(), default=PageState.WAITING
    )
    reason = models.CharField("未成原因", max_length=400, blank=True)
    done_at = models.DateTimeField("完成时间", null=True, blank=True)
    capture = models.ForeignKey(Capture, models.PROTECT, null=True, blank=True, related_name="+")
    screenshot = models.ForeignKey(Capture, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["body", "-requested_at"], name="page_of_body"),
            models.Index(fields=["for_kind", "for_id"], name="page_for"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(requested_by=models.F("second_officer")),
                name="page_two_officers",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=PageState.DONE) | models.Q(capture__isnull=False),
                name="page_done_has_capture",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Log(models.Model):
    """The one log of this house: its name, its digest, how many leaves are in the tree."""

    origin = models.CharField("日志名称", max_length=100, unique=True)
    digest = models.CharField("摘要算法", max_length=10)
    size = models.PositiveBigIntegerField("叶数", default=0)
    began_at = models.DateTimeField("启用时间")


class LogKey(models.Model):
    """A key that signs the checkpoints of this house; its private half is sealed."""

    fingerprint = models.CharField("指纹", max_length=64, unique=True)
    algorithm = models.CharField("算法", max_length=12)
    public = models.BinaryField("公钥")
    sealed = models.BinaryField("私钥密文")
    valid_from = models.DateTimeField("启用时间")
    retired_at = models.DateTimeField("停用时间", null=True, blank=True)


class Leaf(models.Model):
    """One thing that happened, written with it; its place in the tree is given soon after.

    Triggers in the database refuse every change but the giving of the place.
    """

    kind = models.CharField("类别", max_length=10, choices=LeafKind.choices())
    subject_kind = models.CharField("对象类别", max_length=40)
    subject_id = models.CharField("对象编号", max_length=64)
    at = models.DateTimeField("时间")
    content = models.TextField("内容")
    place = models.PositiveBigIntegerField("序号", null=True, blank=True, unique=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["subject_kind", "subject_id"], name="leaf_subject"),
            models.Index(
                fields=["id"], name="leaf_waiting", condition=models.Q(place__isnull=True)
            ),
        ]


class Tile(models.Model):
    """Up to 256 hashes of one level of the tree."""

    level = models.PositiveSmallIntegerField("层")
    number = models.PositiveBigIntegerField("号")
    hashes = models.BinaryField("摘要")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["level", "number"], name="tile_once"),
        ]


class Checkpoint(models.Model):
    """What this house has signed about its log."""

    size = models.PositiveBigIntegerField("叶数", unique=True)
    root = models.CharField("根", max_length=64)
    note = models.TextField("检查点")
    keys = models.JSONField("签名密钥", default=list)
    at = models.DateTimeField("时间")


class Stamp(models.Model):
    """A time stamp of RFC 3161 over the note of a checkpoint, and so over every leaf below it."""

    checkpoint = models.ForeignKey(Checkpoint, models.PROTECT, related_name="stamps")
    authority = models.CharField("时间戳机构", max_length=200)
    token = models.BinaryField("时间戳应答")
    digest = models.CharField("摘要算法", max_length=10)
    serial = models.CharField("序列号", max_length=64)
    stamped_at = models.DateTimeField("时间戳时间")
    at = models.DateTimeField("取得时间")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["checkpoint", "authority"], name="stamp_once"),
        ]


class Ride(models.Model):
    """How far a partner has been told of our log on a channel."""

    channel = models.CharField("通道", max_length=130, unique=True)
    size = models.PositiveBigIntegerField("已告知叶数", default=0)


class PartnerKey(models.Model):
    """A key that a partner's log has signed with, as its own node vouched for it."""

    partner = models.CharField("伙伴节点", max_length=60)
    origin = models.CharField("日志名称", max_length=100)
    algorithm = models.CharField("算法", max_length=12)
    public = models.BinaryField("公钥")
    seen_at = models.DateTimeField("首次见到")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["partner", "origin", "public"], name="partner_key_once"
            ),
        ]


class PartnerMark(models.Model):
    """A checkpoint that came in with a partner's message; kept to prove a rollback with."""

    partner = models.CharField("伙伴节点", max_length=60)
    origin = models.CharField("日志名称", max_length=100)
    number = models.PositiveBigIntegerField("消息序号")
    size = models.PositiveBigIntegerField("叶数")
    root = models.CharField("根", max_length=64)
    digest = models.CharField("摘要算法", max_length=10)
    note = models.TextField("检查点")
    note_hash = models.CharField("检查点摘要", max_length=64)
    since = models.PositiveBigIntegerField("证明起点", default=0)
    proof = models.JSONField("一致性证明", default=list)
    standing = models.CharField("核验", max_length=10, choices=Standing.choices())
    at = models.DateTimeField("收到时间")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["partner", "note_hash"], name="partner_mark_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["partner", "number"], name="partner_mark_number"),
            models.Index(fields=["partner", "size"], name="partner_mark_size"),
        ]


class Alarm(models.Model):
    """A partner's log did what an honest log never does; a person asks the partner."""

    partner = models.CharField("伙伴节点", max_length=60)
    kind = models.CharField("报警", max_length=12, choices=AlarmKind.choices())
    detail = models.CharField("说明", max_length=400)
    mark = models.ForeignKey(PartnerMark, models.PROTECT, null=True, blank=True, related_name="+")
    earlier = models.ForeignKey(
        PartnerMark, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField("时间")
    settled_at = models.DateTimeField("处理时间", null=True, blank=True)
    settled_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_note = models.CharField("处理说明", max_length=400, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["partner", "kind", "detail"], name="alarm_once"),
        ]
