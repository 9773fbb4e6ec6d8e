"""Draws in the shell: to make one again and compare."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from accounts.tenancy import tenants
from core.errors import DomainError
from privacy import walls
from schedules import published
from schedules.actions import draws
from schedules.models import Draw
from schedules.published import BadFile


class Command(BaseCommand):
    help = (
        "Make a draw again from its published inputs and compare: ends with 1 when the result is another one."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        todo = parser.add_subparsers(dest="todo", required=True)
        verify = todo.add_parser("verify", help="from a file that was taken, or from what stands here")
        what = verify.add_mutually_exclusive_group(required=True)
        what.add_argument("--file", type=Path, help="the file of a draw")
        what.add_argument(
            "draw", nargs="?", type=UUID, help="the key of a draw, from the address of its page"
        )

    def handle(self, *args: Any, file: Path | None, draw: UUID | None, **options: Any) -> None:
        try:
            written = file.read_text(encoding="utf-8") if file else _published(draw)
            checked = published.check(published.read(written))
        except (OSError, UnicodeDecodeError) as unreadable:
            raise CommandError("This file cannot be read.") from unreadable
        except BadFile as broken:
            raise CommandError("This is not the file of a draw, or not the whole of it.") from broken
        except DomainError as refused:
            raise CommandError(f"{refused} {refused.advice}") from refused
        if not checked.seed_is_the_promised:
            raise CommandError("The seed is not the one whose fingerprint was shown before.")
        if not checked.result_is_the_same:
            raise CommandError("The draw gives another result than the one that is written.")
        self.stdout.write(f"same result: {checked.entries} entries, and the seed is the promised one")
        self.stdout.write(f"fingerprint of the file: {published.fingerprint(written)}")


def _published(key: UUID | None) -> str:
    for tenant in tenants():
        with walls.within(tenant):
            found = Draw.objects.filter(organization=tenant, pk=str(key)).first()
            if found is not None:
                return published.text(draws.publication(found))
    raise CommandError("There is no such draw.")
