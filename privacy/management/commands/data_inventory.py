"""The page of the inventory, written or compared."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from privacy.documents import inventory


class Command(BaseCommand):
    help = "Write docs/data-inventory.md from what the apps declare; with --check only compare."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="fail when the page is not up to date")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["check"]:
            inventory.PLACE.write_text(inventory.page(), encoding="utf-8")
            return
        if not inventory.is_current():
            raise CommandError(f"docs/data-inventory.md is not up to date. This mends it: {inventory.MEND}")
