"""hedun install: the operating body and its three administrators, once."""

import argparse
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from hedun.base.accounts import actions, queries
from hedun.base.accounts.terms import BodyKind, Role, Viewer

ACCOUNTS = (
    (Role.SYSTEM_ADMIN, "sysadmin"),
    (Role.SECURITY_ADMIN, "secadmin"),
    (Role.AUDITOR, "auditor"),
)


class Command(BaseCommand):
    """Create the accounts with one-time passwords, printed once; there is no default account.

    Basis: GB/T 22239-2019 8.1.4.2
    """

    help = "初始化：建立运维单位和系统、安全、审计三名管理员，一次性密码只显示一次。"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--body", default="系统运维单位", help="运维单位全称")

    def handle(self, **options: Any) -> None:
        by, at = Viewer.system("安装程序"), timezone.now()
        if queries.bodies(by).filter(kind=BodyKind.OPERATION).exists():
            raise CommandError(
                "已经初始化过。忘记管理员密码时，请在服务器上运行：hedun reset_password 账号"
            )
        call_command("load_regions", stdout=self.stdout)
        name = options["body"]
        body = actions.add_body(
            kind=BodyKind.OPERATION, name=name, short_name=name[:30], by=by, at=at
        )
        self.stdout.write("一次性密码，只显示这一次；首次登录须修改：")
        for role, username in ACCOUNTS:
            issued = actions.add_person(
                body_id=body.pk, username=username, name=role.label, by=by, at=at
            )
            actions.grant_role(person_id=issued.person.pk, role=role, by=by, at=at)
            self.stdout.write(f"  {role.label}  账号 {username}  密码 {issued.password}")
