"""How long a platform waits before a listing goes live: `python -m tools.bench.precheck CHECKS`.

One listing a request to POST /api/v1/screening/check, with the product's own lexicon and all
its rules in use, on a real granian server with one process. A time is from the request to the
last byte; the first request, which compiles, is told apart. A page that does nothing is asked
for in turn with it, so that a busy machine shows.
"""

import http.client
import json
import random
import sys
import time

import django
from django.conf import settings
from django.core.management import call_command
from django.test import Client as Inside
from django.utils import timezone

from tools.bench.serving import Client, served

BAR_MS = 20.0
WARM_UP = 20
URL = "/api/v1/screening/check"


def fill() -> str:
    """Put law, lexicon and rules into use, and log in somebody of a platform; give the session."""
    from hedun.base.accounts.models import Body, Person, RoleGrant
    from hedun.base.accounts.terms import BodyKind, Role
    from hedun.desks.screening.models import RuleVersion

    def person(name: str, kind: BodyKind, role: Role) -> Person:
        house = Body.objects.create(kind=kind, name=name, short_name=name)
        made = Person.objects.create(
            username=name,
            name=name,
            body=house,
            must_change_password=False,
            password_changed_at=timezone.now(),
        )
        RoleGrant.objects.create(person=made, role=role, granted_at=timezone.now())
        return made

    for name in ("migrate", "load_regions", "load_law"):
        call_command(name, verbosity=0)
    one, other = (person(name, BodyKind.BUREAU, Role.EDITOR) for name in ("one", "other"))
    call_command("load_lexicon", made_by=one.username, approved_by=other.username, verbosity=0)
    call_command("load_rules", made_by=one.username, verbosity=0)
    RuleVersion.objects.update(stage="active", activated_by=other, activated_at=timezone.now())
    inside = Inside()
    inside.force_login(person("platform", BodyKind.PLATFORM, Role.COMPLIANCE))
    session: str = inside.cookies[settings.SESSION_COOKIE_NAME].value
    return session


def listings(count: int) -> list[str]:
    """Make requests of one listing each, from the generator of the demo market."""
    from hedun.demo.goods import listings as made
    from hedun.demo.roster import shops

    dice = random.Random(20261125)  # noqa: S311 - the same listings each time
    rows = [row for row, _ in made(1, shops(1, 200), count=count, start=0, at=timezone.now())]
    dice.shuffle(rows)
    names = ("title", "description", "category", "price_fen", "sales", "shop_name")
    return [json.dumps({"items": [{name: getattr(row, name) for name in names}]}) for row in rows]


def measure(port: int, session: str, bodies: list[str]) -> tuple[list[float], list[float]]:
    """Ask for each listing and for the trivial page in turn; give the milliseconds of both."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    headers = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={session}"}
    headers["Content-Type"] = "application/json"
    taken, trivial, hits, client = [], [], 0, Client(port)
    for body in bodies:
        trivial.append(client.get("/healthz"))
        started = time.perf_counter()
        link.request("POST", URL, body=body, headers=headers)
        answer = link.getresponse()
        text = answer.read()
        taken.append((time.perf_counter() - started) * 1000)
        if answer.status != 200:
            raise SystemExit(f"{answer.status}: {text[-2000:].decode(errors='replace')}")
        hits += len(json.loads(text)["items"][0]["hits"])
    print(f"{len(bodies):,} listings, {hits:,} hits", flush=True)
    return taken, trivial


def line(name: str, taken: list[float]) -> str:
    """Write one line: times of what came after the warm-up, and the very first."""
    warm = sorted(taken[WARM_UP:])
    shown = [warm[min(len(warm) - 1, int(len(warm) * p))] for p in (0.5, 0.95, 0.99, 1)]
    return f"| {name} | {' | '.join(f'{ms:.1f}' for ms in shown)} | {taken[0]:,.0f} |"


def main() -> None:
    """Fill, serve, measure, print, and say whether the bar was kept."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    django.setup()
    session = fill()
    with served() as port:
        taken, trivial = measure(port, session, listings(WARM_UP + count))
    print("\n| one request | p50 ms | p95 ms | p99 ms | max ms | first ms |")
    print("|---" * 6 + "|", line("health", trivial), line("check", taken), sep="\n")
    warm = sorted(taken[WARM_UP:])
    p99 = warm[min(len(warm) - 1, int(len(warm) * 0.99))]
    is_kept = p99 <= BAR_MS
    print(f"\nbar: p99 ≤ {BAR_MS:.0f} ms: {'kept' if is_kept else 'broken'}")
    sys.exit(not is_kept)


if __name__ == "__main__":
    main()
