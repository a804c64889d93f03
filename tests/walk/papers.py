"""Letters with their answers, and files handed in."""

import csv
import datetime as dt
import hashlib
import uuid

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings

from hedun.base.evidence import actions as evidence
from hedun.base.evidence.models import Capture
from hedun.base.evidence.terms import CaptureKind
from hedun.desks.bridge.models import Letter, LetterEvent, Reply, ReplyRow
from hedun.desks.bridge.terms import FieldGroup, LetterKind, LetterState, LetterStep
from hedun.market import actions as market
from hedun.market import work
from hedun.market.models import ImportBatch, ListingPart
from hedun.market.terms import ImportKind, ImportState
from tests.screening.stock import SCHEMA
from tests.walk.cast import IMPORTS, LETTERS, MARKET, OWN, PLOTS, WRITING, joined, people_of
from tests.walk.world import World, article


def write(world: World) -> None:
    """Lay out a draft and an answered letter for every plot, and the files of every sender."""
    for number, plot in enumerate(PLOTS, 1):
        _draft(world, plot)
        _answered(world, plot, number)
        _listings(world, plot)
    for sender in IMPORTS:
        _receipt(world, sender)
        _upload(world, sender)


def _letter(world: World, plot: str, seers: frozenset[str], **more: object) -> Letter:
    its = PLOTS[plot]
    return world.ledger.plant(
        Letter,
        seers,
        kind=LetterKind.CO_INVESTIGATION,
        message_id=uuid.uuid4(),
        from_body=world.bodies[its.bureau],
        to_body=world.bodies[its.platform],
        shop=world.rows[plot, "shop"],
        subject=world.rows[plot, "subject"],
        article=article(),
        due_article=article(),
        questions=[FieldGroup.GOODS],
        officer=world.hand(its.bureau),
        drafted_by=world.hand(its.bureau),
        drafted_at=world.at,
        due_at=world.at + dt.timedelta(days=5),
        **more,
    )


def _draft(world: World, plot: str) -> None:
    seers = people_of(OWN[plot])
    row = _letter(world, plot, seers, number=None, clue=world.rows[plot, "ended"])
    _event(world, row, seers)
    world.ledger.thing("draft", plot, row, number=1, row=0, capture=0)


def _answered(world: World, plot: str, number: int) -> None:
    """A letter that was answered once and sent back, so that a second answer is being written."""
    seers = joined(LETTERS, plot=plot)
    row = _letter(
        world,
        plot,
        seers,
        clue=world.rows[plot, "asked"],
        state=LetterState.RETURNED,
        channel_no=number,
        sent_at=world.at,
        accepted_at=world.at,
        answered_at=world.at,
        target_at=world.at + dt.timedelta(days=1),
    )
    _event(world, row, seers)
    given = _reply(world, plot, row, seers=seers, is_given=True)
    draft = _reply(world, plot, row, seers=people_of(WRITING[plot]), is_given=False)
    world.ledger.thing("letter", plot, row, number=1, **given)
    world.ledger.thing("answer", plot, row, number=1, doers=people_of(WRITING[plot]), **draft)
    world.ledger.thing("matter", plot, row, kind="letter")


def _event(world: World, letter: Letter, seers: frozenset[str]) -> None:
    world.ledger.plant(
        LetterEvent,
        seers,
        letter=letter,
        from_body=letter.from_body,
        to_body=letter.to_body,
        step=LetterStep.EDIT,
        at=world.at,
        to_state=letter.state,
        version=1,
        key=None,
    )


def _reply(
    world: World, plot: str, letter: Letter, *, seers: frozenset[str], is_given: bool
) -> dict[str, int]:
    """An answer with a row and a file; gives the keys of both."""
    ledger, hand = world.ledger, world.hand(PLOTS[plot].platform)
    row = ledger.plant(
        Reply,
        seers,
        letter=letter,
        round=1 if is_given else 2,
        answered_at=world.at if is_given else None,
        answered_by=hand if is_given else None,
    )
    texts = ("listing_no", "title", "measure")
    payload = {name: ledger.word(f"bridge.replyrow.{name}", seers) for name in texts}
    line = ledger.plant(ReplyRow, seers, reply=row, group="goods", ordinal=1, payload=payload)
    fixed = _attach(world, plot, row, seers=seers)
    return {"row": line.pk, "capture": fixed.pk}


def _attach(world: World, plot: str, reply: Reply, *, seers: frozenset[str]) -> Capture:
    """A file of an answer: its name and its bytes each hold a word."""
    ledger, parts = world.ledger, ("name", "content")
    name, content = (ledger.word(f"bridge.reply.file.{part}", seers) for part in parts)
    fixed = evidence.fix(
        content=f"%PDF-1.7 {content}".encode(),
        media_type="application/pdf",
        title=name,
        kind=CaptureKind.ATTACHMENT,
        subject=("letter_reply", reply.pk),
        by=world.hand(PLOTS[plot].platform).viewer,
        at=world.at,
    )
    ledger.keep(fixed, seers)
    ledger.thing("reply_capture", plot, fixed)
    reply.attachments = [{"capture": fixed.pk, "name": name, "sha256": "0" * 64, "size": 9}]
    reply.save()
    return fixed


def _receipt(world: World, sender: str) -> None:
    """A file that was read, with a row that came back."""
    ledger, seers = world.ledger, people_of(IMPORTS[sender])
    platform = world.platforms.get(sender)
    row = ledger.plant(
        ImportBatch,
        seers,
        kind=ImportKind.ROSTER if platform else ImportKind.REGISTRY,
        sender=world.bodies[sender],
        platform=platform,
        sha256=hashlib.sha256(sender.encode()).hexdigest(),
        size=1,
        state=ImportState.DONE,
        headers=[ledger.word("market.importbatch.headers", seers)],
        bad=1,
        handed_by=world.hand(sender),
        handed_at=world.at,
    )
    cells = {"row_no": [2], **_words(world, seers, "reason", "c000")}
    _part(row, pl.DataFrame(cells).to_arrow(), is_rejected=True)
    ledger.thing("batch", sender, row)


def _words(world: World, seers: frozenset[str], *names: str) -> dict[str, list[str]]:
    return {name: [world.ledger.word(f"market.rejected.{name}", seers)] for name in names}


def _part(batch: ImportBatch, table: pa.Table, *, is_rejected: bool) -> None:
    name = f"part-{batch.pk}.parquet"
    pq.write_table(table, settings.DATA_DIR / name)
    ListingPart.objects.create(
        batch=batch, number=0, is_rejected=is_rejected, path=name, rows=1, sha256="0" * 64
    )


def _upload(world: World, sender: str) -> None:
    """A file whose columns wait for a person."""
    ledger, seers = world.ledger, people_of(IMPORTS[sender])
    path = settings.DATA_DIR / f"{sender}.csv"
    heads = [ledger.word("market.upload.head", seers) for _ in range(3)]
    cells = [ledger.word("market.upload.cell", seers) for _ in range(3)]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([heads, cells])
    row = market.hand_in(
        kind=ImportKind.ROSTER if sender in world.platforms else ImportKind.REGISTRY,
        platform=world.platforms.get(sender),
        file_name=ledger.word("market.importbatch.file_name", seers) + ".csv",
        content_path=path,
        by=world.hand(sender).viewer,
        at=world.at,
    )
    work.prepare(row)
    ledger.keep(row, seers)
    ledger.thing("upload", sender, row)


def _listings(world: World, plot: str) -> None:
    """Listings of the plot's shop in the bulk plane: whoever sees the shop reads them."""
    ledger, seers, shop = world.ledger, joined(MARKET, plot=plot), world.rows[plot, "shop"]
    sender = PLOTS[plot].platform
    batch = ledger.plant(
        ImportBatch,
        people_of(IMPORTS[sender]),
        kind=ImportKind.LISTINGS,
        sender=world.bodies[sender],
        platform=shop.platform,
        sha256=hashlib.sha256(plot.encode()).hexdigest(),
        size=1,
        state=ImportState.DONE,
        handed_at=world.at,
    )
    texts = ("listing_no", "title", "category", "description")
    row = {name: ledger.word(f"market.listing.{name}", seers) for name in texts}
    row |= {"platform_code": shop.platform.code, "shop_no": shop.shop_no, "price_fen": 1990}
    _part(batch, pa.Table.from_pylist([row], SCHEMA), is_rejected=False)
