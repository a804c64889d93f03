"""Nodes and their keys, what goes out, what came in, and what was wrong."""

from typing import ClassVar

from django.db import models

from hedun.base.exchange.terms import SendState, Verdict, Wire


class Node(models.Model):
    """A house that messages go to or come from; our own are local."""

    name = models.CharField("名称", max_length=60, unique=True)
    body = models.ForeignKey("accounts.Body", models.PROTECT, null=True, related_name="+")
    address = models.CharField("地址", max_length=200, blank=True)
    is_local = models.BooleanField("本节点", default=False)
    wire = models.CharField("协议", max_length=10, choices=Wire.choices(), default=Wire.HEDUN)
    options = models.JSONField("协议参数", default=dict, blank=True)
    events = models.JSONField("订阅事件", default=list, blank=True)
    confirmed_at = models.DateTimeField("验证时间", null=True, blank=True)
    is_active = models.BooleanField("在用", default=True)
    failures = models.PositiveIntegerField("连续失败", default=0)
    opens_at = models.DateTimeField("暂停至", null=True, blank=True)
    received = models.PositiveBigIntegerField("收件已编至", default=0)
    last_receipt = models.CharField("上一回执摘要", max_length=64, blank=True)
    added_at = models.DateTimeField("登记时间")

    def __str__(self) -> str:
        return self.name


class NodeKey(models.Model):
    """A key of a node; of our own also the private half, sealed."""

    node = models.ForeignKey(Node, models.PROTECT, related_name="keys")
    key_id = models.CharField("密钥编号", max_length=60)
    algorithm = models.CharField("算法", max_length=12)
    public = models.BinaryField("公钥")
    sealed = models.BinaryField("私钥密文", default=b"")
    valid_from = models.DateTimeField("启用时间")
    retired_at = models.DateTimeField("停用时间", null=True, blank=True)
    revoked_at = models.DateTimeField("吊销时间", null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["node", "key_id"], name="node_key_once"),
        ]


class Channel(models.Model):
    """The last number given from one node to another; locked while the next one is given.

    At the receiver's end: how many came in, and the highest of them. A gap shows at once.
    """

    sender = models.ForeignKey(Node, models.PROTECT, related_name="+", db_index=False)
    receiver = models.ForeignKey(Node, models.PROTECT, related_name="+")
    last = models.PositiveBigIntegerField("已用至", default=0)
    taken = models.PositiveBigIntegerField("已收件数", default=0)
    highest = models.PositiveBigIntegerField("已收最大序号", default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sender", "receiver"], name="channel_once"),
        ]


class Outgoing(models.Model):
    """A message to another node: written with the act it tells of, kept with its receipt."""

    message_id = models.UUIDField("消息编号", unique=True)
    sender = models.ForeignKey(Node, models.PROTECT, related_name="+", db_index=False)
    receiver = models.ForeignKey(Node, models.PROTECT, related_name="outgoing", db_index=False)
    kind = models.CharField("类别", max_length=60)
    subject = models.CharField("事项", max_length=120)
    data = models.JSONField("内容")
    at = models.DateTimeField("产生时间")
    number = models.PositiveBigIntegerField("通道序号", null=True, blank=True)
    raw = models.BinaryField("原文", null=True)
    key_id = models.CharField("密钥编号", max_length=60, blank=True)
    signature = models.BinaryField("签名", default=b"")
    state = models.CharField(
        "状态", max_length=10, choices=SendState.choices(), default=SendState.WAITING
    )
    attempts = models.PositiveIntegerField("已试", default=0)
    next_at = models.DateTimeField("下次发送")
    lease_until = models.DateTimeField("占用至", null=True, blank=True)
    lease = models.CharField("占用者", max_length=32, blank=True)
    verdict = models.CharField("上次结果", max_length=12, choices=Verdict.choices(), blank=True)
    reason = models.CharField("说明", max_length=300, blank=True)
    receipt = models.BinaryField("存档回执", null=True)
    stored_at = models.DateTimeField("送达时间", null=True, blank=True)
    accepted_at = models.DateTimeField("签收时间", null=True, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["sender", "receiver", "number"], name="outgoing_number_once"
            ),
            models.CheckConstraint(
                condition=models.Q(stored_at__isnull=True) | models.Q(receipt__isnull=False),
                name="outgoing_stored_has_receipt",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["receiver", "next_at"],
                name="outgoing_due",
                condition=models.Q(state="waiting"),
            ),
            models.Index(fields=["-id"], name="outgoing_dead", condition=models.Q(state="dead")),
        ]


class Incoming(models.Model):
    """A message that came in, as it came, with the receipt that was given; never removed."""

    sender = models.ForeignKey(Node, models.PROTECT, related_name="+", db_index=False)
    receiver = models.ForeignKey(Node, models.PROTECT, related_name="incoming", db_index=False)
    message_id = models.UUIDField("消息编号")
    number = models.PositiveBigIntegerField("通道序号")
    inbox_no = models.PositiveBigIntegerField("收件编号")
    kind = models.CharField("类别", max_length=60)
    subject = models.CharField("事项", max_length=120)
    raw = models.BinaryField("原文")
    sha256 = models.CharField("原文摘要", max_length=64)
    key_id = models.CharField("密钥编号", max_length=60)
    signature = models.BinaryField("签名")
    receipt = models.BinaryField("存档回执")
    at = models.DateTimeField("收到时间")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sender", "message_id"], name="incoming_once"),
            models.UniqueConstraint(
                fields=["sender", "receiver", "number"], name="incoming_number_once"
            ),
            models.UniqueConstraint(fields=["receiver", "inbox_no"], name="incoming_inbox_no"),
        ]


class Incident(models.Model):
    """A message that was not taken for a reason that somebody should know of."""

    node = models.ForeignKey(Node, models.PROTECT, null=True, related_name="incidents")
    verdict = models.CharField("结论", max_length=12, choices=Verdict.choices())
    detail = models.CharField("说明", max_length=300)
    sha256 = models.CharField("原文摘要", max_length=64)
    at = models.DateTimeField("时间")
