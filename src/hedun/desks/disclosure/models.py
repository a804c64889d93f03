"""What is shown to the public, until when, and why it was taken down."""

from typing import ClassVar

from django.db import models

from hedun.desks.disclosure.terms import GravityClass, PublicationState


class Publication(models.Model):
    """The decision on one fact: shown with a masked snapshot, or not, and since when."""

    fact = models.OneToOneField("market.Fact", models.PROTECT, related_name="publication")
    shop = models.ForeignKey("market.Shop", models.PROTECT, null=True, related_name="publications")
    body = models.ForeignKey("accounts.Body", models.PROTECT, related_name="publications")
    state = models.CharField("状态", max_length=10, choices=PublicationState.choices())
    gravity = models.CharField("失信程度", max_length=10, choices=GravityClass.choices())
    snapshot = models.JSONField("公示内容", default=dict)
    basis = models.CharField("公示依据", max_length=200)
    confidence = models.CharField("依据可信度", max_length=10, blank=True)
    published_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField("决定时间")
    display_from = models.DateField("起算日期")
    display_until = models.DateField("公示至")
    reason = models.CharField("不予公示或撤下理由", max_length=300, blank=True)
    ended_at = models.DateTimeField("停止公示时间", null=True, blank=True)
    ended_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField("版次", default=1)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["shop", "state", "display_until"], name="publication_shop"),
            models.Index(fields=["body", "state"], name="publication_body"),
        ]
