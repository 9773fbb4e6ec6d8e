"""An invitation from the shell: for a network whose coordinators are all gone."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.actions import invitations
from accounts.actions.robots import robot_of
from accounts.management.commands.first_invitation import link_of
from accounts.models import Organization
from accounts.rights import REACH, Role
from core.codes import show_code


class Command(BaseCommand):
    help = "Print an invitation to an organization. Whoever has this shell has the whole site."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--organization", required=True, help="its name, as on the site")
        roles = sorted(REACH[Role.NETWORK_COORDINATOR])
        parser.add_argument("--role", default=Role.COORDINATOR, choices=roles)

    def handle(self, *args: Any, organization: str, role: str, **options: Any) -> None:
        found = list(Organization.objects.filter(name=organization)[:2])
        if len(found) != 1:
            names = ", ".join(Organization.objects.values_list("name", flat=True)[:20])
            raise CommandError(f"There is not exactly one organization of that name. Here are: {names}")
        invitation, code = invitations.make(found[0], role=role, by=robot_of(found[0]))
        self.stdout.write(f"Invitation: {invitation.get_role_display()} of {found[0]}")
        self.stdout.write(f"  open  {link_of(code)}")
        self.stdout.write(f"  or type {show_code(code)}; it works once, until {invitation.ends_at:%Y-%m-%d}.")
