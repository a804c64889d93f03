"""What comparisons found: merchants on lists, every change, pairs for a person, leads."""

from typing import ClassVar

from django.db import models

from hedun.desks.roster.models.filings import Filing
from hedun.desks.roster.models.lists import ListVersion
from hedun.desks.roster.terms import How, LeadKind, LeadState, ListKind, Opinion, PairState


class Comparison(models.Model):
    """One run of filings against lists, and how many came how far."""

    filing = models.ForeignKey(Filing, models.PROTECT, null=True, related_name="comparisons")
    version = models.ForeignKey(ListVersion, models.PROTECT, null=True, related_name="comparisons")
    body = models.ForeignKey("accounts.Body", models.PROTECT, null=True, related_name="+")
    versions = models.JSONField("所用名单版次", default=dict)
    counts = models.JSONField("漏斗", default=dict)
    job = models.ForeignKey("jobs.Job", models.PROTECT, null=True, related_name="comparisons")
    started_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField("开始时间")
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)


class Problem(models.Model):
    """A merchant of a platform and one list: whether it stands there, by its last transition."""

    platform = models.ForeignKey(
        "market.Platform", models.PROTECT, related_name="problems", db_index=False
    )
    shop_no = models.CharField("店铺编号", max_length=64)
    kind = models.CharField("名单", max_length=12, choices=ListKind.choices())
    shop_name = models.CharField("网店名称", max_length=120)
    name = models.CharField("经营者", max_length=120)
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    id_tail = models.CharField("证件号码末四位", max_length=4, blank=True)
    region_code = models.CharField("实际经营地区划", max_length=6, blank=True)
    address = models.CharField("实际经营地址", max_length=200, blank=True)
    place = models.PositiveSmallIntegerField("分片")
    is_listed = models.BooleanField("在名单上", default=False)
    how = models.CharField("依据", max_length=10, choices=How.choices())
    entry = models.JSONField("名单内容", default=dict)
    version = models.ForeignKey(ListVersion, models.PROTECT, null=True, related_name="+")
    seq = models.PositiveIntegerField("第几次变化", default=0)
    changed_at = models.DateTimeField("变化时间")
    is_frozen = models.BooleanField("争议冻结", default=False)
    frozen_why = models.CharField("争议内容", max_length=300, blank=True)
    clue = models.ForeignKey(
        "clues.Clue", models.PROTECT, null=True, blank=True, related_name="problems"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["platform", "shop_no", "kind"], name="problem_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["region_code", "is_listed"], name="problem_region"),
            models.Index(
                fields=["platform", "kind", "is_listed", "place"], name="problem_platform"
            ),
            models.Index(fields=["-changed_at", "-id"], name="problem_newest"),
        ]

    def __str__(self) -> str:
        return self.name


class Transition(models.Model):
    """One change of a merchant from clean to listed or back: the event itself, never a flag."""

    problem = models.ForeignKey(Problem, models.PROTECT, related_name="transitions")
    seq = models.PositiveIntegerField("第几次变化")
    is_listed = models.BooleanField("此后在名单上")
    how = models.CharField("依据", max_length=10, choices=How.choices())
    entry = models.JSONField("名单内容", default=dict)
    version = models.ForeignKey(ListVersion, models.PROTECT, null=True, related_name="transitions")
    filing = models.ForeignKey(Filing, models.PROTECT, null=True, related_name="transitions")
    comparison = models.ForeignKey(
        Comparison, models.PROTECT, null=True, related_name="transitions"
    )
    judgement = models.ForeignKey(
        "Judgement", models.PROTECT, null=True, related_name="transitions"
    )
    at = models.DateTimeField("时间")
    is_undone = models.BooleanField("已撤销", default=False)
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["problem", "seq"], name="transition_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["-at", "-id"], name="transition_newest")]


class Pair(models.Model):
    """Two records that may be one subject, for a person to judge."""

    platform = models.ForeignKey(
        "market.Platform", models.PROTECT, related_name="pairs", db_index=False
    )
    shop_no = models.CharField("店铺编号", max_length=64)
    kind = models.CharField("名单", max_length=12, choices=ListKind.choices())
    entry_key = models.CharField("名单内键", max_length=64)
    region_code = models.CharField("实际经营地区划", max_length=6, blank=True)
    merchant = models.JSONField("报送信息")
    entry = models.JSONField("登记信息")
    name = models.CharField("报送名称", max_length=120)
    score = models.FloatField("相似度")
    verdict = models.CharField("系统意见", max_length=10, choices=Opinion.choices())
    reasons = models.JSONField("理由", default=list)
    fingerprint = models.CharField("输入指纹", max_length=32)
    state = models.CharField(
        "状态", max_length=10, choices=PairState.choices(), default=PairState.OPEN
    )
    row_version = models.PositiveIntegerField("版次", default=1)
    held_by = models.ForeignKey("accounts.Person", models.SET_NULL, null=True, related_name="+")
    held_until = models.DateTimeField("占用至", null=True, blank=True)
    version = models.ForeignKey(ListVersion, models.PROTECT, null=True, related_name="+")
    # the last comparison that proposed it: one that no longer does has lost its reason
    comparison = models.ForeignKey(Comparison, models.PROTECT, null=True, related_name="pairs")
    found_at = models.DateTimeField("发现时间")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["platform", "shop_no", "kind", "entry_key"], name="pair_once"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "-score", "id"], name="pair_queue")]

    def __str__(self) -> str:
        return self.name


class Judgement(models.Model):
    """What a person said of a pair: who, when, why, on which inputs."""

    pair = models.ForeignKey(Pair, models.PROTECT, related_name="judgements")
    verdict = models.CharField("判定", max_length=10, choices=Opinion.choices())
    why = models.CharField("理由", max_length=300, blank=True)
    fingerprint = models.CharField("输入指纹", max_length=32)
    from_state = models.CharField(max_length=10, choices=PairState.choices())
    by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    by_name = models.CharField("姓名", max_length=60)
    body = models.ForeignKey("accounts.Body", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("时间")
    is_undone = models.BooleanField("已撤销", default=False)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["by", "-at"], name="judgement_mine")]


class Lead(models.Model):
    """A new shop whose owner had another one that was closed; a person decides."""

    kind = models.CharField("依据", max_length=10, choices=LeadKind.choices())
    key = models.CharField("键", max_length=160, unique=True)
    platform = models.ForeignKey("market.Platform", models.PROTECT, related_name="leads")
    shop_no = models.CharField("店铺编号", max_length=64)
    name = models.CharField("经营者", max_length=120)
    region_code = models.CharField("实际经营地区划", max_length=6, blank=True)
    merchant = models.JSONField("新店")
    earlier = models.JSONField("此前主体")
    state = models.CharField(
        "状态", max_length=10, choices=LeadState.choices(), default=LeadState.OPEN
    )
    why = models.CharField("理由", max_length=300, blank=True)
    clue = models.ForeignKey("clues.Clue", models.PROTECT, null=True, related_name="roster_leads")
    decided_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    found_at = models.DateTimeField("发现时间")

    def __str__(self) -> str:
        return self.name
