"""What happens to evidence later: pages are fetched, the log is signed, checkpoints are stamped."""

import datetime as dt

from hedun.base.accounts.terms import Viewer
from hedun.base.evidence import actions, queries, work
from hedun.base.evidence.terms import Uncatchable, Unfit
from hedun.base.jobs.terms import Unworkable
from hedun.base.jobs.work import Run, handler, recurring

MACHINE = Viewer.system("存证日志")
PAGE = 2000


@handler("evidence.page")
def fetch_page(run: Run) -> None:
    """Fetch a page outside of any transaction, then fix it in one."""
    key = run.payload["page"]
    row = queries.page(run.viewer, key)
    if row is None:
        raise Unworkable("这次网页固证已不在提交人可见范围内；请由承办人员重新提出。")
    officers = [
        {
            "id": str(each.pk),
            "name": each.name,
            "officer_no": each.officer_no,
            "body": row.body.name,
        }
        for each in (row.requested_by, row.second_officer)
    ]
    seed = f"page:{row.pk}:{row.requested_at.isoformat()}:{run.attempt}"
    try:
        packed = work.capture_page(
            row.url, officers=officers, purpose=row.note, seed=seed, clock=run.at
        )
        with run.step(cursor={"done": True}, done=1, total=1, note="已固定"):
            actions.finish_page(
                page_id=key,
                package=packed.package,
                manifest=packed.manifest,
                screenshot=packed.screenshot,
                by=run.viewer,
                at=run.at(),
            )
    except (Uncatchable, Unfit) as error:
        with run.step(cursor={"done": True}, done=1, total=1, note=str(error)[:200]):
            actions.fail_page(page_id=key, reason=str(error), by=run.viewer, at=run.at())


@recurring("evidence.seal", title="签署存证日志检查点", every=dt.timedelta(minutes=1))
def seal(run: Run) -> None:
    """Give everything that has happened its place in the log, and sign the log."""
    while True:
        with run.step():
            count = actions.extend(by=MACHINE, at=run.at(), most=PAGE)
        if count < PAGE:
            break
    with run.step(done=1, total=1):
        actions.sign_head(by=MACHINE, at=run.at())


@recurring("evidence.restamp", title="续盖存证日志时间戳", every=dt.timedelta(days=1))
def restamp(run: Run) -> None:
    """Put every token into the log, sign the log and stamp it: the new stamp covers the old ones.

    So none of them rests on a certificate that has ended, nor on one that ends soon.
    """
    while True:
        with run.step():
            count = actions.cover_stamps(by=MACHINE, at=run.at())
        if not count:
            break
    seal(run)
    _stamp(run, also_stamps=True)


@recurring("evidence.stamp", title="为存证日志申请时间戳", every=dt.timedelta(minutes=10))
def stamp(run: Run) -> None:
    """Let the time stamp authority vouch for the newest checkpoint, and for all stamps before it."""
    _stamp(run)


def _stamp(run: Run, *, also_stamps: bool = False) -> None:
    try:
        count = work.stamp_due(clock=run.at, also_stamps=also_stamps)
    except Uncatchable as error:
        raise Unworkable(f"{error} 下次自动重试；持续失败请检查 HEDUN_TSA 与网络。") from None
    with run.step(done=count, total=count):
        pass
