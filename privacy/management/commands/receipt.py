"""Erasure receipts in the shell: to show them, to hand them out, to check them."""

from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from privacy import keyring, receipts, retention, walls
from privacy.management.commands.audit_verify import read_key
from privacy.models import Receipt


class Command(BaseCommand):
    help = "List, show or verify the receipts of what was erased."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--organization", type=UUID, help="only this one")
        todo = parser.add_subparsers(dest="todo", required=True)
        todo.add_parser("list", help="one line for each receipt")
        show = todo.add_parser("show", help="the signed text, its digest and its signature")
        show.add_argument("digest", help="the beginning of its digest, as `list` prints it")
        verify = todo.add_parser(
            "verify", help="check every digest, signature and link; ends with 1 if wrong"
        )
        verify.add_argument("--public-key", help="file with the public key, raw or hexadecimal")

    def handle(self, *args: Any, todo: str, organization: UUID | None, **options: Any) -> None:
        tenants = [organization] if organization else retention.tenants()
        todos: dict[str, Callable[..., None]] = {
            "list": self.tell_all,
            "show": self.show,
            "verify": self.verify,
        }
        todos[todo](tenants, **options)

    def tell_all(self, tenants: list[UUID], **_: Any) -> None:
        """Number, period, rows, what became of the space and what the search found."""
        for tenant in tenants:
            for receipt in readable(tenant):
                self.stdout.write(
                    f"{receipts.chain_of(tenant)}  {receipt.number:>6}  {receipt.ended_at:%Y-%m-%d %H:%M}  "
                    f"{receipt.rows:>8} rows  {receipt.physical:<8} {receipt.scan:<8} {receipt.digest[:16]}"
                )

    def show(self, tenants: list[UUID], *, digest: str, **_: Any) -> None:
        """What can be handed to an auditor, who checks it with the public key."""
        for tenant in tenants:
            for receipt in readable(tenant):
                if receipt.digest.startswith(digest.lower()):
                    self.stdout.write(receipts.document(receipt).decode("ascii"))
                    self.stdout.write(f"sha256    {receipt.digest}")
                    self.stdout.write(f"ed25519   {receipt.signature}")
                    return
        raise CommandError("There is no receipt with this digest.")

    def verify(self, tenants: list[UUID], *, public_key: str | None, **_: Any) -> None:
        """One line for each chain, one more for each thing that is wrong."""
        key = read_key(Path(public_key)) if public_key else keyring.public_key()
        wrong = 0
        for tenant in tenants:
            rows = chain(tenant)
            if not rows:
                continue
            found = receipts.faults(rows, public_key=key)
            wrong += len(found)
            verdict = "NOT WHOLE" if found else "whole"
            self.stdout.write(f"{receipts.chain_of(tenant)}  {verdict}: {len(rows)} receipts")
            for fault in found:
                self.stdout.write(f"  {fault}")
        if wrong:
            raise CommandError(f"{wrong} receipt(s) are not as they were signed.")


def readable(tenant: UUID) -> list[Receipt]:
    """The receipts of one organization whose time is not over, the oldest first."""
    with walls.within(tenant):
        return list(Receipt.objects.in_time(tenant).order_by("number"))


def chain(tenant: UUID) -> list[Receipt]:
    """Every receipt of one organization that stands in the table, the oldest first."""
    with walls.within(tenant):
        return list(Receipt.objects.filter(organization_id=tenant).order_by("number"))
