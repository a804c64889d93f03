"""Who sees which platforms, shops and subjects."""

import pytest
from django.db import connection

from hedun.base.accounts.terms import Role, Viewer
from hedun.market import queries
from hedun.market.queries import visible_shops, visible_subjects
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_county_sees_the_shops_that_operate_there():
    here, away = factories.shop(region="330106"), factories.shop(region="440305")
    viewer = factories.inspector(factories.bureau(region="330106")).viewer
    assert list(visible_shops(viewer)) == [here]
    assert away.subject in set(visible_subjects(viewer))  # domiciled in 330106


def test_the_bureau_of_the_seat_sees_every_shop_of_the_platform():
    away = factories.shop(region="440305")
    viewer = factories.inspector(factories.bureau(region="330108")).viewer
    assert list(visible_shops(viewer)) == [away]


def test_a_platform_sees_itself_only():
    mine, theirs = factories.shop(), factories.shop()
    viewer = factories.compliance(mine.platform.body).viewer
    assert list(visible_shops(viewer)) == [mine]
    assert list(visible_subjects(viewer)) == [mine.subject]
    assert list(queries.platforms(viewer)) == [mine.platform]
    assert theirs.platform not in queries.platforms(viewer)


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR])
def test_administrators_see_no_business_data(role):
    factories.shop()
    viewer = factories.admin(role).viewer
    assert not visible_shops(viewer)
    assert not visible_subjects(viewer)
    assert not queries.visible_batches(viewer)


def test_strangers_see_nothing():
    factories.shop()
    assert not visible_shops(Viewer.anonymous())
    assert not queries.platforms(Viewer.anonymous())


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL hashes the shops at once")
def test_the_subjects_of_a_platform_are_found_by_their_own_index():
    viewer = factories.compliance(factories.shop().platform.body).viewer
    assert "shop_subject_platform (subject_id=? AND platform_id=?)" in (
        visible_subjects(viewer).explain()
    )
