"""The room as Django sees it."""

from django.apps import AppConfig


class BridgeRoom(AppConfig):
    """云桥."""

    name = "hedun.desks.bridge"
    label = "bridge"
    verbose_name = "云桥"
