"""What is not translated yet, per language."""

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand

from config.catalogs import catalogs, entries


class Command(BaseCommand):
    help = "Print how many texts of each language are missing or unsure, and the first of them."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        for po in catalogs(settings.LOCALE_PATHS):
            every = [entry for entry in entries(po) if not entry.is_header]
            missing = [entry.source for entry in every if entry.is_gap]
            self.stdout.write(f"{po.parts[-3]:<4} {po.stem:<10} {len(every):>5} texts, {len(missing)} gaps")
            for source in missing[:10]:
                self.stdout.write(f"       {source[:90]!r}")
