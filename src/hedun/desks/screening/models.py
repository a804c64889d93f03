"""Lexicon editions and words, rules, runs, findings and what people said of them."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from hedun.base.lawbook.terms import Severity
from hedun.desks.screening.terms import (
    EditionState,
    FindingState,
    HuntKind,
    PackWay,
    RunScope,
    RunState,
    Verdict,
)
from hedun.engine.rules import Stage, Step


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


class ScreeningRun(models.Model):
    """One pass of an edition over stored listings, with its funnel."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="runs")
    scope = models.CharField("范围", max_length=10, choices=RunScope.choices())
    platform = models.ForeignKey("market.Platform", models.PROTECT, null=True, related_name="runs")
    batch = models.ForeignKey("market.ImportBatch", models.PROTECT, null=True, related_name="runs")
    state = models.CharField(
        "状态", max_length=10, choices=RunState.choices(), default=RunState.QUEUED
    )
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
    """A listing in which words were found, waiting for a person, and what came of it.

    `content_hash` is of the text that was scanned: the same text of the same listing is
    never queued twice for the same words and rules, whatever was decided.
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
                fields=["platform", "listing_no", "content_hash", "edition", "rules_key"],
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
