"""Every page of every menu: it fits both screens, speaks Chinese, and leads nowhere in vain."""

import re

import pytest

from hedun.demo.people import PASSWORD

pytestmark = pytest.mark.journey
ACCOUNTS = (
    *("jc3301061", "ld330106", "jc3300001", "editor1", "gs330106", "tongji1", "agency"),
    *("sysadmin", "secadmin", "auditor"),
)
PUBLIC = ("/public/", "/public/?q=zzzz", "/login/")
# what a program says to a program: an act's code, a value of Python or of the script
CODE = re.compile(r"\b(None|True|False|undefined|NaN)\b|\b[a-z_]+:[a-z_]+:[a-z_]+\b|\{\{|\{%")


def links(page, selector: str) -> list[str]:
    found = page.eval_on_selector_all(selector, "all => all.map(one => one.getAttribute('href'))")
    return [href.partition("#")[0] for href in found if href.startswith("/")]


def look_at(desk, path: str) -> set[str]:
    """Open a page at both sizes; give where its links lead."""
    page = desk.open(path)
    page.wait_for_load_state()
    desk.shot(f"menu-{desk.name}-{re.sub('[^a-z]+', '-', path).strip('-') or 'home'}")
    said = CODE.search(page.inner_text("body"))
    if said:
        desk.errors.append(f"{path} says {said[0]!r}")
    return set(links(page, "a[href]"))


def follow(desk, addresses: set[str]) -> None:
    for address in sorted(addresses):
        status = desk.context.request.get(desk.address + address).status
        # the public pages slow a hasty reader down
        if status >= 400 and not (status == 429 and address.startswith("/public/")):
            desk.errors.append(f"{address} answers {status}")


@pytest.mark.parametrize("account", ACCOUNTS)
def test_the_menu_of_a_role_has_no_dead_end(desks, account):
    desk = desks(account)
    page = desk.login(account, PASSWORD)
    menu = dict.fromkeys(["/", *links(page, "nav.side a"), "/me/", "/help/"])
    assert len(menu) >= 7
    found: set[str] = set()
    for path in menu:
        found |= look_at(desk, path)
    follow(desk, found - set(menu))


def test_the_public_pages_have_no_dead_end(desks):
    desk = desks("nobody")
    found: set[str] = set()
    for path in PUBLIC:
        found |= look_at(desk, path)
    follow(desk, found - set(PUBLIC))
