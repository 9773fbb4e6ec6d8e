"""Shelters from a file, in the shell."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import translation

from accounts.actions.robots import robot_of
from accounts.models import Network, Organization
from core.errors import BadInput, DomainError
from privacy import walls
from shelters.actions import imports
from shelters.actions.imports import KINDS, Sheet, Terms
from shelters.models import Shelter
from shelters.sheets.errors import RowsRefused
from shelters.sheets.plans import Plan
from shelters.sheets.reading import MOST_BYTES, read, too_large


class Command(BaseCommand):
    help = "Import shelters from a CSV or XLSX file: all rows or none. A second time changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--network", required=True, help="its code, for example RED-NORTE")
        parser.add_argument("--organization", default="", help="the shelter operator; made if it is new")
        parser.add_argument("--time-zone", default="", help="of new shelters; else that of the network")
        parser.add_argument(
            "--addresses",
            default=Shelter.AddressVisibility.AREA,
            choices=Shelter.AddressVisibility.values,
            help="who may read the addresses of new shelters (default: only their area)",
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("en"):
            try:
                self._import(**options)
            except RowsRefused as refused:
                raise CommandError(_told(refused)) from None
            except DomainError as refused:
                fields = f" {refused.fields}" if isinstance(refused, BadInput) else ""
                raise CommandError(f"{refused}{fields} {refused.advice}") from None

    def _import(self, *, file: Path, **options: Any) -> None:
        network = _network(options["network"])
        sheet = Sheet.of(read(_content(file)), KINDS["shelters"])
        # Nothing is printed before the commit: a closed pipe must not take the import back.
        plan, organization = _carried_out(sheet, network, file, options)
        self._tell(plan, sheet, organization)
        if options["dry_run"]:
            self.stdout.write("Dry run: nothing was changed.")
        else:
            self._tell_invitation(organization)

    def _tell(self, plan: Plan, sheet: Sheet, organization: Organization) -> None:
        self.stdout.write(plan.summary)
        self.stdout.write(f"{plan.new} new, {plan.changed} changed, {plan.unchanged} unchanged")
        if sheet.left_out:
            self.stdout.write(f"Columns left out: {', '.join(sheet.left_out)}")
        if left_out := sum(line.is_left_out for line in plan.lines):
            self.stdout.write(f"Rows of other organizations left out: {left_out}")
        network = organization.network
        self.stdout.write(f"Organization: {organization.name} (network {network.code})")

    def _tell_invitation(self, organization: Organization) -> None:
        with walls.on_behalf(organization.pk):
            has_colleagues = organization.memberships.people().current().exists()
        if not has_colleagues:
            self.stdout.write("Nobody works there yet. Invite its first coordinator:")
            self.stdout.write(f'  manage.py invite --organization "{organization.name}"')


@transaction.atomic
def _carried_out(
    sheet: Sheet, network: Network, file: Path, options: dict[str, Any]
) -> tuple[Plan, Organization]:
    """The import, taken back again in a dry run: so both say the same."""
    name = options["organization"] or file.stem.replace("-", " ").replace("_", " ").capitalize()
    organization = imports.operator_for(network, name=name, is_named=bool(options["organization"]))
    terms = Terms(options["time_zone"] or network.time_zone, options["addresses"])
    with walls.within(organization.pk, network=network.pk):
        plan = imports.carry_out(sheet, kind=KINDS["shelters"], by=robot_of(organization), terms=terms)
    if options["dry_run"]:
        transaction.set_rollback(True)
    return plan, organization


def _network(code: str) -> Network:
    found = Network.objects.filter(code__iexact=code).first()
    if found is None:
        codes = (
            ", ".join(Network.objects.values_list("code", flat=True))
            or "none yet (manage.py first_invitation)"
        )
        raise CommandError(f"There is no network {code}. Networks here: {codes}")
    return found


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            content = opened.read(MOST_BYTES + 1)
    except OSError as missing:
        raise CommandError(f"{file} cannot be read: {missing.strerror}.") from missing
    if len(content) > MOST_BYTES:
        raise too_large()
    return content


def _told(refused: RowsRefused) -> str:
    lines = [
        f"  row {wrong.number}, {wrong.column or 'whole row'}: “{wrong.value}”. {wrong.sentence}"
        for wrong in refused.wrongs[:200]
    ]
    more = len(refused.wrongs) - len(lines)
    return "\n".join([str(refused), *lines, *([f"  and {more} more"] if more else []), str(refused.advice)])
