"""Documents of matters, their editions, their numbers, and what provinces changed of the forms."""

from typing import ClassVar

from django.db import models

from hedun.base.documents.terms import DocumentState


class Counter(models.Model):
    """The last serial number that a body gave in a year under one word (文号字样)."""

    body = models.ForeignKey("accounts.Body", models.PROTECT, related_name="+")
    word = models.CharField(max_length=40)
    year = models.PositiveIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["body", "word", "year"], name="document_counter_once"),
        ]


class Adaptation(models.Model):
    """What a province changed of a form, from a day on; the newest one that holds counts.

    Basis: chufa_chengxu art. 86
    """

    form = models.CharField("文书", max_length=20)
    region_code = models.CharField("适用地区", max_length=6)
    text = models.TextField("修改内容")
    valid_from = models.DateField("启用日期")
    body = models.ForeignKey("accounts.Body", models.PROTECT, related_name="+")
    by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField("登记时间")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["form", "region_code"], name="adaptation_of")]


class Document(models.Model):
    """One document of a matter. What it says is sealed: the table alone tells nobody anything."""

    subject_kind = models.CharField("事项类别", max_length=20)
    subject_id = models.PositiveBigIntegerField("事项")
    body = models.ForeignKey("accounts.Body", models.PROTECT, related_name="+")
    form = models.CharField("文书", max_length=20)
    title = models.CharField("名称", max_length=120)
    state = models.CharField("状态", max_length=8, choices=DocumentState.choices())
    number = models.CharField("文号", max_length=80, null=True)  # noqa: DJ001 - no number is not one number
    sealed = models.TextField("密封的填写内容")
    made_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    made_at = models.DateTimeField("制作时间")
    issued_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField("签发时间", null=True)
    version = models.PositiveIntegerField("版次", default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["body", "number"], name="document_number_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["subject_kind", "subject_id"], name="document_of"),
        ]

    def __str__(self) -> str:
        return self.number or self.title


class Edition(models.Model):
    """One version of an issued document, never changed again: its whole text and the digest of it."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="editions")
    ordinal = models.PositiveIntegerField("第几版")
    sealed = models.TextField("密封的全文")
    sha256 = models.CharField("摘要", max_length=64)
    why = models.CharField("更正理由", max_length=200, blank=True)
    by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "ordinal"], name="edition_once"),
        ]
