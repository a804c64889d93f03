"""Pages of the demo itself are fixed as evidence: the worker fetches what it serves."""

from django.utils import timezone

from hedun.base.accounts import queries as accounts
from hedun.base.accounts.terms import Role
from hedun.base.evidence import actions, queries
from hedun.demo.simulation import MACHINE

PAGES = (
    ("public/", "公众查询首页", "固定公示页面，用于核对公示内容"),
    ("complaints/file/", "公众投诉页", "固定投诉入口页面，用于核对告知内容"),
    ("public/?q=保健", "公示查询结果：保健", "固定查询结果，核对公示是否到位"),
    ("no-such-page/", "已下架商品页", "核实商品链接是否失效"),
)


def ask(address: str) -> int:
    """Let two officers ask for the demo's own pages, once; how many were asked for."""
    people = accounts.visible_people(MACHINE).filter(body__kind="bureau", is_active=True)
    officers = [one.viewer for one in people.filter(grants__role=Role.INSPECTOR).distinct()]
    by = next((one for one in officers if queries.colleagues(one).exists()), None)
    if by is None or queries.pages(MACHINE).exists():
        return 0
    second = queries.colleagues(by).first()
    assert second is not None
    for path, title, note in PAGES:
        actions.ask_page(
            url=f"{address}/{path}",
            title=title,
            note=note,
            second_officer_id=second.pk,
            by=by,
            at=timezone.now(),
        )
    return len(PAGES)
