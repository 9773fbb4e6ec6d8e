"""Check a sheet of evidence with the public key alone."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from appointments import evidence
from privacy import keyring
from privacy.management.commands.audit_verify import read_key

LONGEST_NAME = 1000  # longer words are no path


class Command(BaseCommand):
    help = "Check that a sheet of evidence (PDF) or its printed code was signed by this site and not changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", help="the PDF file, or the code that is printed on the paper")
        parser.add_argument("--public-key", help="file with the public key, raw or hexadecimal")

    def handle(self, *args: Any, what: str | Path, public_key: str | None, **options: Any) -> None:
        key = read_key(Path(public_key)) if public_key else keyring.public_key()
        if len(str(what)) <= LONGEST_NAME and Path(what).is_file():
            if not evidence.is_file_genuine(Path(what).read_bytes(), public_key=key):
                raise CommandError("This file was not signed with this key, or it was changed.")
            self.stdout.write("genuine: not one byte was changed since it was signed")
            return
        stamp = evidence.read_stamp(str(what), public_key=key)
        if stamp is None:
            raise CommandError("There is no such file, and as a code it was not signed with this key.")
        self.stdout.write(
            f"genuine: issued on {stamp.issued_on}, {stamp.entries} entries from {stamp.first_day} to "
            f"{stamp.last_day}, last fingerprint {evidence.fingerprint(stamp.last)}"
        )
