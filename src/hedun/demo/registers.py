"""What the desk of screening knows beside words: catalogue, campaigns, tables, contracts."""

import datetime as dt

import polars as pl
from django.core.management import call_command

from hedun.base.accounts.terms import Role, Viewer
from hedun.demo import files
from hedun.demo.imports import Supply
from hedun.demo.people import World
from hedun.demo.simulation import drain
from hedun.demo.vocabulary import words
from hedun.desks.screening import actions
from hedun.desks.screening.queries import contracts
from hedun.desks.screening.terms import ContractKind, RegisterKind, Verdict

BUREAU = "jc3301061"


def catalogue(now: dt.datetime, *, at: dt.datetime) -> None:
    """Load the product's own catalogue and campaigns; one hands in, another approves."""
    call_command(
        "load_catalogue",
        made_by="editor1",
        approved_by="editor2",
        campaigns=True,
        at=at,
        today=now.date(),
        verbosity=0,
    )


def tables(supply: Supply, at: dt.datetime) -> None:
    """Let the provincial bureau bring the tables of certificates and licences in."""
    papers = supply.papers
    _bring(supply, RegisterKind.CERTIFICATE, papers.certificate_table(), at=at)
    _bring(supply, RegisterKind.LICENCE, papers.licence_table(), at=at)


def _bring(supply: Supply, kind: RegisterKind, frame: pl.DataFrame, *, at: dt.datetime) -> None:
    if not frame.height:
        return
    # one row that a register really contains now and then: no number at all
    broken = frame.head(1).with_columns(pl.lit("").alias(frame.columns[0]))
    path = supply.folder / f"{kind.label}-{at:%Y%m%d}.csv"
    files.write(pl.concat([frame, broken]), path, "gb18030.csv")
    actions.hand_in_table(
        kind=kind,
        file_name=path.name,
        content_path=path,
        taken_on=at.date(),
        by=supply.world.viewers["jc3300001"],
        at=at,
    )
    drain(at)
    path.unlink()


def _check(world: World, number: int, at: dt.datetime) -> tuple[int, Viewer]:
    """Let an inspector check one of the texts."""
    data = words("contracts")["contract"][number]
    body = world.viewers[BUREAU].body_id
    officer = world.of_body(body or 0, Role.INSPECTOR)[0]
    row = actions.check_contract(
        title=data["title"],
        kind=ContractKind(data["kind"]),
        text=data["text"].strip() + "\n",
        platform=world.platforms[data["platform"]] if "platform" in data else None,
        by=officer,
        at=at,
    )
    return row.pk, officer


def judge_contract(world: World, at: dt.datetime) -> None:
    """Let a contract be judged to its end, and a clue be raised from it."""
    pk, officer = _check(world, 0, at)
    row = contracts.contract(officer, pk)
    for number, passage in enumerate(contracts.passages(officer, row)):
        is_last = number == 2
        actions.judge_passage(
            contract_id=pk,
            passage_id=passage.pk,
            verdict=Verdict.REJECT if is_last else Verdict.CONFIRM,
            note="经核，与消费者另有书面约定。" if is_last else "",
            by=officer,
            at=at + dt.timedelta(minutes=4 + number),
        )
    actions.raise_from_contract(contract_id=pk, by=officer, at=at + dt.timedelta(minutes=30))


def open_contracts(world: World, at: dt.datetime) -> None:
    """Let two more be handed in that still wait for a person."""
    for number in (1, 2):
        _check(world, number, at + dt.timedelta(minutes=number))
