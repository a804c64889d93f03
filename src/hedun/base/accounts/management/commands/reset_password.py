"""hedun reset_password: a new one-time password, given on the server."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from hedun.base.accounts import actions, queries
from hedun.base.accounts.terms import Viewer


class Command(BaseCommand):
    """Reset anybody's password, also an administrator's; the trail says it was the server."""

    help = "在服务器上为一个账号签发新的一次性密码。"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("username")

    def handle(self, **options: Any) -> None:
        by, username = Viewer.system("服务器命令"), options["username"]
        person = queries.visible_people(by).filter(username=username).first()
        if person is None:
            raise CommandError(f"没有账号“{username}”，请核对拼写。")
        issued = actions.reset_password(person_id=person.pk, by=by, at=timezone.now())
        self.stdout.write(f"一次性密码（首次登录须修改）：{issued.password}")
