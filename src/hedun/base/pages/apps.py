"""The room as Django sees it."""

from django.apps import AppConfig


class PagesRoom(AppConfig):
    """页面组件."""

    name = "hedun.base.pages"
    label = "pages"
    verbose_name = "页面组件"
