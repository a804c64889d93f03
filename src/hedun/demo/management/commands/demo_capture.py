"""`hedun demo_capture ADDRESS`: fix pages of the running demo as evidence, once."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand

from hedun.demo.captures import ask


class Command(BaseCommand):
    """Ask for the demo's own pages; its worker fetches them."""

    help = "固定演示自身的网页（仅演示环境）"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Take the address of the running demo."""
        parser.add_argument("address")

    def handle(self, *_: Any, **options: Any) -> None:
        """Ask, once."""
        self.stdout.write(f"{ask(options['address'])} 个网页待固定")
