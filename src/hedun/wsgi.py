"""What the HTTP server calls."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hedun.settings")
application = get_wsgi_application()

# only now is Django ready; what listings are checked with compiles beside the first requests
from hedun.base.accounts.terms import Viewer  # noqa: E402
from hedun.desks.screening.queries.gate import keep_fresh  # noqa: E402

keep_fresh(Viewer.system())
