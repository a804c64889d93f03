"""The one command, `hedun`: each room's own verbs, and Django's behind them."""

import importlib
import os
import sys

# verbs that need neither a server nor a database
ALONE = {
    "screen": "hedun.engine.bulk.command",
    "pairs": "hedun.engine.match.command",
    "due": "hedun.base.lawbook.management.due.command",
    "verify": "hedun.engine.seal.verify",
    "link": "hedun.engine.match.linking.command",
}


def main() -> None:
    """Run `hedun VERB …`; a verb is alone or a management command of the room it belongs to."""
    if sys.argv[1:2] and sys.argv[1] in ALONE:
        sys.exit(importlib.import_module(ALONE[sys.argv[1]]).main(sys.argv[2:]))
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
