"""The catalogue of goods and the campaigns: made by one person, approved by another."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from hedun.desks.screening.terms import EditionState, ItemKind, Match


class Approved(models.Model):
    """What one person makes and another approves before it is used."""

    state = models.CharField(
        "状态", max_length=10, choices=EditionState.choices(), default=EditionState.DRAFT
    )
    made_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField("编制时间")
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    approved_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField("审批时间", null=True, blank=True)
    reason = models.CharField("审批意见", max_length=300, blank=True)

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True)
                | Q(made_by__isnull=True)
                | ~Q(approved_by=F("made_by")),
                name="%(class)s_two_people",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=False, approved_at__isnull=False)
                | Q(state__in=["draft", "submitted"]),
                name="%(class)s_approved_first",
            ),
        ]


class CatalogueEdition(Approved):
    """One edition of the catalogue of banned and restricted goods (禁限售名录)."""

    number = models.PositiveIntegerField("版次", unique=True)
    title = models.CharField("名称", max_length=80)
    based_on = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    fingerprint = models.CharField("内容摘要", max_length=64, blank=True)

    class Meta(Approved.Meta):
        constraints: ClassVar = [
            *Approved.Meta.constraints,
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="active"), name="catalogue_one_active"
            ),
        ]

    def __str__(self) -> str:
        return f"第{self.number}版 {self.title}"


class CatalogueItem(models.Model):
    """Goods that may not be sold, or only under a condition, and what points at them."""

    edition = models.ForeignKey(CatalogueEdition, models.CASCADE, related_name="items")
    kind = models.CharField("性质", max_length=10, choices=ItemKind.choices())
    goods = models.CharField("商品", max_length=120)
    condition = models.CharField("条件", max_length=300, blank=True)
    ground = models.ForeignKey("lawbook.Ground", models.PROTECT, related_name="+")
    region_code = models.CharField("适用地区", max_length=6, blank=True)
    categories = models.JSONField("对应类目", default=list)
    words = models.JSONField("指向的词", default=list)
    match = models.CharField("命中方式", max_length=4, choices=Match.choices(), default=Match.ANY)
    valid_from = models.DateField("自", null=True, blank=True)
    valid_to = models.DateField("至", null=True, blank=True)
    note = models.CharField("依据与说明", max_length=300, blank=True)
    is_active = models.BooleanField("启用", default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["edition", "goods", "region_code"], name="catalogueitem_once"
            ),
        ]

    def __str__(self) -> str:
        return self.goods


class Campaign(Approved):
    """Words that are forbidden for a time, and perhaps in one region only (专项词库)."""

    name = models.CharField("专项", max_length=80)
    ground = models.ForeignKey("lawbook.Ground", models.PROTECT, related_name="+")
    severity = models.CharField("程度", max_length=10)
    region_code = models.CharField("适用地区", max_length=6, blank=True)
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", null=True, blank=True)
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta(Approved.Meta):
        pass

    def __str__(self) -> str:
        return self.name


class CampaignWord(models.Model):
    """One word of a campaign, and where it is innocent."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="words")
    word = models.CharField("词", max_length=60)
    allow = models.JSONField("放行语境", default=list)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "word"], name="campaignword_once"),
        ]

    def __str__(self) -> str:
        return self.word
