"""`hedun load_catalogue`: the product's own catalogue becomes an edition, its campaigns drafts."""

import datetime as dt
import pathlib
import tomllib
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from hedun.base.accounts.terms import Refused, Viewer
from hedun.desks.screening import actions
from hedun.desks.screening.decide.catalogue import of_value
from hedun.desks.screening.management.commands.load_lexicon import person
from hedun.desks.screening.models import Campaign
from hedun.desks.screening.terms import CampaignPlan, EditionState, Item

ROWS = pathlib.Path(__file__).parents[2] / "rows"
TITLE = "出厂名录"


def read(folder: pathlib.Path = ROWS / "catalogue") -> list[Item]:
    """Read every entry of the TOML files, each with the ground of its group."""
    return [
        of_value(item, group["ground"])
        for path in sorted(folder.glob("*.toml"))
        for group in tomllib.loads(path.read_text(encoding="utf-8"))["group"]
        for item in group["items"]
    ]


def campaigns(on: dt.date, folder: pathlib.Path = ROWS / "campaigns") -> list[CampaignPlan]:
    """Read the campaigns; their days count from the day of loading."""
    return [
        _plan(data, on)
        for path in sorted(folder.glob("*.toml"))
        for data in tomllib.loads(path.read_text(encoding="utf-8"))["campaign"]
    ]


def _plan(data: dict[str, Any], on: dt.date) -> CampaignPlan:
    first, last = (on + dt.timedelta(days=days) for days in data["days"])
    return CampaignPlan(
        name=data["name"],
        ground=data["ground"],
        severity=data["severity"],
        valid_from=first,
        valid_to=last,
        region_code=data.get("region", ""),
        note=data["note"],
        words=tuple((word, ()) for word in data["words"]),
    )


class Command(BaseCommand):
    """Load the catalogue, and with `--campaigns` the campaigns; a second time changes nothing."""

    help = "载入出厂禁限售名录和专项词；给出两名不同人员时直接启用，否则待审批。"
    stealth_options = ("at", "today")  # the demo loads them in its own past

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--made-by", metavar="账号", help="编制人")
        parser.add_argument("--approved-by", metavar="账号", help="审批人，须为另一人")
        parser.add_argument("--campaigns", action="store_true", help="同时载入专项词样例")

    def handle(self, **options: Any) -> None:
        at = options.get("at") or timezone.now()
        today = options.get("today") or timezone.localtime(at).date()
        maker = person(options["made_by"]) or Viewer.system("出厂名录")
        approver = person(options["approved_by"])
        try:
            edition = actions.import_catalogue(title=TITLE, items=read(), by=maker, at=at)
            if approver is not None and edition.state == EditionState.SUBMITTED:
                actions.approve_draft(kind="catalogue", pk=edition.pk, by=approver, at=at)
            if options["campaigns"]:
                self._campaigns(maker, approver, today=today, at=at)
        except Refused as error:
            raise CommandError(str(error)) from error
        edition.refresh_from_db()
        label = EditionState(edition.state).label
        count = edition.items.count()
        self.stdout.write(f"名录第 {edition.number} 版“{edition.title}”：{count} 条，{label}。")

    def _campaigns(
        self, maker: Viewer, approver: Viewer | None, *, today: dt.date, at: dt.datetime
    ) -> None:
        """Load the campaigns; one that is still to come waits for the second person."""
        for plan in campaigns(today):
            if Campaign.objects.filter(name=plan.name).exists():
                continue
            row = actions.save_campaign(plan=plan, by=maker, at=at)
            actions.submit_campaign(campaign_id=row.pk, by=maker, at=at)
            if approver is not None and plan.valid_from <= today:
                actions.approve_draft(kind="campaign", pk=row.pk, by=approver, at=at)
        self.stdout.write(f"专项 {Campaign.objects.count()} 个。")
