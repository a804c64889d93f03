"""`hedun demo_node`: one of two houses, a bureau's and a platform's, each with its own people."""

import argparse
import json
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from hedun.base.accounts import queries as accounts
from hedun.base.lawbook import queries as lawbook
from hedun.demo.partners import DemoKey, make_keys
from hedun.demo.simulation import MACHINE
from hedun.demo.twohouses import BUREAU, HOUSES, PLATFORM, letters, settle


class Command(BaseCommand):
    """Make the tables, the law, the bodies and people of one house; a second run changes nothing."""

    help = "准备双节点演示中的一个节点（仅演示环境）"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Take which house; or, for the second pass, where the other one is."""
        parser.add_argument("house", choices=sorted(HOUSES))
        parser.add_argument("--peer", default="", help="对方的 node.json")
        parser.add_argument("--address", default="", help="对方的地址")

    def handle(self, *_: Any, **options: Any) -> None:
        """Settle the house, or make it acquainted with the other one."""
        house = HOUSES[options["house"]]
        if options["peer"]:
            self._meet(house.name, options["peer"], options["address"])
            return
        call_command("migrate", verbosity=0)
        now = timezone.now()
        if not lawbook.instruments(MACHINE).exists():
            call_command("load_law", verbosity=0)
        if not accounts.bodies(MACHINE).exists():
            with transaction.atomic():
                settle(house, at=now)
        me = accounts.bodies(MACHINE).get(name=house.body_name)
        (settings.DATA_DIR / "demo").mkdir(parents=True, exist_ok=True)
        with (settings.DATA_DIR / "demo" / "node.json").open("w", encoding="utf-8") as file:
            call_command("node", "init", house.name, "--body", str(me.pk), stdout=file)

    def _meet(self, name: str, peer: str, address: str) -> None:
        with open(peer, encoding="utf-8") as file:  # noqa: PTH123 - a path from the command line
            other = json.load(file)
        house = next(each for each in HOUSES.values() if each.name == other["name"])
        body = accounts.bodies(MACHINE).get(name=house.body_name)
        given = ["--body", str(body.pk), "--address", address, "--public", other["public"]]
        call_command("node", "add", other["name"], *given, stdout=self.stdout)
        if name == BUREAU.name:
            users = (BUREAU.username, PLATFORM.username)
            wanted = (DemoKey(users[0], "演示：监管端系统", *settings.DEMO_APP),)
            make_keys(wanted, at=timezone.now(), platform_body=body.pk)
            letters(at=timezone.now())
