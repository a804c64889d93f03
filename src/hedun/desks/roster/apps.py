"""The room as Django sees it."""

from django.apps import AppConfig


class RosterRoom(AppConfig):
    """报送."""

    name = "hedun.desks.roster"
    label = "roster"
    verbose_name = "报送"
