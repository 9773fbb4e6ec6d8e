"""The programmes that a network begins with, in the shell."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from accounts.models import Membership, Network, Organization
from accounts.rights import Role
from appointments.actions import seeding
from core.errors import DomainError
from privacy import walls


class Command(BaseCommand):
    help = "Add the programmes that a network does not know yet; those that it knows stay as they are."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--network", required=True, help="its code, for example RED-NORTE")

    def handle(self, *args: Any, **options: Any) -> None:
        network = Network.objects.filter(code__iexact=options["network"]).first()
        if network is None:
            raise CommandError(f"There is no network {options['network']}.")
        with translation.override("en"):
            try:
                made = _loaded(network)
            except DomainError as refused:
                raise CommandError(f"{refused} {refused.advice}") from None
        for programme in made:
            self.stdout.write(programme.code)
        self.stdout.write(f"{len(made)} programmes added. Nobody has reviewed their texts yet.")


def _loaded(network: Network) -> list[Any]:
    """Through the first network coordinator, who then has them in the own organization.

    Raises: CommandError without one.
    """
    for organization in Organization.objects.filter(network=network).order_by("pk"):
        with walls.within(organization.pk, network=network.pk):
            members = Membership.objects.filter(organization=organization, role=Role.NETWORK_COORDINATOR)
            member = members.current().people().order_by("pk").first()
            if member is not None:
                return seeding.load_programmes(by=member)
    raise CommandError(f"Nobody coordinates the network {network.code} yet. See manage.py first_invitation.")
