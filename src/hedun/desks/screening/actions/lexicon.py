"""Editions and their words: one person edits, another approves, approved ones stay."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max

from hedun.base.accounts.actions import record
from hedun.base.accounts.terms import Refused, Viewer
from hedun.base.lawbook import queries as lawbook
from hedun.desks.screening import decide, queries
from hedun.desks.screening.actions.hunts import retrohunt
from hedun.desks.screening.models import Edition, Entry
from hedun.desks.screening.queries import rules as trials
from hedun.desks.screening.terms import EditionState, Row


def _only_editors(by: Viewer) -> None:
    if not (by.is_system or by.has(*queries.EDITORS)):
        raise Refused("只有词库维护员或负责人可以编制、审批词库；请联系本单位安全管理员授权。")


def _note(edition: Edition, step: str, *, by: Viewer, at: dt.datetime, **detail: Any) -> None:
    record(
        by=by,
        at=at,
        action=f"screening:lexicon:{step}",
        subject=("edition", edition.pk),
        detail={"number": edition.number, **detail},
    )


def _held(edition_id: int, by: Viewer) -> Edition:
    """Lock an edition; `Edition.DoesNotExist` where the viewer may not see it."""
    return queries.editions(by).select_related(None).select_for_update().get(pk=edition_id)


def _editable(edition_id: int, by: Viewer) -> Edition:
    _only_editors(by)
    edition = _held(edition_id, by)
    problem = decide.edit_problem(edition.state, made_by=edition.made_by_id, by=by.person_id)
    if problem:
        raise Refused(problem)
    return edition


def _new(title: str, *, based_on: Edition | None, by: Viewer, at: dt.datetime) -> Edition:
    newest = Edition.objects.aggregate(newest=Max("number"))["newest"] or 0
    return Edition.objects.create(
        number=newest + 1, title=title, based_on=based_on, made_by_id=by.person_id, made_at=at
    )


def _entries(edition: Edition, rows: Sequence[Row], *, by: Viewer, on: dt.date) -> list[Entry]:
    found = {code: lawbook.ground(by, code, on) for code in {row.ground for row in rows}}
    missing = sorted(code for code, ground in found.items() if ground is None)
    if missing:
        raise Refused(
            f"法律依据库中没有事由 {'、'.join(missing)}；请先运行 hedun load_law，再载入词库。"
        )
    return [
        Entry(
            edition=edition,
            word=row.word,
            ground=found[row.ground],
            category=row.category,
            severity=row.severity,
            allow=list(row.allow),
            note=row.note,
            is_active=row.is_active,
        )
        for row in rows
    ]


@transaction.atomic
def import_edition(*, title: str, rows: Sequence[Row], by: Viewer, at: dt.datetime) -> Edition:
    """Store a whole lexicon as an edition that awaits approval; the same content only once.

    Raises Refused for a faulty word or a ground that the lawbook does not have.
    """
    _only_editors(by)
    mark = decide.fingerprint(rows)
    known = Edition.objects.filter(fingerprint=mark).order_by("-number").first()
    if known is not None:
        return known
    problem = next((p for p in map(decide.word_problem, rows) if p), "")
    if problem:
        raise Refused(problem)
    edition = _new(title, based_on=None, by=by, at=at)
    Entry.objects.bulk_create(_entries(edition, rows, by=by, on=at.date()), batch_size=500)
    edition.fingerprint, edition.state, edition.submitted_at = mark, EditionState.SUBMITTED, at
    edition.save()
    _note(edition, "import", by=by, at=at, words=len(rows), fingerprint=mark)
    return edition


@transaction.atomic
def draft(*, by: Viewer, at: dt.datetime) -> Edition:
    """Open the person's draft, or copy the active edition into a new one."""
    _only_editors(by)
    mine = Edition.objects.filter(state=EditionState.DRAFT, made_by_id=by.person_id).first()
    if mine is not None:
        return mine
    active = queries.active_edition(by)
    edition = _new(f"{at:%Y年%m月%d日}修订", based_on=active, by=by, at=at)
    if active is not None:
        copies = list(active.entries.all())
        for entry in copies:
            entry.pk, entry.edition = None, edition
        Entry.objects.bulk_create(copies, batch_size=500)
    _note(edition, "draft", by=by, at=at, based_on=active.number if active else None)
    return edition


@transaction.atomic
def save_word(
    *, edition_id: int, row: Row, by: Viewer, at: dt.datetime, entry_id: int | None = None
) -> Entry:
    """Add a word to a draft, or change one.

    Raises Refused for a faulty word, a word that the draft has already, or a closed edition.
    """
    edition = _editable(edition_id, by)
    problem = decide.word_problem(row)
    if problem:
        raise Refused(problem)
    twin = edition.entries.filter(word=row.word).first()
    if twin is not None and twin.pk != entry_id:
        raise Refused(f"本版已有“{row.word}”；请直接修改该词，同一词不能登记两次。")
    fresh = _entries(edition, [row], by=by, on=at.date())[0]
    if entry_id is not None:
        fresh.pk = edition.entries.get(pk=entry_id).pk
    fresh.save()
    _note(edition, "word", by=by, at=at, word=row.word, is_active=row.is_active)
    return fresh


@transaction.atomic
def remove_word(*, edition_id: int, entry_id: int, by: Viewer, at: dt.datetime) -> None:
    """Take a word out of a draft; the editions that had it keep it."""
    edition = _editable(edition_id, by)
    entry = edition.entries.get(pk=entry_id)
    _note(edition, "remove", by=by, at=at, word=entry.word)
    entry.delete()


@transaction.atomic
def discard(*, edition_id: int, by: Viewer, at: dt.datetime) -> None:
    """Throw a draft away; nothing was ever screened with it."""
    edition = _editable(edition_id, by)
    _note(edition, "discard", by=by, at=at)
    edition.delete()


@transaction.atomic
def submit(*, edition_id: int, title: str, by: Viewer, at: dt.datetime) -> Edition:
    """Hand a draft to somebody else for approval, and try it on all that is stored meanwhile."""
    edition = _editable(edition_id, by)
    rows = queries.rows(by, edition)
    if not any(row.is_active for row in rows):
        raise Refused("本版没有启用的词，不能提交；请至少登记并启用一个词。")
    mark = decide.fingerprint(rows)
    if edition.based_on is not None and edition.based_on.fingerprint == mark:
        raise Refused(f"本版与第{edition.based_on.number}版内容相同，无须审批；请修改后再提交。")
    edition.title = title.strip()[:80] or edition.title
    edition.state, edition.submitted_at, edition.fingerprint = EditionState.SUBMITTED, at, mark
    edition.save()
    _note(edition, "submit", by=by, at=at, words=len(rows))
    if queries.parts(Viewer.system()) and not _is_tried(edition):
        retrohunt(edition_id=edition.pk, by=by, at=at)
    return edition


@transaction.atomic
def take_back(*, edition_id: int, by: Viewer, at: dt.datetime) -> Edition:
    """Let the maker reopen an edition that nobody has approved yet."""
    edition = _held(edition_id, by)
    if edition.state != EditionState.SUBMITTED or edition.made_by_id != by.person_id:
        raise Refused("只有编制人可以撤回本人提交、尚未审批的版本。")
    edition.state, edition.submitted_at = EditionState.DRAFT, None
    edition.save()
    _note(edition, "take_back", by=by, at=at)
    return edition


def _approvable(edition_id: int, by: Viewer) -> Edition:
    _only_editors(by)
    edition = _held(edition_id, by)
    problem = decide.approval_problem(edition.state, made_by=edition.made_by_id, by=by.person_id)
    if problem:
        raise Refused(problem)
    return edition


def _is_tried(edition: Edition) -> bool:
    return trials.last_hunt(Viewer.system(), edition, digest=edition.fingerprint) is not None


@transaction.atomic
def approve(*, edition_id: int, reason: str = "", by: Viewer, at: dt.datetime) -> Edition:
    """Put an edition into use in place of the one before; never by the person who made it.

    Raises Refused where this content was not tried on the stored listings before.
    """
    edition = _approvable(edition_id, by)
    if queries.parts(Viewer.system()) and not _is_tried(edition):
        raise Refused(
            "本版还没有在已存的商品信息上回溯，或回溯之后内容有变；请先点“回溯全部商品”，看过结果再批准。"
        )
    Edition.objects.filter(state=EditionState.ACTIVE).update(state=EditionState.RETIRED)
    edition.state, edition.reason = EditionState.ACTIVE, reason.strip()[:300]
    edition.approved_by_id, edition.approved_at = by.person_id, at
    edition.save()
    _note(edition, "approve", by=by, at=at, fingerprint=edition.fingerprint)
    return edition


@transaction.atomic
def send_back(*, edition_id: int, reason: str, by: Viewer, at: dt.datetime) -> Edition:
    """Return an edition to its maker, with the reason."""
    edition = _approvable(edition_id, by)
    if not reason.strip():
        raise Refused("退回须写明理由，编制人才知道改什么；请填写后再退回。")
    edition.state, edition.reason = EditionState.DRAFT, reason.strip()[:300]
    edition.submitted_at = None
    edition.save()
    _note(edition, "send_back", by=by, at=at, reason=edition.reason)
    return edition
