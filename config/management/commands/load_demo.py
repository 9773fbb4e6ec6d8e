"""Load the demo network, once."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config import demo


class Command(BaseCommand):
    help = "Load the demo network with invented people, unless it is there. Refused outside a demo."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This is no demo. Start with POSADA_DEMO=1 and an empty POSADA_DATA for one.")
        made = demo.load()
        if options["verbosity"] > 1:
            self.stdout.write("made" if made else "was there")
