"""Make the .mo files from the .po files, without the gettext programs."""

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand

from config.catalogs import compile_all


class Command(BaseCommand):
    help = "Compile changed translations. `serve` does this by itself; an image is built with it."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{compile_all(settings.LOCALE_PATHS)} translation files compiled.")
