"""The demo as a Django application; installed only where HEDUN_DEMO=1 (or in tests)."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Name the room."""

    name = "hedun.demo"
    label = "demo"
    verbose_name = "演示市场"
