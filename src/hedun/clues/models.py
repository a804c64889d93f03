"""Clues and what happened to them."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Substr

from hedun.base.lawbook.terms import Severity
from hedun.clues.terms import ClueSource, ClueState, ClueStep, Outcome


def _of_open(first: str, *counted: str) -> models.Index:
    """An index of the open clues in the order of every list, with what the workbench counts by.

    To SQLite "WHERE is_open" is no equality, so that column in second place would cut an index
    short; at the end it lets a count be read from the index alone.
    """
    name = f"clue_{first.removesuffix('_code')}_open"
    is_open = models.Q(is_open=True)
    fields = [first, "due_at", "id", *counted, "is_open"]
    return models.Index(fields=fields, name=name, condition=is_open)


class Clue(models.Model):
    """Something that was found and that a person must look at (线索).

    A foreign key has an index of its own only where no other index begins with it, and none
    where a million clues share a few values: such an index leads SQLite astray.
    """

    number = models.CharField("线索编号", max_length=24, unique=True)
    title = models.CharField("事项", max_length=200)
    source = models.CharField("来源", max_length=12, choices=ClueSource.choices())
    source_key = models.CharField("来源键", max_length=120, unique=True)
    ground = models.ForeignKey(
        "lawbook.Ground", models.PROTECT, related_name="clues", db_index=False
    )
    severity = models.CharField("程度", max_length=10, choices=Severity.choices())
    state = models.CharField(
        "状态", max_length=12, choices=ClueState.choices(), default=ClueState.RAISED
    )
    outcome = models.CharField("处置结果", max_length=12, choices=Outcome.choices(), blank=True)
    platform = models.ForeignKey(
        "market.Platform", models.PROTECT, null=True, related_name="clues", db_index=False
    )
    shop = models.ForeignKey(
        "market.Shop", models.PROTECT, null=True, related_name="clues", db_index=False
    )
    subject = models.ForeignKey(
        "market.Subject", models.PROTECT, null=True, related_name="clues", db_index=False
    )
    listing_no = models.CharField("商品编号", max_length=64, blank=True)
    finding = models.JSONField("发现内容", default=dict)
    capture = models.ForeignKey("evidence.Capture", models.PROTECT, null=True, related_name="clues")
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
        "accounts.Body",
        models.PROTECT,
        null=True,
        related_name="clues",
        verbose_name="承办单位",
        db_index=False,
    )
    officer = models.ForeignKey(
        "accounts.Person",
        models.PROTECT,
        null=True,
        related_name="clues",
        verbose_name="承办人",
        db_index=False,
    )
    raised_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, related_name="clues_raised"
    )
    raised_body = models.ForeignKey(
        "accounts.Body", models.PROTECT, null=True, related_name="clues_raised", db_index=False
    )
    raised_at = models.DateTimeField("登记时间")
    due_at = models.DateTimeField("办理期限")
    due_rule = models.CharField("期限规则", max_length=40)
    due_article = models.ForeignKey(
        "lawbook.Article", models.PROTECT, related_name="+", db_index=False
    )
    due_is_provisional = models.BooleanField("暂定", default=False)
    due_calendar = models.CharField("日历版本", max_length=40)
    has_extension = models.BooleanField("已延期", default=False)
    disposed_at = models.DateTimeField("办结时间", null=True, blank=True)
    is_open = models.BooleanField("在办", default=True)
    version = models.PositiveIntegerField("版次", default=1)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["body", "due_at", "id", "is_open", "disposed_at"], name="clue_body_due"
            ),
            models.Index(fields=["region_code", "due_at", "id"], name="clue_region_due"),
            models.Index(fields=["city_code", "due_at", "id"], name="clue_city_due"),
            models.Index(fields=["province_code", "due_at", "id"], name="clue_province_due"),
            # what the statistics count by, in the three parts of what a bureau may see
            models.Index(
                fields=[
                    "region_code",
                    "raised_at",
                    "state",
                    "outcome",
                    "source",
                    "ground",
                    "platform",
                ],
                name="clue_told_region",
            ),
            models.Index(fields=["body", "raised_at", "region_code"], name="clue_told_body"),
            models.Index(
                fields=["raised_body", "raised_at", "region_code", "body"], name="clue_told_raised"
            ),
            models.Index(
                fields=["ground", "-disposed_at"],
                name="clue_ground_closed",
                condition=models.Q(is_open=False),
            ),
            models.Index(fields=["shop", "-raised_at"], name="clue_shop"),
            models.Index(fields=["subject", "-raised_at"], name="clue_subject"),
            # last, because of two that would serve SQLite takes the younger
            models.Index(
                fields=["body", "due_at", "id", "state", "raised_body", "region_code"],
                name="clue_nobody",
                condition=models.Q(body__isnull=True),
            ),
            _of_open("body", "officer", "state"),
            _of_open("officer", "state"),
            _of_open("raised_body", "state"),
            _of_open("region_code", "state"),
            _of_open("city_code", "state"),
            _of_open("province_code", "state"),
        ]

    def __str__(self) -> str:
        return self.number


class ClueEvent(models.Model):
    """One step of a clue's life: who, when, on what basis, from which state to which."""

    clue = models.ForeignKey(Clue, models.CASCADE, related_name="events", db_index=False)
    step = models.CharField("动作", max_length=12, choices=ClueStep.choices())
    at = models.DateTimeField("时间")
    by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    by_name = models.CharField("姓名", max_length=60)
    # the body that had the clue then: what happened last in a body is one index read
    body = models.ForeignKey(
        "accounts.Body", models.PROTECT, null=True, related_name="+", db_index=False
    )
    from_state = models.CharField(max_length=12, choices=ClueState.choices(), blank=True)
    to_state = models.CharField(max_length=12, choices=ClueState.choices())
    basis = models.CharField("依据", max_length=200, blank=True)
    note = models.CharField("说明", max_length=500, blank=True)
    before = models.JSONField("此前各项", default=dict)
    version = models.PositiveIntegerField("此后版次", default=1)
    is_undone = models.BooleanField("已撤销", default=False)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["clue", "at"], name="clue_event_at"),
            models.Index(fields=["body", "-at", "-id"], name="clue_event_body"),
        ]


class ClueCounter(models.Model):
    """The last number given in a year: locked while a number is given, so none is skipped."""

    year = models.PositiveIntegerField("年份", unique=True)
    last = models.PositiveIntegerField("末号", default=0)
