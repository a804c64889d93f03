"""The room as Django sees it."""

from django.apps import AppConfig


class MarketRoom(AppConfig):
    """网络市场数据库."""

    name = "hedun.market"
    label = "market"
    verbose_name = "网络市场数据库"
