"""The room as Django sees it."""

import importlib

from django.apps import AppConfig


class ExchangeRoom(AppConfig):
    """通联."""

    name = "hedun.base.exchange"
    label = "exchange"
    verbose_name = "通联"

    def ready(self) -> None:
        """Let a message that is written wake the dispatcher."""
        importlib.import_module("hedun.base.exchange.work.bell")
