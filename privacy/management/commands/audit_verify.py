"""Whether the audit trail is whole."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management import BaseCommand, CommandError

from privacy import audit, keyring, retention, walls

KEY_BYTES = 32


class Command(BaseCommand):
    help = "Look whether the audit trail of every organization is whole: no entry edited, missing or moved."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--organization", type=UUID, help="only this one")
        parser.add_argument(
            "--public-key", help="file with the public key of this site, kept elsewhere: raw or hexadecimal"
        )

    def handle(self, *args: Any, organization: UUID | None, public_key: str | None, **options: Any) -> None:
        key = read_key(Path(public_key)) if public_key else keyring.public_key()
        broken = 0
        for tenant in [organization] if organization else retention.tenants():
            with walls.within(tenant):
                report = audit.verify(tenant, public_key=key)
            broken += bool(report.findings)
            self.tell(report)
        if broken:
            raise CommandError(f"{broken} audit trail(s) are not whole. See docs/operations/audit.md.")

    def tell(self, report: audit.Report) -> None:
        """One line for each organization that has a trail, one more for each thing that is wrong."""
        if not (report.number or report.findings):
            return
        verdict = "NOT WHOLE" if report.findings else "whole"
        self.stdout.write(
            f"{report.tenant}  {verdict}: {report.entries} entries up to {report.number}, "
            f"{report.erased} erased on time, {report.checkpoints} checkpoints, "
            f"ends with {report.digest[:16]}"
        )
        for finding in report.findings:
            self.stdout.write(f"  {finding}")


def read_key(file: Path) -> bytes:
    """The 32 bytes of an Ed25519 public key.

    Raises: CommandError.
    """
    try:
        raw = file.read_bytes()
        key = raw if len(raw) == KEY_BYTES else bytes.fromhex(raw.decode("ascii").strip())
    except (OSError, ValueError) as problem:
        raise CommandError(f"{file} holds no public key that can be read.") from problem
    if len(key) != KEY_BYTES:
        raise CommandError(f"{file} holds no public key that can be read.")
    return key
