import datetime as dt
import uuid

import pytest
from django.core.management import call_command
from django.db import transaction

from hedun.base.accounts import queries as people
from hedun.base.accounts.terms import Level, Role
from hedun.desks.cases import actions
from hedun.desks.cases.actions import Exhibited, Form, Sourced
from hedun.desks.cases.models import Branch, Case
from hedun.desks.cases.terms import (
    BranchKind,
    CaseSource,
    Enclosure,
    PartyKind,
    PenaltyKind,
    Ruled,
    ServiceWay,
)
from tests import factories

AT = dt.datetime(2026, 9, 7, 9, 30, tzinfo=factories.SHANGHAI)  # a Monday
DAY = dt.timedelta(days=1)
CONDITIONS = ("F19-1", "F19-2", "F19-3", "F19-4")
FINE = Ruled(
    kinds=frozenset({PenaltyKind.FINE}),
    fine_fen=2_000_000,
    amount_code="FN-F25",
    why="首次违法，及时改正，选择幅度下段。",
    facts="虚构交易记录若干笔。",
)
EXHIBIT = Exhibited("E23-4", "订单后台截图", "平台后台", "虚构交易")


def viewer(person):
    return people.viewer_of(factories.SYSTEM, person.pk)


def officer_of(bureau, *roles, certificate="浙A0001"):
    made = factories.person(bureau, *(roles or (Role.INSPECTOR,)))
    made.officer_no = certificate
    made.save()
    return viewer(made)


@pytest.fixture(scope="package")
def _law_once(django_db_setup, django_db_blocker):
    """The law is loaded once for the folder, in a transaction that is taken back afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_law", verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def law(_law_once, db):
    """The whole law as it is shipped."""


@pytest.fixture
def bureau(law):
    return factories.bureau(Level.COUNTY, "330106", "西湖区市场监督管理局")


@pytest.fixture
def team(bureau):
    """Who works on cases here, and who has no business with them."""
    return {
        "handler": officer_of(bureau),
        "second": officer_of(bureau, certificate="浙A0002"),
        "reviewer": officer_of(bureau, certificate="浙A0003"),
        "leader": officer_of(bureau, Role.LEADER, certificate="浙A0004"),
        "publisher": officer_of(bureau, Role.PUBLISHER, certificate=""),
        "stranger": viewer(factories.leader(factories.bureau(region="440106"))),
        "platform": viewer(factories.compliance()),
    }


@pytest.fixture
def shop(bureau):
    return factories.shop(region="330106", name="测试网店甲")


def sourced(**changes):
    values = {
        "token": uuid.uuid4().hex,
        "title": "测试网店甲涉嫌虚假宣传案",
        "source": CaseSource.REPORT,
        "ground": "FUC",
        "party_kind": PartyKind.ORGANIZATION,
        "party_name": "测试商贸有限公司",
        "facts": "虚构交易。",
        "found_on": AT.date(),
    }
    return Sourced(**(values | changes))


@pytest.fixture
def source(team, shop):
    """Enter the source of a case about the shop."""

    def do(at=AT, *, by=None, **changes):
        values = {"shop": shop, "subject": shop.subject, "platform": shop.platform}
        changes = values | {"found_on": at.date()} | changes
        return actions.source(sourced=sourced(**changes), by=by or team["handler"], at=at)

    return do


@pytest.fixture
def filled(team):
    """A form that lacks nothing, whatever the step asks for."""

    def do(at=AT, **changes):
        values = {
            "note": "说明",
            "on": at.date(),
            "moment": at,
            "days": 20,
            "officers": (team["handler"].person_id, team["second"].person_id),
            "conditions": CONDITIONS,
            "exhibit": EXHIBIT,
            "has_told_rights": True,
            "ruled": FINE,
            "members": "甲、乙、丙",
            "way": ServiceWay.DIRECT,
            "receiver": "张某",
            "amount_fen": 2_000_000,
            "goods": "商品一批",
            "target_name": "某机关",
            "enclosures": tuple(Enclosure),
            "hearing_on": at.date() + 30 * DAY,
            "is_waived": True,
        }
        return Form(**(values | changes))

    return do


@pytest.fixture
def take(team, filled):
    """Take steps of a case, each as its hand; later ones on later days."""

    def do(row, *path, at=AT, **changes):
        for number, (code, hand) in enumerate(path):
            moment = at + number * dt.timedelta(minutes=1)
            row = actions.take_step(
                case_id=row.pk,
                step=code,
                form=filled(moment, **changes),
                by=team[hand],
                at=moment,
            )
        return Case.objects.get(pk=row.pk)

    return do


@pytest.fixture
def begin(team, filled):
    """Begin something beside a case."""

    def do(row, kind, code, *, at=AT, by="handler", **changes):
        return actions.open_branch(
            case_id=row.pk,
            kind=BranchKind(kind),
            step=code,
            form=filled(at, **changes),
            by=team[by],
            at=at,
        )

    return do


@pytest.fixture
def go(team, filled):
    """Take steps of what runs beside a case."""

    def do(row, *path, at=AT, **changes):
        for number, (code, hand) in enumerate(path):
            moment = at + number * dt.timedelta(minutes=1)
            by = team[hand] if isinstance(hand, str) else hand
            actions.take_branch_step(
                branch_id=row.pk, step=code, form=filled(moment, **changes), by=by, at=moment
            )
        return Branch.objects.get(pk=row.pk)

    return do


OPENED = (("open", "leader"),)
TO_NOTICE = (
    ("evidence", "handler"),
    ("report", "handler"),
    ("review_pass", "reviewer"),
    ("approve_notice", "leader"),
    ("notify", "handler"),
)
TO_DECISION = (*TO_NOTICE, ("term_over", "handler"), ("decide", "leader"))
REASONS = {
    "not_open": "N20-1", "suspend": "S46-1", "terminate": "S47-1", "decide_other": "D60-2",
    "close": "Z77-1", "h_settle": "B35-1", "h_release": "J42-1",
}  # fmt: skip


@pytest.fixture
def opened(source, take):
    return lambda at=AT, **changes: take(source(at, **changes), *OPENED, at=at)
