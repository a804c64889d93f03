"""Editions of the lexicon and their words."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from hedun.base.lawbook.terms import Severity
from hedun.desks.screening.terms import EditionState


class Edition(models.Model):
    """One edition of the lexicon (违禁词库): made by one person, approved by another.

    Once approved its words never change; an edit makes the next edition.
    """

    number = models.PositiveIntegerField("版次", unique=True)
    title = models.CharField("名称", max_length=80)
    state = models.CharField(
        "状态", max_length=10, choices=EditionState.choices(), default=EditionState.DRAFT
    )
    based_on = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followers"
    )
    fingerprint = models.CharField("内容摘要", max_length=64, blank=True)
    made_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, related_name="editions_made"
    )
    made_at = models.DateTimeField("编制时间")
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    approved_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, related_name="editions_approved"
    )
    approved_at = models.DateTimeField("审批时间", null=True, blank=True)
    reason = models.CharField("审批意见", max_length=300, blank=True)
    version = models.PositiveIntegerField("修订", default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True)
                | Q(made_by__isnull=True)
                | ~Q(approved_by=F("made_by")),
                name="edition_two_people",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=False, approved_at__isnull=False)
                | Q(state__in=["draft", "submitted"]),
                name="edition_approved_before_use",
            ),
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="active"), name="edition_one_active"
            ),
        ]

    def __str__(self) -> str:
        return f"第{self.number}版 {self.title}"


class Entry(models.Model):
    """One word of an edition: on which ground, how grave, and where it is innocent."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="entries")
    word = models.CharField("词", max_length=60)
    ground = models.ForeignKey("lawbook.Ground", models.PROTECT, related_name="+")
    category = models.CharField("类别", max_length=30)
    severity = models.CharField("程度", max_length=10, choices=Severity.choices())
    allow = models.JSONField("放行语境", default=list)
    note = models.CharField("说明", max_length=200, blank=True)
    is_active = models.BooleanField("启用", default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "word"], name="entry_once"),
        ]

    def __str__(self) -> str:
        return self.word
