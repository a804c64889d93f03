"""The one command, `hedun`: each room's own verbs, and Django's behind them."""

import os
import sys


def main() -> None:
    """Run `hedun VERB …`; every verb is a management command of the room it belongs to."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hedun.settings")
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        _ = settings.INSTALLED_APPS
    except ImproperlyConfigured as error:
        # Django would go on half-configured and report something else
        sys.exit(f"hedun: {error}")
    execute_from_command_line(sys.argv)
