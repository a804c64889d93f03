"""Cases, who handles them, their evidence, rulings, services, and what runs beside them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Substr

from hedun.desks.cases.terms import (
    BRANCHES,
    BranchKind,
    CaseSource,
    CaseState,
    PartyKind,
    RulingStage,
    ServiceWay,
)


class Counter(models.Model):
    """The last number given in a year, of each series: cases, decisions."""

    key = models.CharField(max_length=40)
    year = models.PositiveIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key", "year"], name="case_counter_once"),
        ]


class Case(models.Model):
    """One case against one party; who told of the violation does not stand here."""

    number = models.CharField("案件编号", max_length=24, unique=True)
    token = models.CharField(max_length=40, unique=True)
    state = models.CharField("状态", max_length=16, choices=CaseState.choices())
    title = models.CharField("案由", max_length=200)
    source = models.CharField("案件来源", max_length=12, choices=CaseSource.choices())
    source_ref = models.CharField("来源编号", max_length=60, blank=True)
    clue = models.ForeignKey("clues.Clue", models.PROTECT, null=True, related_name="+")
    ground = models.ForeignKey("lawbook.Ground", models.PROTECT, related_name="+")
    party_kind = models.CharField("当事人类别", max_length=12, choices=PartyKind.choices())
    party_name = models.CharField("当事人", max_length=120)
    party_code = models.CharField("证照号码", max_length=30, blank=True)
    party_address = models.CharField("住所", max_length=200, blank=True)
    party_contact = models.CharField("法定代表人、负责人或者联系人", max_length=60, blank=True)
    party_phone = models.CharField("联系电话", max_length=30, blank=True)
    subject = models.ForeignKey("market.Subject", models.PROTECT, null=True, related_name="+")
    shop = models.ForeignKey("market.Shop", models.PROTECT, null=True, related_name="+")
    platform = models.ForeignKey(
        "market.Platform", models.PROTECT, null=True, related_name="+", db_index=False
    )
    region_code = models.CharField("属地", max_length=6, blank=True)
    # equality on one of these two, unlike a range of codes, keeps an index in due order
    city_code = models.GeneratedField(
        expression=Substr("region_code", 1, 4),
        output_field=models.CharField(max_length=4),
        db_persist=True,
    )
    province_code = models.GeneratedField(
        expression=Substr("region_code", 1, 2),
        output_field=models.CharField(max_length=2),
        db_persist=True,
    )
    body = models.ForeignKey(
        "accounts.Body", models.PROTECT, related_name="+", db_index=False, verbose_name="承办单位"
    )
    facts = models.TextField("主要事实", blank=True)
    happened_on = models.DateField("违法行为发生或者终了之日", null=True)
    is_grave = models.BooleanField("涉及生命健康、金融安全且有危害后果", default=False)
    is_major = models.BooleanField("须法制审核和集体讨论", default=False)
    may_hear = models.BooleanField("属于听证范围", default=False)
    has_discussion = models.BooleanField("已集体讨论", default=False)
    has_rights_notice = models.BooleanField("已告知权利", default=False)
    found_at = models.DateTimeField("发现或者收到时间")
    sourced_at = models.DateTimeField("案源登记时间")
    opened_at = models.DateTimeField("立案时间", null=True)
    decided_at = models.DateTimeField("决定时间", null=True)
    decision_no = models.CharField("处罚决定书文号", max_length=60, blank=True)
    deferred_until = models.DateField("暂缓、分期至", null=True)
    paid_fen = models.PositiveBigIntegerField("已缴纳（分）", default=0)
    fact = models.ForeignKey("market.Fact", models.PROTECT, null=True, related_name="+")
    is_open = models.BooleanField("在办", default=True)
    due_at = models.DateTimeField("最近的期限", null=True)
    due_name = models.CharField("期限名称", max_length=80, blank=True)
    due_is_provisional = models.BooleanField("暂定", default=False)
    due_article = models.ForeignKey(
        "lawbook.Article", models.PROTECT, null=True, related_name="+", db_index=False
    )
    version = models.PositiveIntegerField("版次", default=1)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["body", "due_at", "id"], name="case_body_open", condition=Q(is_open=True)
            ),
            *(
                models.Index(
                    fields=[f"{level}_code", "due_at", "id"],
                    name=f"case_{level}_open",
                    condition=Q(is_open=True),
                )
                for level in ("region", "city", "province")
            ),
            models.Index(fields=["body", "-sourced_at", "id"], name="case_body_new"),
            models.Index(fields=["ground", "-decided_at"], name="case_ground"),
        ]

    def __str__(self) -> str:
        return self.number


class Handler(models.Model):
    """One of the two or more officers of a case, with the number of the certificate then."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="handlers")
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    certificate = models.CharField("执法证号", max_length=30)
    is_open = models.BooleanField("案件在办", default=True)
    due_at = models.DateTimeField("最近的期限", null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "person"], name="case_handler_once"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["person", "due_at", "id"],
                name="case_handler_open",
                condition=Q(is_open=True),
            ),
        ]


class Exhibit(models.Model):
    """A piece of evidence (证据) by one of the eight kinds."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="exhibits")
    number = models.PositiveIntegerField("序号")
    kind = models.ForeignKey("lawbook.Reason", models.PROTECT, related_name="+")
    title = models.CharField("名称", max_length=120)
    source = models.CharField("出处", max_length=120)
    taken_on = models.DateField("取得日期")
    is_original = models.BooleanField("原件、原物、原始载体")
    made_how = models.CharField("复制件的制作方法、时间、制作人", max_length=200, blank=True)
    proves = models.CharField("证明内容", max_length=300)
    capture = models.ForeignKey("evidence.Capture", models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("登记时间")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "number"], name="case_exhibit_once"),
        ]


class Ruling(models.Model):
    """What officers propose or the head decides: content, range of the law, factors, and why."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="rulings")
    stage = models.CharField("阶段", max_length=10, choices=RulingStage.choices())
    kinds = models.JSONField("处罚种类", default=list)
    fine_fen = models.PositiveBigIntegerField("罚款（分）", default=0)
    gains_fen = models.PositiveBigIntegerField("没收违法所得（分）", default=0)
    goods_fen = models.PositiveBigIntegerField("没收财物价值（分）", default=0)
    amount = models.ForeignKey("lawbook.Amount", models.PROTECT, null=True, related_name="+")
    base_fen = models.PositiveBigIntegerField("倍数的基数（分）", default=0)
    factors = models.JSONField("裁量因素", default=list)
    facts = models.TextField("认定的事实", blank=True)
    why = models.TextField("裁量理由")
    at = models.DateTimeField("时间")
    by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    ground = models.ForeignKey("lawbook.Ground", models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["ground", "stage", "-at"], name="case_ruling_ground"),
        ]


class Service(models.Model):
    """A document that reached the party (送达回证)."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="services")
    document = models.CharField("文书", max_length=20)
    way = models.CharField("送达方式", max_length=12, choices=ServiceWay.choices())
    on = models.DateField("送达日期")
    receiver = models.CharField("受送达人", max_length=60)
    has_address_consent = models.BooleanField("有送达地址确认书", default=False)
    note = models.CharField("备注", max_length=300, blank=True)


class Branch(models.Model):
    """A matter of its own beside a case: a measure, a request, a transfer."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="branches")
    kind = models.CharField("类别", max_length=16, choices=BranchKind.choices())
    state = models.CharField(
        "状态",
        max_length=20,
        choices=[pair for one in BRANCHES.values() for pair in one.states.choices()],
    )
    goods = models.TextField("物品、场所、网站", blank=True)
    target_body = models.ForeignKey(
        "accounts.Body", models.PROTECT, null=True, related_name="+", db_index=False
    )
    target_name = models.CharField("受移送、受函机关", max_length=120, blank=True)
    text = models.TextField("事由", blank=True)
    answer = models.TextField("结果", blank=True)
    enclosures = models.JSONField("随案材料", default=list)
    at = models.DateTimeField("提出时间")
    taken_at = models.DateTimeField("采取措施时间", null=True)
    is_open = models.BooleanField("未结", default=True)
    due_at = models.DateTimeField("最近的期限", null=True)
    due_name = models.CharField("期限名称", max_length=80, blank=True)
    due_is_provisional = models.BooleanField("暂定", default=False)
    due_article = models.ForeignKey(
        "lawbook.Article", models.PROTECT, null=True, related_name="+", db_index=False
    )
    version = models.PositiveIntegerField("版次", default=1)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["target_body", "is_open", "due_at"],
                name="case_branch_target",
                condition=Q(target_body__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case.number} {self.get_kind_display()}"
