"""Which Parquet files hold the rows of a filing or of a list."""

from typing import ClassVar

from django.db import models

from hedun.desks.roster.models.filings import Filing
from hedun.desks.roster.models.lists import ListVersion


class FilingPart(models.Model):
    """One Parquet file of a filing: good rows, their faults, or rows that a later row replaced."""

    filing = models.ForeignKey(Filing, models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField("序号")
    kind = models.CharField("内容", max_length=10)
    path = models.CharField("路径", max_length=200)
    rows = models.BigIntegerField("行数")
    sha256 = models.CharField("SHA-256", max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["filing", "kind", "number"], name="filing_part_once"),
        ]


class ListPart(models.Model):
    """One Parquet file of a list version: its entries, or the rows that came back."""

    version = models.ForeignKey(ListVersion, models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField("序号")
    kind = models.CharField("内容", max_length=10)
    path = models.CharField("路径", max_length=200)
    rows = models.BigIntegerField("行数")
    sha256 = models.CharField("SHA-256", max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "kind", "number"], name="list_part_once"),
        ]
