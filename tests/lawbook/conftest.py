import datetime as dt

import pytest
from django.core.management import call_command

from hedun.base.accounts.terms import Viewer
from hedun.base.lawbook.decide import SHANGHAI


@pytest.fixture
def law(db):
    """Load the real lawbook with its calendars."""
    call_command("load_law", verbosity=0)


@pytest.fixture
def system():
    return Viewer.system()


@pytest.fixture
def now():
    return dt.datetime(2026, 11, 24, 10, tzinfo=SHANGHAI)
