"""Back in from the shell: for a coordinator who lost everything and has no colleague left to ask."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from accounts.actions import recoveries
from accounts.errors import AccessEnded
from accounts.models import Membership, User
from core.codes import show_code
from privacy import walls


class Command(BaseCommand):
    help = "Print a recovery code for one person. Whoever has this shell has the whole site."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="as it is typed at the sign-in; capitals do not matter")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        user = User.objects.filter(username=username.strip().lower()).first()
        if user is None:
            raise CommandError("Nobody here has that username. Nothing was changed.")
        try:
            recovery, code = recoveries.give(user)
        except AccessEnded as refused:
            raise CommandError(
                "That person has no access that could be recovered. Nothing was changed. "
                "`manage.py invite` brings in somebody whose access has ended."
            ) from refused
        address = f"{settings.SITE_URL}{reverse('accounts:recover')}"
        with walls.on_behalf(None, user=user.pk):
            where = list(Membership.objects.filter(user=user).current().select_related("organization"))
        self.stdout.write(f"Recovery code for {user}, {', '.join(str(each.organization) for each in where)}")
        self.stdout.write(f"  open  {address}#{code}")
        self.stdout.write(f"  or type {show_code(code)} on {address}")
        self.stdout.write(f"  It works once, until {recovery.ends_at:%Y-%m-%d %H:%M} UTC.")
        self.stdout.write(
            "Every device of this person is signed out now. The old password and the old second"
        )
        self.stdout.write("step end when the code is used. Hand it over in person or by a call you trust.")
