"""Instruments, articles, grounds, deadlines and the working-day calendar: dated rows."""

from typing import ClassVar

from django.db import models

from hedun.base.lawbook.terms import (
    AmountKind,
    AtExpiry,
    Confidence,
    FormFamily,
    Obliged,
    ReasonKind,
    Severity,
    Unit,
    chinese_number,
)


class Instrument(models.Model):
    """A law, rule or notice, with the time in which it is in force."""

    code = models.CharField("编码", max_length=40, unique=True)
    title = models.CharField("名称", max_length=120)
    number = models.CharField("文号", max_length=60, blank=True)
    issuer = models.CharField("制定机关", max_length=80, blank=True)
    valid_from = models.DateField("施行日期")
    valid_to = models.DateField("失效日期", null=True, blank=True)
    confidence = models.CharField("可信度", max_length=10, choices=Confidence.choices())
    supersedes = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )

    def __str__(self) -> str:
        return self.title


class Article(models.Model):
    """One article of an instrument as it stood in a period."""

    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="articles")
    number = models.CharField("条", max_length=20)
    text = models.TextField("条文", blank=True)
    gist = models.CharField("要旨", max_length=300, blank=True)
    valid_from = models.DateField("施行日期")
    valid_to = models.DateField("失效日期", null=True, blank=True)
    confidence = models.CharField("可信度", max_length=10, choices=Confidence.choices())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["instrument", "number", "valid_from"], name="article_once"
            ),
        ]

    def __str__(self) -> str:
        return f"《{self.instrument.title}》{self.label}"

    @property
    def label(self) -> str:
        """The number as the law writes it: 第十八条; sections of standards stay as they are."""
        return f"第{chinese_number(self.number)}条" if self.number.isdecimal() else self.number

    @property
    def is_secondary(self) -> bool:
        """Whether the row is known from elsewhere only, which every page must say."""
        return self.confidence == Confidence.SECONDARY


class Ground(models.Model):
    """A kind of violation (事由) with its article, penalty and what may exempt it."""

    code = models.CharField("编码", max_length=20)
    name = models.CharField("名称", max_length=80)
    article = models.ForeignKey(Article, models.PROTECT, related_name="grounds")
    severity = models.CharField("程度", max_length=10, choices=Severity.choices())
    penalty = models.CharField("罚则", max_length=300, blank=True)
    exemptions = models.JSONField("须排除的例外", default=list)
    valid_from = models.DateField("施行日期")
    valid_to = models.DateField("失效日期", null=True, blank=True)
    confidence = models.CharField("可信度", max_length=10, choices=Confidence.choices())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="ground_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Deadline(models.Model):
    """A statutory term: how long, from what, by which article, and what then."""

    code = models.CharField("编码", max_length=40)
    name = models.CharField("名称", max_length=80)
    article = models.ForeignKey(Article, models.PROTECT, related_name="deadlines")
    amount = models.PositiveIntegerField("时长")
    unit = models.CharField("单位", max_length=8, choices=Unit.choices())
    start_event = models.CharField("起算", max_length=80)
    extension = models.PositiveIntegerField("可延长", default=0)
    extension_by = models.CharField("批准人", max_length=40, blank=True)
    further_by = models.CharField("再次延长批准人", max_length=40, blank=True)
    pauses = models.JSONField("中止事由", default=list)
    restarts = models.JSONField("重新计算事由", default=list)
    is_before = models.BooleanField("倒算", default=False)
    at_expiry = models.CharField("届满", max_length=8, choices=AtExpiry.choices())
    valid_from = models.DateField("施行日期")
    valid_to = models.DateField("失效日期", null=True, blank=True)
    confidence = models.CharField("可信度", max_length=10, choices=Confidence.choices())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="deadline_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Reason(models.Model):
    """One of the reasons that the law lists (法定情形): a person ticks it, and it cites itself."""

    code = models.CharField("编码", max_length=20)
    kind = models.CharField("用途", max_length=20, choices=ReasonKind.choices())
    name = models.CharField("情形", max_length=200)
    article = models.ForeignKey(Article, models.PROTECT, related_name="reasons")
    valid_from = models.DateField("施行日期")
    valid_to = models.DateField("失效日期", null=True, blank=True)
    confidence = models.CharField("可信度", max_length=10, choices=Confidence.choices())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="reason_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Amount(models.Model):
    """An amount that the law sets: the range of a fine for some grounds, or a threshold.

    `least` and `most` are fen, or, where `times_of` names what is multiplied (违法所得), times;
    for shares they are percent.
    """

    code = models.CharField("编码", max_length=20)
    kind = models.CharField("用途", max_length=12, choices=AmountKind.choices())
    name = models.CharField("名称", max_length=120)
    grounds = models.JSONField("适用事由", default=list)
    article = models.ForeignKey(Article, models.PROTECT, related_name="amounts")
    least = models.PositiveBigIntegerField("下限", null=True)
    most = models.PositiveBigIntegerField("上限", null=True)
    times_of = models.CharField("倍数的基数", max_length=40, blank=True)
    besides = models.JSONField("并处", default=list)
    valid_from = models.DateField("施行日期")
    valid_to = models.DateField("失效日期", null=True, blank=True)
    confidence = models.CharField("可信度", max_length=10, choices=Confidence.choices())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="amount_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Duty(models.Model):
    """What a platform or operator owes (责任事项), how often, and what failing costs."""

    code = models.CharField("编码", max_length=20)
    who = models.CharField("义务主体", max_length=20, choices=Obliged.choices())
    name = models.CharField("事项", max_length=200)
    frequency = models.CharField("频次", max_length=60)
    article = models.ForeignKey(Article, models.PROTECT, related_name="duties")
    also = models.JSONField("其他依据", default=list)
    penalty = models.CharField("罚则", max_length=300, blank=True)
    valid_from = models.DateField("施行日期")
    valid_to = models.DateField("失效日期", null=True, blank=True)
    confidence = models.CharField("可信度", max_length=10, choices=Confidence.choices())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="duty_once"),
        ]

    def __str__(self) -> str:
        return self.name


class DocumentForm(models.Model):
    """A form of document (文书格式) with the fields it must have; its layout may be a draft."""

    code = models.CharField("编码", max_length=20)
    family = models.CharField("类别", max_length=12, choices=FormFamily.choices())
    number = models.PositiveIntegerField("序号")
    name = models.CharField("名称", max_length=80)
    fields = models.JSONField("应填项目", default=list)
    article = models.ForeignKey(Article, models.PROTECT, related_name="forms")
    is_draft = models.BooleanField("版式未核对", default=True)
    valid_from = models.DateField("施行日期")
    valid_to = models.DateField("失效日期", null=True, blank=True)
    confidence = models.CharField("可信度", max_length=10, choices=Confidence.choices())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="document_form_once"),
        ]

    def __str__(self) -> str:
        return self.name


class CalendarYear(models.Model):
    """One imported edition of a year's holiday notice; the newest version counts."""

    year = models.PositiveIntegerField("年份")
    version = models.PositiveIntegerField("版本")
    source = models.CharField("来源", max_length=200, blank=True)
    is_published = models.BooleanField("已公布")
    digest = models.CharField("内容摘要", max_length=64, blank=True)
    imported_at = models.DateTimeField("导入时间")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["year", "version"], name="calendar_once"),
        ]


class CalendarDay(models.Model):
    """A day that differs from the ordinary week: a holiday or an adjusted workday."""

    year = models.ForeignKey(CalendarYear, models.CASCADE, related_name="days")
    on = models.DateField("日期")
    name = models.CharField("名称", max_length=30)
    is_off = models.BooleanField("放假")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["year", "on"], name="calendar_day_once"),
        ]
