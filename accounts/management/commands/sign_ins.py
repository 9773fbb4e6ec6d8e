"""How to sign in to the demo network."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from accounts.actions import demo


class Command(BaseCommand):
    help = "Print the sign-ins of the demo network."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This is no demo. Start with POSADA_DEMO=1 and an empty POSADA_DATA for one.")
        self.stdout.write(f"Password for all: {demo.PASSWORD}")
        self.stdout.write(f"The six digits of the second step: {settings.SITE_URL}{reverse('accounts:demo')}")
        people = demo.people()
        widest = max((len(person.username) for person in people), default=8)
        for person in people:
            self.stdout.write(f"  {person.username:<{widest}}  {person.role}, {person.organization}")
