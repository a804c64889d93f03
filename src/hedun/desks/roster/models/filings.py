"""What platforms filed, what must be corrected, and who trades above the limit."""

from typing import ClassVar

from django.db import models

from hedun.desks.roster.terms import ExtensionType, FilingMode, FilingState, Sheet


class Filing(models.Model):
    """One file (or series of API calls) of a platform for a window, with its receipt.

    A full filing replaces the one before; corrections lie over it in their order.
    """

    platform = models.ForeignKey(
        "market.Platform", models.PROTECT, related_name="filings", db_index=False
    )
    sender = models.ForeignKey("accounts.Body", models.PROTECT, related_name="filings")
    window = models.CharField("报送期", max_length=7)
    sheet = models.CharField("内容", max_length=12, choices=Sheet.choices())
    mode = models.CharField("方式", max_length=12, choices=FilingMode.choices())
    state = models.CharField(
        "状态", max_length=10, choices=FilingState.choices(), default=FilingState.READING
    )
    file_name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.BigIntegerField("字节数", default=0)
    total = models.BigIntegerField("总行数", default=0)
    good = models.BigIntegerField("已报送", default=0)
    returned = models.BigIntegerField("退回", default=0)
    flagged = models.BigIntegerField("须更正", default=0)
    faults = models.JSONField("各类问题", default=dict)
    quality = models.JSONField("质量报告", default=dict)
    reason = models.CharField("退回原因", max_length=300, blank=True)
    discovered_on = models.DateField("发现日期", null=True, blank=True)
    job = models.ForeignKey("jobs.Job", models.PROTECT, null=True, related_name="filings")
    handed_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, related_name="filings"
    )
    handed_at = models.DateTimeField("提交时间")
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["platform", "window", "sheet", "sha256"],
                condition=models.Q(state__in=["reading", "filed"]),
                name="filing_once",
            ),
            models.UniqueConstraint(
                fields=["platform", "window", "sheet"],
                condition=models.Q(state="filed", mode="full"),
                name="filing_current",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["platform", "window"], name="filing_window")]

    def __str__(self) -> str:
        return self.file_name


class CorrectionOrder(models.Model):
    """A bureau's demand that a platform correct what it filed."""

    filing = models.ForeignKey(Filing, models.PROTECT, related_name="orders")
    reason = models.CharField("更正要求", max_length=300)
    body = models.ForeignKey("accounts.Body", models.PROTECT, related_name="filing_orders")
    ordered_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    ordered_at = models.DateTimeField("要求时间")
    due_at = models.DateTimeField("更正期限")
    due_article = models.ForeignKey("lawbook.Article", models.PROTECT, null=True, related_name="+")
    due_is_provisional = models.BooleanField("暂定", default=False)
    met_at = models.DateTimeField("完成更正", null=True, blank=True)


class ExtensionField(models.Model):
    """A column that a province asks for beyond the national ones."""

    body = models.ForeignKey("accounts.Body", models.PROTECT, related_name="filing_fields")
    sheet = models.CharField("内容", max_length=12, choices=Sheet.choices())
    label = models.CharField("列名", max_length=40)
    kind = models.CharField("类型", max_length=8, choices=ExtensionType.choices())
    is_required = models.BooleanField("必填", default=False)
    made_at = models.DateTimeField("设定时间")
    retired_at = models.DateTimeField("停用时间", null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["body", "sheet", "label"],
                condition=models.Q(retired_at__isnull=True),
                name="extension_once",
            ),
        ]


class OverLimit(models.Model):
    """A person whose unregistered shops, on all platforms together, exceed the yearly limit.

    Known by the keyed hash of the identity number only.
    """

    window = models.CharField("报送期", max_length=7)
    id_hash = models.CharField("证件号码摘要", max_length=64)
    id_tail = models.CharField("证件号码末四位", max_length=4)
    name = models.CharField("姓名", max_length=120)
    region_code = models.CharField("实际经营地区划", max_length=6, blank=True)
    total_fen = models.BigIntegerField("年交易额（分）")
    shop_count = models.PositiveIntegerField("网店数")
    platform_count = models.PositiveIntegerField("平台数")
    shops = models.JSONField("网店", default=list)
    found_at = models.DateTimeField("发现时间")
    clue = models.ForeignKey(
        "clues.Clue", models.PROTECT, null=True, blank=True, related_name="over_limits"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["window", "id_hash"], name="over_limit_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["region_code"], name="over_limit_region")]

    def __str__(self) -> str:
        return self.name
