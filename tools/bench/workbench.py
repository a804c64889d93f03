"""How long people wait for a page when a million clues are open.

`python -m tools.bench.workbench CLUES REQUESTS` on the database of HEDUN_DATABASE, which it
fills first if it is empty. A real granian server answers one client; a time is from the request
to the last byte. "cold": the product's cache is emptied before each request.
"""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import django
from django.conf import settings
from django.db import connection
from django.db.models import Count
from django.test import Client as Inside

from tools.bench.databases import ROOT
from tools.bench.serving import Client, served

BAR_MS = 150.0
WARM_UP = 3
REGIONS = {"inspector": "330110", "leader": "330110", "quiet": "", "province": "330000"}
CASE_LISTS = ("?scope=body", "?scope=mine", "?scope=area")
LISTS = ("", "?scope=area", "?scope=todo&due=overdue", "?scope=area&state=verifying")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody logged in."""

    who: str
    session: str
    numbers: list[str]


@dataclass(frozen=True, slots=True)
class Page:
    """One line of the table; `{}` in the address takes another of the values each time."""

    name: str
    url: str
    is_cold: bool = False
    is_barred: bool = False
    values: tuple[str, ...] = ("",)


@dataclass(frozen=True, slots=True)
class Times:
    """What the requests for one page took, in milliseconds, the shortest first."""

    taken: list[float]

    def within(self, part: float) -> float:
        """Give the time within which this part of the requests was answered."""
        return self.taken[min(len(self.taken) - 1, int(len(self.taken) * part))]


def pages(person: Person) -> Iterator[Page]:
    """Name what is measured for a person; what no room has yet has no address."""
    from hedun.base.pages.context import address

    home, statistics = address("front:home"), address("front:statistics")
    yield Page("workbench", home, is_barred=True)
    yield Page("workbench, cold", home, is_cold=True, is_barred=True)
    yield Page("the last month, cold", address("front:month"), is_cold=True)
    yield Page("menu counts", address("front:counts"))
    for query in LISTS:
        base = address("clues:list")
        yield Page(f"clue list {query}", base and base + query)
    for query in CASE_LISTS:
        base = address("cases:list")
        yield Page(f"case list {query}", base and base + query)
    yield Page("clue queue", address("clues:queue"))
    yield Page("review queue", address("screening:queue"))
    yield Page("letter list", address("bridge:list"))
    palette = address("front:palette") + "?q={}"
    yield Page("palette, clue number", palette, values=tuple(person.numbers))
    names = tuple(f"测量网店{n}" for n in range(9000, 10000))
    yield Page("palette, shop name", palette, values=names)
    yield Page("statistics", statistics)
    yield Page("statistics, cold", statistics, is_cold=True)


def people() -> Iterator[Person]:
    """Log in two people of the busiest county, one of the quietest, and one of the province."""
    from hedun.base.accounts.models import Person as Account
    from hedun.clues.models import Clue

    counted = Clue.objects.values("region_code").annotate(n=Count("pk")).order_by("n")
    for who, region in REGIONS.items():
        role = "leader" if who == "leader" else "inspector"
        place = region or counted.values_list("region_code", flat=True)[0]
        of_region = Account.objects.filter(body__region_code=place, body__kind="bureau")
        account = of_region.filter(grants__role=role).order_by("pk")[0]
        inside = Inside()
        inside.force_login(account)
        rows = Clue.objects.filter(body_id=account.body_id).order_by("pk")
        numbers = list(rows.values_list("number", flat=True)[:1000])
        yield Person(who, inside.cookies[settings.SESSION_COOKIE_NAME].value, numbers)


def measure(client: Client, page: Page, *, session: str, requests: int) -> Times:
    """Ask so often, after a few times that do not count."""
    taken, warm_up = [], min(WARM_UP, requests)
    for number in range(warm_up + requests):
        url = page.url.format(page.values[number % len(page.values)])
        taken.append(client.get(url, session=session, is_cold=page.is_cold))
    return Times(sorted(taken[warm_up:]))


def table(requests: int) -> Iterator[tuple[str, bool]]:
    """Measure everything; give each line of the table and whether it keeps the bar."""
    from hedun.base.pages.context import address

    with served() as port:
        client = Client(port)
        health = Page("health", address("front:health"))
        trivial = measure(client, health, session="", requests=requests)
        yield line(health, "", times=trivial, trivial=trivial), True
        for person in people():
            for page in pages(person):
                if not page.url:
                    yield f"| {page.name} | {person.who} | no such page yet | | | |", True
                    continue
                times = measure(client, page, session=person.session, requests=requests)
                is_kept = not page.is_barred or times.within(0.95) <= BAR_MS
                yield line(page, person.who, times=times, trivial=trivial), is_kept


def line(page: Page, who: str, *, times: Times, trivial: Times) -> str:
    """Write one line."""
    p50, p95, most = (times.within(part) for part in (0.5, 0.95, 1))
    ratio = p95 / trivial.within(0.95)
    return f"| {page.name} | {who} | {p50:.1f} | {p95:.1f} | {most:.1f} | {ratio:.1f} |"


def volume() -> str:
    """Say what the database holds."""
    from hedun.clues.models import Clue, ClueEvent
    from hedun.desks.bridge.models import Letter
    from hedun.desks.cases.models import Case
    from hedun.desks.screening.models import Finding

    clues = f"{Clue.objects.filter(is_open=True).count():,} open clues"
    others = {"open cases": Case.objects.filter(is_open=True),
              "closed": Clue.objects.filter(is_open=False), "clue events": ClueEvent.objects.all(),
              "letters": Letter.objects.all(), "findings": Finding.objects.all()}  # fmt: skip
    return ", ".join([clues, *(f"{rows.count():,} {name}" for name, rows in others.items())])


def main() -> None:
    """Fill if empty, measure, print the table and whether the bar was kept."""
    clues, requests = (int(text) for text in sys.argv[1:])
    django.setup()
    if "clues_clue" not in connection.introspection.table_names():
        command = [sys.executable, "-m", "tools.bench.stock", str(clues)]
        subprocess.run(command, cwd=ROOT, check=True)
    print(f"workbench, {connection.display_name}: {volume()}; {requests} requests a line\n")
    print("| page | who | p50 ms | p95 ms | max ms | p95 / health |", "|---" * 6 + "|", sep="\n")
    broken = 0
    for text, is_kept in table(requests):
        print(text, flush=True)
        broken += not is_kept
    verdict = f"broken in {broken} lines" if broken else "kept"
    print(f"\nbar: p95 of the workbench ≤ {BAR_MS:.0f} ms: {verdict}")
    sys.exit(bool(broken))


if __name__ == "__main__":
    main()
