"""A platform with listings, a lexicon in use, and the people of the desk."""

from types import SimpleNamespace

import pytest

from hedun.base.accounts.terms import Role
from hedun.base.jobs import work
from hedun.desks.screening import actions
from tests import factories as f
from tests.screening.stock import rule_text, store, to_shadow, words


@pytest.fixture(autouse=True)
def _data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def desk(db):
    """An editor, a leader who approves, two inspectors; a platform with one shop."""
    f.deadline()
    bureau = f.bureau()
    platform = f.platform(code="TB")
    ground = f.ground(code="TOB")
    ground.exemptions = ["仿真玩具", "烟具配件"]
    ground.save()
    return SimpleNamespace(
        ground=ground,
        bureau=bureau,
        editor=f.person(bureau, Role.EDITOR),
        leader=f.person(bureau, Role.LEADER),
        officer=f.person(bureau, Role.INSPECTOR),
        colleague=f.person(bureau, Role.INSPECTOR),
        platform=platform,
        shop=f.shop(platform, shop_no="S-1"),
    )


@pytest.fixture
def active(desk):
    """An edition in use."""
    made = actions.import_edition(
        title="测试词库", rows=words(desk.ground), by=desk.editor.viewer, at=f.NOW
    )
    return actions.approve(edition_id=made.pk, by=desk.leader.viewer, at=f.NOW)


@pytest.fixture
def rule(desk):
    """A draft that fires on cheap listings that call themselves a set."""
    return actions.create_rule(text=rule_text(), by=desk.editor.viewer, at=f.NOW)


@pytest.fixture
def handlers():
    work.load()


@pytest.fixture
def shadow(desk, active, rule, handlers):
    """The rule in its trial run: its examples hold, and it was tried on what is stored."""
    store(desk.platform)
    return to_shadow(desk, rule)
