import datetime as dt
import uuid

import pytest
from django.core.management import call_command

from hedun.base.accounts import queries as people
from hedun.base.accounts.terms import Level, Viewer
from hedun.desks.complaints import actions
from hedun.desks.complaints.actions import Filing, Form
from hedun.desks.complaints.terms import RespondentKind, SubmissionKind
from tests import factories

AT = dt.datetime(2026, 9, 28, 9, 30, tzinfo=factories.SHANGHAI)  # a Monday before the holiday
DAY = dt.timedelta(days=1)


def viewer(person):
    return people.viewer_of(factories.SYSTEM, person.pk)


@pytest.fixture
def law(db):
    call_command("load_law", verbosity=0)


@pytest.fixture
def bureau(law):
    return factories.bureau(Level.COUNTY, "330106", "西湖区市场监督管理局")


@pytest.fixture
def officer(bureau):
    return viewer(factories.inspector(bureau))


@pytest.fixture
def second(bureau):
    return viewer(factories.inspector(bureau))


@pytest.fixture
def leader(bureau):
    return viewer(factories.leader(bureau))


@pytest.fixture
def shop(bureau):
    return factories.shop(region="330106", name="测试网店甲")


def filing(shop, **changes):
    values = {
        "kind": SubmissionKind.COMPLAINT,
        "respondent_kind": RespondentKind.IN_PLATFORM,
        "respondent": shop.name,
        "platform": shop.platform,
        "facts": "九月一日购买，收到的商品与页面不符。",
        "request": "退货退款",
        "goods": "保温杯",
        "token": uuid.uuid4().hex,
        "name": "张某",
        "phone": "13900000000",
        "address": "杭州市西湖区某路一号",
    }
    return Filing(**(values | changes))


@pytest.fixture
def hand_in(shop):
    """File one submission as a citizen; gives it with its code."""

    def do(at=AT, **changes):
        return actions.file(filing=filing(shop, **changes), by=Viewer.anonymous(), at=at)

    return do


@pytest.fixture
def step(officer):
    """Take a step as the officer, the others by name."""

    def do(row, code, *, by=None, at=AT, **form):
        return actions.take_step(
            submission_id=row.pk, step=code, form=Form(**form), by=by or officer, at=at
        )

    return do
