"""Captures and the bytes behind them, addressed by their hash."""

from typing import ClassVar

from django.db import models

from hedun.base.evidence.terms import CaptureKind


class Blob(models.Model):
    """Bytes in the evidence store; the name is the SHA-256 of the content."""

    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
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
