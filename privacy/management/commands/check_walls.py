"""Whether the walls between organizations stand, tried for real."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from privacy.walls.probes import PROBES


class Command(BaseCommand):
    help = "Try every way past the walls between organizations, and print what came of it."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        if connection.vendor != "postgresql":
            self.stdout.write("SQLite: the walls in the code and of the keys hold; the database has none.")
            self.stdout.write("A network of several organizations belongs on PostgreSQL.")
            return
        failed = 0
        with connection.cursor() as cursor:
            self.stdout.write(f"{'probe':<38}{'result':<9}rule")
            for probe in PROBES:
                trouble = probe.look(cursor)
                failed += bool(trouble)
                self.stdout.write(f"{probe.name:<38}{'BROKEN' if trouble else 'holds':<9}{probe.rule}")
                for sentence in trouble[:5]:
                    self.stdout.write(f"    {sentence}")
        if failed:
            raise CommandError(
                f"{failed} of {len(PROBES)} rules are broken. The site does not start like this."
            )
        self.stdout.write(f"All {len(PROBES)} rules hold.")
