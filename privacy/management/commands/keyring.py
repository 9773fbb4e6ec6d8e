"""The keyring from the shell. Prints ids, days and counts; never a key, never a name."""

import os
from argparse import ArgumentParser
from getpass import getpass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.errors import DomainError
from privacy import keyring
from privacy.keyring import checking, contents, destroying, escrow, places, rotation, signing


class Command(BaseCommand):
    help = "Look at the keys of what is sealed, check them, change the root secret, make an escrow."
    # It must work when the keyring does not, and checks say so too.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        todo = parser.add_subparsers(dest="todo", required=True)
        todo.add_parser("status", help="what is there: keys by organization and day, their age")
        todo.add_parser("verify", help="open every key; ends with 1 when one is damaged")
        todo.add_parser("make", help="a new keyring, when the one of before is lost for good")
        todo.add_parser("rotate", help="change the root secret to POSADA_ROOT_SECRET_NEW")
        todo.add_parser("public-key", help="print the key that checks receipts and checkpoints")
        give = todo.add_parser(
            "export-escrow", help="root secret and organizations' keys, under a passphrase"
        )
        give.add_argument("file", type=Path, help="a new file")
        take = todo.add_parser("restore-escrow", help="put back from an escrow what does not open")
        take.add_argument("file", type=Path)
        take.add_argument("--root-secret-to", type=Path, help="only write the root secret to this new file")
        for each in (give, take):
            each.add_argument("--passphrase-file", type=Path, help="otherwise it is asked for")

    def handle(self, *args: Any, todo: str, **options: Any) -> None:
        try:
            getattr(self, f"_{todo.replace('-', '_')}")(**options)
        except DomainError as refused:
            raise CommandError(f"{refused} {refused.advice}") from refused
        except OSError as refused:
            raise CommandError(f"{refused.filename}: {refused.strerror}. Nothing was changed.") from refused

    def _status(self, **_: Any) -> None:
        ring = keyring.current()
        trouble = checking.trouble(ring)
        if trouble:
            raise trouble
        if not ring.folder.exists():
            self.stdout.write(f"No keyring yet in {ring.folder.path}: it is made when something is sealed.")
            return
        destroying.finish(ring)
        found = ring.folder.format()
        self.stdout.write(f"Keyring {found.id} in {ring.folder.path}, format {found.format}.")
        self.stdout.write("The root secret fits.")
        for tenant in contents.tenants(ring):
            self.stdout.write("the site itself" if tenant == keyring.SITE else str(tenant))
            for kept in contents.days(ring, tenant):
                count = len(contents.subjects(ring, tenant, kept.day))
                day, age = places.name_of(kept.day), f"{kept.age.total_seconds() / 3600:.1f} h old"
                self.stdout.write(f"  {day:<10} {count:>7} keys, day key {age}")

    def _verify(self, **_: Any) -> None:
        ring = keyring.current()
        damaged = [f"damaged: {place}" for place in checking.damages(ring)]
        loose = [f"open to others: {path}" for path in checking.open_to_others(ring)]
        for line in [*damaged, *loose]:
            self.stdout.write(line)
        if damaged or loose:
            raise CommandError("Not everything is in order. docs/operations/keyring.md says what to do.")
        self.stdout.write("Every key opens.")

    def _make(self, **_: Any) -> None:
        ring = keyring.current()
        if ring.folder.exists():
            raise CommandError(f"There is a keyring in {ring.folder.path} already. Nothing was changed.")
        ring.folder.make()
        self.stdout.write(f"A new keyring lies in {ring.folder.path}. What another one sealed is erased.")

    def _rotate(self, **_: Any) -> None:
        if not settings.NEW_ROOT_SECRET:
            raise CommandError("Set POSADA_ROOT_SECRET_NEW_FILE to a file that holds the new root secret.")
        count = rotation.rotate(keyring.current(), settings.NEW_ROOT_SECRET)
        self.stdout.write(f"{count} keys are under the new root secret now, and the old one opens nothing.")
        self.stdout.write(
            "Put it in the place of POSADA_ROOT_SECRET, start the site again, export an escrow."
        )

    def _public_key(self, **_: Any) -> None:
        self.stdout.write(signing.public_key(keyring.current()).hex())

    def _export_escrow(self, *, file: Path, passphrase_file: Path | None, **_: Any) -> None:
        text = escrow.export(keyring.current(), _passphrase(passphrase_file, twice=True))
        _write_new(file, text)
        self.stdout.write(f"{file}: the root secret and the keys of organizations.")
        self.stdout.write("No keys of days or subjects: it brings back nothing that was erased.")

    def _restore_escrow(
        self, *, file: Path, passphrase_file: Path | None, root_secret_to: Path | None, **_: Any
    ) -> None:
        found = escrow.opened(file.read_text(encoding="ascii"), _passphrase(passphrase_file))
        if root_secret_to:
            _write_new(root_secret_to, found.root_secret)
            self.stdout.write(f"{root_secret_to}: the root secret. Nothing else was changed.")
            return
        back = escrow.restore(keyring.current(), found)
        self.stdout.write(f"{len(back)} keys of organizations were put back; the others open.")


def _passphrase(file: Path | None, *, twice: bool = False) -> str:
    if file:
        return file.read_text(encoding="utf-8").strip()
    given = getpass("Passphrase: ")
    if twice and getpass("Again: ") != given:
        raise CommandError("These were not the same. Nothing was written.")
    return given


def _write_new(file: Path, text: str) -> None:
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as new:
        new.write(text)
