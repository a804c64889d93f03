"""Orders to sample goods, and the offers that look like the same goods."""

from typing import ClassVar

from django.db import models

from hedun.desks.sampling.terms import MatchState, Regime, SamplingState, Way


class SamplingCounter(models.Model):
    """The last number given in a year."""

    year = models.PositiveIntegerField(unique=True)
    last = models.PositiveIntegerField(default=0)


class SamplingOrder(models.Model):
    """One sampling of one kind of goods from one shop, from the order to the disposal."""

    number = models.CharField("编号", max_length=20, unique=True)
    regime = models.CharField("类别", max_length=8, choices=Regime.choices())
    state = models.CharField("状态", max_length=12, choices=SamplingState.choices())
    body = models.ForeignKey("accounts.Body", models.PROTECT, related_name="+", db_index=False)
    officer = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    goods_name = models.CharField("商品名称", max_length=120)
    brand = models.CharField("品牌", max_length=60, blank=True)
    model = models.CharField("型号规格", max_length=60, blank=True)
    barcode = models.CharField("商品条码", max_length=14, blank=True)
    batch = models.CharField("生产批次", max_length=60, blank=True)
    producer = models.CharField("标称生产者", max_length=120, blank=True)
    shop = models.ForeignKey("market.Shop", models.PROTECT, related_name="+")
    listing_no = models.CharField("商品编号", max_length=64, blank=True)
    title = models.CharField("商品标题", max_length=500, blank=True)
    made_at = models.DateTimeField("下达时间")
    way = models.CharField("抽样方式", max_length=10, choices=Way.choices(), blank=True)
    collected_on = models.DateField("抽样日期", null=True, blank=True)
    quantity = models.PositiveIntegerField("检验样品", null=True, blank=True)
    backup = models.PositiveIntegerField("备份样品", null=True, blank=True)
    order_no = models.CharField("订单编号", max_length=64, blank=True)
    paid_fen = models.PositiveBigIntegerField("支付金额（分）", null=True, blank=True)
    place = models.CharField("抽样地点", max_length=200, blank=True)
    lab = models.CharField("承检机构", max_length=120, blank=True)
    report_no = models.CharField("检验报告编号", max_length=60, blank=True)
    concluded_on = models.DateField("结论日期", null=True, blank=True)
    failed_items = models.CharField("不合格项目", max_length=500, blank=True)
    final_at = models.DateTimeField("结论确定", null=True, blank=True)
    matched_at = models.DateTimeField("同款查找", null=True, blank=True)
    is_open = models.BooleanField("未办结", default=True)
    due_at = models.DateTimeField("最近的期限", null=True, blank=True)
    due_is_provisional = models.BooleanField("暂定", default=False)
    due_article = models.ForeignKey("lawbook.Article", models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField("版次", default=1)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["body", "is_open", "due_at"], name="sampling_body"),
            models.Index(fields=["state", "-final_at"], name="sampling_final"),
        ]

    def __str__(self) -> str:
        return self.number


class SameGoods(models.Model):
    """An offer that looks like the goods of an order; a person says whether it is."""

    order = models.ForeignKey(SamplingOrder, models.PROTECT, related_name="matches", db_index=False)
    platform = models.ForeignKey("market.Platform", models.PROTECT, related_name="+")
    shop_no = models.CharField("店铺编号", max_length=64)
    shop_name = models.CharField("网店名称", max_length=120, blank=True)
    listing_no = models.CharField("商品编号", max_length=64)
    title = models.CharField("商品标题", max_length=500)
    url = models.CharField("网址", max_length=500, blank=True)
    score = models.PositiveSmallIntegerField("把握（%）")
    reasons = models.JSONField("理由", default=list)
    state = models.CharField(
        "判断", max_length=12, choices=MatchState.choices(), default=MatchState.PROPOSED
    )
    decided_name = models.CharField("判断人", max_length=60, blank=True)
    decided_at = models.DateTimeField("判断时间", null=True, blank=True)
    letter = models.ForeignKey("bridge.Letter", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["order", "platform", "listing_no"], name="same_goods_once"
            ),
        ]
