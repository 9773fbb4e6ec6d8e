"""Importing houses, or rooms and beds, from a file: looked at first, then wholly or not at all."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions.robots import robot_of
from accounts.models import Membership, Network, Organization
from accounts.rights import Right
from core.errors import BadInput, Text
from privacy import audit, walls
from privacy.verbs import Verb
from shelters.actions import imported_beds, imported_houses
from shelters.actions.imported_houses import Terms
from shelters.models import Shelter
from shelters.sheets import columns, people
from shelters.sheets.columns import Column, Matching, Row
from shelters.sheets.errors import ChangedMeanwhile, RowsRefused
from shelters.sheets.known_columns import BED_COLUMNS, HOUSE_COLUMNS
from shelters.sheets.plans import Plan
from shelters.sheets.reading import Table

__all__ = ["KINDS", "Kind", "Sheet", "Terms", "carry_out", "operator_for", "preview"]


@dataclass(frozen=True)
class Kind:
    """What a file is about: its columns, how its rows are understood and how they are written."""

    code: str
    title: Text
    columns: tuple[Column, ...]
    rights: tuple[Right, ...]
    plan: Callable[[list[Row], Membership, Terms], Plan]
    write: Callable[[Plan, Membership], None]


KINDS = {
    kind.code: kind
    for kind in (
        Kind(
            "shelters",
            _("Import shelters"),
            HOUSE_COLUMNS,
            (Right.IMPORT_SHELTERS,),
            imported_houses.plan,
            imported_houses.write,
        ),
        Kind(
            "beds",
            _("Import rooms and beds"),
            BED_COLUMNS,
            (Right.IMPORT_SHELTERS, Right.EDIT_SHELTER),
            imported_beds.plan,
            imported_beds.write,
        ),
    )
}


@dataclass(frozen=True)
class Sheet:
    """A table and which of its columns is which."""

    table: Table
    matching: Matching

    @classmethod
    def of(cls, table: Table, kind: Kind, matching: Matching = ()) -> "Sheet":
        """The table as it was matched, or as its column names suggest.

        Raises: PeopleInFile: before anything of the table is looked at, shown or kept.
        """
        guessed = columns.guess(table.headers, kind.columns)
        people.refuse_people(table, guessed)
        return cls(table, matching if len(matching) == len(guessed) else guessed)

    @property
    def left_out(self) -> list[str]:
        """The names of the columns that are not used."""
        return columns.left_out(self.table, self.matching)


def preview(sheet: Sheet, *, kind: Kind, by: Membership, terms: Terms) -> Plan:
    """What the import would do. Nothing is written.

    Raises: NotAllowed, BadInput (time zone, visibility), ColumnMissing, ColumnTwice.
    """
    for right in kind.rights:
        by.require(right, within=by.organization)
    terms.check()
    rows = columns.rows_of(sheet.table, sheet.matching, kind.columns)
    return kind.plan(rows, by, terms)


@transaction.atomic
def carry_out(sheet: Sheet, *, kind: Kind, by: Membership, terms: Terms) -> Plan:
    """Do it: all rows or none. A second time it changes nothing.

    Raises: NotAllowed, BadInput, ColumnMissing, ColumnTwice, RowsRefused, ChangedMeanwhile, and what
    the actions on rooms refuse.
    """
    # One import at a time in an organization: the second one sees what the first one made.
    Organization.objects.select_for_update(no_key=True).get(pk=by.organization_id)
    list(Shelter.objects.filter(organization=by.organization_id).locked().values_list("pk"))
    plan = preview(sheet, kind=kind, by=by, terms=terms)
    if plan.wrongs:
        raise RowsRefused(plan)
    if plan.changes_something:
        try:
            with transaction.atomic():
                kind.write(plan, by)
        except IntegrityError as raced:
            raise ChangedMeanwhile from raced
        audit.record(Verb.SHELTERS_IMPORTED, by=by, about=by.organization)
    return plan


@transaction.atomic
def operator_for(network: Network, *, name: str, is_named: bool) -> Organization:
    """For the shell: the shelter operator that an import goes to.

    `is_named`: somebody chose the name. Otherwise it is the only operator of the network, and the name
    is that of a new one where there are none or several.

    Raises: BadInput where the name belongs to an organization that runs no shelters.
    """
    operators = network.organizations.filter(kind=Organization.Kind.SHELTERS)
    if not is_named and operators.count() == 1:
        return operators.get()
    named = network.organizations.filter(name__iexact=name).first()
    if named is None:
        named = Organization.objects.create(network=network, name=name[:120], kind=Organization.Kind.SHELTERS)
        with walls.within(named.pk):
            audit.record(Verb.ORGANIZATION_ADDED, by=robot_of(named), about=named)
    elif named.kind != Organization.Kind.SHELTERS:
        raise BadInput({"organization": f"{named.name} runs no shelters."})
    return named
