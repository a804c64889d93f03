import datetime as dt
import tomllib
import uuid
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction

from hedun.base.accounts import queries as people
from hedun.base.accounts.terms import Level, Viewer
from hedun.base.documents import decide, rows
from hedun.base.documents.decide import Head
from hedun.base.lawbook import rows as law_rows
from hedun.desks.complaints import actions as complaints
from hedun.desks.complaints.actions import Filing, Form
from hedun.desks.complaints.terms import RespondentKind, SubmissionKind
from tests import factories

AT = dt.datetime(2026, 9, 28, 9, 30, tzinfo=factories.SHANGHAI)
DAY = dt.timedelta(days=1)
FORMS = Path(law_rows.__file__).parent / "forms.toml"
NAMES = {row["code"]: row["name"] for row in tomllib.loads(FORMS.read_text("utf-8"))["form"]}
CODES = [one.form for one in rows.layouts()]


def layout(code):
    return next(one for one in rows.layouts() if one.form == code)


def head(code, **more):
    one = layout(code)
    number = "西市监" + one.word + "〔2026〕12号" if one.word else ""
    given = {"number": number, "issued_on": "2026年9月30日", "org_address": "某路三号"}
    return Head(org="西湖区市场监督管理局", title=NAMES[code], **(given | more))


def filled(code, values=None, **more):
    """A sheet of a form with the examples, changed by some values."""
    one = layout(code)
    return decide.fill(one, {**decide.sample(one), **(values or {})}, head(code, **more))


def viewer(person):
    return people.viewer_of(factories.SYSTEM, person.pk)


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
    made = factories.bureau(Level.COUNTY, "330106", "西湖区市场监督管理局")
    made.word = "西市监"
    made.save()
    return made


@pytest.fixture
def officer(bureau):
    return viewer(factories.inspector(bureau))


@pytest.fixture
def hand_in(bureau):
    """File a complaint or report about a shop of the bureau's place."""

    def do(**changes):
        shop = factories.shop(region="330106", name="测试网店甲")
        values = {
            "kind": SubmissionKind.COMPLAINT,
            "respondent_kind": RespondentKind.IN_PLATFORM,
            "respondent": shop.name,
            "platform": shop.platform,
            "facts": "收到的商品与页面不符。",
            "request": "退货退款",
            "token": uuid.uuid4().hex,
            "name": "张某某",
            "phone": "13911112222",
            "address": "杭州市西湖区某路一号",
        }
        values |= changes
        filing = Filing(**(values | {"kind": SubmissionKind(values["kind"])}))
        return complaints.file(filing=filing, by=Viewer.anonymous(), at=AT)[0].submission

    return do


@pytest.fixture
def accept(officer):
    def do(row):
        return complaints.take_step(
            submission_id=row.pk, step="accept", form=Form(), by=officer, at=AT + DAY
        )

    return do
