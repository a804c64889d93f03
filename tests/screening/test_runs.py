"""Runs: every listing once, whatever happens to the worker; nothing judged comes back."""

import pytest

from hedun.base.accounts.terms import Refused, Viewer
from hedun.base.jobs import work
from hedun.base.jobs.models import Job
from hedun.desks.screening import actions, queries, tasks
from hedun.desks.screening.models import Finding
from hedun.desks.screening.terms import Row, RunState, Verdict
from tests import factories as f
from tests.screening.stock import drain, store

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _handlers():
    work.load()


def start(desk):
    return actions.start(platform_id=desk.platform.pk, by=desk.officer.viewer, at=f.NOW)


def numbers(run):
    run.refresh_from_db()
    return run.state, run.scanned, run.hit, run.known, run.queued


def test_a_run_finds_the_words_and_spares_the_innocent_context(desk, active):
    store(desk.platform)
    run = start(desk)
    drain()
    assert numbers(run) == (RunState.DONE, 5, 3, 0, 3)
    assert set(Finding.objects.values_list("title", flat=True)) == {
        "电子烟套装",
        "全网最低价",
        "工业大麻种植",
    }


def test_a_finding_explains_itself(desk, active):
    store(desk.platform)
    start(desk)
    drain()
    found = Finding.objects.get(listing_no="L4")
    word = found.words[0]
    assert found.text[word["start"] : word["end"]] == word["surface"] == "大麻"
    assert (word["channel"], word["ground"]) == ("exact", "TOB")
    assert (found.shop, found.region_code) == (desk.shop, desk.shop.region_code)


def test_a_second_run_queues_nothing_twice(desk, active):
    store(desk.platform)
    start(desk)
    drain()
    again = start(desk)
    drain()
    assert numbers(again) == (RunState.DONE, 5, 3, 3, 0)
    assert Finding.objects.count() == 3


def test_a_rejected_finding_returns_only_when_its_text_changes(desk, active):
    store(desk.platform, ["电子烟套装"])
    start(desk)
    drain()
    actions.judge(
        finding_id=Finding.objects.get().pk,
        version=1,
        verdict=Verdict.REJECT,
        by=desk.officer.viewer,
        at=f.NOW,
    )
    store(desk.platform, ["电子烟套装", "别的"])
    start(desk)
    drain()
    assert Finding.objects.count() == 1
    store(desk.platform, ["电子烟新套装"])
    start(desk)
    drain()
    assert Finding.objects.count() == 2


def test_a_new_word_brings_a_judged_listing_back(desk, active):
    store(desk.platform, ["电子烟套装"])
    start(desk)
    drain()
    by = desk.editor.viewer
    draft = actions.draft(by=by, at=f.NOW)
    row = Row("套装", "TOB", "测试", "slight")
    actions.save_word(edition_id=draft.pk, row=row, by=by, at=f.NOW)
    actions.submit(edition_id=draft.pk, title="", by=by, at=f.NOW)
    drain()
    actions.approve(edition_id=draft.pk, by=desk.leader.viewer, at=f.NOW)
    start(desk)
    drain()
    assert Finding.objects.count() == 2


@pytest.mark.parametrize("at_step", [1, 2, 3])
def test_a_worker_that_dies_in_a_step_loses_that_step_alone(desk, active, monkeypatch, at_step):
    store(desk.platform, group=1)
    run = start(desk)
    calls, real = [], actions.record_step

    def dying(**kwargs):
        calls.append(1)
        made = real(**kwargs)
        if len(calls) == at_step:
            raise RuntimeError("power cut")
        return made

    monkeypatch.setattr(actions, "record_step", dying)
    drain()
    Job.objects.update(run_at=f.NOW, state="waiting")
    drain()
    assert numbers(run) == (RunState.DONE, 5, 3, 0, 3)


def test_a_big_row_group_is_taken_in_slices(desk, active, monkeypatch):
    monkeypatch.setattr(tasks.reading, "STEP_ROWS", 2)
    store(desk.platform, group=100)
    run = start(desk)
    drain()
    assert numbers(run) == (RunState.DONE, 5, 3, 0, 3)


def test_the_description_is_screened_below_the_title():
    import pyarrow as pa

    from hedun.desks.screening import decide

    table = pa.table(
        {"title": ["甲", "乙", None], "description": pa.array([None, "丙", ""], pa.string())}
    )
    assert decide.texts(table).to_pylist() == ["甲", "乙\n丙", ""]


def test_nothing_is_screened_without_a_lexicon_or_listings(desk):
    with pytest.raises(Refused, match="没有在用的词库"):
        start(desk)


def test_a_platform_without_listings_is_named(desk, active):
    with pytest.raises(Refused, match="没有可筛查"):
        start(desk)


def test_a_platforms_people_start_no_run(desk, active):
    with pytest.raises(Refused, match="只有市场监管局"):
        actions.start(platform_id=desk.platform.pk, by=f.compliance().viewer, at=f.NOW)


def test_a_run_is_seen_by_its_own_body_alone(desk, active):
    store(desk.platform)
    run = start(desk)
    other = f.inspector(f.bureau(region="440106")).viewer
    assert list(queries.visible_runs(other)) == []
    assert list(queries.visible_runs(Viewer.system())) == [run]
