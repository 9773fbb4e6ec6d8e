"""The two roles of the database: one owns and migrates, one serves."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError, connection, transaction

from privacy.walls import roles


class Command(BaseCommand):
    help = "Create or repair the role that serves: it owns nothing and passes by no wall. Run as superuser."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--runtime", required=True, help="the role of DATABASE_URL")
        parser.add_argument("--owner", default="", help="the role of DATABASE_OWNER_URL; made if it is new")
        parser.add_argument(
            "--password-file",
            type=Path,
            help="holds the password of the runtime role; without one PostgreSQL must know it by its user",
        )

    def handle(
        self, *args: Any, runtime: str, owner: str, password_file: Path | None, **options: Any
    ) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("Roles exist on PostgreSQL only. SQLite needs none.")
        if runtime == owner:
            raise CommandError("The owner and the runtime role must be two: no wall stands before an owner.")
        password = self._password(password_file)
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                self._refuse_oneself(cursor, runtime)
                if owner:
                    roles.make_owner(cursor, owner, instead_of=runtime)
                roles.make_runtime(cursor, runtime, owner=owner, password=password)
        except ProgrammingError as refused:
            why = str(refused).splitlines()[0]
            raise CommandError(
                f"{why}. Run this as a superuser of PostgreSQL. Nothing was changed."
            ) from refused
        self.stdout.write(f'"{runtime}" serves: DATABASE_URL. It owns nothing and passes by no wall.')
        if owner:
            self.stdout.write(f'"{owner}" owns and migrates: DATABASE_OWNER_URL.')

    def _refuse_oneself(self, cursor: Any, runtime: str) -> None:
        cursor.execute("SELECT current_user")
        if cursor.fetchone()[0] == runtime:
            raise CommandError(
                f'This runs as "{runtime}" itself. Set DATABASE_OWNER_URL to the owner or a superuser.'
            )

    def _password(self, file: Path | None) -> str:
        if file is None:
            return ""
        try:
            return file.read_text(encoding="utf-8").strip()
        except OSError as missing:
            raise CommandError(f"{file} cannot be read: {missing.strerror}.") from missing
