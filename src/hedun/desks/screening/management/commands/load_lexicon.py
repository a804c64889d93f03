"""`hedun load_lexicon`: the product's own words become an edition of the lexicon."""

import pathlib
import tomllib
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from hedun.base.accounts import queries as accounts
from hedun.base.accounts.terms import Refused, Viewer
from hedun.desks.screening import actions
from hedun.desks.screening.terms import EditionState, Row

ROWS = pathlib.Path(__file__).parents[2] / "rows"
TITLE = "出厂词库"


def read(folder: pathlib.Path = ROWS) -> list[Row]:
    """Read every word of the TOML files, each with the ground of its group."""
    rows: list[Row] = []
    for path in sorted(folder.glob("*.toml")):
        for group in tomllib.loads(path.read_text(encoding="utf-8"))["group"]:
            rows.extend(_row(group, word) for word in group["words"])
    return rows


def _row(group: dict[str, Any], word: str | dict[str, Any]) -> Row:
    own = {"word": word} if isinstance(word, str) else word
    return Row(
        word=own["word"],
        ground=group["ground"],
        category=group["category"],
        severity=own.get("severity", group["severity"]),
        allow=tuple(own.get("allow", ())),
        note=own.get("note", group["note"]),
    )


class Command(BaseCommand):
    """Load the product's own lexicon; a second time changes nothing."""

    help = "载入出厂词库；给出两名不同人员时直接启用，否则待审批。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--made-by", metavar="账号", help="编制人")
        parser.add_argument("--approved-by", metavar="账号", help="审批人，须为另一人")

    def handle(self, **options: Any) -> None:
        at = timezone.now()
        system = Viewer.system("出厂词库")
        maker = person(options["made_by"]) or system
        approver = person(options["approved_by"])
        try:
            edition = actions.import_edition(title=TITLE, rows=read(), by=maker, at=at)
            if approver is not None and edition.state == EditionState.SUBMITTED:
                edition = actions.approve(edition_id=edition.pk, by=approver, at=at)
        except Refused as error:
            raise CommandError(str(error)) from error
        words = edition.entries.count()
        label = EditionState(edition.state).label
        self.stdout.write(f"词库第 {edition.number} 版“{edition.title}”：{words} 词，{label}。")


def person(username: str | None) -> Viewer | None:
    """Find the viewer behind an account; none where no account was named."""
    if not username:
        return None
    people = accounts.visible_people(Viewer.system())
    found = people.filter(username=username, is_active=True).first()
    if found is None:
        raise CommandError(f"没有在用账号“{username}”；请核对后重试。")
    return found.viewer
