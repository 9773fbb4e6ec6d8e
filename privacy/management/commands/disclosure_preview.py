"""`manage.py disclosure_preview`: what a legal demand could obtain today."""

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand

from privacy import disclosure, retention, walls
from privacy.disclosure import Holding


class Command(BaseCommand):
    """Prints counts, fields and days; nothing about a person."""

    help = "List what a legal demand could obtain today, from the data inventory."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One organization, or all."""
        parser.add_argument("--organization", type=UUID, help="its id; without it, all organizations")

    def handle(self, *_args: Any, organization: UUID | None = None, **_options: Any) -> None:
        """One block for each organization."""
        every = [tenant for tenant in retention.tenants() if tenant != retention.SITE]
        for tenant in [organization] if organization else every:
            self.stdout.write(f"Organization {tenant}")
            with walls.within(tenant):
                for holding in disclosure.preview(tenant):
                    self.stdout.write(_line(holding))
                    if holding.about_guests and holding.rows:
                        self._details(holding)

    def _details(self, holding: Holding) -> None:
        for kind, names in holding.fields.items():
            self.stdout.write(f"      {kind.value}: {', '.join(names)}")
        for column in holding.sealed:
            self.stdout.write(f"      {column.name}: {column.readable} readable, {column.erased} erased")


def _line(holding: Holding) -> str:
    mark = "guests" if holding.about_guests else "other"
    days = f"{holding.oldest} to {holding.newest}" if holding.oldest else "no days"
    return f"  {mark:6} {holding.label:32} {holding.rows:8} rows  {days}  (kept {holding.until})"
