"""What every page needs of the shell around it: the viewer and the menu."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from django.http import HttpRequest
from django.urls import NoReverseMatch, resolve, reverse
from django.utils.functional import SimpleLazyObject

PRODUCT = "合盾"
PRODUCT_LONG = "网络交易协同监管"


class Onlooker(Protocol):
    """The little of a viewer that the shell must know; accounts owns the real one."""

    @property
    def is_anonymous(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the side menu; `count` names the number shown beside it, fetched later."""

    label: str
    icon: str
    url_name: str
    count: str = ""


# The one menu table. Who sees an entry is decided by the mark on its view, nowhere else;
# a name that no room has yet is skipped.
MENU: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    (
        "",
        (
            Entry("工作台", "home", "front:home"),
            Entry("日历", "calendar", "front:calendar"),
        ),
    ),
    (
        "发现",
        (
            Entry("筛查复核", "review", "screening:queue", "screening"),
            Entry("筛查任务", "radar", "screening:runs"),
            Entry("违禁词库", "ban", "screening:lexicon"),
            Entry("筛查规则", "filter", "screening:rules", "rules"),
            Entry("禁限售名录", "list", "screening:catalogue"),
            Entry("专项词库", "calendar", "screening:campaigns"),
            Entry("证照库", "file", "screening:tables"),
            Entry("格式条款", "law", "screening:contracts"),
            Entry("线索", "flag", "clues:list", "clues"),
        ),
    ),
    (
        "报送比对",
        (
            Entry("报送", "upload", "roster:desk"),
            Entry("登记名单", "list", "roster:lists"),
            Entry("主体比对", "review", "roster:board", "pairs"),
            Entry("问题商户", "ban", "roster:problems"),
            Entry("问题商户推送", "exit", "roster:pushes", "pushes"),
        ),
    ),
    (
        "协同",
        (
            Entry("投诉举报", "people", "complaints:list"),
            Entry("案件", "law", "cases:list"),
            Entry("函件", "letter", "bridge:list", "letters"),
            Entry("文书", "file", "documents:catalogue"),
            Entry("网页固证", "file", "evidence:pages"),
            Entry("抽检", "review", "sampling:list"),
            Entry("质量信息", "list", "sampling:quality"),
            Entry("非标准字段审批", "check", "bridge:consents"),
        ),
    ),
    (
        "网络市场",
        (
            Entry("网店", "shop", "market:shops"),
            Entry("经营者", "people", "market:subjects"),
            Entry("平台", "tiles", "market:platforms"),
            Entry("数据导入", "upload", "market:imports"),
        ),
    ),
    (
        "公示",
        (
            Entry("公示审核", "eye", "disclosure:queue", "disclosure"),
            Entry("公众查询页", "globe", "disclosure:search"),
            Entry("公众投诉页", "globe", "complaints:file"),
        ),
    ),
    (
        "依据与统计",
        (
            Entry("统计", "chart", "front:statistics"),
            Entry("办案统计", "chart", "cases:statistics"),
            Entry("质效记分", "chart", "bridge:scoreboard"),
            Entry("法规库", "book", "lawbook:instruments"),
            Entry("期限计算", "calendar", "lawbook:due"),
        ),
    ),
    (
        "系统",
        (
            Entry("后台任务", "gear", "jobs:list"),
            Entry("单位", "tree", "accounts:bodies"),
            Entry("人员与授权", "person", "accounts:people"),
            Entry("接口密钥", "gear", "bridge:keys"),
            Entry("通联", "globe", "exchange:outbox"),
            Entry("事件订阅", "globe", "exchange:webhooks"),
            Entry("存证日志", "tree", "evidence:log"),
            Entry("证据保存", "list", "evidence:kept"),
            Entry("审计日志", "list", "accounts:audit"),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A menu entry that this viewer may open."""

    label: str
    icon: str
    url: str
    count: str
    is_here: bool


def address(name: str, *args: object) -> str:
    """Give the address behind a URL name, or nothing where no room has that name."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def may_open(url: str, viewer: Onlooker) -> bool:
    """Tell whether the mark on the view behind an address admits the viewer."""
    mark = getattr(resolve(url).func, "mark", None)
    return mark is not None and bool(mark.admits(viewer))


def menu(viewer: Onlooker, path: str) -> list[tuple[str, list[Line]]]:
    """Give the groups of the side menu with the entries that the viewer may open."""
    groups = [(title, list(_lines(entries, viewer, path))) for title, entries in MENU]
    return _mark_here([(title, lines) for title, lines in groups if lines], path)


def _lines(entries: tuple[Entry, ...], viewer: Onlooker, path: str) -> Iterator[Line]:
    for entry in entries:
        url = address(entry.url_name)
        if url and may_open(url, viewer):
            yield Line(entry.label, entry.icon, url, entry.count, is_here=path == url)


def _mark_here(groups: list[tuple[str, list[Line]]], path: str) -> list[tuple[str, list[Line]]]:
    """Mark the entry whose address is the longest beginning of the path."""
    urls = [line.url for _, lines in groups for line in lines]
    here = max(
        (u for u in urls if path == u or (u != "/" and path.startswith(u))), key=len, default=""
    )
    return [
        (
            title,
            [Line(n.label, n.icon, n.url, n.count, is_here=n.url == here) for n in lines],
        )
        for title, lines in groups
    ]


def shell(request: HttpRequest) -> dict[str, Any]:
    """Give every template the viewer, and the menu at first use."""
    viewer = getattr(request, "viewer", None)
    return {
        "viewer": viewer,
        "product": PRODUCT,
        "product_long": PRODUCT_LONG,
        "menu": SimpleLazyObject(lambda: menu(viewer, request.path) if viewer else []),
        "links": SimpleLazyObject(_links),
    }


def _links() -> dict[str, str]:
    """Give the addresses that the shell itself needs."""
    names = {
        "home": "front:home",
        "search": "front:search",
        "palette": "front:palette",
        "counts": "front:counts",
        "help": "front:help",
        "logout": "accounts:logout",
        "password": "accounts:password",
        "me": "accounts:me",
        "login": "accounts:login",
        "public": "disclosure:search",
    }
    return {key: address(name) for key, name in names.items()}
