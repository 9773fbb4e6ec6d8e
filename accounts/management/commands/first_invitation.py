"""The way in for the first coordinator of an empty site."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from accounts.actions import networks
from accounts.models import Network
from accounts.rights import Role
from core.codes import show_code
from core.errors import BadInput


def link_of(code: str) -> str:
    """The address to open, with the code where no server sees it."""
    return f"{settings.SITE_URL}{reverse('accounts:join')}#{code}"


class Command(BaseCommand):
    help = "On an empty site: make the network and its first organization, and print an invitation."

    def add_arguments(self, parser: ArgumentParser) -> None:
        roles = [Role.COORDINATOR, Role.NETWORK_COORDINATOR]
        parser.add_argument("--network", default="Red de albergues", help="name of the network")
        parser.add_argument("--organization", default="Casa", help="name of the first organization")
        parser.add_argument("--time-zone", default="America/Mexico_City", help="for example America/Tijuana")
        parser.add_argument("--role", default=Role.COORDINATOR, choices=roles)

    def handle(self, *args: Any, **options: Any) -> None:
        if Network.objects.exists():
            self.stdout.write("This site has a network already. `manage.py invite` brings in more people.")
            return
        try:
            invitation, code = networks.found(
                network=options["network"],
                organization=options["organization"],
                time_zone=options["time_zone"],
                role=options["role"],
            )
        except BadInput as refused:
            raise CommandError(f"{refused} {refused.fields}") from refused
        self.stdout.write(f"Invitation: {invitation.get_role_display()} of {invitation.organization}")
        self.stdout.write(f"  open  {link_of(code)}")
        self.stdout.write(f"  or type {show_code(code)} on {settings.SITE_URL}{reverse('accounts:join')}")
        self.stdout.write(f"  It works once, until {invitation.ends_at:%Y-%m-%d}.")
