"""The room as Django sees it."""

from django.apps import AppConfig


class EvidenceRoom(AppConfig):
    """证据固定."""

    name = "hedun.base.evidence"
    label = "evidence"
    verbose_name = "证据固定"
