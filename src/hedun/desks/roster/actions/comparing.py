"""What a comparison writes: transitions, pairs, the funnel; each step whole or not at all."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction

from hedun.base.accounts.actions import record
from hedun.base.accounts.terms import Viewer
from hedun.base.jobs.actions import enqueue
from hedun.desks.roster.decide.rows import place_of
from hedun.desks.roster.models import Comparison, Pair, Problem, Transition
from hedun.desks.roster.terms import Doubt, Found, PairState

_MERCHANT = (
    "shop_name", "name", "credit_code", "id_tail", "region_code", "address",
)  # fmt: skip
URGENT = 5  # events follow an import within minutes


@transaction.atomic
def open_comparison(
    *,
    by: Viewer,
    at: dt.datetime,
    filing_id: int | None = None,
    version_id: int | None = None,
) -> Comparison:
    """Ask for a comparison: of a filing with all lists, of a list with all filings, or of all."""
    row = Comparison.objects.create(
        filing_id=filing_id,
        version_id=version_id,
        body_id=by.body_id,
        started_by_id=by.person_id,
        started_at=at,
    )
    row.job = enqueue(
        kind="roster.compare",
        title="比对报送与登记名单",
        payload={"comparison": row.pk},
        unique_key=f"roster.compare:{row.pk}",
        priority=URGENT,
        by=Viewer.system(),
        at=at,
    )
    row.save(update_fields=["job"])
    detail = {"filing": filing_id, "version": version_id}
    subject = ("comparison", row.pk)
    record(by=by, at=at, action="roster:comparison:open", subject=subject, detail=detail)
    return row


@transaction.atomic
def mark_lists(
    *, comparison_id: int, versions: Mapping[str, int], by: Viewer, at: dt.datetime
) -> None:
    """Note which versions of the lists a comparison rests on."""
    del by, at
    Comparison.objects.filter(pk=comparison_id).update(versions=dict(versions))


@transaction.atomic
def put_transitions(
    *,
    comparison_id: int,
    found: Sequence[Found],
    gone: Iterable[int],
    by: Viewer,
    at: dt.datetime,
) -> tuple[int, int]:
    """Store each change of a merchant as one event; gives how many were listed and lifted.

    `found` are all that stand on a list now; who stands there already gives no event. `gone`
    are problems that stand on it no more. Disputed ones are left as they are.
    """
    comparison = Comparison.objects.get(pk=comparison_id)
    known = _known(found)
    fresh = [one for one in found if _place(one) not in known]
    listed = _list_fresh(comparison, fresh, at=at)
    for one in found:
        if (row := known.get(_place(one))) is not None:
            listed += _list(comparison, row, one, at=at)
    left, lifted = sorted(gone), 0
    for start in range(0, len(left), 1_000):
        rows = Problem.objects.select_for_update(of=("self",)).filter(
            pk__in=left[start : start + 1_000], is_listed=True, is_frozen=False
        )
        for row in rows.order_by("pk"):
            _move(row, is_listed=False, entry=row.entry, at=at, comparison=comparison)
            lifted += 1
    if listed or lifted:
        detail = {"listed": listed, "lifted": lifted}
        subject = ("comparison", comparison_id)
        record(by=by, at=at, action="roster:problem:change", subject=subject, detail=detail)
    return listed, lifted


Place = tuple[int, str, str]


def _place(one: Found) -> Place:
    return one.platform_id, one.kind.value, one.shop_no


def _known(found: Sequence[Found]) -> dict[Place, Problem]:
    """Lock what is known of these merchants, in the order of the keys."""
    wanted: dict[tuple[int, str], list[str]] = {}
    for one in found:
        wanted.setdefault((one.platform_id, one.kind.value), []).append(one.shop_no)
    known: dict[Place, Problem] = {}
    for (platform_id, kind), numbers in sorted(wanted.items()):
        for start in range(0, len(numbers), 5_000):
            rows = Problem.objects.select_for_update(of=("self",)).filter(
                platform_id=platform_id, kind=kind, shop_no__in=numbers[start : start + 5_000]
            )
            known |= {(platform_id, kind, row.shop_no): row for row in rows.order_by("pk")}
    return known


def _list_fresh(comparison: Comparison, found: Sequence[Found], *, at: dt.datetime) -> int:
    """Store merchants that stand on a list for the first time, many at once."""
    rows = [
        Problem(
            platform_id=one.platform_id,
            shop_no=one.shop_no,
            kind=one.kind,
            place=place_of(one.shop_no),
            is_listed=True,
            how=one.how,
            entry=_shown_entry(one.entry),
            version_id=one.entry.get("version_id") or None,
            seq=1,
            changed_at=at,
            **_told(one),
        )
        for one in found
    ]
    made = Problem.objects.bulk_create(rows, batch_size=500)
    Transition.objects.bulk_create(
        (
            _event(row, comparison=comparison, judgement_id=one.judgement_id, at=at)
            for row, one in zip(made, found, strict=True)
        ),
        batch_size=500,
    )
    return len(made)


def _told(one: Found) -> dict[str, str]:
    return {name: one.merchant.get(name) or "" for name in _MERCHANT}


def _list(comparison: Comparison, row: Problem, one: Found, *, at: dt.datetime) -> bool:
    """Renew what is known of a merchant; gives whether it is listed only now."""
    if row.is_frozen:
        return False
    for name, value in _told(one).items():
        setattr(row, name, value)
    row.version_id = one.entry.get("version_id") or row.version_id
    row.how = one.how
    if row.is_listed:
        row.entry = _shown_entry(one.entry)
        row.save()
        return False
    entry = _shown_entry(one.entry)
    _move(row, is_listed=True, entry=entry, at=at, comparison=comparison,
          judgement_id=one.judgement_id)  # fmt: skip
    return True


def _move(
    row: Problem,
    *,
    is_listed: bool,
    entry: dict[str, Any],
    at: dt.datetime,
    comparison: Comparison | None = None,
    judgement_id: int | None = None,
) -> Transition:
    """Write the next transition of a problem, which is its event."""
    row.seq, row.is_listed, row.entry, row.changed_at = row.seq + 1, is_listed, entry, at
    row.save()
    event = _event(row, comparison=comparison, judgement_id=judgement_id, at=at)
    event.save()
    return event


def _event(
    row: Problem, *, comparison: Comparison | None, judgement_id: int | None, at: dt.datetime
) -> Transition:
    cause = comparison.version_id if comparison else None
    return Transition(
        problem=row,
        seq=row.seq,
        is_listed=row.is_listed,
        how=row.how,
        entry=row.entry,
        version_id=cause or row.version_id,
        filing_id=comparison.filing_id if comparison else None,
        comparison=comparison,
        judgement_id=judgement_id,
        at=at,
    )


def _shown_entry(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Give what is kept of a list's row: nothing by which a natural person could be found."""
    names = (
        "name", "credit_code", "id_tail", "address", "owner_name", "reason", "authority", "doc_no",
        "listed_on", "removed_on", "version_id", "region_code",
    )  # fmt: skip
    return {name: _plain(entry[name]) for name in names if entry.get(name)}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


@transaction.atomic
def mark_undone(*, version_id: int, by: Viewer, at: dt.datetime) -> int:
    """Take the changes back that a list version caused, where nothing came after them.

    The problem stands again as before; no event is raised.
    """
    del by
    rows = Transition.objects.select_related("problem").filter(
        version_id=version_id, is_undone=False
    )
    undone = 0
    for row in rows.order_by("-pk"):
        undone += _take_back(row, at=at)
    return undone


def _take_back(row: Transition, *, at: dt.datetime) -> bool:
    """Mark a transition as undone where it is the last that stands."""
    problem = Problem.objects.select_for_update(of=("self",)).get(pk=row.problem_id)
    standing = problem.transitions.filter(is_undone=False).order_by("-seq")
    if standing.first() != row or problem.is_frozen:
        return False
    row.is_undone, row.undone_at = True, at
    row.save(update_fields=["is_undone", "undone_at"])
    before = standing.exclude(pk=row.pk).first()
    problem.is_listed = before.is_listed if before else False
    problem.entry = before.entry if before else row.entry
    problem.version_id = before.version_id if before else problem.version_id
    problem.changed_at = at
    problem.save()
    return True


@transaction.atomic
def put_pairs(*, comparison_id: int, found: Sequence[Doubt], by: Viewer, at: dt.datetime) -> int:
    """Put pairs before people; one that was judged on the same inputs never comes back.

    Gives how many are new or wait again because an input changed.
    """
    del by
    fresh: list[Pair] = []
    again: list[int] = []
    renewed = 0
    for start in range(0, len(found), 500):
        known = _known_pairs(found[start : start + 500])
        for one in found[start : start + 500]:
            key = one.platform_id, one.kind.value, one.shop_no, one.entry_key
            row = known.get(key)
            if row is not None and row.fingerprint == one.fingerprint:
                again.append(row.pk)
                continue
            row = row or Pair(
                platform_id=key[0], kind=one.kind, shop_no=key[2], entry_key=key[3], row_version=0
            )
            known[key] = row
            _renew(row, one, at=at)
            row.comparison_id = comparison_id
            if row.row_version == 1:
                fresh.append(row)
            else:
                row.save()
                renewed += 1
    Pair.objects.bulk_create(fresh, batch_size=500)
    for start in range(0, len(again), 500):
        rows = Pair.objects.filter(pk__in=again[start : start + 500])
        rows.update(comparison_id=comparison_id)
    return len(fresh) + renewed


def _known_pairs(found: Sequence[Doubt]) -> dict[tuple[int, str, str, str], Pair]:
    rows = Pair.objects.select_for_update(of=("self",)).filter(
        shop_no__in={one.shop_no for one in found},
        platform_id__in={one.platform_id for one in found},
    )
    return {(row.platform_id, row.kind, row.shop_no, row.entry_key): row for row in rows}


def _renew(row: Pair, one: Doubt, *, at: dt.datetime) -> None:
    row.row_version += 1
    row.state, row.fingerprint, row.found_at = PairState.OPEN, one.fingerprint, at
    row.merchant, row.entry = one.merchant, _shown_entry(one.entry)
    row.name = str(one.merchant.get("name") or "")[:120]
    row.region_code = str(one.merchant.get("region_code") or "")
    row.score, row.verdict, row.reasons = one.score, one.verdict, one.reasons
    row.version_id = one.entry.get("version_id") or None
    row.held_by, row.held_until = None, None


@transaction.atomic
def finish_comparison(
    *, comparison_id: int, counts: Mapping[str, int], by: Viewer, at: dt.datetime
) -> Comparison:
    """Close a comparison with its funnel."""
    row = Comparison.objects.select_for_update(of=("self",)).get(pk=comparison_id)
    if row.finished_at is None:
        row.counts, row.finished_at = dict(counts), at
        row.save(update_fields=["counts", "finished_at"])
        subject = ("comparison", row.pk)
        detail = dict(counts)
        record(by=by, at=at, action="roster:comparison:finish", subject=subject, detail=detail)
    return row
