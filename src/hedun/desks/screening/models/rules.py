"""Rules, their versions and trials, where they fired, and packs of them."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from hedun.base.lawbook.terms import Severity
from hedun.desks.screening.models.findings import Finding, ScreeningRun
from hedun.desks.screening.models.lexicon import Edition
from hedun.desks.screening.terms import HuntKind, PackWay, RunState, Verdict
from hedun.engine.rules import Stage, Step


class Rule(models.Model):
    """A rule (规则) by the code that people call it by; what it says stands in its versions."""

    code = models.CharField("编号", max_length=20, unique=True)

    def __str__(self) -> str:
        return self.code


class RuleVersion(models.Model):
    """What a rule says from one revision to the next: written by one person, put into use by another.

    Only a draft can be edited; whatever came later is evidence of why something was found.
    """

    rule = models.ForeignKey(Rule, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("版次")
    title = models.CharField("名称", max_length=80)
    expression = models.TextField("条件")
    ground = models.ForeignKey("lawbook.Ground", models.PROTECT, related_name="+")
    category = models.CharField("类别", max_length=30)
    severity = models.CharField("程度", max_length=10, choices=Severity.choices())
    note = models.CharField("说明", max_length=300, blank=True)
    examples = models.JSONField("样例", default=list)
    stage = models.CharField(
        "阶段", max_length=12, choices=Stage.choices(), default=Stage.DRAFT, db_index=True
    )
    publisher = models.CharField("来源", max_length=80, blank=True)
    made_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, related_name="rules_made"
    )
    made_at = models.DateTimeField("起草时间")
    share = models.FloatField("回测命中率", null=True)
    activated_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, related_name="rules_activated"
    )
    activated_at = models.DateTimeField("启用时间", null=True, blank=True)
    stopped = models.CharField("隔离原因", max_length=300, blank=True)
    version = models.PositiveIntegerField("修订", default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rule", "number"], name="rule_number_once"),
            models.UniqueConstraint(
                fields=["rule"], condition=Q(stage="active"), name="rule_one_active"
            ),
            models.CheckConstraint(
                condition=Q(activated_by__isnull=True)
                | Q(made_by__isnull=True)
                | ~Q(activated_by=F("made_by")),
                name="rule_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(stage="active") | Q(activated_by__isnull=False),
                name="rule_activated_by_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule.code} {self.title}"


class RuleEvent(models.Model):
    """One step of a version on its way, and who took it; the machine has no name."""

    of = models.ForeignKey(RuleVersion, models.CASCADE, related_name="events")
    step = models.CharField("步骤", max_length=12, choices=Step.choices())
    to_stage = models.CharField("阶段", max_length=12, choices=Stage.choices())
    note = models.CharField("说明", max_length=300, blank=True)
    by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("时间")


class Hunt(models.Model):
    """A draft tried on everything that is stored (回测、回溯), with its funnel.

    `digest` is of the content that was tried: a draft that was changed since is untried.
    """

    kind = models.CharField("类别", max_length=10, choices=HuntKind.choices())
    of_rule = models.ForeignKey(RuleVersion, models.CASCADE, null=True, related_name="hunts")
    of_edition = models.ForeignKey(Edition, models.CASCADE, null=True, related_name="hunts")
    digest = models.CharField("内容摘要", max_length=64)
    state = models.CharField(
        "状态", max_length=10, choices=RunState.choices(), default=RunState.QUEUED
    )
    parts = models.JSONField("文件清单", default=list)
    total = models.BigIntegerField("应查", default=0)
    scanned = models.BigIntegerField("已查", default=0)
    tally = models.JSONField("结果", default=dict)
    job = models.ForeignKey("jobs.Job", models.PROTECT, null=True, related_name="hunts")
    body = models.ForeignKey("accounts.Body", models.PROTECT, null=True, related_name="+")
    started_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField("提交时间")
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(of_rule__isnull=True) ^ Q(of_edition__isnull=True),
                name="hunt_of_one_thing",
            ),
        ]


class RuleHit(models.Model):
    """A listing on which a version of a rule fired.

    A hit of an active rule leads to a finding and is judged there. A hit of a shadow rule
    queues nothing: whoever looks at it says so here, and that counts for the rule alone.
    """

    of = models.ForeignKey(RuleVersion, models.PROTECT, related_name="hits")
    run = models.ForeignKey(ScreeningRun, models.PROTECT, related_name="rule_hits")
    finding = models.ForeignKey(Finding, models.PROTECT, null=True, related_name="rule_hits")
    body = models.ForeignKey("accounts.Body", models.PROTECT, null=True, related_name="+")
    platform = models.ForeignKey("market.Platform", models.PROTECT, related_name="+")
    shop_no = models.CharField("店铺编号", max_length=64)
    shop_name = models.CharField("网店名称", max_length=120, blank=True)
    region_code = models.CharField("属地", max_length=6, blank=True)
    listing_no = models.CharField("商品编号", max_length=64)
    content_hash = models.CharField("文本摘要", max_length=64)
    title = models.CharField("商品标题", max_length=300)
    text = models.TextField("筛查文本")
    trace = models.JSONField("判断过程", default=dict)
    is_shadow = models.BooleanField("试运行")
    found_at = models.DateTimeField("发现时间")
    verdict = models.CharField("核对", max_length=10, choices=Verdict.choices(), blank=True)
    judged_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    judged_at = models.DateTimeField("核对时间", null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["of", "platform", "listing_no", "content_hash"], name="rule_hit_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["of", "verdict", "id"], name="rule_hit_judged"),
            models.Index(fields=["run", "of", "shop_no"], name="rule_hit_shops"),
        ]

    def __str__(self) -> str:
        return self.title


class PackKey(models.Model):
    """A publisher of rules whose signature a person has verified (可信发布方)."""

    name = models.CharField("密钥名称", max_length=80, unique=True)
    public_key = models.CharField("公钥", max_length=64)
    is_trusted = models.BooleanField("可信", default=True)
    added_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField("登记时间")


class RulePack(models.Model):
    """A signed pack of rules that was given out or taken in, and what became of each rule."""

    way = models.CharField("方向", max_length=4, choices=PackWay.choices())
    name = models.CharField("名称", max_length=80)
    publisher = models.CharField("发布方", max_length=80)
    number = models.PositiveBigIntegerField("期次")
    sha256 = models.CharField("SHA-256", max_length=64)
    results = models.JSONField("逐条结果", default=list)
    by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["way", "publisher", "number"], name="pack_once"),
        ]
