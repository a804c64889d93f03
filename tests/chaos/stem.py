"""One house's programs, made by forking a process that has loaded everything and holds nothing.

A program that is killed is there again within milliseconds, so that a kill every second leaves
time for work. The stem itself never opens the database. It reads `ROLE PORT` from its standard
input and answers with the new program's process number.

Waits of the dispatcher (retry, breaker) pass CHAOS_PACE times as fast: at 1,800 an offline
stretch of 48 s is what a day is to the real ones. What is decided is the product's own code.
"""

import datetime as dt
import os
import random
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

THREADS = 8


def hasten():
    """Let the dispatcher wait less."""
    from hedun.base.exchange.actions import sending
    from hedun.base.exchange.decide import retry
    from hedun.base.exchange.work import calling

    pace = float(os.environ.get("CHAOS_PACE", "1800"))
    retry.SHORTEST, retry.LONGEST = retry.SHORTEST / pace, retry.LONGEST / pace
    retry.REST = retry.REST / pace
    retry.MOST_PATIENCE = 100_000  # three days of tries, as often as they are made here
    sending.LEASE = dt.timedelta(seconds=2)
    calling.PATIENCE_S = 5.0


class Server(WSGIServer):
    """The product's pages; as many threads as make a server, each with its own connection."""

    request_queue_size = 64

    def __init__(self, *given):
        super().__init__(*given)
        self.pool = ThreadPoolExecutor(THREADS)

    def process_request(self, request, client_address):
        self.pool.submit(self._serve, request, client_address)

    def _serve(self, request, client_address):
        try:
            self.finish_request(request, client_address)
        except OSError:
            pass  # whoever asked has gone, or the link broke
        finally:
            self.shutdown_request(request)


class Quiet(WSGIRequestHandler):
    """Tells nothing of what it answers, and waits for nobody who falls silent."""

    timeout = 10

    def log_message(self, *_):
        """Say nothing."""


def web(port):
    """Serve the house's pages and gateways."""
    from hedun.wsgi import application

    server = Server(("127.0.0.1", port), Quiet)
    server.set_app(application)
    server.serve_forever()


def node(_port):
    """Send what is due, as `hedun node run` does."""
    from django.core.management import call_command

    call_command("node", "run", idle_ms=100)


def hand(_port):
    """A person of the platform signs for what has come in and answers it, now and then not."""
    from django.db import Error, close_old_connections

    chance = random.Random()
    while True:
        try:
            close_old_connections()
            if not _answer_some(chance):
                time.sleep(0.2)
        except Error as error:
            sys.stderr.write(f"hand: {error}\n")
            time.sleep(0.2)


def _answer_some(chance):
    from hedun.base.accounts.models import Person
    from hedun.demo.twohouses import PLATFORM
    from hedun.desks.bridge import queries
    from hedun.desks.bridge.terms import LetterState

    by = Person.objects.get(username=PLATFORM.username).viewer
    open_ = (LetterState.SENT, LetterState.ACCEPTED)
    found = list(queries.visible_letters(by).filter(state__in=open_).order_by("pk")[:20])
    for letter in found:
        _answer(letter, by, chance)
    return len(found)


def _answer(letter, by, chance):
    from django.db import transaction
    from django.utils import timezone

    from hedun.base.accounts.terms import Invalid, Refused
    from hedun.desks.bridge import actions

    try:
        with transaction.atomic():
            if letter.state == "sent":
                actions.accept(letter_id=letter.pk, by=by, at=timezone.now())
            else:
                actions.answer(letter_id=letter.pk, text="已处置。", by=by, at=timezone.now())
            # now and then the person changes their mind: that must leave nothing
            transaction.set_rollback(chance.random() < 0.1)
    except (Invalid, Refused):
        return


ROLES = {"web": web, "node": node, "hand": hand}


def main():
    """Fork what is asked for, until the input ends."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hedun.settings")
    django.setup()
    hasten()
    import hedun.urls  # noqa: F401 - loaded once, before the programs are made

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead are buried by themselves
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while line := sys.stdin.readline():
        role, port = line.split()
        pid = os.fork()
        if pid == 0:
            _become(role, int(port))
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


def _become(role, port):
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()
        os.dup2(os.open(os.devnull, os.O_RDWR), 0)
        os.dup2(2, 1)
        random.seed()
        ROLES[role](port)
    except BaseException as error:  # noqa: BLE001 - whatever it was, the program ends and is started again
        sys.stderr.write(f"{role} ends: {error!r}\n")
    finally:
        os._exit(1)


if __name__ == "__main__":
    main()
