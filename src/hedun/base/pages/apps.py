"""The room as Django sees it."""

from django.apps import AppConfig

from hedun.base.pages import wording


class PagesRoom(AppConfig):
    """页面组件."""

    name = "hedun.base.pages"
    label = "pages"
    verbose_name = "页面组件"

    def ready(self) -> None:
        """Let the forms say what to do."""
        wording.install()
