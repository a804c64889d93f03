"""`hedun node`: register our own node and partners' nodes, change keys, and run the dispatcher."""

import argparse
import getpass
import json
import os
import signal
import socket
import threading
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import InterfaceError, OperationalError, close_old_connections
from django.utils import timezone

from hedun.base.accounts.terms import Invalid, Viewer
from hedun.base.exchange import actions, queries, work
from hedun.base.exchange.models import Node
from hedun.base.exchange.terms import Wire
from hedun.base.exchange.work.bell import Bell
from hedun.base.exchange.work.wires import Wires
from hedun.base.jobs import actions as jobs

FROM_ENVIRONMENT = "HEDUN_NODE_SECRET"
BEAT_S = 10.0
MACHINE = Viewer.system("通联")


class Command(BaseCommand):
    """init · add · key · show · run."""

    help = "通联节点：登记、换钥、查看、运行"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Take one verb and what it needs."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        init = verbs.add_parser("init", help="登记本节点并产生密钥")
        add = verbs.add_parser("add", help="登记对方节点及其公钥")
        key = verbs.add_parser("key", help="换用新密钥")
        for each in (init, add, key):
            each.add_argument("name")
        for each in (init, add):
            each.add_argument("--body", type=int, help="节点代表的单位编号")
        for each in (init, add, key):
            each.add_argument("--algorithm", default="ed25519")
        add.add_argument("--address", required=True)
        add.add_argument("--public", default="", help="十六进制公钥")
        add.add_argument("--wire", choices=[Wire.HEDUN.value, Wire.TOP.value], default="hedun")
        add.add_argument("--app-key", default="", help="对方网关给我们的应用编号（--wire top）")
        add.add_argument("--option", action="append", default=[], help="协议参数 名=值")
        verbs.add_parser("show", help="本节点的公钥与各节点的情况")
        run = verbs.add_parser("run", help="持续发送待送达的消息")
        run.add_argument("--idle-ms", type=int, default=500)

    def handle(self, *_: Any, **options: Any) -> None:
        """Do what the verb says."""
        try:
            getattr(self, f"_{options['verb']}")(options)
        except Invalid as error:
            raise CommandError(str(error)) from None

    def _init(self, options: dict[str, Any]) -> None:
        at = timezone.now()
        given = {"name": options["name"], "body_id": options["body"], "is_local": True}
        node = actions.add_node(**given, by=MACHINE, at=at)
        if not queries.keys(MACHINE, node):
            actions.new_key(node=node, algorithm=options["algorithm"], by=MACHINE, at=at)
        self._say(node)

    def _add(self, options: dict[str, Any]) -> None:
        at = timezone.now()
        if options["wire"] != Wire.HEDUN:
            self._add_partner(options)
            return
        node = actions.add_node(
            name=options["name"],
            body_id=options["body"],
            address=options["address"],
            by=MACHINE,
            at=at,
        )
        try:
            public = bytes.fromhex(options["public"])
        except ValueError:
            raise Invalid("公钥应为十六进制。") from None
        actions.add_key(node=node, algorithm=options["algorithm"], public=public, by=MACHINE, at=at)
        self._say(node)

    def _add_partner(self, options: dict[str, Any]) -> None:
        """The secret comes from the environment or is asked for, so that no list of programs shows it."""
        secret = os.environ.get(FROM_ENVIRONMENT) or getpass.getpass("密钥 secret：")
        node = actions.add_partner(
            name=options["name"],
            body_id=options["body"],
            address=options["address"],
            wire=Wire(options["wire"]),
            app_key=options["app_key"],
            secret=secret,
            options=dict(each.split("=", 1) for each in options["option"] if "=" in each),
            by=MACHINE,
            at=timezone.now(),
        )
        self._say(node)

    def _key(self, options: dict[str, Any]) -> None:
        node = queries.node(MACHINE, options["name"], is_local=True)
        if node is None:
            raise Invalid(f"没有本节点“{options['name']}”；请先 hedun node init。")
        algorithm = options["algorithm"]
        actions.new_key(node=node, algorithm=algorithm, by=MACHINE, at=timezone.now())
        self._say(node)

    def _show(self, _: dict[str, Any]) -> None:
        for node in queries.nodes(MACHINE):
            self._say(node)

    def _say(self, node: Node) -> None:
        """One line of JSON that the partner's administrator can register."""
        known = queries.keys(MACHINE, node)
        newest = known[0] if known else None
        row = {
            "name": node.name,
            "is_local": node.is_local,
            "address": node.address,
            "algorithm": newest.algorithm if newest else "",
            "public": newest.public.hex() if newest else "",
            "key_id": newest.key_id if newest else "",
        }
        self.stdout.write(json.dumps(row, ensure_ascii=False))

    def _run(self, options: dict[str, Any]) -> None:
        """Send what is due until asked to stop; a database that is busy is asked again."""
        done = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: done.set())
        transport, beaten = Wires(), 0.0
        idle = options["idle_ms"] / 1000
        with Bell() as bell:
            while not done.is_set():
                try:
                    beaten = self._beat(beaten)
                    tried = work.dispatch(transport, clock=timezone.now)
                except (OperationalError, InterfaceError) as error:
                    self.stderr.write(f"数据库暂时不可用：{error}")
                    close_old_connections()
                    done.wait(idle)
                    continue
                if not tried and bell.is_live:
                    bell.wait(idle)
                elif not tried:
                    done.wait(idle)

    def _beat(self, before: float) -> float:
        """Leave a sign of life every ten seconds, so that a silent dispatcher is noticed."""
        now = time.monotonic()
        if before and now - before < BEAT_S:
            return before
        name = f"{queries.DISPATCHER}{socket.gethostname()}:{os.getpid()}"
        jobs.beat(worker=name[:60], by=MACHINE, at=timezone.now())
        return now
