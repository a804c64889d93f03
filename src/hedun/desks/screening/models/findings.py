"""Runs, what they found, and what people said of it."""

from typing import ClassVar

from django.db import models

from hedun.base.lawbook.terms import Severity
from hedun.desks.screening.models.lexicon import Edition
from hedun.desks.screening.terms import FindingState, RunScope, RunState, Verdict


class ScreeningRun(models.Model):
    """One pass of an edition over stored listings, with its funnel."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="runs")
    scope = models.CharField("范围", max_length=10, choices=RunScope.choices())
    platform = models.ForeignKey("market.Platform", models.PROTECT, null=True, related_name="runs")
    batch = models.ForeignKey("market.ImportBatch", models.PROTECT, null=True, related_name="runs")
    state = models.CharField(
        "状态", max_length=10, choices=RunState.choices(), default=RunState.QUEUED
    )
    catalogue = models.ForeignKey(
        "CatalogueEdition", models.PROTECT, null=True, blank=True, related_name="runs"
    )
    campaigns = models.JSONField("专项", default=list)
    parts = models.JSONField("文件清单", default=list)
    rules = models.JSONField("所用规则", default=list)
    total = models.BigIntegerField("应筛", default=0)
    scanned = models.BigIntegerField("已筛", default=0)
    hit = models.BigIntegerField("命中", default=0)
    known = models.BigIntegerField("此前已判", default=0)
    queued = models.BigIntegerField("进入复核", default=0)
    job = models.ForeignKey("jobs.Job", models.PROTECT, null=True, related_name="runs")
    body = models.ForeignKey("accounts.Body", models.PROTECT, null=True, related_name="runs")
    started_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, related_name="runs"
    )
    created_at = models.DateTimeField("提交时间")
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["body", "-created_at"], name="run_body")]


class Finding(models.Model):
    """A listing in which something was found, waiting for a person, and what came of it.

    Words, rules and checks of one listing lie in one finding. `content_hash` is of the text
    that was scanned: the same text of the same listing is never queued twice for the same
    words, rules and checks, whatever was decided.
    """

    run = models.ForeignKey(ScreeningRun, models.PROTECT, related_name="findings")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="findings")
    body = models.ForeignKey("accounts.Body", models.PROTECT, null=True, related_name="findings")
    platform = models.ForeignKey(
        "market.Platform", models.PROTECT, related_name="findings", db_index=False
    )
    shop = models.ForeignKey("market.Shop", models.PROTECT, null=True, related_name="findings")
    shop_no = models.CharField("店铺编号", max_length=64)
    shop_name = models.CharField("网店名称", max_length=120, blank=True)
    region_code = models.CharField("属地", max_length=6, blank=True)
    listing_no = models.CharField("商品编号", max_length=64)
    content_hash = models.CharField("文本摘要", max_length=64)
    title = models.CharField("商品标题", max_length=300)
    text = models.TextField("筛查文本")
    listing = models.JSONField("商品信息", default=dict)
    words = models.JSONField("命中", default=list)
    rules = models.JSONField("命中规则", default=list)
    rules_key = models.CharField("规则摘要", max_length=64, blank=True)
    checks = models.JSONField("核对", default=list)
    checks_key = models.CharField("核对摘要", max_length=64, blank=True)
    ground = models.ForeignKey("lawbook.Ground", models.PROTECT, related_name="+")
    category = models.CharField("类别", max_length=30)
    severity = models.CharField("程度", max_length=10, choices=Severity.choices())
    rank = models.PositiveSmallIntegerField("次序", default=1)
    state = models.CharField(
        "状态", max_length=10, choices=FindingState.choices(), default=FindingState.PENDING
    )
    found_at = models.DateTimeField("发现时间")
    decided_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, related_name="findings_decided"
    )
    decided_at = models.DateTimeField("判定时间", null=True, blank=True)
    exemptions = models.JSONField("已排除的例外", default=list)
    clue = models.ForeignKey("clues.Clue", models.PROTECT, null=True, related_name="findings")
    leased_by = models.ForeignKey(
        "accounts.Person", models.SET_NULL, null=True, related_name="findings_leased"
    )
    leased_until = models.DateTimeField("占用至", null=True, blank=True)
    version = models.PositiveIntegerField("版次", default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=[
                    "platform",
                    "listing_no",
                    "content_hash",
                    "edition",
                    "rules_key",
                    "checks_key",
                ],
                name="finding_once",
            ),
        ]
        indexes: ClassVar = [
            # with all that "may this person judge it now" asks, so that the queue is counted
            # in the index alone
            models.Index(
                fields=[
                    "state",
                    "rank",
                    "id",
                    "region_code",
                    "body",
                    "platform",
                    "leased_until",
                    "leased_by",
                ],
                name="finding_queue",
            ),
            models.Index(
                fields=["state", "found_at", "region_code", "body", "platform", "clue"],
                name="finding_told",
            ),
            models.Index(fields=["region_code", "state", "rank", "id"], name="finding_region"),
            models.Index(fields=["run", "state"], name="finding_run"),
            models.Index(fields=["platform", "shop_no", "state"], name="finding_shop"),
        ]

    def __str__(self) -> str:
        return self.title


class Judgement(models.Model):
    """What one person said of a finding at one time; undone ones stay on record."""

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="judgements")
    verdict = models.CharField("判定", max_length=10, choices=Verdict.choices())
    reason = models.CharField("理由", max_length=300, blank=True)
    from_state = models.CharField(max_length=10, choices=FindingState.choices())
    by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="judgements")
    body = models.ForeignKey("accounts.Body", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("时间")
    clue = models.ForeignKey("clues.Clue", models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["by", "-at"], name="judgement_by"),
            models.Index(fields=["finding", "at"], name="judgement_finding"),
        ]
