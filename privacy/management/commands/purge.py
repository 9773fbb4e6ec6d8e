"""Forgetting by hand: what the schedule does by itself every two minutes."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from core.errors import DomainError
from privacy import purge
from privacy.purge import erasing, marks

SECONDS_OF_ONE = 30


class Command(BaseCommand):
    help = "Erase what is past its time, clear the space it left, and sign a receipt."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help=f"for {SECONDS_OF_ONE} seconds at most")
        parser.add_argument("--prove", action="store_true", help="look for copies today once more")
        parser.add_argument(
            "--accept-clock", action="store_true", help="the date is right although it is far ahead"
        )

    def handle(
        self, *args: Any, once: bool, prove: bool, accept_clock: bool, verbosity: int, **options: Any
    ) -> None:
        try:
            if prove:
                marks.change(scanned=None)
            is_done = purge.run(
                seconds=SECONDS_OF_ONE if once else None,
                accept_clock=accept_clock,
                pace=erasing.side_by_side,
            )
        except DomainError as refused:
            raise CommandError(f"{refused} {refused.advice}") from refused
        except (OSError, DatabaseError) as problem:
            told = getattr(problem, "strerror", None) or "the database refused to write"
            raise CommandError(
                f"Not everything could be erased: {told}. What was erased stays erased. Make room or "
                "mount the disk for writing; the next run goes on."
            ) from problem
        if verbosity:
            self.stdout.write("Everything past its time is erased." if is_done else "There is more to erase.")
