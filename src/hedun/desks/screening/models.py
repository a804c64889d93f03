"""Lexicon editions and words, runs, findings and what people said of them."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from hedun.base.lawbook.terms import Severity
from hedun.desks.screening.terms import (
    ContractKind,
    EditionState,
    FindingState,
    ItemKind,
    Match,
    PaperState,
    RegisterKind,
    RunScope,
    RunState,
    SnapshotState,
    Verdict,
)
from hedun.engine.clauses import Unfair


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
    catalogue = models.ForeignKey(
        "CatalogueEdition", models.PROTECT, null=True, blank=True, related_name="runs"
    )
    campaigns = models.JSONField("专项", default=list)
    parts = models.JSONField("文件清单", default=list)
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
    never queued twice for the same words, whatever was decided.
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
                fields=["platform", "listing_no", "content_hash", "edition", "checks_key"],
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


class Snapshot(models.Model):
    """A table of certificates or licences as it stood on one day, as a file brought it.

    Of several snapshots that know a number, the newest speaks.
    """

    kind = models.CharField("内容", max_length=12, choices=RegisterKind.choices())
    file_name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    taken_on = models.DateField("数据日期")
    state = models.CharField("状态", max_length=10, choices=SnapshotState.choices())
    headers = models.JSONField("原列名", default=list)
    good = models.PositiveIntegerField("入库", default=0)
    bad = models.PositiveIntegerField("退回", default=0)
    reason = models.CharField("拒收原因", max_length=300, blank=True)
    job = models.ForeignKey("jobs.Job", models.PROTECT, null=True, related_name="+")
    body = models.ForeignKey("accounts.Body", models.PROTECT, null=True, related_name="+")
    made_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField("提交时间")
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "sha256"], name="snapshot_once"),
        ]

    def __str__(self) -> str:
        return f"{self.taken_on:%Y-%m-%d} {self.file_name}"


class SnapshotFault(models.Model):
    """A row that a table's import sent back, with the reason."""

    snapshot = models.ForeignKey(Snapshot, models.CASCADE, related_name="faults")
    row_no = models.PositiveIntegerField("原行号")
    reason = models.CharField("退回原因", max_length=500)
    cells = models.JSONField("原内容", default=list)


class Paper(models.Model):
    """What a certificate and a licence have in common."""

    number = models.CharField("编号", max_length=40)
    holder = models.CharField("持有人", max_length=120)
    status = models.CharField("状态", max_length=10, choices=PaperState.choices())
    valid_from = models.DateField("有效期自", null=True, blank=True)
    valid_to = models.DateField("有效期至", null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.number


class Certificate(Paper):
    """A compulsory product certificate (强制性产品认证证书) in one snapshot."""

    snapshot = models.ForeignKey(Snapshot, models.CASCADE, related_name="certificates")
    manufacturer = models.CharField("生产者", max_length=120, blank=True)
    product = models.CharField("产品类别", max_length=120, blank=True)
    models_text = models.TextField("型号", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["number", "snapshot"], name="certificate_once"),
        ]


class Licence(Paper):
    """A food licence or filing (食品许可、备案) in one snapshot."""

    snapshot = models.ForeignKey(Snapshot, models.CASCADE, related_name="licences")
    credit_code = models.CharField("信用代码", max_length=18, blank=True)
    scope = models.CharField("经营项目", max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["number", "snapshot"], name="licence_once"),
        ]


class Contract(models.Model):
    """A text whose clauses are checked, of one body (格式条款检查)."""

    title = models.CharField("名称", max_length=120)
    kind = models.CharField("类别", max_length=10, choices=ContractKind.choices())
    file_name = models.CharField("文件名", max_length=200, blank=True)
    text = models.TextField("正文")
    sha256 = models.CharField("SHA-256", max_length=64)
    absent = models.JSONField("未见约定", default=list)
    platform = models.ForeignKey("market.Platform", models.PROTECT, null=True, related_name="+")
    shop = models.ForeignKey("market.Shop", models.PROTECT, null=True, related_name="+")
    clue = models.ForeignKey("clues.Clue", models.PROTECT, null=True, related_name="+")
    body = models.ForeignKey("accounts.Body", models.PROTECT, null=True, related_name="+")
    made_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField("提交时间")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["body", "-made_at"], name="contract_body")]

    def __str__(self) -> str:
        return self.title


class Passage(models.Model):
    """A stretch of a contract that seems unfair, and what a person said of it."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="passages")
    kind = models.CharField("种类", max_length=10, choices=Unfair.choices())
    clause_no = models.CharField("条款", max_length=20, blank=True)
    start = models.PositiveIntegerField("起")
    end = models.PositiveIntegerField("止")
    sign_start = models.PositiveIntegerField()
    sign_end = models.PositiveIntegerField()
    why = models.CharField("理由", max_length=120)
    state = models.CharField(
        "状态", max_length=10, choices=FindingState.choices(), default=FindingState.PENDING
    )
    note = models.CharField("判定理由", max_length=300, blank=True)
    decided_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField("判定时间", null=True, blank=True)
