"""Subjects, platforms, shops, facts, imports; listings live in Parquet (bulk plane)."""

from typing import ClassVar

from django.db import models

from hedun.market.terms import (
    FactKind,
    ImportKind,
    ImportState,
    RegistryState,
    ShopState,
    SubjectKind,
)


class Subject(models.Model):
    """A legal or natural person that trades (主体, 经营者)."""

    kind = models.CharField("类别", max_length=12, choices=SubjectKind.choices())
    name = models.CharField("名称", max_length=120)
    credit_code = models.CharField(
        "统一社会信用代码", max_length=18, null=True, blank=True, unique=True
    )
    id_hash = models.CharField("证件号码摘要", max_length=64, null=True, blank=True, unique=True)
    id_tail = models.CharField("证件号码末四位", max_length=4, blank=True)
    region_code = models.CharField("住所区划", max_length=6, blank=True)
    address = models.CharField("住所", max_length=200, blank=True)
    phone = models.CharField("联系方式", max_length=40, blank=True)
    registry_state = models.CharField(
        "登记状态", max_length=12, choices=RegistryState.choices(), default=RegistryState.UNKNOWN
    )
    updated_at = models.DateTimeField("更新时间")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["name"], name="subject_name")]

    def __str__(self) -> str:
        return self.name


class Platform(models.Model):
    """An e-commerce platform as a place of trade, run by a body."""

    body = models.OneToOneField("accounts.Body", models.PROTECT, related_name="platform")
    code = models.CharField("平台编码", max_length=20, unique=True)
    name = models.CharField("平台名称", max_length=60)
    url = models.CharField("网址", max_length=200, blank=True)
    region_code = models.CharField("住所区划", max_length=6)

    def __str__(self) -> str:
        return self.name


class Shop(models.Model):
    """A shop on a platform; (platform, shop_no) is its identity."""

    # no index of its own beside shop_once: a fresh PostgreSQL would read a whole platform by it
    platform = models.ForeignKey(Platform, models.PROTECT, related_name="shops", db_index=False)
    shop_no = models.CharField("店铺编号", max_length=64)
    name = models.CharField("网店名称", max_length=120)
    url = models.CharField("网址链接", max_length=300, blank=True)
    subject = models.ForeignKey(
        Subject, models.PROTECT, null=True, related_name="shops", db_index=False
    )
    region_code = models.CharField("实际经营地区划", max_length=6, blank=True)
    address = models.CharField("实际经营地址", max_length=200, blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=ShopState.choices(), default=ShopState.OPEN
    )
    row_hash = models.CharField("名册行摘要", max_length=32, blank=True)
    updated_at = models.DateTimeField("更新时间")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["platform", "shop_no"], name="shop_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["region_code"], name="shop_region"),
            models.Index(fields=["name"], name="shop_name"),
            # "has this subject a shop there?" is asked for every subject of a platform's list
            models.Index(fields=["subject", "platform"], name="shop_subject_platform"),
        ]

    def __str__(self) -> str:
        return self.name


class Fact(models.Model):
    """A dated, sourced record on a subject or shop: append-only, corrected by a newer one."""

    kind = models.CharField("类别", max_length=20, choices=FactKind.choices())
    subject = models.ForeignKey(Subject, models.PROTECT, null=True, related_name="facts")
    shop = models.ForeignKey(Shop, models.PROTECT, null=True, related_name="facts")
    payload = models.JSONField("内容")
    happened_on = models.DateField("发生日期")
    basis = models.CharField("法律依据", max_length=200)
    source_kind = models.CharField("来源类别", max_length=30)
    source_id = models.CharField("来源编号", max_length=64)
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    recorded_at = models.DateTimeField("记录时间")
    recorded_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, related_name="facts"
    )
    body = models.ForeignKey("accounts.Body", models.PROTECT, null=True, related_name="facts")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "source_kind", "source_id"],
                condition=models.Q(corrects__isnull=True),
                name="fact_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["shop", "-happened_on"], name="fact_shop"),
            models.Index(fields=["subject", "-happened_on"], name="fact_subject"),
        ]


class ImportBatch(models.Model):
    """One file that a body handed in, with its receipt: the same file twice is one batch."""

    kind = models.CharField("类别", max_length=10, choices=ImportKind.choices())
    sender = models.ForeignKey("accounts.Body", models.PROTECT, related_name="imports")
    platform = models.ForeignKey(Platform, models.PROTECT, null=True, related_name="imports")
    file_name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.BigIntegerField("字节数")
    state = models.CharField(
        "状态", max_length=10, choices=ImportState.choices(), default=ImportState.UPLOADED
    )
    mapping = models.JSONField("列对应", default=dict)
    headers = models.JSONField("原列名", default=list)
    total = models.BigIntegerField("总行数", default=0)
    good = models.BigIntegerField("入库", default=0)
    bad = models.BigIntegerField("退回", default=0)
    unchanged = models.BigIntegerField("未变", default=0)
    flagged = models.BigIntegerField("带提示", default=0)
    reason = models.CharField("拒收原因", max_length=300, blank=True)
    job = models.ForeignKey("jobs.Job", models.PROTECT, null=True, related_name="imports")
    handed_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, related_name="imports"
    )
    handed_at = models.DateTimeField("提交时间")
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["sender", "platform", "kind", "sha256"], name="import_once"
            ),
            models.UniqueConstraint(
                fields=["sender", "kind", "sha256"],
                condition=models.Q(platform__isnull=True),
                name="import_once_no_platform",
            ),
        ]


class ColumnMapping(models.Model):
    """How a sender names its columns, remembered from the last import of the kind."""

    sender = models.ForeignKey("accounts.Body", models.CASCADE, related_name="mappings")
    kind = models.CharField("类别", max_length=10, choices=ImportKind.choices())
    header_key = models.CharField("表头指纹", max_length=64)
    mapping = models.JSONField("列对应")
    used_at = models.DateTimeField("最近使用")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sender", "kind", "header_key"], name="mapping_once"),
        ]


class ListingPart(models.Model):
    """One Parquet file of listings or rejected rows that one step of an import wrote."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField("序号")
    is_rejected = models.BooleanField("退回行", default=False)
    path = models.CharField("路径", max_length=200)
    rows = models.BigIntegerField("行数")
    sha256 = models.CharField("SHA-256", max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "number", "is_rejected"], name="part_once"),
        ]
