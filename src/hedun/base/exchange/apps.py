"""The room as Django sees it."""

from django.apps import AppConfig


class ExchangeRoom(AppConfig):
    """通联."""

    name = "hedun.base.exchange"
    label = "exchange"
    verbose_name = "通联"
