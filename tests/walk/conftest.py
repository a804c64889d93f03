"""The house is laid out once for each process, in a transaction that never ends well."""

import functools
import json
import logging
import pathlib
from dataclasses import asdict
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.signals import request_finished
from django.db import close_old_connections, transaction

from hedun.base.documents import work as papers_work
from hedun.base.jobs import work
from hedun.base.pages import context
from hedun.desks.bridge import documents
from hedun.engine import table
from hedun.engine.table import delimited
from tests.walk import dossiers, findings, papers, pleas, plots, rosters, samples
from tests.walk.walker import endpoints
from tests.walk.ways import ANY
from tests.walk.world import settle


def _as_text(sheet: Any) -> bytes:
    """Give what would be typeset: a letter as PDF has the same words, but not as text."""
    return json.dumps(asdict(sheet), ensure_ascii=False).encode()


def _at_once(source: pathlib.Path, target: pathlib.Path, **_: Any) -> table.Staged:
    """Read a file of our own, which needs no child with limits around it."""
    delimited.stage(source, target)
    return table.about(target)


@pytest.fixture(scope="package")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    """Bodies, people and rows; the database is as before when the folder is through."""
    work.load()
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setattr(settings, "DATA_DIR", tmp_path_factory.mktemp("walk"))
        patch.setattr(documents, "pdf", _as_text)
        patch.setattr(papers_work, "pdf", _as_text)
        patch.setattr(table, "stage", _at_once)
        for name in ("_links", "address", "may_open"):  # the shell of 40,000 pages asks the same
            patch.setattr(context, name, functools.cache(getattr(context, name)))
        logging.disable(logging.CRITICAL)
        # as Django's own client does: the end of a request must not end our transaction
        request_finished.disconnect(close_old_connections)
        made = settle()
        plots.till(made)
        findings.screen(made)
        papers.write(made)
        rosters.lay_out(made)
        pleas.hand_in(made)
        dossiers.lay_out(made)
        samples.take_samples(made)
        cache.clear()
        yield made
        request_finished.connect(close_old_connections)
        logging.disable(logging.NOTSET)
        cache.clear()
        transaction.set_rollback(True)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say how much was tried: the figures come from the reports, whichever process walked."""
    reports = [r for key in ("passed", "failed") for r in terminalreporter.stats.get(key, ())]
    walks = [value for r in reports for name, value in r.user_properties if name == "walk"]
    if not walks:
        return
    tried = sum(walk[0] for walk in walks)
    owners = len(set().union(*(walk[1] for walk in walks)))
    terminalreporter.write_line(
        f"walk: {len(list(endpoints()))} addresses x {len(ANY)} verbs x {len(walks)} people x "
        f"{owners} owners: {tried:,} requests, {sum(walk[2] for walk in walks)} leaks"
    )
