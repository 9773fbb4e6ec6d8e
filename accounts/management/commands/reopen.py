"""`manage.py reopen ORGANIZATION`: the second person, where no second coordinator is left."""

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from accounts.actions import locks
from accounts.models import Organization
from core.errors import DomainError
from privacy import walls


class Command(BaseCommand):
    """Opens what a coordinator asked to open. Whoever has the shell is the second person."""

    help = "Reopen a locked organization after one of its coordinators asked for it on the card."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which one."""
        parser.add_argument("organization", type=UUID, help="its id")

    def handle(self, *_args: Any, organization: UUID, **_options: Any) -> None:
        """Open, or say why not."""
        found = Organization.objects.filter(pk=organization).first()
        if found is None:
            raise CommandError("There is no organization with this id.")
        try:
            with walls.within(found.pk):
                locks.confirm_from_the_shell(found)
        except DomainError as refused:
            raise CommandError(f"{refused} {refused.advice}") from refused
        self.stdout.write("The organization is open again. The audit trail names the site itself.")
