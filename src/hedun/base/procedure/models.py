"""What happened to a matter, which clocks run, and who is owed a word."""

from typing import ClassVar

from django.db import models

from hedun.base.procedure.terms import ClockState, Party


class Passage(models.Model):
    """One step that was taken: who, when, from where to where, and by which article."""

    procedure = models.CharField("程序", max_length=20)
    matter = models.PositiveBigIntegerField("事项")
    step = models.CharField("步骤", max_length=20)
    title = models.CharField("名称", max_length=40)
    from_state = models.CharField("原状态", max_length=20, blank=True)
    to_state = models.CharField("新状态", max_length=20)
    at = models.DateTimeField("时间")
    by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    by_name = models.CharField("办理人", max_length=60)
    body = models.ForeignKey("accounts.Body", models.PROTECT, null=True, related_name="+")
    article = models.ForeignKey("lawbook.Article", models.PROTECT, null=True, related_name="+")
    reason = models.ForeignKey("lawbook.Reason", models.PROTECT, null=True, related_name="+")
    note = models.TextField("说明", blank=True)
    is_internal = models.BooleanField("仅内部可见", default=False)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["procedure", "matter"], name="passage_of"),
            models.Index(fields=["procedure", "step", "at"], name="passage_counted"),
        ]

    @property
    def basis(self) -> str:
        """The article as it is cited, and the reason that was ticked."""
        cited = str(self.article) if self.article else ""
        return f"{cited}：{self.reason.name}" if self.reason else cited


class Clock(models.Model):
    """One statutory clock of a matter; `events` hold its pauses and extensions."""

    procedure = models.CharField("程序", max_length=20)
    matter = models.PositiveBigIntegerField("事项")
    rule = models.CharField("期限规则", max_length=40)
    name = models.CharField("期限", max_length=80)
    article = models.ForeignKey("lawbook.Article", models.PROTECT, related_name="+")
    state = models.CharField("状态", max_length=8, choices=ClockState.choices())
    started_at = models.DateTimeField("起算")
    due_at = models.DateTimeField("届满")
    is_provisional = models.BooleanField("暂定", default=False)
    calendar = models.CharField("日历版本", max_length=120, blank=True)
    trace = models.JSONField("计算过程", default=list)
    events = models.JSONField("中止与延长", default=list)
    ended_at = models.DateTimeField("办结", null=True)
    fired_at = models.DateTimeField("届满提醒", null=True)
    reminded_for = models.DateTimeField("已提醒的届满时间", null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["procedure", "matter", "rule", "started_at"], name="clock_once"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "due_at"], name="clock_due")]

    @property
    def is_open(self) -> bool:
        return self.state in {ClockState.RUNNING, ClockState.PAUSED}

    @property
    def is_late(self) -> bool:
        """Whether the work was done after the end."""
        return self.ended_at is not None and self.ended_at > self.due_at


class Notice(models.Model):
    """What a party is told of a step, and in which document."""

    passage = models.ForeignKey(Passage, models.CASCADE, related_name="notices")
    party = models.CharField("告知对象", max_length=12, choices=Party.choices())
    document = models.CharField("文书", max_length=20, blank=True)
    text = models.TextField("内容")
    at = models.DateTimeField("时间")
