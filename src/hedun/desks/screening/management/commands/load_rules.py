"""`hedun load_rules`: the product's own rules become drafts whose examples hold."""

import datetime as dt
import pathlib
import tomllib
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from hedun.base.accounts import queries as accounts
from hedun.base.accounts.terms import Refused, Viewer
from hedun.desks.screening import actions
from hedun.desks.screening.decide.rules import read_examples
from hedun.desks.screening.queries import rules as reading
from hedun.desks.screening.terms import RuleText
from hedun.engine.rules import Step

ROWS = pathlib.Path(__file__).parents[2] / "rows" / "rules"


def read(folder: pathlib.Path = ROWS) -> list[RuleText]:
    """Read every rule of the TOML files."""
    return [
        RuleText(
            code=row["code"],
            title=row["title"],
            expression=row["rule"],
            ground=row["ground"],
            category=row["category"],
            severity=row["severity"],
            note=row["note"],
            examples=read_examples(row["examples"]),
        )
        for path in sorted(folder.glob("*.toml"))
        for row in tomllib.loads(path.read_text(encoding="utf-8"))["rule"]
    ]


class Command(BaseCommand):
    """Load the product's own rules; those that are there already stay as they are."""

    help = "载入出厂规则：样例全部通过，待回测、试运行，由另一人批准启用。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--made-by", metavar="账号", help="起草人")
        parser.add_argument("--at", type=dt.datetime.fromisoformat, help="视为载入的时刻")

    def handle(self, **options: Any) -> None:
        by = _person(options["made_by"]) or Viewer.system("出厂规则")
        known = set(reading.versions(Viewer.system()).values_list("rule__code", flat=True))
        fresh = [text for text in read() if text.code not in known]
        at = options["at"] or timezone.now()
        for text in fresh:
            try:
                row = actions.create_rule(text=text, by=by, at=at)
                actions.step_rule(version_id=row.pk, step=Step.TEST, by=by, at=at)
            except Refused as error:
                raise CommandError(f"规则 {text.code}：{error}") from error
        self.stdout.write(f"已载入 {len(fresh)} 条规则，此前已有 {len(known)} 条。")


def _person(username: str | None) -> Viewer | None:
    if not username:
        return None
    people = accounts.visible_people(Viewer.system())
    found = people.filter(username=username, is_active=True).first()
    if found is None:
        raise CommandError(f"没有在用账号“{username}”；请核对后重试。")
    return found.viewer
